/** Each setting of a profile on real API servers: what it makes of a pod of Harness, and what no pod evades. */
import { Duration } from 'cdk8s';
import {
  type BuildPodProfileOptions,
  PodSeccomp,
  TaintEffect,
  UnsatisfiableConstraint,
  UserNamespaces,
} from 'harness-constructs';
import { buildPod, type Change } from '../build-farm/pods';
import { outcomeOf } from '../build-farm/outcome';
import { create, mutatingClusters, type Pod, profiledNamespace, stored } from './profiled';

/** A setting, where a pod shows it, and pods that try to evade it. */
interface Attempt {
  readonly what: string;
  readonly options: BuildPodProfileOptions;
  readonly read: (pod: Pod) => unknown;
  readonly expected: unknown;
  /** Values of the pod's own. `null` is what an overlay or a patch can leave. */
  readonly evasions: readonly Change[];
}

const spec = (fields: object): Change => ({ spec: fields });
const containersOf = ({ spec: { initContainers, containers } }: Pod) => [...initContainers, ...containers];
const RUNTIME_DEFAULT = { type: 'RuntimeDefault' };
const SPREAD = {
  maxSkew: 2,
  topologyKey: 'topology.kubernetes.io/zone',
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchExpressions: [{ key: 'stageID', operator: 'Exists' }] },
};
const TOLERATION = { key: 'pool', operator: 'Equal', value: 'builds', effect: 'NoSchedule' };

const ATTEMPTS: readonly Attempt[] = [
  {
    what: 'userNamespaces',
    options: { userNamespaces: UserNamespaces.REQUIRED },
    read: (pod) => pod.spec.hostUsers,
    expected: false,
    evasions: [spec({ hostUsers: true }), spec({ hostUsers: null })],
  },
  {
    what: 'seccomp',
    options: {},
    read: (pod) => [
      (pod.spec.securityContext as { seccompProfile?: object }).seccompProfile,
      containersOf(pod).flatMap(({ securityContext = {} }) =>
        'seccompProfile' in securityContext ? [securityContext.seccompProfile] : [],
      ),
    ],
    expected: [RUNTIME_DEFAULT, []],
    evasions: [
      spec({ securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } } }),
      spec({ securityContext: null }),
    ],
  },
  {
    what: 'runtimeClassName',
    options: { runtimeClassName: 'pod-profile-gvisor' },
    read: (pod) => pod.spec.runtimeClassName,
    expected: 'pod-profile-gvisor',
    evasions: [spec({ runtimeClassName: 'pod-profile-other' }), spec({ runtimeClassName: null })],
  },
  {
    what: 'deadline',
    options: { deadline: Duration.hours(6) },
    read: (pod) => pod.spec.activeDeadlineSeconds,
    expected: 21600,
    evasions: [spec({ activeDeadlineSeconds: 999999 }), spec({ activeDeadlineSeconds: null })],
  },
  {
    what: 'priorityClassName',
    options: { priorityClassName: 'pod-profile-builds' },
    read: ({ spec: { priorityClassName, priority, preemptionPolicy } }) => [
      priorityClassName,
      priority,
      preemptionPolicy,
    ],
    expected: ['pod-profile-builds', 1234, 'Never'],
    evasions: [spec({ priorityClassName: 'system-node-critical' }), spec({ priorityClassName: null, priority: 0 })],
  },
  {
    what: 'nodeSelector',
    options: { nodeSelector: { 'example.com/pool': 'builds' } },
    read: (pod) => (pod.spec.nodeSelector as { [key: string]: string })['example.com/pool'],
    expected: 'builds',
    evasions: [spec({ nodeSelector: { 'example.com/pool': 'other', zone: 'a' } }), spec({ nodeSelector: null })],
  },
  {
    what: 'tolerations',
    options: { tolerations: [{ key: 'pool', value: 'builds', effect: TaintEffect.NO_SCHEDULE }] },
    read: (pod) => (pod.spec.tolerations as { key: string }[]).filter(({ key }) => key === 'pool'),
    expected: [TOLERATION],
    evasions: [spec({ tolerations: null }), spec({ tolerations: [TOLERATION] })],
  },
  {
    what: 'topologySpread',
    options: {
      topologySpread: [
        {
          topologyKey: 'topology.kubernetes.io/zone',
          maxSkew: 2,
          whenUnsatisfiable: UnsatisfiableConstraint.DO_NOT_SCHEDULE,
        },
      ],
    },
    read: (pod) => pod.spec.topologySpreadConstraints,
    expected: [SPREAD],
    evasions: [
      spec({ topologySpreadConstraints: [{ ...SPREAD, topologyKey: 'example.com/rack' }] }),
      spec({ topologySpreadConstraints: null }),
    ],
  },
  {
    what: 'imagePullSecrets',
    options: { imagePullSecrets: ['mirror'] },
    read: (pod) => (pod.spec.imagePullSecrets as { name: string }[]).filter(({ name }) => name === 'mirror'),
    expected: [{ name: 'mirror' }],
    evasions: [spec({ imagePullSecrets: null }), spec({ imagePullSecrets: [{ name: 'own' }] })],
  },
  {
    what: 'labels',
    options: { labels: { 'example.com/queue': 'builds' } },
    read: (pod) => pod.metadata.labels['example.com/queue'],
    expected: 'builds',
    evasions: [{ labels: { 'example.com/queue': 'other' } }],
  },
  {
    what: 'annotations',
    options: { annotations: { 'example.com/a.b': 'all of "them"' } },
    read: (pod) => (pod.metadata.annotations as { [key: string]: string })['example.com/a.b'],
    expected: 'all of "them"',
    evasions: [],
  },
  {
    what: 'preventEviction',
    options: {},
    read: (pod) => pod.metadata.annotations,
    expected: {
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
      'karpenter.sh/do-not-disrupt': 'true',
    },
    evasions: [],
  },
  {
    what: 'enableServiceLinks',
    options: {},
    read: (pod) => pod.spec.enableServiceLinks,
    expected: false,
    evasions: [spec({ enableServiceLinks: true }), spec({ enableServiceLinks: null })],
  },
  {
    what: 'dnsConfig',
    options: { dnsConfig: { nameservers: ['10.0.0.53'], options: { ndots: '2', edns0: '' } } },
    read: (pod) => pod.spec.dnsConfig,
    expected: { nameservers: ['10.0.0.53'], options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] },
    evasions: [spec({ dnsConfig: { searches: ['example.org'] } }), spec({ dnsConfig: null })],
  },
];

describe.each(mutatingClusters())('on Kubernetes %s', (_version, cluster) => {
  beforeAll(async () => {
    for (const name of ['pod-profile-gvisor', 'pod-profile-other']) {
      await cluster.apply({
        apiVersion: 'node.k8s.io/v1',
        kind: 'RuntimeClass',
        metadata: { name },
        handler: 'runsc',
      } as never);
    }
    await cluster.apply({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'pod-profile-builds' },
      value: 1234,
      preemptionPolicy: 'Never',
    } as never);
  });

  test.each(ATTEMPTS)('$what is set, whatever the pod says', async ({ what, options, read, expected, evasions }) => {
    const name = `profile-${what.toLowerCase()}`;
    const namespace = await profiledNamespace(cluster, name, options);
    for (const change of [{}, ...evasions]) {
      expect([change, read(await stored(cluster, namespace, buildPod(change)))]).toEqual([change, expected]);
    }
  });

  test.each(ATTEMPTS)('$what: a pod that nothing has changed is refused', async ({ what, options }) => {
    const name = `evaded-${what.toLowerCase()}`;
    // Nothing else of the profile, so that nothing else refuses.
    const alone = { seccomp: PodSeccomp.OFF, enableServiceLinks: true, preventEviction: false };
    const own = what === 'seccomp' ? { seccomp: undefined } : what in alone ? { [what]: undefined } : {};
    const namespace = await profiledNamespace(cluster, name, { ...alone, ...options, ...own }, { unmutated: true });
    const { layer, message } = outcomeOf(await create(cluster, namespace, buildPod({ labels: marksOf(name) })));
    expect([layer, message]).toEqual([
      'admission policy',
      expect.stringContaining(`build pod profile of the namespace makes them (${what})`),
    ]);
  });

  test('a seccomp profile of a container is replaced, that of an init container, too', async () => {
    const namespace = await profiledNamespace(cluster, 'profile-seccomp-containers', {});
    const own = { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } } };
    const pod = await stored(
      cluster,
      namespace,
      buildPod({ container: own, spec: { initContainers: [{ name: 'first', image: 'a', ...own }] } }),
    );
    const profiles = containersOf(pod).flatMap(({ securityContext = {} }) =>
      'seccompProfile' in securityContext ? [securityContext.seccompProfile] : [],
    );
    expect(profiles).toEqual([RUNTIME_DEFAULT, RUNTIME_DEFAULT]);
  });
});

/** The label by which a namespace of a test knows its pods. */
function marksOf(name: string): object {
  return { 'harness-constructs.test/profiled': name };
}
