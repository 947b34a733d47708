/** What stages carry of a profile, on every version of Kubernetes, and what they cannot say against it. */
import { Duration } from 'cdk8s';
import { BuildFarmNamespace } from '../../lib/build-namespace';
import { BuildPodProfile, type BuildPodProfileOptions, OverridableSetting, UserNamespaces } from '../../lib/build-pods';
import { HarnessErrors } from '../../lib/core';
import { RuntimeInput } from '../../lib/document';
import type { CiBuildInfraProps, CiFarmStageProps } from '../../lib/farm';
import { BuildOperatingSystem, CiStep, StepConnector } from '../../lib/pipeline';
import { TaintEffect } from '../../lib/workload';
import { addFarm } from '../farm/infras';
import { connectorIn, type InfrastructureProps, infrastructureOf } from '../pipeline/stages';
import { refused, thrownBy } from '../testkit/refused';
import { newChart } from '../testkit/synth';

const SPOT = { key: 'spot', value: 'true', effect: TaintEffect.NO_SCHEDULE };
const GPU = { key: 'gpu', effect: TaintEffect.NO_SCHEDULE };

/** What Harness has settings for. */
const CARRIED: BuildPodProfileOptions = {
  nodeSelector: { pool: 'builds' },
  tolerations: [SPOT],
  priorityClassName: 'builds',
  labels: { team: 'payments' },
  annotations: { 'example.com/note': 'profile' },
};
const SERVED = { kubernetesVersion: '1.36' };
const VERSIONS: [string, Partial<CiBuildInfraProps>][] = [
  ['which the API server applies', SERVED],
  ['which only stages carry', { kubernetesVersion: '1.35' }],
];

type Options = NonNullable<CiFarmStageProps['infrastructureOptions']>;

const connector = StepConnector.dockerHub('account.docker_hub');
const tests = (timeout?: Duration) =>
  CiStep.run('Tests', { image: 'node:24', connector, command: 'npm test', timeout });

function stageOf(
  profile: BuildPodProfileOptions,
  farm: Partial<CiBuildInfraProps>,
  infrastructureOptions: Options = {},
  props: Partial<CiFarmStageProps> = {},
) {
  return addFarm(newChart(), 'Farm', { podProfile: BuildPodProfile.of(profile), ...farm }).stage({
    name: 'Build',
    steps: [tests()],
    infrastructureOptions,
    ...props,
  });
}

/** The settings of the infrastructure of a stage. */
function specOf(...args: Parameters<typeof stageOf>): any {
  return (stageOf(...args).toDocument() as any).stage.spec.infrastructure.spec;
}

const withoutIds = (tolerations: any[]) => tolerations.map(({ identifier: _, ...toleration }) => toleration);
const SPOT_IN_POD = { key: 'spot', operator: 'Equal', value: 'true', effect: 'NoSchedule' };
const EVICTION = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
};

describe.each(VERSIONS)('stages of a farm with a profile, %s,', (_what, farm) => {
  test('carry what Harness has settings for', () => {
    const spec = specOf(CARRIED, farm);
    expect(spec).toMatchObject({
      nodeSelector: { pool: 'builds' },
      priorityClassName: 'builds',
      labels: { team: 'payments' },
      annotations: { ...EVICTION, 'example.com/note': 'profile' },
    });
    expect(withoutIds(spec.tolerations)).toEqual([SPOT_IN_POD]);
  });

  test('add their own settings', () => {
    const spec = specOf(CARRIED, farm, {
      nodeSelector: { disk: 'ssd' },
      labels: { tier: 'gold' },
      annotations: { 'example.com/own': 'stage' },
      tolerations: [GPU],
    });
    expect(spec).toMatchObject({
      nodeSelector: { pool: 'builds', disk: 'ssd' },
      labels: { team: 'payments', tier: 'gold' },
      annotations: { 'example.com/note': 'profile', 'example.com/own': 'stage' },
    });
    expect(withoutIds(spec.tolerations)).toEqual([
      { key: 'gpu', operator: 'Exists', effect: 'NoSchedule' },
      SPOT_IN_POD,
    ]);
  });

  test('can repeat what the profile says', () => {
    const repeated = { ...CARRIED, tolerations: [SPOT] };
    const spec = specOf(CARRIED, farm, repeated);
    expect(spec).toMatchObject({ priorityClassName: 'builds', labels: { team: 'payments' } });
    expect(withoutIds(spec.tolerations)).toEqual([SPOT_IN_POD]);
  });

  test.each<[string, Options, string, string]>([
    ['nodeSelector["pool"]', { nodeSelector: { pool: 'own' } }, '"builds"', 'NODE_SELECTOR'],
    ['labels["team"]', { labels: { team: 'search' } }, '"payments"', 'LABELS'],
    ['annotations["example.com/note"]', { annotations: { 'example.com/note': 'own' } }, '"profile"', 'ANNOTATIONS'],
    ['priorityClassName', { priorityClassName: 'own' }, '"builds"', 'PRIORITY_CLASS_NAME'],
  ])('are refused with another value of %s, unless pipelines may override it', (property, options, value, name) => {
    expect(refused(() => specOf(CARRIED, farm, options))).toMatchObject({
      property: `infrastructureOptions.${property}`,
      allowed: `${value}, which the build pod profile of the namespace sets`,
      remedy: `Remove it, or add OverridableSetting.${name} to overridable of the profile.`,
    });
    const overridable = [OverridableSetting[name as keyof typeof OverridableSetting]];
    expect(specOf({ ...CARRIED, overridable }, farm, options)).toMatchObject(options);
  });

  test('are refused for everything that contradicts it at once', () => {
    const options = { nodeSelector: { pool: 'own' }, labels: { team: 'search' }, priorityClassName: 'own' };
    const all = HarnessErrors.allOf(thrownBy(() => specOf(CARRIED, farm, options)));
    expect(all.map(({ property }) => property)).toEqual([
      'infrastructureOptions.nodeSelector["pool"]',
      'infrastructureOptions.labels["team"]',
      'infrastructureOptions.priorityClassName',
    ]);
  });

  test('have no eviction annotations, if the profile says so', () => {
    expect(specOf({ preventEviction: false }, farm).annotations).toBeUndefined();
    expect(specOf({}, farm).annotations).toEqual(EVICTION);
  });

  test.each(['labels', 'annotations'] as const)('are refused with an expression for %s', (name) => {
    const inputs = { [name]: RuntimeInput.of() };
    expect(refused(() => specOf(CARRIED, farm, { inputs })).property).toBe(`infrastructureOptions.inputs.${name}`);
  });

  test('on Windows land on nodes for Windows of the pool', () => {
    const spec = specOf(CARRIED, farm, { os: BuildOperatingSystem.WINDOWS });
    expect(spec.nodeSelector).toEqual({ 'kubernetes.io/os': 'windows', pool: 'builds' });
  });
});

describe.each(['nodeSelector', 'tolerations'] as const)('an expression for %s', (name) => {
  const inputs = { [name]: RuntimeInput.of() };

  test('is admitted where the API server applies the profile', () => {
    expect(specOf(CARRIED, SERVED, { inputs })[name]).toBe('<+input>');
  });

  test('is refused where only stages carry it', () => {
    const details = refused(() => specOf(CARRIED, { kubernetesVersion: '1.35' }, { inputs }));
    expect(details.property).toContain(name);
    expect(details.allowed).toContain('only stages');
  });
});

describe('stages on Windows', () => {
  test.each<[string, BuildPodProfileOptions]>([
    ['userNamespaces', { userNamespaces: UserNamespaces.REQUIRED }],
    ['runtimeClassName', { runtimeClassName: 'gvisor' }],
  ])('are refused with %s', (name, profile) => {
    const details = refused(() => specOf(profile, SERVED, { os: BuildOperatingSystem.WINDOWS }));
    expect(details).toMatchObject({
      property: 'infrastructureOptions.os',
      given: '"Windows"',
      allowed: `"Linux" in a namespace whose build pod profile sets ${name}`,
    });
  });

  test('are refused for the nodes that they select, too', () => {
    const details = refused(() =>
      specOf({ runtimeClassName: 'gvisor' }, SERVED, { nodeSelector: { 'kubernetes.io/os': 'windows' } }),
    );
    expect(details.property).toContain('infrastructureOptions.');
  });
});

describe('the deadline of a profile', () => {
  const profile = { deadline: Duration.hours(1) };

  test('admits timeouts up to it', () => {
    const timeout = Duration.hours(1);
    expect(() => stageOf(profile, SERVED, {}, { timeout, steps: [tests(timeout)] })).not.toThrow();
  });

  test('refuses longer ones of the stage and of all its steps, in groups too', () => {
    const timeout = Duration.seconds(3601);
    const steps = [
      tests(timeout),
      CiStep.group('Group', [CiStep.run('More', { image: 'alpine', command: 'make', timeout })]),
    ];
    const all = HarnessErrors.allOf(
      thrownBy(() => stageOf(profile, SERVED, {}, { timeout: Duration.hours(2), steps })),
    );
    expect(all.map(({ property, given }) => [property, given])).toEqual([
      ['timeout', '7200 seconds'],
      ['steps[0].timeout', '3601 seconds'],
      ['steps[1].steps[0].timeout', '3601 seconds'],
    ]);
    expect(all[0].allowed).toBe('at most 3600 seconds, the deadline of the build pod profile of the namespace');
  });
});

describe('an infrastructure made by hand in a namespace with a profile', () => {
  const infrastructureIn = (kubernetesVersion: string, props: InfrastructureProps = {}) => {
    const chart = newChart();
    const buildNamespace = new BuildFarmNamespace(chart, 'Builds', {
      kubernetesVersion,
      podProfile: BuildPodProfile.of(CARRIED),
    });
    return infrastructureOf({ connector: connectorIn(chart), buildNamespace, ...props }, chart);
  };
  const { tolerations: _, ...settings } = CARRIED;
  const whole = { ...settings, tolerations: [SPOT] } as InfrastructureProps;

  test('needs nothing of it where the API server applies it', () => {
    expect(() => infrastructureIn('1.36')).not.toThrow();
  });

  test('is refused for all that it lacks where only stages carry it', () => {
    const all = HarnessErrors.allOf(thrownBy(() => infrastructureIn('1.35')));
    expect(all.map(({ property }) => property)).toEqual([
      'nodeSelector["pool"]',
      'labels["team"]',
      'annotations["example.com/note"]',
      'priorityClassName',
      'tolerations',
    ]);
    expect(all[0].remedy).toBe('Set it, or use stage or stageInfrastructure of the farm.');
    expect(() => infrastructureIn('1.35', whole)).not.toThrow();
  });

  test('cannot contradict it', () => {
    for (const version of ['1.35', '1.36']) {
      const details = refused(() => infrastructureIn(version, { ...whole, nodeSelector: { pool: 'own' } }));
      expect(details).toMatchObject({ property: 'nodeSelector["pool"]', given: '"own"' });
    }
  });
});

describe('the profiles of a farm and its namespaces', () => {
  const profileOf = ({ podProfile }: BuildFarmNamespace) => podProfile?._options;

  test('are merged', () => {
    const podProfile = BuildPodProfile.of({ runtimeClassName: 'gvisor', labels: { team: 'payments' } });
    const farm = addFarm(newChart(), 'Farm', { ...SERVED, podProfile });
    farm.addBuildNamespace('more', { podProfile: BuildPodProfile.of({ labels: { tier: 'gold' } }) });
    expect((farm.buildNamespaces as BuildFarmNamespace[]).map(profileOf)).toEqual([
      { runtimeClassName: 'gvisor', labels: { team: 'payments' } },
      { runtimeClassName: 'gvisor', labels: { team: 'payments', tier: 'gold' } },
    ]);
    expect(podProfile._options.labels).toEqual({ team: 'payments' });
  });

  test('can be those of a namespace alone, or none', () => {
    const farm = addFarm(newChart(), 'Farm', SERVED);
    farm.addBuildNamespace('more', { podProfile: BuildPodProfile.of({ labels: { tier: 'gold' } }) });
    expect((farm.buildNamespaces as BuildFarmNamespace[]).map(profileOf)).toEqual([
      undefined,
      { labels: { tier: 'gold' } },
    ]);
  });

  test('mistakes in both profiles are reported by the construct that has them, all at once', () => {
    const wrong = BuildPodProfile.of({ runtimeClassName: 'Not fine', labels: { team: 'x' } });
    const propertiesOf = (make: () => unknown) => HarnessErrors.allOf(thrownBy(make)).map(({ property }) => property);
    const ofFarm = { kubernetesVersion: '1.36', podProfile: wrong };
    const names = ['runtimeClassName', 'labels["team"]'];
    expect(propertiesOf(() => addFarm(newChart(), 'Farm', ofFarm))).toEqual(names.map((name) => `podProfile.${name}`));
    const farm = addFarm(newChart(), 'Farm', { kubernetesVersion: '1.36' });
    const options = { podProfile: wrong };
    expect(propertiesOf(() => farm.addBuildNamespace('more', options))).toEqual(
      names.map((name) => `options.podProfile.${name}`),
    );
  });
});
