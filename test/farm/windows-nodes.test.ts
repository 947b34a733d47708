/** Pods that Windows nodes can get, and what builds lack there. */
import { RuntimeInput } from '../../lib/document';
import type { CiBuildInfra, CiBuildInfraProps } from '../../lib/farm';
import { BuildOperatingSystem, CiStep, type StageInfrastructureOptions } from '../../lib/pipeline';
import { CloudIdentity } from '../../lib/workload';
import { synthInfra } from './infras';

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
