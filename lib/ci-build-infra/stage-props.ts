import type { IBuildFarmNamespace } from '../build-farm';
import type { CiStageOptions, StageInfrastructureOptions } from '../pipeline';

/** Properties of `CiBuildInfra.stage`. */
export interface CiFarmStageProps extends CiStageOptions {
  /**
   * Namespace of the farm in which the stage runs.
   *
   * @default - the only one of the farm; required where there are several
   */
  readonly buildNamespace?: IBuildFarmNamespace;
  /**
   * Settings of its infrastructure beyond those that the farm decides.
   *
   * @default - none
   */
  readonly infrastructureOptions?: StageInfrastructureOptions;
}
