import { BuildIsolation, ClusterPlatform } from '../../lib/build-namespace';
import { RuntimeInput } from '../../lib/document';
import { BuildOperatingSystem, CiStep, type StageInfrastructureOptions } from '../../lib/pipeline';
import type { CiBuildInfra, CiBuildInfraProps } from '../../lib/farm';
import { synthInfra } from './infras';

const STEPS = [CiStep.run('Tests', { image: 'golang:1.26', command: 'go test ./...' })];
const WINDOWS = { os: BuildOperatingSystem.WINDOWS };
const LINUX = { nodeSelector: { 'kubernetes.io/os': 'linux' } };

function notesOf(stages: { [name: string]: StageInfrastructureOptions }, props: Partial<CiBuildInfraProps> = {}) {
  const { farm } = synthInfra(props);
  for (const [name, infrastructureOptions] of Object.entries(stages)) {
    farm.stage({ name, infrastructureOptions, steps: STEPS });
  }
  return notesIn(farm);
}

const notesIn = (farm: CiBuildInfra) =>
  farm
    .summary()
    .split('\n')
    .filter((line) => /Windows nodes can|MTU/.test(line));

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
