import type { Construct } from 'constructs';
import type { ClusterPlatform, IBuildFarmNamespace } from '../build-farm';
import type { IKubernetesClusterConnector } from '../connector';
import type { IHarnessDelegate } from '../delegate';
import type { StagePodOptions } from '../pipeline';

/** What of a farm decides on its stages. */
export interface StageGround {
  readonly farm: Construct;
  readonly connector: IKubernetesClusterConnector;
  readonly delegates: readonly IHarnessDelegate[];
  readonly buildNamespaces: readonly IBuildFarmNamespace[];
  readonly platform?: ClusterPlatform;
  /** What of the pods of stages stands in no stage. */
  readonly podOptions?: StagePodOptions;
}
