import { derived, rendered, type RenderedObject } from '../../values';
import { FARM_NAME } from '../farm-name';
import type { ResolvedBuildFarm } from '../resolve';
import { admissionRules, becomesDelegatePod, CONTAINERS, isDelegatePod } from './admission-rules';
import { reasonOf } from './farm-metadata';

const API_VERSION = 'admissionregistration.k8s.io/v1';

/** A rule of a policy for one namespace: pods when they are made, and when a container is put into one that runs. */
const RESOURCE_RULES = [podRule('CREATE', 'pods'), podRule('UPDATE', 'pods/ephemeralcontainers')];

/** Beside a delegate, a pod could become its like later. */
const SHARED_RESOURCE_RULES = [...RESOURCE_RULES, podRule('UPDATE', 'pods')];

/**
 * A policy for the pods of the namespace, whoever makes them, and its binding.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function renderAdmissionPolicy(farm: ResolvedBuildFarm): RenderedObject[] {
  if (!farm.admission.exists) {
    return [];
  }
  const { namespace, labels, annotations, shared } = farm;
  const name = derived([namespace], (known) => `${FARM_NAME}.${known}`);
  const metadata = { name, labels, annotations: { ...reasonOf(farm), ...annotations } };
  const inNamespace = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
  const policy = {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { ...inNamespace, resourceRules: shared ? SHARED_RESOURCE_RULES : RESOURCE_RULES },
      matchConditions: shared && [
        { name: 'is-no-delegate', expression: negated(isDelegatePod(shared)) },
        { name: 'is-new-or-becomes-delegate', expression: becomesDelegatePod(shared) },
      ],
      variables: [{ name: 'containers', expression: CONTAINERS }],
      validations: admissionRules(farm).map((rule) => ({ ...rule, reason: 'Forbidden' })),
    },
  };
  const binding = {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name, labels, annotations },
    spec: { policyName: name, validationActions: ['Deny'], matchResources: inNamespace },
  };
  return [
    rendered('ValidatingAdmissionPolicy', policy, 'namespace', 'Give each farm a namespace of its own.'),
    rendered('ValidatingAdmissionPolicyBinding', binding, 'namespace', 'Give each farm a namespace of its own.'),
  ];
}

function podRule(operation: string, resource: string): object {
  return { apiGroups: [''], apiVersions: ['v1'], operations: [operation], resources: [resource] };
}

function negated(expression: string): string {
  return derived([expression], (known) => `!(${known})`);
}
