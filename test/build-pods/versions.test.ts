/** Which Kubernetes a profile needs: before 1.36, stages carry what Harness has settings for, and nothing is left out silently. */
import { Duration } from 'cdk8s';
import {
  type BuildFarmNamespaceProps,
  BuildIsolation,
  ClusterPlatform,
  SeccompSource,
} from '../../lib/build-namespace';
import {
  BuildPodProfile,
  type BuildPodProfileOptions,
  OverridableSetting,
  PodSeccomp,
  ProfileRollout,
  UserNamespaces,
} from '../../lib/build-pods';
import { HarnessErrors } from '../../lib/core';
import { TaintEffect } from '../../lib/workload';
import { synthFarm } from '../build-namespace/farms';
import { typesOf } from '../testkit/arbitraries/wrong-types';
import { refused, thrownBy } from '../testkit/refused';
import { every, kindsOf } from '../testkit/synth';

const POLICIES = [
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

/** A value of each property for which Harness has no setting, and that the server of the default version cannot set. */
const BEYOND_HARNESS: BuildPodProfileOptions = {
  userNamespaces: UserNamespaces.REQUIRED,
  seccomp: PodSeccomp.RUNTIME_DEFAULT,
  runtimeClassName: 'gvisor',
  deadline: Duration.hours(1),
  topologySpread: [{ topologyKey: 'kubernetes.io/hostname' }],
  imageMirrors: { 'docker.io': 'mirror.example.com/hub' },
  imagePullSecrets: ['registry'],
  proxy: { http: 'http://proxy.example.com:3128' },
  environment: { TEAM: 'payments' },
  certificates: { configMapName: 'ca' },
  enableServiceLinks: false,
  ephemeralStorage: { request: '1Gi' },
  dnsConfig: { options: { ndots: '2' } },
  rollout: ProfileRollout.canary({ canary: 'profile' }),
};

/** What Harness has settings for. */
const OF_HARNESS: BuildPodProfileOptions = {
  nodeSelector: { pool: 'builds' },
  tolerations: [{ key: 'spot', effect: TaintEffect.NO_SCHEDULE }],
  priorityClassName: 'builds',
  labels: { team: 'payments' },
  annotations: { 'example.com/team': 'payments' },
  preventEviction: false,
  overridable: [OverridableSetting.LABELS],
};

const synthOf = (options: BuildPodProfileOptions | undefined, props: BuildFarmNamespaceProps = {}) =>
  synthFarm({ podProfile: options && BuildPodProfile.of(options), ...props });
const summaryLines = (options: BuildPodProfileOptions, props?: BuildFarmNamespaceProps) =>
  synthOf(options, props)
    .farm.summary()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /Build pods: |profile|nothing sets/.test(line));

/** The objects of profiles, without those of the policy of the namespace. */
const profileObjects = (options: BuildPodProfileOptions | undefined, props?: BuildFarmNamespaceProps) =>
  POLICIES.flatMap((kind) => every(synthOf(options, props).manifests, kind))
    .filter(({ metadata }) => metadata.name.endsWith('.pod-profile'))
    .map(({ kind }) => kind as string);

test('the tables have each property of a profile', () => {
  expect(Object.keys({ ...BEYOND_HARNESS, ...OF_HARNESS }).sort()).toEqual(
    Object.keys(typesOf('BuildPodProfileOptions')).sort(),
  );
});

describe.each<[string, BuildFarmNamespaceProps, string]>([
  ['before 1.36', { kubernetesVersion: '1.35' }, 'Kubernetes 1.35, and only 1.36 or later can change pods'],
  ['without a version', {}, 'kubernetesVersion is not set, and only 1.36 or later can change pods'],
  ['without cluster-wide objects', { kubernetesVersion: '1.36', clusterScoped: false }, 'clusterScoped is false'],
])('on a cluster %s', (_what, props, why) => {
  test.each(Object.entries(BEYOND_HARNESS))('%s is refused by name', (name, value) => {
    const details = refused(() => synthOf({ [name]: value }, props));
    expect(details).toMatchObject({ property: `podProfile.${name}`, given: `a value, but ${why}` });
    expect(details.allowed).toMatch(/^no value: Harness has no setting for it/);
    expect(details.remedy).toContain('1.36');
  });

  test('all of them are refused at once', () => {
    const all = HarnessErrors.allOf(thrownBy(() => synthOf({ ...BEYOND_HARNESS, ...OF_HARNESS }, props)));
    const names = Object.keys(BEYOND_HARNESS).map((name) => `podProfile.${name}`);
    expect(all.map(({ property }) => property).sort()).toEqual(names.sort());
  });

  test('what stages can carry is admitted, without objects, and what nothing sets is told', () => {
    expect(profileObjects(OF_HARNESS, props)).toEqual([]);
    expect(summaryLines(OF_HARNESS, props)).toEqual([
      'Build pods: the stages of this farm set priorityClassName, nodeSelector, tolerations, labels and annotations. Pods of other stages lack them.',
      `NOTE: nothing sets seccomp and enableServiceLinks on build pods: ${why}.`,
      'NOTE: pipelines may override labels of the profile.',
    ]);
  });

  test('what asks for nothing is admitted, and nothing is told of it', () => {
    const nothing = { seccomp: PodSeccomp.OFF, userNamespaces: UserNamespaces.OFF, enableServiceLinks: true };
    expect(summaryLines({ ...nothing, preventEviction: false }, props)).toEqual([]);
  });
});

describe.each(['1.36', '1.36.0+k3s1', '1.37', 'v1.40.1'])('on Kubernetes %s', (kubernetesVersion) => {
  test('each property is admitted, and the API server applies it', () => {
    const all = { ...BEYOND_HARNESS, ...OF_HARNESS, rollout: ProfileRollout.all() };
    expect(profileObjects(all, { kubernetesVersion })).toEqual(POLICIES);
  });
});

describe('BuildIsolation.restricted()', () => {
  const isolation = BuildIsolation.restricted();
  const kubernetesVersion = '1.36';

  test('is admitted from 1.36 on with the default profile, which sets the seccomp profile that the level requires', () => {
    expect(profileObjects(undefined, { isolation, kubernetesVersion })).toEqual(POLICIES);
    const { farm, manifests } = synthOf(undefined, { isolation, kubernetesVersion });
    expect(farm.podProfile?._options).toEqual({});
    const [policy] = every(manifests, 'MutatingAdmissionPolicy');
    expect(JSON.stringify(policy.spec.mutations)).toContain('/spec/securityContext/seccompProfile');
  });

  test('keeps the profile of the namespace', () => {
    const { farm } = synthOf({ runtimeClassName: 'gvisor' }, { isolation, kubernetesVersion });
    expect(farm.podProfile?._options).toEqual({ runtimeClassName: 'gvisor' });
  });

  test('makes no profile where a webhook sets the seccomp profile', () => {
    const elsewhere = BuildIsolation.restricted({ seccompFrom: SeccompSource.ELSEWHERE });
    expect(profileObjects(undefined, { isolation: elsewhere, kubernetesVersion })).toEqual([]);
    expect(profileObjects(undefined, { isolation: BuildIsolation.baseline(), kubernetesVersion })).toEqual([]);
  });

  test.each<[string, BuildPodProfileOptions | undefined, BuildFarmNamespaceProps, string]>([
    ['before 1.36', undefined, { kubernetesVersion: '1.35' }, 'Set kubernetesVersion to 1.36 or later'],
    ['without a version', undefined, { kubernetesVersion: undefined }, 'Set kubernetesVersion to 1.36 or later'],
    ['without cluster-wide objects', undefined, { clusterScoped: false }, 'Remove clusterScoped'],
    ['with seccomp off', { seccomp: PodSeccomp.OFF }, {}, 'Remove seccomp from podProfile'],
    ['with a canary', { rollout: ProfileRollout.canary({ canary: 'profile' }) }, {}, 'Remove rollout from podProfile'],
    [
      'with a profile that is off',
      { rollout: ProfileRollout.off({ reason: 'It breaks builds.' }) },
      {},
      'Remove rollout from podProfile',
    ],
  ])('is refused %s, because the namespace would admit no build', (_what, options, props, remedy) => {
    const details = refused(() => synthOf(options, { isolation, kubernetesVersion, ...props }));
    expect(details).toMatchObject({ property: 'isolation', given: 'BuildIsolation.restricted()' });
    expect(details.remedy).toMatch(new RegExp(`^${remedy}`));
    expect(details.allowed).toContain('Pod Security would refuse every build');
  });

  test('is admitted on platforms, too', () => {
    const props = { isolation, kubernetesVersion, platform: ClusterPlatform.eks() };
    expect(kindsOf(synthOf(undefined, props).manifests)).toContain('MutatingAdmissionPolicy');
  });
});
