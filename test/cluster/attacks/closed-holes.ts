/** Holes that were found once: namespaces made by hand, volumes, hosts of probes, quotas. */
import { asInitContainer, buildPod, type Change, hostPath } from '../build-farm/pods';
import { volumesOf, withVolume } from '../build-farm/policy/volumes';
import { admitted, type Attempt, core, type End, podSecurity, policy } from './attempt';
import { tries } from './by-policy';
import { ALONE, BY_HAND, FARM, PLAIN, QUOTA } from './places';
import { RULES } from './ways';

const BARE = 'builds can be privileged, mount `/` of the node and use its network';
const ON_THE_NODE: [what: string, change: Change, check: string][] = [
  ['a privileged container', { container: { securityContext: { privileged: true } } }, 'privileged (container'],
  ['the root of the node', { spec: hostPath('/') }, 'hostPath volumes'],
  ['the network of the node', { spec: { hostNetwork: true } }, 'host namespaces (hostNetwork=true)'],
  ['the processes of the node', { spec: { hostPID: true } }, 'host namespaces (hostPID=true)'],
];

const BY_HAND_ATTEMPTS: Attempt[] = [
  ...ON_THE_NODE.flatMap(([what, change, check]) => [
    tries('a namespace made by hand', what, buildPod(change), admitted(BARE), { at: BY_HAND.bare }),
    tries('a namespace made by hand', `${what}, with the label of Pod Security`, buildPod(change), podSecurity(check), {
      at: BY_HAND.labeled,
    }),
  ]),
  tries(
    'a namespace made by hand',
    'a node by its name',
    buildPod({ spec: { nodeName: 'node' } }),
    admitted('a build can choose any node'),
    { at: BY_HAND.labeled },
  ),
];

/** Before 1.35, Kubernetes drops volumes of images from pods, unless a feature gate is on. */
const VOLUMES: Attempt[] = Object.entries(volumesOf('any'))
  .filter(([type]) => type !== 'image')
  .map(([type, source]) =>
    tries('volumes', `a volume of the type ${type}`, buildPod(withVolume(type, source)), policy(RULES.volumes)),
  );

const HOSTS: [what: string, action: object][] = [
  ['the metadata of the cloud', { httpGet: { host: '169.254.169.254', port: 80 } }],
  ['the kubelet', { tcpSocket: { host: '127.0.0.1', port: 10255 } }],
];
const HANDLERS: [what: string, container: (action: object) => object][] = [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((name): (typeof HANDLERS)[number] => [
    `a ${name}`,
    (action) => ({ [name]: action }),
  ]),
  ...['postStart', 'preStop'].map((name): (typeof HANDLERS)[number] => [
    `a ${name} hook`,
    (action) => ({ lifecycle: { [name]: action } }),
  ]),
];

/** Pod Security refuses them from Kubernetes 1.34 on; before, the policy is alone. */
const PROBES: Attempt[] = HOSTS.flatMap(([host, action]) =>
  HANDLERS.flatMap(([handler, containerOf]) => {
    const container = containerOf(action);
    return [
      { what: `${host} by ${handler}`, change: { container } },
      {
        what: `${host} by ${handler} of a sidecar`,
        change: asInitContainer({ container: { ...container, restartPolicy: 'Always' } }),
      },
    ].flatMap(({ what, change }) => [
      tries('hosts of probes', what, buildPod(change), podSecurity('probe or lifecycle host ('), {
        endBefore: ['1.34', policy(RULES.probes)],
      }),
      tries('hosts of probes', what, buildPod(change), policy(RULES.probes), { at: ALONE.builds }),
    ]);
  }),
);

const IF_YOU_SET_ONE = 'the quota, if you set one';
const IF_NAMED =
  'Limits of CPU and memory, ephemeral storage and extended resources such as GPUs are counted only if `quota` names them.';

function limited(what: string): End {
  return { by: 'quota', words: `limited: ${what}` };
}

function withResources(resources: object): object {
  return buildPod({ container: { resources } });
}

/** What is tried with a quota, and what the quota is for. Without one, all of it is admitted. */
const GREEDY: [what: string, pod: object, limit: string][] = [
  [
    '64 CPU by small requests',
    withResources({ requests: { cpu: '10m', memory: '10Mi' }, limits: { cpu: '64', memory: '512Mi' } }),
    'limits.cpu=8',
  ],
  [
    '512Gi by small requests',
    withResources({ requests: { cpu: '10m', memory: '10Mi' }, limits: { cpu: '1', memory: '512Gi' } }),
    'limits.memory=16Gi',
  ],
  ['8 GPUs', withResources({ limits: { cpu: '1', memory: '1Gi', 'nvidia.com/gpu': 8 } }), 'requests.nvidia.com/gpu=1'],
];

const OBJECTS: [what: string, resource: string, body: object, limit: string | undefined][] = [
  [
    'a node port',
    'services',
    { metadata: { name: 'attempt' }, spec: { type: 'NodePort', ports: [{ port: 80 }] } },
    'services.nodeports=0',
  ],
  [
    'a load balancer',
    'services',
    { metadata: { name: 'attempt' }, spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } },
    'services.loadbalancers=0',
  ],
  [
    'one more Secret',
    'secrets',
    { metadata: { name: 'attempt' }, data: { a: Buffer.alloc(1000).toString('base64') } },
    'count/secrets=0',
  ],
  [
    'a claim of 1Ti',
    'persistentvolumeclaims',
    {
      metadata: { name: 'attempt' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Ti' } } },
    },
    'requests.storage=1Gi',
  ],
];

const QUOTAS: Attempt[] = [
  ...GREEDY.flatMap(([what, pod, limit]) => [
    tries('quota', what, pod, limited(limit), { at: QUOTA.builds }),
    tries('no quota', what, pod, admitted(IF_NAMED)),
  ]),
  ...OBJECTS.flatMap(([what, resource, body, limit]): Attempt[] => {
    const request = (namespace: string) => ({ method: 'POST', path: core(namespace, resource), body }) as const;
    const attempt = { who: 'the delegate', what, control: request(PLAIN) } as const;
    return [
      { ...attempt, kind: 'quota', request: request(QUOTA.builds), end: limited(limit ?? '') },
      { ...attempt, kind: 'no quota', request: request(FARM.builds), end: admitted(IF_YOU_SET_ONE) },
    ];
  }),
  tries(
    'quota',
    'a pod of 30 containers without requests and limits',
    buildPod({ spec: { containers: Array.from({ length: 30 }, (_, index) => ({ name: `c${index}`, image: 'a' })) } }),
    limited('limits.cpu=8'),
    { at: QUOTA.builds },
  ),
];

export const CLOSED_HOLES: readonly Attempt[] = [...BY_HAND_ATTEMPTS, ...VOLUMES, ...PROBES, ...QUOTAS];
