/** What RBAC refuses to a pipeline author with the token of the delegate, and to a build with that of its ServiceAccount. */
import { buildPod } from '../build-farm/pods';
import { type Attempt, cannot, type Control, core, MERGE, podIn, type Request, STRATEGIC, type Who } from './attempt';
import { KINDS_OF_A_NAMESPACE, KINDS_OF_THE_CLUSTER } from './objects';
import { ALONE, FARM, PLAIN, VICTIM } from './places';

type Right = readonly [verb: string, resource: string, group?: string];

/** One thing that neither the delegate nor a build may do. */
interface Forbidden {
  readonly kind: string;
  readonly what: string;
  readonly request: Request;
  /** As RBAC names it; the group may be left out. */
  readonly right: Right;
  /** As RBAC names it before Kubernetes 1.36. */
  readonly rightBefore136?: Right;
  /** What the server answers an administrator, if it does not do it. */
  readonly answer?: RegExp;
  /** Another request that shows that an administrator can. */
  readonly control?: Request;
}

const POD = core(FARM.builds, `pods/${VICTIM}`);
/** No node runs the pod of the test. */
const NO_NODE = /does not have a host assigned|address not allowed/;
const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmission';
const debuggers = { spec: { ephemeralContainers: [{ name: 'debugger', image: 'a' }] } };
const resized = { spec: { containers: [{ name: 'lite-engine', resources: { requests: { cpu: '101m' } } }] } };
const binding = {
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name: VICTIM },
  target: { kind: 'Node', name: 'node' },
};
const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: VICTIM, namespace: FARM.builds } };

const SUBRESOURCES: Forbidden[] = [
  ...['exec', 'attach', 'portforward'].map((name): Forbidden => ({
    kind: name,
    what: `${name} of another build`,
    request: { method: 'POST', path: `${POD}/${name}?command=id&container=lite-engine&stdout=true` },
    right: ['create', `pods/${name}`],
    answer: NO_NODE,
  })),
  {
    kind: 'proxy',
    what: "another build's ports, through the API server",
    request: { method: 'GET', path: `${POD}:80/proxy/` },
    right: ['get', 'pods/proxy'],
    answer: NO_NODE,
  },
  {
    kind: 'proxy',
    what: 'a port behind a Service, through the API server',
    request: { method: 'GET', path: core(FARM.builds, 'services/a:80/proxy/') },
    right: ['get', 'services/proxy'],
    answer: /services "a" not found/,
  },
  {
    kind: 'proxy',
    what: 'the kubelet, through the API server',
    request: { method: 'GET', path: '/api/v1/nodes/node/proxy/runningpods/' },
    right: ['get', 'nodes/proxy'],
    answer: /nodes "node" not found/,
  },
  {
    kind: 'log',
    what: "another build's log",
    request: { method: 'GET', path: `${POD}/log?container=lite-engine` },
    right: ['get', 'pods/log'],
    answer: /^$/,
  },
  {
    kind: 'ephemeral containers',
    what: 'an ephemeral container for another build',
    request: { method: 'PATCH', path: `${POD}/ephemeralcontainers`, body: debuggers, type: STRATEGIC },
    right: ['patch', 'pods/ephemeralcontainers'],
  },
  {
    kind: 'resize',
    what: "another build's requests",
    request: { method: 'PATCH', path: `${POD}/resize`, body: resized, type: STRATEGIC },
    right: ['patch', 'pods/resize'],
    answer: /Pod QOS Class may not change|Only .*running pods|memory|resize/,
  },
  {
    kind: 'status',
    what: "another build's status, by an update",
    request: { method: 'PUT', path: `${POD}/status`, body: (pod) => pod as object },
    right: ['update', 'pods/status'],
  },
  {
    kind: 'status',
    what: "another build's status, by a patch",
    request: { method: 'PATCH', path: `${POD}/status`, body: { status: { podIP: '10.0.0.1' } }, type: MERGE },
    right: ['patch', 'pods/status'],
  },
  {
    kind: 'binding',
    what: 'a node for another build',
    request: { method: 'POST', path: `${POD}/binding`, body: binding },
    right: ['create', 'pods/binding'],
  },
  {
    kind: 'binding',
    what: 'a node for another build, by the resource of old',
    request: { method: 'POST', path: core(FARM.builds, 'bindings'), body: binding },
    right: ['create', 'bindings'],
  },
  {
    kind: 'eviction',
    what: "another build's eviction",
    request: { method: 'POST', path: `${POD}/eviction`, body: eviction },
    right: ['create', 'pods/eviction', ''],
  },
  {
    kind: 'a token',
    what: 'a token of an account',
    request: { method: 'POST', path: core(FARM.builds, 'serviceaccounts/harness-build/token'), body: { spec: {} } },
    right: ['create', 'serviceaccounts/token'],
  },
];

const OWN = ['pods', 'secrets', 'services', 'persistentvolumeclaims'];

/** Verbs that are not granted on what may be created and deleted. */
const VERBS: Forbidden[] = OWN.flatMap((resource): Forbidden[] => [
  {
    kind: 'patch',
    what: `a patch of ${resource}`,
    request: { method: 'PATCH', path: core(FARM.builds, `${resource}/${VICTIM}`), body: { metadata: {} }, type: MERGE },
    right: ['patch', resource],
    ...(resource === 'pods' ? {} : { answer: /not found/ }),
  },
  {
    kind: 'deletecollection',
    what: `all ${resource} at once`,
    request: { method: 'DELETE', path: core(FARM.builds, resource) },
    right: ['deletecollection', resource],
  },
]);

const MADE: Forbidden[] = [...KINDS_OF_A_NAMESPACE, ...KINDS_OF_THE_CLUSTER].map(
  ({ base, group, resource, body }): Forbidden => ({
    kind: 'object kinds',
    what: `a new object: ${resource}${group && `.${group}`}`,
    request: {
      method: 'POST',
      path: `/${base}/${KINDS_OF_A_NAMESPACE.some((kind) => kind.body === body) ? `namespaces/${FARM.builds}/` : ''}${resource}`,
      body,
    },
    right: ['create', resource, group],
  }),
);

/** What guards builds. */
const GUARDS: Forbidden[] = (
  [
    ['the admission policy', `${POLICIES}policies/harness-builds.${FARM.builds}`],
    ['the binding of the policy', `${POLICIES}policybindings/harness-builds.${FARM.builds}`],
    ['the namespace', `/api/v1/namespaces/${FARM.builds}`],
    ['the network policy', `/apis/networking.k8s.io/v1/namespaces/${FARM.builds}/networkpolicies/harness-builds`],
    ['the role', `/apis/rbac.authorization.k8s.io/v1/namespaces/${FARM.builds}/roles/harness-builds`],
    ['the account of the builds', core(FARM.builds, 'serviceaccounts/harness-build')],
  ] as const
).flatMap(([what, path]): Forbidden[] => {
  const [, group, resource] = /^\/apis?\/(?:([^/]+)\/)?v1\/(?:namespaces\/[^/]+\/)?([a-z]+)\/[^/]+$/.exec(path) ?? [];
  const metadata = { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } };
  return [
    {
      kind: 'the guards',
      what: `deleting ${what}`,
      request: { method: 'DELETE', path },
      right: ['delete', resource, group],
    },
    {
      kind: 'the guards',
      what: `labels of ${what}`,
      request: { method: 'PATCH', path, body: { metadata }, type: MERGE },
      right: ['patch', resource, group],
    },
  ];
});

const IMPERSONATED: [what: string, resource: string, mode: string, headers: { [header: string]: string }][] = [
  ['an administrator', 'users', 'user-info', { 'Impersonate-User': 'admin' }],
  [
    'a member of the group of administrators',
    'users',
    'user-info',
    { 'Impersonate-User': 'nobody', 'Impersonate-Group': 'system:masters' },
  ],
  [
    'another account',
    'serviceaccounts',
    'serviceaccount',
    { 'Impersonate-User': `system:serviceaccount:${FARM.builds}:other` },
  ],
  [
    'the controller that makes pods of delegates',
    'serviceaccounts',
    'serviceaccount',
    { 'Impersonate-User': 'system:serviceaccount:kube-system:replicaset-controller' },
  ],
];

const AS_ADMINISTRATOR = { 'Impersonate-User': 'admin', 'Impersonate-Group': 'system:masters' };

/** From 1.36 on, Kubernetes asks for the right to do as somebody else what is done, and not only to be somebody else. */
const IMPERSONATION: Forbidden[] = IMPERSONATED.map(([what, resource, mode, impersonate]) => ({
  kind: 'impersonation',
  what: `acting as ${what}`,
  request: { method: 'GET', path: core(FARM.builds, 'pods'), impersonate },
  right: [`impersonate-on:${mode}:list`, 'pods'],
  rightBefore136: ['impersonate', resource],
  control: { method: 'GET', path: core(FARM.builds, 'pods'), impersonate: AS_ADMINISTRATOR },
}));

const inNamespace = (namespace: string): Forbidden[] => [
  {
    kind: 'other namespaces',
    what: `a pod in ${namespace}`,
    request: podIn(namespace, buildPod()),
    right: ['create', 'pods'],
    control: podIn(PLAIN, buildPod()),
  },
  {
    kind: 'other namespaces',
    what: `the Secrets of ${namespace}`,
    request: { method: 'GET', path: core(namespace, 'secrets') },
    right: ['list', 'secrets'],
  },
  {
    kind: 'other namespaces',
    what: `a Secret in ${namespace}`,
    request: { method: 'POST', path: core(namespace, 'secrets'), body: { metadata: { name: 'attempt' } } },
    right: ['create', 'secrets'],
  },
];

const ELSEWHERE: Forbidden[] = [
  ...[FARM.delegate, 'kube-system', 'default'].flatMap(inNamespace),
  {
    kind: 'other namespaces',
    what: "the Secret with the delegate's token",
    request: { method: 'GET', path: core(FARM.delegate, `secrets/${FARM.delegate}-token`) },
    right: ['get', 'secrets'],
    answer: /not found/,
  },
  ...['pods', 'secrets', 'nodes', 'namespaces', 'persistentvolumes'].map((resource): Forbidden => ({
    kind: 'other namespaces',
    what: `all ${resource} of the cluster`,
    request: { method: 'GET', path: `/api/v1/${resource}` },
    right: ['list', resource],
  })),
];

const FORBIDDEN = [...SUBRESOURCES, ...VERBS, ...MADE, ...GUARDS, ...IMPERSONATION, ...ELSEWHERE];

/** What the delegate may do, and a build may not. */
const OF_THE_DELEGATE: Forbidden[] = [...OWN, 'events', 'configmaps', 'serviceaccounts'].map((resource) => ({
  kind: 'the build account',
  what: `the ${resource} of its namespace`,
  request: { method: 'GET', path: core(FARM.builds, resource) },
  right: ['list', resource],
}));
const OF_THE_DELEGATE_TO_MAKE: Forbidden[] = [
  {
    kind: 'the build account',
    what: 'a pod in its namespace',
    request: podIn(FARM.builds, buildPod()),
    right: ['create', 'pods'],
  },
  {
    kind: 'the build account',
    what: 'a Secret in its namespace',
    request: { method: 'POST', path: core(FARM.builds, 'secrets'), body: { metadata: { name: 'attempt' } } },
    right: ['create', 'secrets'],
  },
];

function attemptsOf(who: Who, list: readonly Forbidden[]): Attempt[] {
  return list.map(({ kind, what, request, right, rightBefore136, answer, control = request }) => ({
    kind,
    who,
    what,
    request,
    end: cannot(...right),
    ...(rightBefore136 && { endBefore: ['1.36', cannot(...rightBefore136)] as const }),
    control: (answer === undefined ? control : { request: control, answer }) satisfies Control,
  }));
}

export const BY_RBAC: readonly Attempt[] = [
  ...attemptsOf('the delegate', FORBIDDEN),
  ...attemptsOf('the delegate of another farm', inNamespace(ALONE.builds)),
  ...attemptsOf('the build account', [
    ...FORBIDDEN,
    ...inNamespace(ALONE.builds),
    ...OF_THE_DELEGATE,
    ...OF_THE_DELEGATE_TO_MAKE,
  ]),
];
