/** What the evaluator reads of an object. The API server refuses an object that has something else there. */
import { DNS_LABEL, DNS_SUBDOMAIN, isPlainObject, LABEL_VALUE, parseQuantity, QUALIFIED_NAME } from '../core';
import { AddressSet } from './addresses';
import {
  all,
  fields,
  following,
  type Form,
  form,
  type Given,
  isFilled,
  isGiven,
  list,
  map,
  oneOf,
  text,
  whole,
} from './forms';
import { addressesOf } from './network';
import { elementsOf, groupOf, type KubernetesObject } from './objects';

const flag = form('true or false', (value) => typeof value === 'boolean');
const amount = form(
  'a quantity, such as 4 or 8Gi',
  (value) => ['number', 'string'].includes(typeof value) && parseQuantity(String(value)) !== undefined,
);
const count = form('a whole number', (value) => Number.isSafeInteger(value) && (value as number) >= 0);
const share = form(
  'a whole number or a percentage, such as 25%',
  (value) => (Number.isSafeInteger(value) && (value as number) >= 0) || /^[0-9]+%$/.test(String(value)),
);
const someObject = form('an object', isPlainObject);
const block = form(
  'a block of addresses, such as 10.0.0.0/8',
  (value) => typeof value === 'string' && value.includes('/') && AddressSet.of(value) !== undefined,
);

const texts = list(text);
const labels = map(following(LABEL_VALUE), following(QUALIFIED_NAME));
const metadata = fields({ name: text, namespace: following(DNS_LABEL), labels });

/** @see https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/validation/validation.go */
const requirement = all(
  fields(
    { values: list(following(LABEL_VALUE)) },
    { key: following(QUALIFIED_NAME), operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist') },
  ),
  whole(
    'values for In and NotIn, and none for Exists and DoesNotExist',
    (value) => isFilled(value, 'values') === ['In', 'NotIn'].includes(value.operator as string),
    'values',
  ),
);
const selector = fields({ matchLabels: labels, matchExpressions: list(requirement) });

const portNumber = form('a port from 1 to 65535', isPort);
const port = form(
  'a port from 1 to 65535, or the name of a port, with a letter',
  (value) =>
    isPort(value) ||
    (typeof value === 'string' && value.length <= 15 && /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(value)),
);

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65535;
}

const ipBlock = all(
  fields({ except: list(block) }, { cidr: block }),
  whole('blocks within cidr, and smaller', ({ cidr, except }) => areParts(except, cidr as string), 'except'),
);

function areParts(except: unknown, cidr: string): boolean {
  const outer = addressesOf({ cidr });
  const blocks = elementsOf(except as readonly string[]).map((one) => addressesOf({ cidr: one }));
  return blocks.every((inner) => outer.includes(inner) && !inner.includes(outer));
}

/** @see https://github.com/kubernetes/kubernetes/blob/019c5dc51786ef4d3a3c670a852267d2b087016c/pkg/apis/networking/validation/validation.go */
const peers = list(
  all(
    fields({ podSelector: selector, namespaceSelector: selector, ipBlock }),
    whole('either ipBlock, or podSelector, namespaceSelector or both', (value) => {
      const selectors = ['podSelector', 'namespaceSelector'].some((name) => isGiven(value, name));
      return selectors !== isGiven(value, 'ipBlock');
    }),
  ),
);
const ports = list(
  all(
    fields({ protocol: oneOf('TCP', 'UDP', 'SCTP'), port, endPort: portNumber }),
    whole(
      'no endPort without a port that is a number, and not above it',
      (value) =>
        !isGiven(value, 'endPort') || (isPort(value.port) && (value.port as number) <= (value.endPort as number)),
      'endPort',
    ),
  ),
);
const NETWORK_POLICY = fields({
  podSelector: selector,
  policyTypes: all(
    list(oneOf('Ingress', 'Egress')),
    form('at most two', (value) => (value as unknown[]).length <= 2),
  ),
  ingress: list(fields({ from: peers, ports })),
  egress: list(fields({ to: peers, ports })),
});

const filled = (name: string) => whole('at least one', (value: Given) => isFilled(value, name), name);
const isOfUrls = (value: Given) => isFilled(value, 'nonResourceURLs');
const rule = all(
  fields({ apiGroups: texts, resources: texts, verbs: texts, resourceNames: texts, nonResourceURLs: texts }),
  filled('verbs'),
  whole(
    'apiGroups and resources, or nonResourceURLs only',
    (value) =>
      ['apiGroups', 'resources'].every((name) => isFilled(value, name) !== isOfUrls(value)) &&
      !(isFilled(value, 'resourceNames') && isOfUrls(value)),
  ),
);
const ruleOfNamespace = all(
  rule,
  whole('none in a Role', (value) => !isOfUrls(value), 'nonResourceURLs'),
);

/** @see https://github.com/kubernetes/kubernetes/blob/036ae50761389440bd949a548e24d9e622492bb8/pkg/apis/rbac/validation/validation.go */
function binding(roles: readonly string[], isNamespaced: boolean): { readonly [member: string]: Form } {
  const name = form('a name', (value) => typeof value === 'string' && value !== '');
  const subject = all(
    fields({ namespace: text }, { kind: oneOf('ServiceAccount', 'User', 'Group'), name }),
    whole(
      'the namespace of the ServiceAccount',
      (value) => isNamespaced || value.kind !== 'ServiceAccount' || !!value.namespace,
      'namespace',
    ),
  );
  return { subjects: list(subject), roleRef: fields({}, { kind: oneOf(...roles), name }) };
}

const resourceRules = list(
  fields({
    apiGroups: texts,
    apiVersions: texts,
    operations: texts,
    resources: texts,
    resourceNames: texts,
    scope: oneOf('*', 'Cluster', 'Namespaced'),
  }),
);
const matches = fields({
  namespaceSelector: selector,
  objectSelector: selector,
  resourceRules,
  excludeResourceRules: resourceRules,
});
const expressions = list(fields({}, { expression: text }));
const ADMISSION_POLICY = fields({
  paramKind: someObject,
  failurePolicy: oneOf('Fail', 'Ignore'),
  matchConstraints: matches,
  matchConditions: expressions,
  variables: list(fields({}, { name: text, expression: text })),
  validations: expressions,
  mutations: list(fields({ jsonPatch: fields({}, { expression: text }) })),
});
const ADMISSION_BINDING = fields(
  { paramRef: someObject, validationActions: texts, matchResources: matches },
  { policyName: text },
);

const amounts = map(amount);

const reference = fields({ name: text });
const containers = list(
  fields({
    name: text,
    restartPolicy: text,
    env: list(fields({ valueFrom: fields({ secretKeyRef: reference }) }, { name: text })),
    envFrom: list(fields({ secretRef: reference })),
    resources: fields({ requests: amounts, limits: amounts }),
  }),
);
const sources = list(fields({ serviceAccountToken: someObject }));
const pod = fields({
  hostNetwork: flag,
  serviceAccountName: text,
  serviceAccount: text,
  automountServiceAccountToken: flag,
  volumes: list(fields({ projected: fields({ sources }) })),
  containers,
  initContainers: containers,
});
const strategy = fields({ type: oneOf('Recreate', 'RollingUpdate'), rollingUpdate: fields({ maxSurge: share }) });
const WORKLOAD = fields({ replicas: count, strategy, template: fields({ metadata, spec: pod }) });
const SCALER = fields({}, { maxReplicas: count, scaleTargetRef: fields({}, { kind: text, name: text }) });

const LIMITS = fields({ type: text, min: amounts, max: amounts, default: amounts, defaultRequest: amounts });

/** @see https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces */
const LEVELS = oneOf('privileged', 'baseline', 'restricted');
const RULES_OF = form(
  'latest, or a version such as v1.34',
  (value) => typeof value === 'string' && /^(latest|v1\.(0|[1-9][0-9]*))$/.test(value),
);
const podSecurity = fields(
  Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, LEVELS],
      [`pod-security.kubernetes.io/${mode}-version`, RULES_OF],
    ]),
  ),
);

const mutualTls = fields({ mode: oneOf('UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT') });

/** Forms of the members, without the metadata, by API group and kind. */
const FORMS: { readonly [kind: string]: { readonly [member: string]: Form } } = {
  '/Namespace': { metadata: fields({ name: following(DNS_LABEL), labels: podSecurity }) },
  '/ServiceAccount': { automountServiceAccountToken: flag },
  '/ResourceQuota': { spec: fields({ hard: amounts, scopes: texts, scopeSelector: someObject }) },
  '/LimitRange': { spec: fields({ limits: list(LIMITS) }) },
  'apps/Deployment': { spec: WORKLOAD },
  'apps/StatefulSet': { spec: WORKLOAD },
  'apps/DaemonSet': { spec: WORKLOAD },
  'apps/ReplicaSet': { spec: WORKLOAD },
  'autoscaling/HorizontalPodAutoscaler': { spec: SCALER },
  'networking.k8s.io/NetworkPolicy': { spec: NETWORK_POLICY },
  'rbac.authorization.k8s.io/Role': { rules: list(ruleOfNamespace) },
  'rbac.authorization.k8s.io/ClusterRole': {
    rules: list(rule),
    aggregationRule: fields({ clusterRoleSelectors: list(selector) }),
  },
  'rbac.authorization.k8s.io/RoleBinding': binding(['Role', 'ClusterRole'], true),
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding(['ClusterRole'], false),
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': { spec: ADMISSION_POLICY },
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': { spec: ADMISSION_BINDING },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': { spec: ADMISSION_POLICY },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': { spec: ADMISSION_BINDING },
  'security.istio.io/PeerAuthentication': {
    spec: fields({ selector: fields({ matchLabels: map(text) }), mtls: mutualTls, portLevelMtls: map(mutualTls) }),
  },
};

/** Whether the evaluator reads objects of the kind. */
export function isRead({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  return Object.hasOwn(FORMS, `${groupOf(apiVersion)}/${kind}`);
}

/** The versions that the API server has, by group. */
const VERSIONS: { readonly [group: string]: readonly string[] } = {
  autoscaling: ['v1', 'v2'],
  'security.istio.io': ['v1', 'v1beta1'],
};

function versionOf(group: string): Form {
  const versions = Object.hasOwn(VERSIONS, group) ? VERSIONS[group] : ['v1'];
  return oneOf(...versions.map((version) => (group === '' ? version : `${group}/${version}`)));
}

const PATH_SEGMENT = form(
  "a name without '/' and '%', and not '.' or '..'",
  (value) => typeof value === 'string' && value !== '' && !/^\.\.?$|[/%]/.test(value),
);

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
function namedAs(group: string): Form {
  const name = group === 'rbac.authorization.k8s.io' ? PATH_SEGMENT : following(DNS_SUBDOMAIN);
  const isGenerated = (value: Given) => isGiven(value, 'generateName') && !isGiven(value, 'name');
  return (value, path) => fields({}, isGenerated(value as Given) ? {} : { name })(value, path);
}

/** What the API server refuses in an object, of what the evaluator reads; `undefined` if nothing. Values are not shown. */
export function malformation(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): string | undefined {
  const group = groupOf(object.apiVersion);
  const general = fields({}, { metadata })(object, '');
  return general !== undefined || !isRead(object)
    ? general
    : fields(FORMS[`${group}/${object.kind}`], { apiVersion: versionOf(group), metadata: namedAs(group) })(object, '');
}
