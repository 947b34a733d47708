import { BuildIsolation, ClusterPlatform } from '../../lib/build-namespace';
import { RuntimeInput } from '../../lib/document';
import { BuildOperatingSystem, CiStep, type StageInfrastructureOptions } from '../../lib/pipeline';
import type { CiBuildInfra, CiBuildInfraProps } from '../../lib/farm';
import { CloudIdentity } from '../../lib/workload';
import { synthInfra } from './infras';

const STEPS = [CiStep.run('Tests', { image: 'golang:1.26', command: 'go test ./...' })];
const WINDOWS = { os: BuildOperatingSystem.WINDOWS };
const LINUX = { nodeSelector: { 'kubernetes.io/os': 'linux' } };

function notesOf(
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

const NODES = /Windows nodes can get|MTU/;

const notesIn = (farm: CiBuildInfra, about = NODES) =>
  farm
    .summary()
    .split('\n')
    .filter((line) => about.test(line));

// https://kubernetes.io/docs/concepts/windows/user-guide/#ensuring-os-specific-workloads-land-on-the-appropriate-container-host
describe('beside stages on Windows, summary() names pods that Windows nodes can get', () => {
  const SET = "unless they have a taint. Set nodeSelector: { 'kubernetes.io/os': 'linux' } in";

  test('of the delegate and of Linux stages', () => {
    expect(notesOf({ Windows: WINDOWS, Linux: {} })).toEqual([
      `NOTE: Windows nodes can get the pods of delegate ci, ${SET} delegateOptions.`,
      `NOTE: Windows nodes can get the pods of stage Linux, ${SET} infrastructureOptions.`,
    ]);
  });

  test('none that have a selector or an affinity for the operating system', () => {
    expect(notesOf({ Windows: WINDOWS, Linux: LINUX }, { delegateOptions: LINUX })).toEqual([]);
    const matchExpressions = [{ key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }];
    const nodeAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    };
    expect(notesOf({ Windows: WINDOWS }, { delegateOptions: { affinity: { nodeAffinity } } })).toEqual([]);
    expect(notesOf({ Windows: WINDOWS, Linux: { inputs: { nodeSelector: RuntimeInput.of() } } })).toHaveLength(1);
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
      notesOf(stages, { delegateOptions: LINUX, cloudIdentity }, /Pod Identity/);
    expect(notesWith(CloudIdentity.eksPodIdentity())).toEqual([
      'NOTE: stage Windows cannot use EKS Pod Identity, which works on Linux nodes only. Use CloudIdentity.irsa(…) in the namespace.',
    ]);
    expect(notesWith(CloudIdentity.irsa('arn:aws:iam::123456789012:role/ci'))).toEqual([]);
  });

  test('none in a farm without Windows', () => {
    expect(notesOf({ Linux: {} })).toEqual([]);
  });
});

// https://docs.cloud.google.com/vpc/docs/mtu
describe('Docker-in-Docker on GKE, where packets are smaller than Docker expects,', () => {
  const isolation = BuildIsolation.dockerInDocker({ reason: 'Builds run docker compose.' });
  const infrastructureOptions = { nodeSelector: { pool: 'docker-builds' } };
  const notesOn = (platform: ClusterPlatform, entrypoint?: string[]) => {
    const { farm } = synthInfra({ platform, isolation });
    farm.stage({ name: 'Compose', infrastructureOptions, steps: [CiStep.dockerInDocker('Docker', { entrypoint })] });
    return notesIn(farm);
  };

  test('gets a note with the entrypoint that fits', () => {
    const [note, ...others] = notesOn(ClusterPlatform.gke());
    expect(others).toEqual([]);
    expect(note).toMatch(/^NOTE: pods on Google Kubernetes Engine have an MTU of 1460, .* stage Compose .* 1500:/);
    const words = [...note.matchAll(/'(--[^']+)'/g)].map(([, word]) => word);
    expect(words).toEqual(['--mtu=1460', '--default-network-opt=bridge=com.docker.network.driver.mtu=1460']);
    expect(notesOn(ClusterPlatform.gke(), ['dockerd', ...words])).toEqual([]);
  });

  test('and elsewhere none', () => {
    expect(notesOn(ClusterPlatform.eks())).toEqual([]);
  });
});
