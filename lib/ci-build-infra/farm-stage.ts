/** Stages that fit their farm. */
import { BuildFarmNamespace, type BuildRequests, type IBuildFarmNamespace } from '../build-farm';
import { folderOf, resolveNames } from '../document';
import { CiStage, KubernetesDirectInfrastructure, STAGE_OPTION_SHAPES } from '../pipeline';
import { HarnessConstructsError, parseQuantity, PropertyChecks, struct } from '../values';
import { checkNamespace, infrastructureProps, NAMESPACE, onlyNamespace, OPTIONS } from './farm-infrastructure';
import { farmRouting } from './farm-routing';
import { checkPlatform, checkPlatformSteps } from './platform-checks';
import type { StageGround } from './stage-ground';
import type { CiFarmStageProps } from './stage-props';

const SHAPE = struct<CiFarmStageProps>({
  ...STAGE_OPTION_SHAPES,
  buildNamespace: NAMESPACE,
  infrastructureOptions: OPTIONS,
});

/** A stage in a namespace of the farm. */
export function addStage(ground: StageGround, props: CiFarmStageProps): CiStage {
  const { farm, platform } = ground;
  const checks = new PropertyChecks(farm);
  SHAPE(checks, '', props);
  const { buildNamespace: given, infrastructureOptions = {}, ...options } = props;
  const buildNamespace = given ?? onlyNamespace(checks, ground);
  checkNamespace(checks, ground, buildNamespace);
  checkPlatform(checks, platform, infrastructureOptions, 'infrastructureOptions.');
  checkPlatformSteps(checks, platform, props.steps);
  const routing = farmRouting(checks, ground, options);
  const id = freeId(checks, ground, props);
  const ofInfrastructure = `${id}.Infrastructure`;
  try {
    const infrastructure = new KubernetesDirectInfrastructure(
      farm,
      ofInfrastructure,
      infrastructureProps(checks, ground, buildNamespace, infrastructureOptions, 'infrastructureOptions.'),
    );
    const stage = new CiStage(farm, id, { ...options, ...routing, infrastructure });
    checkQuota(new PropertyChecks(stage), stage, buildNamespace);
    return stage;
  } catch (error) {
    // A program may catch the error and try again.
    [id, ofInfrastructure].forEach((child) => farm.node.tryRemoveChild(child));
    throw error;
  }
}

/** Stages of a name may be of several projects and of several pipelines. */
function freeId(checks: PropertyChecks, { farm }: StageGround, props: CiFarmStageProps): string {
  const { identifier } = resolveNames(checks, props);
  const scope = props.infrastructureOptions?.scope;
  const folder = scope && folderOf(scope).replace('/', '.');
  const id = ['Stage', folder, props.pipelineIdentifier, identifier].filter((part) => part !== undefined).join('.');
  if (farm.node.tryFindChild(id) !== undefined) {
    checks.refuse(
      'identifier',
      identifier,
      'one stage of an identifier in a pipeline',
      'Set another identifier, or pipelineIdentifier where they are of several pipelines.',
    );
  }
  return id;
}

/** Limits that are told when the pipeline runs cannot be reckoned with. */
function podRequestsOf(stage: CiStage): BuildRequests | undefined {
  try {
    return stage.resources.podRequests;
  } catch (error) {
    if (HarnessConstructsError.isHarnessConstructsError(error)) {
      return undefined;
    }
    throw error;
  }
}

/** A pod that has no room in the quota of its namespace is never admitted. */
function checkQuota(checks: PropertyChecks, stage: CiStage, buildNamespace: IBuildFarmNamespace): void {
  const quota = BuildFarmNamespace.isBuildFarmNamespace(buildNamespace)
    ? (buildNamespace as BuildFarmNamespace)._quota
    : undefined;
  const podRequests = podRequestsOf(stage);
  if (quota === undefined || podRequests === undefined) {
    return;
  }
  for (const resource of ['cpu', 'memory'] as const) {
    const room = quota[`requests.${resource}`];
    if ((parseQuantity(podRequests[resource]) ?? 0n) > (parseQuantity(room) ?? 0n)) {
      checks.refuse(
        'steps',
        `a pod that requests ${podRequests[resource]} of ${resource}`,
        `at most ${room}, the quota of the namespace`,
        'Raise the quota: BuildQuota.forConcurrentBuilds(builds, StageResources.of(steps).podRequests).',
      );
    }
  }
}
