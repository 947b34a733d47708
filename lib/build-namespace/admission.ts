import { derived, type PropertyChecks, rendered, type RenderedObject, type Rule } from '../core';
import { BASELINE_CAPABILITIES, DELEGATE_LABEL, SELINUX_TYPES } from '../workload';
import { FARM_NAME, type IsolatedPlace, reasonOf, type SharedWith } from './namespace';

/** Whether the namespace has an admission policy, and the reason if it does not. */
export type Admission = { readonly exists: true } | { readonly exists: false; readonly why: string };

const VERSION: Rule = {
  allowed: 'a Kubernetes version, for example 1.33 or v1.33.2',
  remedy: 'Copy the server version that kubectl version shows.',
  holds: (value) => /^v?1\.[0-9]{1,3}(\.[0-9]+)?([-+].*)?$/.test(value),
};

/** First minor version of Kubernetes that serves admission policies as `v1`. */
const FIRST_MINOR = 30;

/** @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export function resolveAdmission(
  checks: PropertyChecks,
  {
    kubernetesVersion,
    clusterScoped = true,
  }: { readonly kubernetesVersion?: string; readonly clusterScoped?: boolean },
): Admission {
  if (kubernetesVersion !== undefined) {
    checks.plainText('kubernetesVersion', kubernetesVersion, VERSION);
    if (Number(kubernetesVersion.split('.')[1].match(/^[0-9]+/)?.[0]) < FIRST_MINOR) {
      return {
        exists: false,
        why: `Kubernetes ${kubernetesVersion} does not support admission policies (1.30 or later does)`,
      };
    }
  }
  return clusterScoped ? { exists: true } : { exists: false, why: 'clusterScoped is false' };
}

/**
 * A validation of the admission policy, as CEL. Build authors read the message: it says what is refused and what to change
 * in the pipeline.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/
 */
export interface AdmissionRule {
  readonly expression: string;
  readonly message: string;
}

/** Capabilities of Istio's init container. */
const ISTIO_CAPABILITIES = ['NET_ADMIN', 'NET_RAW'];

const VOLUMES = 'object.spec.?volumes.orValue([])';

const OWN_ACCOUNT = 'object.spec.?serviceAccountName.orValue("default")';

/** Containers, init containers and ephemeral containers. */
export const CONTAINERS =
  'object.spec.containers + object.spec.?initContainers.orValue([]) + object.spec.?ephemeralContainers.orValue([])';

/** Keeps pods from the network and the processes of the node. */
export const HOST_RULE: AdmissionRule = {
  expression:
    '!object.spec.?hostNetwork.orValue(false) && !object.spec.?hostPID.orValue(false) && !object.spec.?hostIPC.orValue(false)',
  message: 'Build pods must not use hostNetwork, hostPID or hostIPC. Remove them from the pod spec of the stage.',
};

export function admissionRules(farm: IsolatedPlace): AdmissionRule[] {
  return [
    accountRule(farm),
    HOST_RULE,
    {
      expression: 'variables.containers.all(c, c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0))',
      message: 'Build pods must not use hostPort. Remove it from the container ports of the stage.',
    },
    hostPathRule(farm.isolation._hostPaths),
    ...(farm.isolation.allowsPrivileged ? [] : privilegeRules(farm)),
    ...(farm.shared ? sharedRules(farm.shared) : []),
  ];
}

/** Keeps pods from other ServiceAccounts. */
export function accountRule({ allowedAccounts }: IsolatedPlace): AdmissionRule {
  return {
    expression: derived(allowedAccounts, (...names) => `${OWN_ACCOUNT} in ${list(names)}`),
    message: derived(
      allowedAccounts,
      (...names) =>
        `Build pods must use the ServiceAccount ${names.join(' or ')}. Set serviceAccountName in the infrastructure of the stage.`,
    ),
  };
}

/** Keeps pods from directories of the node other than the given ones. */
export function hostPathRule(paths: readonly string[]): AdmissionRule {
  if (paths.length === 0) {
    return {
      expression: `${VOLUMES}.all(v, !has(v.hostPath))`,
      message:
        'Build pods must not mount hostPath volumes. Use an emptyDir or a PersistentVolumeClaim in the infrastructure of the stage.',
    };
  }
  // Not the directories below: a build could replace one with a link, and the node would follow it.
  return {
    expression: `${VOLUMES}.all(v, !has(v.hostPath) || v.hostPath.path in ${list(paths)})`,
    message: `Build pods must not mount hostPath volumes other than ${paths.join(', ')}. Set the path of the volume in the infrastructure of the stage to one of these, not to a directory below.`,
  };
}

/** Keeps pods from privileged containers. */
export const PRIVILEGED_RULE: AdmissionRule = {
  expression: 'variables.containers.all(c, !c.?securityContext.?privileged.orValue(false))',
  message:
    'Build containers must not be privileged. Remove privileged from the stage and its steps, or run the stage in a namespace for Docker-in-Docker.',
};

/**
 * Refuses settings that turn root in a container into root on the node. Pod Security refuses them too, unless the level of
 * the namespace is privileged.
 */
function privilegeRules({ istio }: IsolatedPlace): AdmissionRule[] {
  const capabilities = [...BASELINE_CAPABILITIES, ...(istio?._mode === 'init container' ? ISTIO_CAPABILITIES : [])];
  const added = 'c.?securityContext.?capabilities.?add.orValue([])';
  const contexts = ['c.?securityContext', 'object.spec.?securityContext'];
  const hostProcess = (context: string): string => `!${context}.?windowsOptions.?hostProcess.orValue(false)`;
  return [
    PRIVILEGED_RULE,
    {
      expression: `variables.containers.all(c, ${added}.all(name, name in ${list(capabilities)}))`,
      message:
        'Build containers must not add capabilities beyond the Pod Security level baseline. Remove the others from capabilities.add in the infrastructure of the stage.',
    },
    {
      expression: `variables.containers.all(c, ${hostProcess('c.?securityContext')}) && ${hostProcess('object.spec.?securityContext')}`,
      message:
        'Build containers must not be Windows HostProcess containers. Remove hostProcess from the pod spec of the stage.',
    },
    {
      expression: 'variables.containers.all(c, c.?securityContext.?procMount.orValue("Default") == "Default")',
      message: 'Build containers must use the default procMount. Remove procMount from the pod spec of the stage.',
    },
    {
      expression: `variables.containers.all(c, ${contexts.map(isConfined).join(' && ')})`,
      message:
        'Build containers must not use Unconfined seccomp or AppArmor profiles, or custom SELinux options. Remove them from the pod spec of the stage.',
    },
  ];
}

/** Follows the Pod Security level baseline. */
function isConfined(context: string): string {
  const field = (path: string): string => `${context}.?${path}.orValue("")`;
  return [
    ...['seccompProfile.?type', 'appArmorProfile.?type'].map((path) => `${field(path)} != "Unconfined"`),
    `${field('seLinuxOptions.?type')} in ${list(SELINUX_TYPES)}`,
    ...['seLinuxOptions.?user', 'seLinuxOptions.?role'].map((path) => `${field(path)} == ""`),
  ].join(' && ');
}

/** Keeps build pods from impersonating the delegate in the same namespace. */
function sharedRules({ delegateName, tokenSecretName }: SharedWith): AdmissionRule[] {
  const rules = [labelRule(delegateName)];
  return tokenSecretName === undefined ? rules : [...rules, tokenRule(tokenSecretName)];
}

/** Keeps pods from the label of the delegate. */
export function labelRule(delegateName: string): AdmissionRule {
  return {
    expression: `${delegateLabel('object')} != ${text(delegateName)}`,
    message: `Build pods must not have the label ${DELEGATE_LABEL}=${delegateName}, which identifies the delegate. Remove it from the labels of the stage.`,
  };
}

/** Keeps pods from the Secret with the token of the delegate. */
export function tokenRule(secretName: string): AdmissionRule {
  const expression = derived([secretName], (name) => {
    const isOther = `!= ${text(name)}`;
    const inVolumes = [
      `v.?secret.?secretName.orValue("") ${isOther}`,
      `v.?projected.?sources.orValue([]).all(s, s.?secret.?name.orValue("") ${isOther})`,
    ];
    const inContainers = [
      `c.?env.orValue([]).all(e, e.?valueFrom.?secretKeyRef.?name.orValue("") ${isOther})`,
      `c.?envFrom.orValue([]).all(e, e.?secretRef.?name.orValue("") ${isOther})`,
    ];
    return `${VOLUMES}.all(v, ${inVolumes.join(' && ')}) && variables.containers.all(c, ${inContainers.join(' && ')})`;
  });
  return {
    expression,
    message:
      'Build pods must not read the Secret with the token of the delegate. Remove it from the volumes and environment variables of the stage.',
  };
}

/**
 * Matches the pods of the delegate's own Deployment, which the ReplicaSet controller creates. A user who can only create
 * pods cannot impersonate that controller.
 */
export function isDelegatePod({ serviceAccountName }: SharedWith): string {
  const makers = ['system:serviceaccount:kube-system:replicaset-controller', 'system:kube-controller-manager'];
  return derived(
    [serviceAccountName],
    (name) => `request.userInfo.username in ${list(makers)} && ${OWN_ACCOUNT} == ${text(name)}`,
  );
}

/**
 * Matches the creation of a pod, a new ephemeral container, an update that adds the delegate's label, and a new image for
 * the delegate's pod. Other updates cannot affect the rules.
 */
export function becomesDelegatePod({ delegateName, serviceAccountName }: SharedWith): string {
  const images = (pod: string): string =>
    `${pod}.spec.containers.map(c, c.image) + ${pod}.spec.?initContainers.orValue([]).map(c, c.image)`;
  return derived([delegateName, serviceAccountName], (delegate, account) =>
    [
      'request.operation == "CREATE"',
      'request.?subResource.orValue("") != ""',
      `(${delegateLabel('object')} == ${text(delegate)} && ${delegateLabel('oldObject')} != ${text(delegate)})`,
      `(${OWN_ACCOUNT} == ${text(account)} && ${images('object')} != ${images('oldObject')})`,
    ].join(' || '),
  );
}

/** CEL for the delegate that the label of a pod names. */
function delegateLabel(pod: string): string {
  return `${pod}.metadata.?labels[?${text(DELEGATE_LABEL)}].orValue("")`;
}

/** CEL and JSON have the same syntax for strings and lists of strings. */
function text(value: string): string {
  return JSON.stringify(value);
}

function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

const API_VERSION = 'admissionregistration.k8s.io/v1';

/** New pods, and ephemeral containers added to running pods. */
const RESOURCE_RULES = [podRule('CREATE', 'pods'), podRule('UPDATE', 'pods/ephemeralcontainers')];

/** In the namespace of a delegate, a later update could give a pod the delegate's label. */
const SHARED_RESOURCE_RULES = [...RESOURCE_RULES, podRule('UPDATE', 'pods')];

/** Pods to which the policy of a namespace with a delegate applies. */
export function matchConditions(shared: SharedWith): { readonly name: string; readonly expression: string }[] {
  return [
    { name: 'is-no-delegate', expression: negated(isDelegatePod(shared)) },
    { name: 'is-new-or-becomes-delegate', expression: becomesDelegatePod(shared) },
  ];
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
      matchConditions: shared && matchConditions(shared),
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
    rendered('ValidatingAdmissionPolicy', policy, 'namespace', 'Use a separate namespace for each farm.'),
    rendered('ValidatingAdmissionPolicyBinding', binding, 'namespace', 'Use a separate namespace for each farm.'),
  ];
}

function podRule(operation: string, resource: string): object {
  return { apiGroups: [''], apiVersions: ['v1'], operations: [operation], resources: [resource] };
}

function negated(expression: string): string {
  return derived([expression], (known) => `!(${known})`);
}
