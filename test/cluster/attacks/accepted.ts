/** What the server takes, and `docs/security.md` says so. */
import { buildPod, type Change } from '../build-farm/pods';
import { withVolume } from '../build-farm/policy/volumes';
import { admitted, type Attempt, core, type Request, updated } from './attempt';
import { tries } from './by-policy';
import { FARM, VICTIM } from './places';

const PODS: [kind: string, what: string, change: Change, sentence: string][] = [
  [
    'images on the node',
    'an image that another team has pulled: Never',
    { container: { image: 'registry.example.com/of-another-team:1', imagePullPolicy: 'Never' } },
    'a pod runs an image that another team pulled to the node, without its credentials, and so reads private images',
  ],
  [
    'images on the node',
    'an image that another team has pulled: IfNotPresent',
    { container: { image: 'registry.example.com/of-another-team:1', imagePullPolicy: 'IfNotPresent' } },
    'With `imagePullPolicy: Never` or `IfNotPresent`',
  ],
  [
    'GMSA',
    'a Group Managed Service Account of Windows',
    {
      spec: { securityContext: { windowsOptions: { gmsaCredentialSpecName: 'of-another-team' } } },
      container: { securityContext: {} },
    },
    'A pod can name any [GMSA credential spec]',
  ],
  [
    'priority classes',
    'the priority of what a node cannot do without',
    { spec: { priorityClassName: 'system-node-critical' } },
    'can even use [`system-cluster-critical` or `system-node-critical`][setup] and evict other pods',
  ],
  [
    'priority classes',
    'the priority of what a cluster cannot do without',
    { spec: { priorityClassName: 'system-cluster-critical' } },
    'can even use [`system-cluster-critical` or `system-node-critical`][setup] and evict other pods',
  ],
  ['nodeName', 'any node, by its name', { spec: { nodeName: 'control-plane' } }, 'a build can choose any node'],
  [
    'tolerations',
    'nodes with any taint',
    { spec: { tolerations: [{ operator: 'Exists' }] } },
    'The stage chooses tolerations, node selectors and priority classes',
  ],
  [
    'tolerations',
    'nodes of the control plane, by their label',
    { spec: { nodeSelector: { 'node-role.kubernetes.io/control-plane': '' } } },
    'The stage chooses tolerations, node selectors and priority classes',
  ],
  [
    'a token of its own account',
    'a token of its own account, mounted',
    { spec: { automountServiceAccountToken: true } },
    'a pod can override it or project a token',
  ],
  [
    'a token of its own account',
    'a token of its own account for an audience, projected',
    withVolume('projected', { sources: [{ serviceAccountToken: { path: 'token', audience: 'sts.amazonaws.com' } }] }),
    'a pod can override it or project a token',
  ],
  [
    'Secrets of other builds',
    'the Secret of another build, as a volume',
    withVolume('secret', { secretName: 'of-another-build' }),
    "They can mount each other's Secrets and claims",
  ],
  [
    'Secrets of other builds',
    'the claim of another build',
    withVolume('persistentVolumeClaim', { claimName: 'of-another-build' }),
    "They can mount each other's Secrets and claims",
  ],
  [
    'root',
    'root in its container',
    { container: { securityContext: { runAsUser: 0 } } },
    'The author of a pipeline runs commands in your cluster: that is the purpose of a build',
  ],
];

const SERVICES =
  'The delegate can create Services, without a quota also of the types NodePort and LoadBalancer, and with `externalIPs`';
const ports = [{ port: 443 }];

const OBJECTS: [kind: string, what: string, resource: string, body: object, sentence: string][] = [
  [
    'Services',
    'a Service that takes the traffic to an address',
    'services',
    { metadata: { name: 'attempt' }, spec: { ports, externalIPs: ['192.0.2.1'] } },
    SERVICES,
  ],
  [
    'Services',
    'a Service at a port of every node',
    'services',
    { metadata: { name: 'attempt' }, spec: { ports, type: 'NodePort' } },
    SERVICES,
  ],
  [
    'Services',
    'a Service with a load balancer',
    'services',
    { metadata: { name: 'attempt' }, spec: { ports, type: 'LoadBalancer' } },
    SERVICES,
  ],
  [
    'names and DNS',
    'an alias for any host',
    'services',
    { metadata: { name: 'attempt' }, spec: { type: 'ExternalName', externalName: 'metadata.google.internal' } },
    'A Service of the type `ExternalName` [is an alias]',
  ],
  [
    'names and DNS',
    'a record in your DNS zone, by external-dns',
    'services',
    {
      metadata: { name: 'attempt', annotations: { 'external-dns.alpha.kubernetes.io/hostname': 'www.example.com' } },
      spec: { ports },
    },
    'an annotation of a Service creates records in your DNS zones',
  ],
  [
    'names and DNS',
    'a headless Service named com',
    'services',
    { metadata: { name: 'com' }, spec: { clusterIP: 'None', ports, selector: { accountID: 'test' } } },
    'A headless Service can have the name of a top-level domain such as `com`',
  ],
  [
    'service-account-token Secrets',
    'a token of any account, by a Secret',
    'secrets',
    {
      metadata: { name: 'attempt', annotations: { 'kubernetes.io/service-account.name': 'other' } },
      type: 'kubernetes.io/service-account-token',
    },
    'of the ServiceAccount to any Secret of the type `kubernetes.io/service-account-token` that names it',
  ],
  [
    'PersistentVolumes',
    'a claim of a volume that is a directory of the node',
    'persistentvolumeclaims',
    {
      metadata: { name: 'attempt' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        storageClassName: '',
        volumeName: 'directory-of-the-node',
      },
    },
    'A claim can bind any available PersistentVolume that matches, including a directory of a node',
  ],
];

const REQUESTS: [kind: string, what: string, request: Request, sentence: string][] = [
  [
    'Secrets of other builds',
    'all Secrets of its namespace',
    { method: 'GET', path: core(FARM.builds, 'secrets') },
    'The delegate reads every Secret of its build namespaces.',
  ],
  [
    'other builds',
    'deleting another build',
    { method: 'DELETE', path: core(FARM.builds, `pods/${VICTIM}`) },
    "the delegate's rights allow changing and deleting any pod",
  ],
  [
    'other builds',
    'another image for another build',
    updated(FARM.builds, VICTIM, ({ spec, ...pod }) => {
      const containers = (spec.containers as object[]).map((one) => ({ ...one, image: 'registry.example.com/mine:1' }));
      return { ...pod, spec: { ...spec, containers } };
    }),
    "the delegate's rights allow changing and deleting any pod",
  ],
  [
    'one delegate for several teams',
    'a build in a namespace of another team',
    { method: 'POST', path: core(FARM.second, 'pods'), body: buildPod() },
    'Everyone who can use the delegate can run builds in each of these namespaces, with their Secrets and cloud identity',
  ],
  [
    'one delegate for several teams',
    'the Secrets of another team',
    { method: 'GET', path: core(FARM.second, 'secrets') },
    'Everyone who can use the delegate can run builds in each of these namespaces, with their Secrets and cloud identity',
  ],
];

export const ACCEPTED: readonly Attempt[] = [
  ...PODS.map(([kind, what, change, sentence]) => tries(kind, what, buildPod(change), admitted(sentence))),
  ...OBJECTS.map(([kind, what, resource, body, sentence]): Attempt => {
    const request: Request = { method: 'POST', path: core(FARM.builds, resource), body };
    return { kind, who: 'the delegate', what, request, end: admitted(sentence), control: 'none' };
  }),
  ...REQUESTS.map(([kind, what, request, sentence]): Attempt => ({
    kind,
    who: 'the delegate',
    what,
    request,
    end: admitted(sentence),
    control: 'none',
  })),
];
