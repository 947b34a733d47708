/** Nodes: those of Docker-in-Docker, with the packets of its networks and the pods beside it, and those of Windows. */
import type { Chart } from 'cdk8s';
import { BuildFarmNamespace, BuildIsolation, ClusterPlatform } from '../../lib/build-namespace';
import { DelegateToken } from '../../lib/delegate';
import { HarnessScope, RuntimeInput } from '../../lib/document';
import type { CiBuildInfra, CiBuildInfraProps } from '../../lib/farm';
import { BuildOperatingSystem, CiStep, type StageInfrastructureOptions } from '../../lib/pipeline';
import { CloudIdentity, TaintEffect } from '../../lib/workload';
import { newChart } from '../testkit/synth';
import { addFarm, synthInfra } from './infras';

const isolation = BuildIsolation.dockerInDocker({ reason: 'Builds run docker compose.' });
const nodeSelector = { pool: 'docker' };
const tolerations = [{ key: 'docker', effect: TaintEffect.NO_SCHEDULE }];

/** A farm with a stage that runs Docker. */
function dockerFarm(
  props: Partial<CiBuildInfraProps>,
  {
    infrastructureOptions = { nodeSelector },
    steps = [CiStep.dockerInDocker('Docker')],
  }: {
    readonly infrastructureOptions?: StageInfrastructureOptions;
    readonly steps?: CiStep[];
  } = {},
): CiBuildInfra {
  const farm = addFarm(newChart(), 'Farm', { isolation, ...props });
  farm.stage({ name: 'Compose', infrastructureOptions, steps });
  return farm;
}

const linesOf = (farm: CiBuildInfra, about: RegExp): string[] =>
  farm
    .summary()
    .split('\n')
    .filter((line) => about.test(line));

test('a Docker daemon whose tag moves is named, and one with a version or digest is not', () => {
  const notesFor = (...images: (string | undefined)[]) =>
    linesOf(
      dockerFarm({}, { steps: images.map((image, index) => CiStep.dockerInDocker(`D${index}`, { image })) }),
      /whose tag moves/,
    ).map((line) => / daemon of (\S+),/.exec(line)?.[1]);
  const digest = `docker@sha256:${'a'.repeat(64)}`;
  expect(notesFor('docker:dind', 'docker:28-dind', 'docker', 'docker:28.5.2-dind', digest, undefined)).toEqual([
    'docker:dind',
    'docker:28-dind',
    'docker',
  ]);
  const moving = { image: 'docker:dind', privileged: true };
  const steps = [CiStep.background('Own', moving), CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
  expect(linesOf(dockerFarm({}, { steps }), /whose tag moves/)).toHaveLength(1);
});

// https://docs.cloud.google.com/vpc/docs/mtu, https://docs.docker.com/reference/cli/dockerd/
describe('Docker-in-Docker on GKE, where packets are smaller than Docker expects,', () => {
  const BOTH = ['--mtu=1460', '--default-network-opt=bridge=com.docker.network.driver.mtu=1460'];
  const notesOn = (platform: ClusterPlatform, ...steps: CiStep[]) =>
    linesOf(dockerFarm({ platform }, { steps }), /MTU/);
  const daemon = (...options: string[]) => CiStep.dockerInDocker('Docker', { entrypoint: ['dockerd', ...options] });

  test('gets a note with the entrypoint that fits', () => {
    const [note, ...others] = notesOn(ClusterPlatform.gke(), daemon());
    expect(others).toEqual([]);
    expect(note).toMatch(/^NOTE: pods on Google Kubernetes Engine have an MTU of 1460, .* stage Compose .* 1500:/);
    const words = [...note.matchAll(/'(--[^']+)'/g)].map(([, word]) => word);
    expect(words).toEqual(BOTH);
    expect(notesOn(ClusterPlatform.gke(), daemon(...words))).toEqual([]);
  });

  test.each<[string, string[]]>([
    ['--mtu alone, which is for the default network', [BOTH[0]]],
    ['the option alone, which is for other networks', [BOTH[1]]],
    ['an MTU that is too large', ['--mtu=1500', BOTH[1]]],
    ['an option that is too large', [BOTH[0], BOTH[1].replace('1460', '1500')]],
  ])('also with %s', (_what, options) => {
    expect(notesOn(ClusterPlatform.gke(), daemon(...options))).toHaveLength(1);
  });

  test('also for a daemon in any other step', () => {
    const background = { image: 'docker:28.5.2-dind', privileged: true };
    const command = 'dockerd &\ndocker compose up';
    for (const step of [
      CiStep.background('Docker', background),
      CiStep.background('Docker', { ...background, entrypoint: ['dockerd-entrypoint.sh'] }),
      CiStep.run('Docker', { ...background, command }),
      CiStep.group('All', [CiStep.background('Docker', background)]),
    ])
      expect(notesOn(ClusterPlatform.gke(), step)).toHaveLength(1);
    const fits = { ...background, entrypoint: ['dockerd-entrypoint.sh', ...BOTH] };
    expect(notesOn(ClusterPlatform.gke(), CiStep.background('Docker', fits))).toEqual([]);
    const started = command.replace('dockerd', ['dockerd', ...BOTH].join(' '));
    expect(notesOn(ClusterPlatform.gke(), CiStep.run('Docker', { ...background, command: started }))).toEqual([]);
  });

  test('and elsewhere none', () => {
    expect(notesOn(ClusterPlatform.eks(), daemon())).toEqual([]);
    expect(notesOn(ClusterPlatform.gke(), CiStep.run('Build', { image: 'docker:28', command: 'docker info' }))).toEqual(
      [],
    );
  });
});

const SHARED = /^EXPOSED: .* on the nodes of/;

/** Who is said to be on the nodes of a stage. */
const sharingOf = (farm: CiBuildInfra): string[] =>
  linesOf(farm, SHARED).map((line) => line.replace(/^EXPOSED: (.*) on the nodes of (.*?), whose .*$/, '$2: $1'));

// https://kubernetes.io/docs/concepts/scheduling-eviction/: a pod gets nodes that it selects, and whose taints it tolerates.
describe('the summary says that a delegate can be on the nodes of privileged builds', () => {
  const affinity = (operator: string) => ({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator, values: ['docker'] }] }],
      },
    },
  });
  const tainted = { infrastructureOptions: { nodeSelector, tolerations } };

  test.each<[string, CiBuildInfraProps['delegateOptions'], object]>([
    ['it selects them', { nodeSelector }, {}],
    ['it selects none, and they have no taint', {}, {}],
    ['it selects another label', { nodeSelector: { 'kubernetes.io/os': 'linux' } }, {}],
    ['it tolerates their taint', { nodeSelector, tolerations }, tainted],
    ['it tolerates every taint', { tolerations: [{}] }, tainted],
    ['its affinity is for them', { affinity: affinity('In') }, {}],
  ])('if %s', (_why, delegateOptions, stage) => {
    expect(sharingOf(dockerFarm({ delegateOptions }, stage))).toEqual(['stage Compose: delegate ci']);
  });

  test.each<[string, CiBuildInfraProps['delegateOptions'], object]>([
    ['it selects others', { nodeSelector: { pool: 'delegates' } }, {}],
    ['it does not tolerate their taint', {}, tainted],
    ['it tolerates another taint', { tolerations: [{ key: 'spot', effect: TaintEffect.NO_SCHEDULE }] }, tainted],
    ['its affinity is for others', { affinity: affinity('NotIn') }, {}],
    ['the pipeline selects the nodes', {}, { infrastructureOptions: { inputs: { nodeSelector: RuntimeInput.of() } } }],
    ['no build is privileged', {}, { steps: [CiStep.run('T', { image: 'node:24', command: 'npm ci' })] }],
  ])('not if %s', (_why, delegateOptions, stage) => {
    expect(sharingOf(dockerFarm({ delegateOptions }, stage))).toEqual([]);
  });

  test('not if the farm accepts nodes of others, which its isolation says', () => {
    const accepted = BuildIsolation.dockerInDocker({ reason: 'One team.', unsafeSharedNodes: true });
    expect(sharingOf(dockerFarm({ isolation: accepted }))).toEqual([]);
  });
});

describe('the summary says that builds of another namespace can be on the nodes of privileged builds', () => {
  const delegateOptions = { nodeSelector: { pool: 'delegates' } };
  const steps = [CiStep.dockerInDocker('Docker')];

  /** Two teams that run Docker, each on the nodes that it selects. */
  const teams = (...pools: { readonly [label: string]: string }[]) => {
    const farm = addFarm(newChart(), 'Farm', { isolation, delegateOptions });
    const made = pools.map((pool, index) => {
      const scope = HarnessScope.project('eng', `team${index}`);
      const team = farm.perTeam(`team${index}`, { scope, token: DelegateToken.fromSecretName('token') });
      team.stage({ name: `Docker ${index}`, infrastructureOptions: { nodeSelector: pool }, steps });
      return team;
    });
    return made.map(sharingOf);
  };

  test('of another team on the same pool', () => {
    expect(teams({ pool: 'docker' }, { pool: 'docker' })).toEqual([
      ['stage Docker 0: builds in namespace harness-builds-team1'],
      ['stage Docker 1: builds in namespace harness-builds-team0'],
    ]);
    expect(teams({ pool: 'docker-a' }, { pool: 'docker-b' })).toEqual([[], []]);
  });

  test('of another namespace of the farm, but not of the same one', () => {
    const farm = dockerFarm({ delegateOptions });
    farm.stage({ name: 'Again', infrastructureOptions: { nodeSelector }, steps });
    expect(sharingOf(farm)).toEqual([]);
    const buildNamespace = farm.addBuildNamespace('plain', { isolation: BuildIsolation.baseline() });
    const plain = [CiStep.run('T', { image: 'node:24', command: 'npm ci' })];
    farm.stage({ name: 'Plain', buildNamespace, steps: plain });
    expect(sharingOf(farm)).toEqual(['stage Compose', 'stage Again'].map((one) => `${one}: builds in namespace plain`));
  });
});

test('privileged builds in an imported namespace are said, too', () => {
  const farm = addFarm(newChart(), 'Farm', { buildNamespaces: [] });
  const imported = BuildFarmNamespace.fromNamespaceName(farm.node.scope as Chart, 'Old', 'old');
  farm.useBuildNamespace(imported);
  farm.stage({ name: 'Docker', infrastructureOptions: { nodeSelector }, steps: [CiStep.dockerInDocker('Docker')] });
  expect(sharingOf(farm)).toEqual(['stage Docker: delegate ci']);
});

const STEPS = [CiStep.run('Tests', { image: 'golang:1.26', command: 'go test ./...' })];
const WINDOWS = { os: BuildOperatingSystem.WINDOWS };
const LINUX = { nodeSelector: { 'kubernetes.io/os': 'linux' } };

function nodeNotesOf(
  stages: { [name: string]: StageInfrastructureOptions },
  props: Partial<CiBuildInfraProps> = {},
  about = NODES,
) {
  const { farm } = synthInfra(props);
  for (const [name, infrastructureOptions] of Object.entries(stages)) {
    farm.stage({ name, infrastructureOptions, steps: STEPS });
  }
  return notesIn(farm, about);
}

const NODES = /Windows nodes can get/;

const notesIn = (farm: CiBuildInfra, about = NODES) => linesOf(farm, about);

// https://kubernetes.io/docs/concepts/windows/user-guide/#ensuring-os-specific-workloads-land-on-the-appropriate-container-host
describe('beside stages on Windows, summary() names pods that Windows nodes can get', () => {
  const SET = "unless they have a taint. Set nodeSelector: { 'kubernetes.io/os': 'linux' } in";

  test('of the delegate and of Linux stages', () => {
    expect(nodeNotesOf({ Windows: WINDOWS, Linux: {} })).toEqual([
      `NOTE: Windows nodes can get the pods of delegate ci, ${SET} delegateOptions.`,
      `NOTE: Windows nodes can get the pods of stage Linux, ${SET} infrastructureOptions.`,
    ]);
  });

  test('none that have a selector or an affinity for the operating system', () => {
    expect(nodeNotesOf({ Windows: WINDOWS, Linux: LINUX }, { delegateOptions: LINUX })).toEqual([]);
    const matchExpressions = [{ key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }];
    const nodeAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    };
    expect(nodeNotesOf({ Windows: WINDOWS }, { delegateOptions: { affinity: { nodeAffinity } } })).toEqual([]);
    expect(nodeNotesOf({ Windows: WINDOWS, Linux: { inputs: { nodeSelector: RuntimeInput.of() } } })).toHaveLength(1);
  });

  test('of infrastructures without a stage, too', () => {
    const { farm } = synthInfra({ delegateOptions: LINUX });
    farm.stageInfrastructure();
    expect(notesIn(farm)).toEqual([]);
    farm.stageInfrastructure(undefined, WINDOWS);
    expect(notesIn(farm)).toEqual([
      `NOTE: Windows nodes can get the pods of infrastructure Infrastructure.harness-builds, ${SET} infrastructureOptions.`,
    ]);
  });

  // https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
  test('and stages that get no credentials of EKS Pod Identity there', () => {
    const stages = { Windows: WINDOWS, Linux: LINUX };
    const notesWith = (cloudIdentity: CloudIdentity) =>
      nodeNotesOf(stages, { delegateOptions: LINUX, cloudIdentity }, /Pod Identity/);
    expect(notesWith(CloudIdentity.eksPodIdentity())).toEqual([
      'NOTE: stage Windows cannot use EKS Pod Identity, which works on Linux nodes only. Use CloudIdentity.irsa(…) in the namespace.',
    ]);
    expect(notesWith(CloudIdentity.irsa('arn:aws:iam::123456789012:role/ci'))).toEqual([]);
  });

  test('none in a farm without Windows', () => {
    expect(nodeNotesOf({ Linux: {} })).toEqual([]);
  });
});
