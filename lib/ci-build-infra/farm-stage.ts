/** Stages that fit their farm. */
import type { IBuildFarmNamespace } from '../build-farm';
import { folderOf, resolveNames, SCOPE } from '../document';
import { CiStage, KubernetesDirectInfrastructure, STAGE_OPTION_SHAPES } from '../pipeline';
import { checkMembers, PropertyChecks } from '../values';
import { checkNamespace, infrastructureProps, OPTIONS } from './farm-infrastructure';
import { checkQuota } from './farm-quota';
import { farmRouting } from './farm-routing';
import { checkPlatform } from './platform-checks';
import type { StageGround } from './stage-ground';
import type { CiFarmStageProps } from './stage-props';

/** A stage in a namespace of the farm. */
export function addStage(ground: StageGround, props: CiFarmStageProps): CiStage {
  const { farm, platform } = ground;
  const checks = new PropertyChecks(farm);
  checkMembers(checks, '', { ...STAGE_OPTION_SHAPES, scope: SCOPE, infrastructureOptions: OPTIONS }, { ...props });
  const { buildNamespace: given, scope, infrastructureOptions = {}, ...options } = props;
  checkScopeOnce(checks, infrastructureOptions);
  const buildNamespace = given ?? onlyNamespace(checks, ground);
  checkNamespace(checks, ground, buildNamespace);
  checkPlatform(checks, platform, infrastructureOptions, 'infrastructureOptions.');
  const routing = farmRouting(checks, ground, options);
  const id = freeId(checks, ground, props);
  const ofInfrastructure = `${id}.Infrastructure`;
  try {
    const infrastructure = new KubernetesDirectInfrastructure(
      farm,
      ofInfrastructure,
      infrastructureProps(
        checks,
        ground,
        buildNamespace,
        { ...infrastructureOptions, scope },
        'infrastructureOptions.',
      ),
    );
    infrastructure._platform = platform;
    const stage = new CiStage(farm, id, { ...options, ...routing, infrastructure });
    checkQuota(ground, stage, buildNamespace);
    return stage;
  } catch (error) {
    // A program may catch the error and try again.
    [id, ofInfrastructure].forEach((child) => farm.node.tryRemoveChild(child));
    throw error;
  }
}

/** A stage and its infrastructure are of one pipeline. */
function checkScopeOnce(checks: PropertyChecks, options: object): void {
  if ('scope' in options) {
    checks.refuse('infrastructureOptions.scope', undefined, 'nothing here', 'Set scope of the stage itself.');
  }
}

function onlyNamespace(checks: PropertyChecks, { buildNamespaces }: StageGround): IBuildFarmNamespace {
  if (buildNamespaces.length !== 1) {
    checks.refuse(
      'buildNamespace',
      undefined,
      `one of the ${buildNamespaces.length} namespaces of the farm`,
      'Pass what addBuildNamespace returned.',
    );
  }
  return buildNamespaces[0];
}

/** Stages of a name may be of several projects and of several pipelines. */
function freeId(checks: PropertyChecks, { farm }: StageGround, props: CiFarmStageProps): string {
  const { identifier } = resolveNames(checks, props);
  const folder = props.scope && folderOf(props.scope).replace('/', '.');
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
