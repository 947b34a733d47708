/** Stages that fit their farm. */
import { folderOf, resolveNames, SCOPE } from '../document';
import { CiStage, KubernetesDirectInfrastructure, STAGE_OPTION_SHAPES } from '../pipeline';
import { isPlainObject, PropertyChecks, struct } from '../values';
import { checkNamespace, infrastructureProps, NAMESPACE, onlyNamespace, OPTIONS } from './farm-infrastructure';
import { checkQuota } from './farm-quota';
import { farmRouting } from './farm-routing';
import { checkPlatform } from './platform-checks';
import type { StageGround } from './stage-ground';
import type { CiFarmStageProps } from './stage-props';

const SHAPE = struct<CiFarmStageProps>({
  ...STAGE_OPTION_SHAPES,
  scope: SCOPE,
  buildNamespace: NAMESPACE,
  infrastructureOptions: OPTIONS,
});

/** A stage in a namespace of the farm. */
export function addStage(ground: StageGround, props: CiFarmStageProps): CiStage {
  const { farm, platform } = ground;
  const checks = new PropertyChecks(farm);
  checkScopeOnce(checks, props?.infrastructureOptions);
  SHAPE(checks, '', props);
  const { buildNamespace: given, scope, infrastructureOptions = {}, ...options } = props;
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
function checkScopeOnce(checks: PropertyChecks, options: unknown): void {
  if (isPlainObject(options) && options.scope !== undefined) {
    checks.refuse('infrastructureOptions.scope', undefined, 'nothing here', 'Set scope of the stage itself.');
  }
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
