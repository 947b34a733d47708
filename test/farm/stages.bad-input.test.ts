import { runInNewContext } from 'node:vm';
import { Lazy } from 'cdk8s';
import {
  BuildFarmNamespace,
  BuildIsolation,
  BuildQuota,
  type BuildRequests,
  ClusterPlatform,
  Istio,
} from '../../lib/build-namespace';
import { HarnessScope, RuntimeInput } from '../../lib/document';
import type { CiBuildInfra, CiFarmStageProps } from '../../lib/farm';
import {
  AwsAuthentication,
  BuildOperatingSystem,
  CiStage,
  CiStep,
  ImageRegistry,
  type StageInfrastructureOptions,
  type StagePodOptions,
  StageResources,
  StageRouting,
  StageVolume,
  StepConnector,
} from '../../lib/pipeline';
import { CloudIdentity } from '../../lib/workload';
import { RESTRICTED } from '../testkit/isolations';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { addFarm, synthInfra } from './infras';

const STEPS = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];

describe('invalid input for a stage of a farm is refused with its property', () => {
  const several = () => addFarm(newChart(), 'Farm', { buildNamespaces: ['a', 'b'] });
  const legacy = { routing: StageRouting.LEGACY_DELEGATE };
  const dockerInDocker = CiStep.dockerInDocker('Docker');

  test.each<[string, () => CiBuildInfra, object, string, RegExp]>([
    ['a missing namespace if there are several', several, {}, 'buildNamespace', /one of the 2 namespaces/],
    ['an invalid namespace', several, { buildNamespace: 'a' }, 'buildNamespace', /BuildFarmNamespace/],
    ['no name', () => synthInfra().farm, { name: undefined }, 'name', /a string/],
    ['no steps', () => synthInfra().farm, { steps: undefined }, 'steps', /a list/],
    ['invalid options', () => synthInfra().farm, { infrastructureOptions: 1 }, 'infrastructureOptions', /object/],
    ['a route to another generation', () => synthInfra().farm, legacy, 'routing', /the new delegate "ci"/],
    [
      'a privileged step that the isolation forbids',
      () => synthInfra().farm,
      { steps: [dockerInDocker] },
      'steps[0].privileged',
      /isolation of the namespace \(baseline\)/,
    ],
    [
      'a host path that the isolation does not list',
      () => synthInfra({ isolation: BuildIsolation.hostPaths(['/cache'], { reason: 'Caches.' }) }).farm,
      { infrastructureOptions: { volumes: [StageVolume.hostPath('/c', '/var/run')] } },
      'infrastructureOptions.volumes[0].path',
      /namespace allows: \/cache/,
    ],
    [
      'an account that the admission policy refuses',
      () => synthInfra().farm,
      { infrastructureOptions: { serviceAccountName: 'default' } },
      'infrastructureOptions.serviceAccountName',
      /harness-build/,
    ],
    [
      'a step that the new delegate does not support',
      () => synthInfra().farm,
      {
        steps: [
          CiStep.buildAndPush('Push', {
            connector: StepConnector.aws('account.aws', AwsAuthentication.IRSA),
            registry: ImageRegistry.ecr({ account: '123456789012', region: 'eu-west-1', imageName: 'app' }),
            tags: ['1'],
          }),
        ],
      },
      'steps[0]',
      /a step type that the new delegate supports/,
    ],
  ])('%s', (_what, farm, props, property, allowed) => {
    const details = refused(() => farm().stage({ name: 'Build', steps: STEPS, ...props }));
    expect(details.property).toBe(property);
    expect(details.allowed).toMatch(allowed);
    expect(details.remedy).toMatch(/^[A-Z].{4,}[.]$/s);
  });

  test('a namespace outside of the farm, in which the delegate has no rights', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm');
    const other = new BuildFarmNamespace(chart, 'Other', { namespace: 'other' });
    const details = refused(() => farm.stageInfrastructure(other));
    expect(details).toMatchObject({ property: 'buildNamespace', given: '"other"', constructPath: 'test/Farm' });
  });

  test('a missing namespace if there are two', () => {
    const { farm } = synthInfra();
    farm.addBuildNamespace('more');
    const details = refused(() => farm.stageInfrastructure());
    expect(details).toMatchObject({ property: 'buildNamespace', allowed: 'one of the 2 namespaces of the farm' });
  });

  test.each(['allowPrivilegeEscalation', 'runAsNonRoot', 'dropCapabilities'] as const)(
    '%s as a runtime input, in a namespace with the isolation restricted',
    (name) => {
      const { farm } = synthInfra({ isolation: RESTRICTED });
      const options = { containerSecurityContext: { inputs: { [name]: RuntimeInput.of() } } };
      const details = refused(() => farm.stageInfrastructure(undefined, options));
      expect(details.property).toBe(`options.containerSecurityContext.inputs.${name}`);
      expect(details.allowed).toMatch(/a literal value, because/);
    },
  );

  test('the same stage twice, unless in different pipelines', () => {
    const { farm } = synthInfra();
    farm.stage({ name: 'Build', steps: STEPS });
    const details = refused(() => farm.stage({ name: 'Build', steps: STEPS }));
    expect(details).toMatchObject({ property: 'identifier', constructPath: 'test/Farm' });
    expect(details.remedy).toContain('pipelineIdentifier');
    const nightly = farm.stage({ name: 'Build', steps: STEPS, pipelineIdentifier: 'nightly' });
    expect(nightly.documentPath).toMatch(/nightly\/Build\.yaml$/);
    const ofProject = (project: string) => ({ scope: HarnessScope.project('shop', project) });
    const [one, other] = ['payments', 'search'].map((project) =>
      farm.stage({ name: 'Build', steps: STEPS, ...ofProject(project) }),
    );
    expect([one.documentPath, other.documentPath]).toEqual([
      'stages/shop/payments/Build.yaml',
      'stages/shop/search/Build.yaml',
    ]);
  });

  test('a privileged step on Autopilot, even in an imported namespace', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { platform: ClusterPlatform.gkeAutopilot(), buildNamespaces: [] });
    farm.useBuildNamespace(BuildFarmNamespace.fromNamespaceName(chart, 'Builds', 'team'));
    const details = refused(() => farm.stage({ name: 'Build', steps: [dockerInDocker] }));
    expect(details.property).toBe('steps[0].privileged');
    expect(details.allowed).toMatch(/Autopilot admits no privileged pods/);
  });

  test('a privileged step on Autopilot, even with a separate infrastructure of the farm', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { platform: ClusterPlatform.gkeAutopilot(), buildNamespaces: [] });
    farm.useBuildNamespace(BuildFarmNamespace.fromNamespaceName(chart, 'Builds', 'team'));
    const infrastructure = farm.stageInfrastructure(farm.buildNamespaces[0]);
    const props = { name: 'Build', infrastructure, steps: [dockerInDocker], routing: StageRouting.STAGE_VARIABLE };
    const details = refused(() => new CiStage(chart, 'Stage', props));
    expect(details.property).toBe('steps[0].privileged');
    expect(details.allowed).toMatch(/Autopilot admits no privileged pods/);
  });

  test('scope in the options of the infrastructure', () => {
    const { farm } = synthInfra();
    const infrastructureOptions = { scope: HarnessScope.project('shop', 'payments') } as StageInfrastructureOptions;
    const details = refused(() => farm.stage({ name: 'Build', steps: STEPS, infrastructureOptions }));
    expect(details).toMatchObject({
      property: 'infrastructureOptions.scope',
      remedy: 'Move it: scope belongs one level up, in the properties of the stage.',
    });
    expect(refused(() => farm.stage({ name: 'Build', steps: STEPS, scope: 'shop' as never })).property).toBe('scope');
  });

  test.each<[string, StageInfrastructureOptions, string, RegExp]>([
    [
      'a path of the node',
      { volumes: [StageVolume.hostPath('/d', '/var/run/docker.sock')] },
      'infrastructureOptions.volumes[0]',
      /Autopilot admits no privileged pods/,
    ],
    [
      'privileged containers',
      { containerSecurityContext: { privileged: true } },
      'infrastructureOptions.containerSecurityContext.privileged',
      /Autopilot admits no privileged pods/,
    ],
    ['Windows', { os: BuildOperatingSystem.WINDOWS }, 'infrastructureOptions.os', /no Windows nodes/],
  ])('%s on Autopilot, for both ways to create an infrastructure', (_what, options, property, allowed) => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { platform: ClusterPlatform.gkeAutopilot(), buildNamespaces: [] });
    farm.useBuildNamespace(BuildFarmNamespace.fromNamespaceName(chart, 'Builds', 'team'));
    const details = refused(() => farm.stage({ name: 'Build', steps: STEPS, infrastructureOptions: options }));
    expect(details.property).toBe(property);
    expect(details.allowed).toMatch(allowed);
    const [builds] = farm.buildNamespaces;
    const alone = refused(() => farm.stageInfrastructure(builds, options));
    expect(alone.property).toBe(property.replace('infrastructureOptions', 'options'));
  });

  test('an expression that replaces annotations or labels of the farm', () => {
    const cloudIdentity = CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef');
    for (const what of ['annotations', 'labels']) {
      const { farm } = synthInfra({ cloudIdentity });
      const infrastructureOptions = { inputs: { [what]: '<+input>' } };
      const details = refused(() => farm.stage({ name: 'Build', steps: STEPS, infrastructureOptions }));
      expect(details.property).toBe(`infrastructureOptions.inputs.${what}`);
      expect(details.allowed).toMatch(/which sets .* itself/);
    }
    const { farm } = synthInfra();
    const labels = farm.stageInfrastructure(farm.buildNamespaces[0], { inputs: { labels: '<+input>' } });
    expect(labels.toDocument()).toMatchObject({ infrastructure: { spec: { labels: '<+input>' } } });
  });

  test('a pod that exceeds the quota of its namespace', () => {
    const { farm } = synthInfra({ quota: BuildQuota.forConcurrentBuilds(1, { cpu: '1', memory: '2Gi' }) });
    const large = [CiStep.run('Tests', { image: 'node:24', command: 'x', resources: { memory: '64Gi' } })];
    const details = refused(() => farm.stage({ name: 'Build', steps: large }));
    expect(details).toMatchObject({ property: 'steps', constructPath: 'test/Farm/Stage.Build' });
    expect(details.allowed).toMatch(/at most 2Gi, the quota/);
    expect(farm.stage({ name: 'Build', steps: STEPS }).stageName).toBe('Build');
  });

  describe('a pod that exceeds the quota of its namespace with its proxy', () => {
    const pod = { cpu: '520m', memory: '620Mi' };
    const withProxy = { cpu: '620m', memory: '748Mi' };
    const build = (istio: Istio, requests: BuildRequests, stagePodOptions?: StagePodOptions) =>
      synthInfra({ istio, stagePodOptions, quota: BuildQuota.forConcurrentBuilds(1, requests) }).farm;

    test('is refused with the path of the stage', () => {
      const details = refused(() => build(Istio.cni(), pod).stage({ name: 'Build', steps: STEPS }));
      expect(details).toMatchObject({
        property: 'steps',
        constructPath: 'test/Farm/Stage.Build',
        given: 'a pod that requests 620m of cpu with its sidecar',
      });
      expect(build(Istio.cni(), withProxy).stage({ name: 'Build', steps: STEPS }).stageName).toBe('Build');
    });

    test.each<[string, Istio, StagePodOptions | undefined, Partial<CiFarmStageProps>]>([
      ['cloning, by default', Istio.ambient(), undefined, {}],
      ['nothing else', Istio.ambient(), undefined, { cloneCodebase: false }],
      ['the proxy of a mesh', Istio.cni(), undefined, {}],
      ['increased defaults', Istio.ambient(), { increasedDefaults: true }, { cloneCodebase: false }],
      ['a sidecar', Istio.cni(), { sidecar: { requests: { cpu: '1', memory: '1Gi' } } }, {}],
    ])('has a remedy that is enough for the stage, with %s', (_what, istio, options, props) => {
      const stage = (farm: CiBuildInfra) => farm.stage({ name: 'Build', steps: STEPS, ...props });
      const { remedy } = refused(() => stage(build(istio, { cpu: '1m', memory: '1Mi' }, options)));
      const [, written] = /BuildQuota\.forConcurrentBuilds\(builds, (.*)\)\.$/.exec(remedy) ?? [];
      const requests = runInNewContext(written, { StageResources, steps: STEPS }) as BuildRequests;
      expect(stage(build(istio, requests, options)).stageName).toBe('Build');
      const less = { ...requests, cpu: `${requests.cpu.endsWith('m') ? Number.parseInt(requests.cpu, 10) - 1 : 1}m` };
      expect(refused(() => stage(build(istio, less, options))).property).toBe('steps');
    });

    test.each<[string, Istio, StageInfrastructureOptions, StagePodOptions | undefined]>([
      ['the ambient mesh, which has no proxy', Istio.ambient(), {}, undefined],
      ['a stage without a proxy', Istio.cni(), { labels: { 'sidecar.istio.io/inject': 'false' } }, undefined],
      [
        'a smaller proxy in the annotations of the stage',
        Istio.cni(),
        { annotations: { 'sidecar.istio.io/proxyCPU': '1m', 'sidecar.istio.io/proxyMemory': '1Mi' } },
        undefined,
      ],
      [
        'a smaller proxy in the options of the farm',
        Istio.cni(),
        {},
        { sidecar: { requests: { cpu: '1m', memory: '1Mi' } } },
      ],
    ])('is accepted for %s', (_what, istio, infrastructureOptions, options) => {
      const room = { cpu: '521m', memory: '621Mi' };
      const farm = build(istio, room, options);
      expect(farm.stage({ name: 'Build', steps: STEPS, infrastructureOptions }).stageName).toBe('Build');
    });

    test('is computed with the increased defaults of the account', () => {
      const farm = build(Istio.ambient(), pod, { increasedDefaults: true });
      expect(refused(() => farm.stage({ name: 'Build', steps: STEPS })).property).toBe('steps');
    });

    test('is accepted if its strategy is a runtime input', () => {
      const additionalMembers = { strategy: { parallelism: '<+input>' } };
      const steps = (members: object) => [
        CiStep.run('a', { image: 'a', command: 'b', additionalMembers: { ...members } }),
      ];
      const farm = build(Istio.cni(), withProxy);
      expect(farm.stage({ name: 'Asked', steps: steps(additionalMembers) }).stageName).toBe('Asked');
      const copies = { strategy: { parallelism: 2 } };
      expect(refused(() => farm.stage({ name: 'Twice', steps: steps(copies) })).property).toBe('steps');
    });

    test.each<[string, unknown]>([
      ['stagePodOptions', 1],
      ['stagePodOptions.sidecar.requests.memory', { sidecar: { requests: { cpu: '1', memory: '0' } } }],
    ])('is refused with invalid options: %s', (property, options) => {
      expect(refused(() => synthInfra({ stagePodOptions: options as never })).property).toBe(property);
    });
  });

  test('an unresolved name', () => {
    const { farm } = synthInfra();
    const name = Lazy.any({ produce: () => 'Build' }) as string;
    expect(refused(() => farm.stage({ name, steps: STEPS })).property).toBe('name');
  });

  test('and a refused stage can be corrected and added again', () => {
    const { farm } = synthInfra();
    refused(() => farm.stage({ name: 'Build', steps: [] }));
    refused(() => farm.stage({ name: 'Build', steps: STEPS, infrastructureOptions: { serviceAccountName: 'x' } }));
    expect(farm.stage({ name: 'Build', steps: STEPS }).identifier).toBe('Build');
    expect(farm.stages).toHaveLength(1);
  });
});

describe('a namespace with the isolation restricted', () => {
  test('adds its requirements to the given settings', () => {
    const { farm } = synthInfra({ isolation: RESTRICTED });
    const containerSecurityContext = { readOnlyRootFilesystem: true, runAsUser: 2000 };
    const stage = farm.stage({ name: 'Build', steps: STEPS, infrastructureOptions: { containerSecurityContext } });
    const { spec } = (stage.toDocument() as any).stage.spec.infrastructure;
    expect(spec.runAsUser).toBeUndefined();
    expect(spec.containerSecurityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 2000,
    });
    const inputs = { containerSecurityContext: RuntimeInput.of() };
    const asInput = () => farm.stage({ name: 'Input', steps: STEPS, infrastructureOptions: { inputs } });
    expect(refused(asInput).property).toBe('infrastructureOptions.inputs.containerSecurityContext');
  });
});
