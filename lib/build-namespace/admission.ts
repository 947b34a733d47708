import {
  derived,
  KUBERNETES_VERSION,
  minorOf,
  type PropertyChecks,
  rendered,
  type RenderedObject,
  someOf,
} from '../core';
import { openedByImages, withImageUpdates } from './admission-images';
import { admissionRules } from './admission-rules';
import { matchConditions } from './admission-shared';
import { CONTAINERS } from '../build-pods';
import { FARM_NAME, type IsolatedPlace, openedBy, reasonsOf } from './namespace';

/** Whether the namespace has an admission policy, and the reason if it does not. */
export type Admission = { readonly exists: true } | { readonly exists: false; readonly why: string };

/** First minor version of Kubernetes that serves admission policies as `v1`. */
const FIRST_MINOR = 30;

/** @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export function resolveAdmission(
  checks: PropertyChecks,
  given: { readonly kubernetesVersion?: string; readonly clusterScoped?: boolean },
): Admission {
  const { kubernetesVersion } = given;
  if (kubernetesVersion !== undefined) {
    checks.plainText('kubernetesVersion', kubernetesVersion, KUBERNETES_VERSION);
    if (minorOf(kubernetesVersion) < FIRST_MINOR) {
      return {
        exists: false,
        why: `Kubernetes ${kubernetesVersion} does not support admission policies (1.30 or later does)`,
      };
    }
  }
  return (given.clusterScoped ?? true) ? { exists: true } : { exists: false, why: 'clusterScoped is false' };
}

const API_VERSION = 'admissionregistration.k8s.io/v1';

/** New pods, and ephemeral containers added to running pods. */
const RESOURCE_RULES = [podRule('CREATE', 'pods'), podRule('UPDATE', 'pods/ephemeralcontainers')];

/** A later update could give a pod another image and, in the namespace of a delegate, the label of the delegate. */
const RULES_WITH_UPDATES = [...RESOURCE_RULES, podRule('UPDATE', 'pods')];

/** CEL expressions that must be true for the policy to apply to a pod. */
export function conditionsOf({
  shared,
  images,
}: IsolatedPlace): { readonly name: string; readonly expression: string }[] {
  const own = shared === undefined ? [] : matchConditions(shared);
  return images === undefined ? own : withImageUpdates(own);
}

/**
 * Renders a policy for the pods of the namespace, regardless of their creator, and its binding.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function renderAdmissionPolicy(farm: IsolatedPlace & { readonly admission: Admission }): RenderedObject[] {
  if (!farm.admission.exists) {
    return [];
  }
  const { namespace, labels, annotations, isolation, volumeTypes, images, enforcement } = farm;
  const conditions = conditionsOf(farm);
  const types = volumeTypes.map((type) => ({ what: type.toString(), reason: type._options.reason }));
  const name = policyNameFor(namespace);
  const reasons = reasonsOf([...openedBy(isolation), ...types, ...openedByImages(images), ...enforcement._opened]);
  const metadata = { name, labels, annotations: { ...reasons, ...annotations } };
  const inNamespace = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
  const policy = {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { ...inNamespace, resourceRules: conditions.length > 0 ? RULES_WITH_UPDATES : RESOURCE_RULES },
      matchConditions: someOf(conditions),
      variables: [{ name: 'containers', expression: CONTAINERS }],
      validations: admissionRules(farm).map((rule) => ({ ...rule, reason: 'Forbidden' })),
    },
  };
  const binding = {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name, labels, annotations },
    spec: { policyName: name, validationActions: enforcement._actions, matchResources: inNamespace },
  };
  const isBound = enforcement._actions.length > 0;
  return [
    rendered('ValidatingAdmissionPolicy', policy, 'namespace', SEPARATE),
    ...(isBound ? [rendered('ValidatingAdmissionPolicyBinding', binding, 'namespace', SEPARATE)] : []),
  ];
}

/** The name of the policy of a namespace, and of its binding. */
export function policyNameFor(namespace: string): string {
  return derived([namespace], (known) => `${FARM_NAME}.${known}`);
}

const SEPARATE = 'Use a separate namespace for each farm.';

export function podRule(operation: string, resource: string): object {
  return { apiGroups: [''], apiVersions: ['v1'], operations: [operation], resources: [resource] };
}
