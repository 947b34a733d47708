import type { IBuildFarmNamespace } from '../build-farm';
import type { HarnessScope } from '../document';
import type { CiStageOptions, StageInfrastructureOptions } from '../pipeline';

/** Properties of `CiBuildInfra.stage`. */
export interface CiFarmStageProps extends CiStageOptions {
  /**
   * Where the pipeline lives, from which connectors are seen.
   *
   * @default - the project of the connector; some project where the connector is of the account or an organization
   */
  readonly scope?: HarnessScope;
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

/** Options of `CiBuildInfra.stageInfrastructure`. */
export interface CiFarmInfrastructureOptions extends StageInfrastructureOptions {
  /**
   * Where the pipeline lives, from which connectors are seen.
   *
   * @default - the project of the connector; some project where the connector is of the account or an organization
   */
  readonly scope?: HarnessScope;
}
