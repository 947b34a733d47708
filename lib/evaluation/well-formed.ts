/** What the evaluator reads of an object. The API server refuses an object that has something else there. */
import { isPlainObject, parseQuantity } from '../core';
import { AddressSet } from './addresses';
import { groupOf, type KubernetesObject } from './objects';

/** What is wrong with a value, for example `spec.egress[0]: expected an object`; `undefined` if nothing is. */
type Form = (value: unknown, path: string) => string | undefined;

function form(expected: string, holds: (value: unknown) => boolean): Form {
  return (value, path) => (holds(value) ? undefined : `${path}: expected ${expected}`);
}

const text = form('a string', (value) => typeof value === 'string');
const flag = form('true or false', (value) => typeof value === 'boolean');
const port = form('a number or a string', (value) => ['number', 'string'].includes(typeof value));
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
  (value) => typeof value === 'string' && AddressSet.of(value) !== undefined,
);

function oneOf(...values: readonly string[]): Form {
  return form(values.join(' or '), (value) => values.includes(value as string));
}

function list(element: Form): Form {
  return (value, path) =>
    Array.isArray(value)
      ? first(value.map((one: unknown, index) => () => element(one, `${path}[${index}]`)))
      : `${path}: expected a list`;
}

function map(member: Form): Form {
  return (value, path) =>
    isPlainObject(value)
      ? first(
          Object.entries(value).map(
            ([key, one]) =>
              () =>
                member(one, `${path}[${JSON.stringify(key)}]`),
          ),
        )
      : `${path}: expected an object`;
}

/** An object with these members. The API server takes `null` for a missing one. */
function fields(optional: { readonly [name: string]: Form }, required: { readonly [name: string]: Form } = {}): Form {
  const of = (forms: object) => Object.entries(forms) as [string, Form][];
  return (value, path) => {
    if (!isPlainObject(value)) {
      return `${path}: expected an object`;
    }
    const at = (name: string) => (path === '' ? name : /^\w+$/.test(name) ? `${path}.${name}` : `${path}["${name}"]`);
    const isGiven = ([name]: [string, Form]) => value[name] !== undefined && value[name] !== null;
    return first(
      [...of(required), ...of(optional).filter(isGiven)].map(
        ([name, member]) =>
          () =>
            member(value[name], at(name)),
      ),
    );
  };
}

function first(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const wrong = check();
    if (wrong !== undefined) {
      return wrong;
    }
  }
  return undefined;
}

const texts = list(text);
const metadata = fields({ name: text, namespace: text, labels: map(text) });
const requirement = fields({ values: texts }, { key: text, operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist') });
const selector = fields({ matchLabels: map(text), matchExpressions: list(requirement) });

const peers = list(
  fields({
    podSelector: selector,
    namespaceSelector: selector,
    ipBlock: fields({ except: list(block) }, { cidr: block }),
  }),
);
const ports = list(
  fields({
    protocol: oneOf('TCP', 'UDP', 'SCTP'),
    port,
    endPort: form('a number', (value) => typeof value === 'number'),
  }),
);
const NETWORK_POLICY = fields({
  podSelector: selector,
  policyTypes: list(oneOf('Ingress', 'Egress')),
  ingress: list(fields({ from: peers, ports })),
  egress: list(fields({ to: peers, ports })),
});

const rules = list(
  fields({ apiGroups: texts, resources: texts, verbs: texts, resourceNames: texts, nonResourceURLs: texts }),
);
const ROLE = { rules, aggregationRule: fields({ clusterRoleSelectors: list(selector) }) };
const BINDING = {
  subjects: list(fields({ namespace: text }, { kind: text, name: text })),
  roleRef: fields({}, { kind: text, name: text }),
};

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
const pod = fields({
  hostNetwork: flag,
  serviceAccountName: text,
  serviceAccount: text,
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

/** By API group and kind: the members besides the metadata. */
const FORMS: { readonly [kind: string]: { readonly [member: string]: Form } } = {
  '/Namespace': { metadata: fields({ labels: podSecurity }) },
  '/ResourceQuota': { spec: fields({ hard: amounts, scopes: texts, scopeSelector: someObject }) },
  '/LimitRange': { spec: fields({ limits: list(LIMITS) }) },
  'apps/Deployment': { spec: WORKLOAD },
  'apps/StatefulSet': { spec: WORKLOAD },
  'apps/DaemonSet': { spec: WORKLOAD },
  'apps/ReplicaSet': { spec: WORKLOAD },
  'autoscaling/HorizontalPodAutoscaler': { spec: SCALER },
  'networking.k8s.io/NetworkPolicy': { spec: NETWORK_POLICY },
  'rbac.authorization.k8s.io/Role': ROLE,
  'rbac.authorization.k8s.io/ClusterRole': ROLE,
  'rbac.authorization.k8s.io/RoleBinding': BINDING,
  'rbac.authorization.k8s.io/ClusterRoleBinding': BINDING,
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

/** What the API server refuses in an object, of what the evaluator reads; `undefined` if nothing. Values are not shown. */
export function malformation(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): string | undefined {
  const kind = `${groupOf(object.apiVersion)}/${object.kind}`;
  return fields({}, { metadata })(object, '') ?? fields(isRead(object) ? FORMS[kind] : {})(object, '');
}
