/** Stages and infrastructures that a program makes by itself are held to the same platform as those of farm.stage. */
import type { Chart } from 'cdk8s';
import { BuildFarmNamespace, BuildIsolation, ClusterPlatform, Istio } from '../../lib/build-namespace';
import { RuntimeInput } from '../../lib/document';
import type { CiBuildInfraProps } from '../../lib/farm';
import {
  BuildOperatingSystem,
  CiStage,
  CiStep,
  KubernetesDirectInfrastructure,
  type KubernetesDirectInfrastructureProps,
  StageVolume,
  StepConnector,
} from '../../lib/pipeline';
import { ImportedConnector } from '../../lib/reference';
import { CloudIdentity } from '../../lib/workload';
import { refused } from '../testkit/refused';
import { named, newChart, synth } from '../testkit/synth';
import { addFarm } from './infras';

const connector = StepConnector.dockerHub('account.docker_hub');
const run = (resources?: { cpu: string; memory: string }) =>
  CiStep.run('Tests', { image: 'golang:1.26', connector, command: 'go test ./...', resources });

/** A stage made by hand, with an infrastructure of its own. */
function addStage(chart: Chart, props: Partial<KubernetesDirectInfrastructureProps>, steps = [run()], name = 'Own') {
  const ofCluster = new ImportedConnector(chart, `${name}.Connector`, 'account.cluster', {});
  const infrastructure = new KubernetesDirectInfrastructure(chart, `${name}.Infrastructure`, {
    connector: ofCluster,
    ...props,
  });
  return new CiStage(chart, name, { name, infrastructure, steps });
}

const RESTRICTED: [string, ClusterPlatform][] = [
  ['Amazon EKS on Fargate', ClusterPlatform.eksFargate()],
  ['GKE Autopilot', ClusterPlatform.gkeAutopilot()],
];

describe.each(RESTRICTED)('a stage made by hand on %s', (name, platform) => {
  const places: [string, (chart: Chart) => KubernetesDirectInfrastructureProps['buildNamespace']][] = [
    ['a namespace', (chart) => new BuildFarmNamespace(chart, 'Builds', { platform })],
    ['a namespace of a farm', (chart) => addFarm(chart, 'Farm', { platform }).buildNamespaces[0]],
    ['an imported namespace', (chart) => BuildFarmNamespace.fromNamespaceName(chart, 'Old', 'old', { platform })],
    [
      'an imported namespace that a farm uses',
      (chart) => {
        const imported = BuildFarmNamespace.fromNamespaceName(chart, 'Old', 'old');
        addFarm(chart, 'Farm', { platform }).useBuildNamespace(imported);
        return imported;
      },
    ],
  ];

  test.each(places)('in %s uses nothing of the node, and no Windows', (_place, placeOf) => {
    const wrong: [string, Partial<KubernetesDirectInfrastructureProps>][] = [
      ['os', { os: BuildOperatingSystem.WINDOWS, nodeSelector: { 'kubernetes.io/os': 'windows' } }],
      ['containerSecurityContext.privileged', { containerSecurityContext: { privileged: true } }],
      ['volumes[0]', { volumes: [StageVolume.hostPath('/cache', '/cache')] }],
    ];
    for (const [property, props] of wrong) {
      const chart = newChart();
      const details = refused(() => addStage(chart, { buildNamespace: placeOf(chart), ...props }));
      expect(details.property).toBe(property);
      expect(details.allowed).toContain(`on ${name}: `);
    }
    const chart = newChart();
    expect(() => addStage(chart, { buildNamespace: placeOf(chart) })).not.toThrow();
  });
});

// https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests#min-max-requests
describe('a stage made by hand on Autopilot', () => {
  const made = (props: Partial<KubernetesDirectInfrastructureProps>, steps?: CiStep[]) => () => {
    const chart = newChart();
    const buildNamespace = new BuildFarmNamespace(chart, 'Builds', { platform: ClusterPlatform.gkeAutopilot() });
    addStage(chart, { buildNamespace, ...props }, steps);
  };
  const volumes = (...sizes: string[]) => sizes.map((size, index) => StageVolume.emptyDir(`/cache${index}`, { size }));

  test('has at most 10Gi of disk, in all of its empty directories', () => {
    expect(refused(made({ volumes: volumes('40Gi') }))).toMatchObject({ property: 'volumes[0].size', given: '"40Gi"' });
    expect(refused(made({ volumes: volumes('6Gi', '5Gi') }))).toMatchObject({
      property: 'volumes[1].size',
      allowed: expect.stringMatching(/^at most 10Gi for all empty directories together: /) as string,
    });
    expect(made({ volumes: volumes('6Gi', '4Gi') })).not.toThrow();
  });

  test('requests at most 30 CPUs', () => {
    expect(refused(made({}, [run({ cpu: '31', memory: '32Gi' })]))).toMatchObject({
      property: 'steps',
      allowed: expect.stringMatching(/^at most 30: /) as string,
    });
    expect(made({}, [run({ cpu: '29', memory: '32Gi' })])).not.toThrow();
  });
});

// https://developer.harness.io/docs/platform/variables-and-expressions/runtime-inputs: any value, or those that it allows.
describe('an operating system that the pipeline chooses when it runs', () => {
  const [any, both, linux] = [undefined, ['Linux', 'Windows'], ['Linux']].map((allowedValues) =>
    RuntimeInput.of({ allowedValues }),
  );
  const made = (os: RuntimeInput, props: Partial<CiBuildInfraProps>) => () =>
    addFarm(newChart(), 'Farm', props).stageInfrastructure(undefined, { inputs: { os } });

  test.each<[string, Partial<CiBuildInfraProps>]>([
    ['on Fargate', { platform: ClusterPlatform.eksFargate() }],
    ['on Autopilot', { platform: ClusterPlatform.gkeAutopilot() }],
    ['in a mesh', { istio: Istio.cni() }],
    ['under rules of restricted', { isolation: BuildIsolation.baseline({ auditRestricted: true }) }],
  ])('must not be Windows %s', (_where, props) => {
    for (const os of [any, both]) expect(refused(made(os, props)).property).toBe('options.inputs.os');
    expect(made(linux, props)).not.toThrow();
    expect(made(any, {})).not.toThrow();
  });

  test('counts as Windows in the summary', () => {
    const farm = addFarm(newChart(), 'Farm');
    farm.stageInfrastructure(undefined, { inputs: { os: linux } });
    expect(farm.summary()).not.toContain('Windows nodes reach cloud metadata');
    farm.stageInfrastructure(undefined, { inputs: { os: any } });
    expect(farm.summary()).toContain('NOTE: assume that builds on Windows nodes reach cloud metadata');
  });
});

describe('the summary of a farm is about stages made by hand, too', () => {
  const linesOf = (
    props: Partial<CiBuildInfraProps>,
    stage: Partial<KubernetesDirectInfrastructureProps>,
    steps?: CiStep[],
  ) => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', props);
    const before = farm.summary().split('\n');
    const [buildNamespace] = farm.buildNamespaces;
    addStage(chart, 'namespace' in stage ? stage : { buildNamespace, ...stage }, steps);
    return farm
      .summary()
      .split('\n')
      .filter((line) => !before.includes(line));
  };
  const windows = { os: BuildOperatingSystem.WINDOWS, nodeSelector: { 'kubernetes.io/os': 'windows' } };

  test.each<[string, Partial<KubernetesDirectInfrastructureProps>]>([
    ['the namespace', windows],
    ['its name', { ...windows, namespace: 'harness-builds', serviceAccountName: 'harness-build' }],
  ])('on Windows, by %s', (_by, stage) => {
    const lines = linesOf({ platform: ClusterPlatform.gke() }, stage).join('\n');
    expect(lines).toMatch(/NOTE: assume that builds on Windows nodes reach cloud metadata .*: Own\./);
    expect(lines).toMatch(/NOTE: no engine of GKE enforces network policies on Windows nodes/);
    expect(lines).toMatch(/NOTE: Windows nodes can get the pods of delegate ci/);
  });

  test('with a critical priority', () => {
    const lines = linesOf({ platform: ClusterPlatform.gke() }, { priorityClassName: 'system-cluster-critical' });
    expect(lines).toEqual([expect.stringMatching(/NOTE: GKE admits pods with the priority class/)]);
  });

  test('with Docker-in-Docker', () => {
    const isolation = BuildIsolation.dockerInDocker({ reason: 'Builds run docker.' });
    const steps = [CiStep.dockerInDocker('Docker', { connector }), run()];
    const lines = linesOf({ platform: ClusterPlatform.gke(), isolation }, { nodeSelector: { pool: 'docker' } }, steps);
    expect(lines.join('\n')).toMatch(/MTU of 1460, and Docker's networks in stage Own /);
  });

  test('but not about those in other namespaces', () => {
    expect(linesOf({}, { ...windows, namespace: 'others', serviceAccountName: 'builds' })).toEqual([]);
  });
});

describe('a farm uses a namespace of its own platform', () => {
  const role = CloudIdentity.irsa('arn:aws:iam::123456789012:role/ci');

  test.each<[string, (chart: Chart) => BuildFarmNamespace | ReturnType<typeof BuildFarmNamespace.fromNamespaceName>]>([
    ['made', (chart) => new BuildFarmNamespace(chart, 'Builds', { platform: ClusterPlatform.eks(), namespace: 'own' })],
    [
      'imported',
      (chart) => BuildFarmNamespace.fromNamespaceName(chart, 'Old', 'own', { platform: ClusterPlatform.eks() }),
    ],
  ])('not one %s for another', (_how, make) => {
    const use = (platform?: ClusterPlatform) => () => {
      const chart = newChart();
      addFarm(chart, 'Farm', { platform }).useBuildNamespace(make(chart));
    };
    expect(refused(use(ClusterPlatform.gke()))).toMatchObject({
      property: 'platform',
      given: 'Amazon EKS',
      allowed: 'Google Kubernetes Engine, the platform of the farm that uses the namespace',
    });
    for (const platform of [ClusterPlatform.eks(), undefined]) expect(use(platform)).not.toThrow();
  });

  test('and one made for no platform must fit there', () => {
    const use = (platform: ClusterPlatform, props: object) => () => {
      const chart = newChart();
      const farm = addFarm(chart, 'Farm', { platform });
      farm.useBuildNamespace(new BuildFarmNamespace(chart, 'Own', { namespace: 'own', ...props }));
    };
    const reason = 'Builds run docker.';
    const wrong: [string, ClusterPlatform, object][] = [
      ['cloudIdentity', ClusterPlatform.gke(), { cloudIdentity: role }],
      ['istio', ClusterPlatform.eksFargate(), { istio: Istio.cni() }],
      ['isolation', ClusterPlatform.eksFargate(), { isolation: BuildIsolation.dockerInDocker({ reason }) }],
    ];
    for (const [property, platform, props] of wrong) {
      expect(refused(use(platform, props)).property).toBe(property);
      expect(use(ClusterPlatform.eks(), props)).not.toThrow();
    }
  });

  test('and on OpenShift be made for it, because it has other objects there', () => {
    const use = (platform?: ClusterPlatform) => () => {
      const chart = newChart();
      const farm = addFarm(chart, 'Farm', { platform: ClusterPlatform.openShift() });
      farm.useBuildNamespace(new BuildFarmNamespace(chart, 'Own', { namespace: 'own', platform }));
    };
    expect(refused(use())).toMatchObject({
      property: 'platform',
      allowed: expect.stringMatching(/^OpenShift/) as string,
    });
    expect(use(ClusterPlatform.openShift())).not.toThrow();
  });

  test('so an imported namespace gets the rights that OpenShift requires', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { platform: ClusterPlatform.openShift(), buildNamespaces: [] });
    farm.useBuildNamespace(BuildFarmNamespace.fromNamespaceName(chart, 'Old', 'old'));
    const { rules } = named(synth(chart), 'Role', 'harness-builds');
    const ofFarm = addFarm(newChart(), 'Farm', { platform: ClusterPlatform.openShift() });
    expect(rules).toEqual(named(synth(ofFarm.node.scope as Chart), 'Role', 'harness-builds').rules);
  });

  test('Istio on Fargate is refused where the namespace is imported', () => {
    const attributes = { platform: ClusterPlatform.eksFargate(), istio: Istio.ambient() };
    expect(refused(() => BuildFarmNamespace.fromNamespaceName(newChart(), 'Old', 'old', attributes)).property).toBe(
      'istio',
    );
  });
});
