/** Infrastructures that fit their farm. */
import type { Construct } from 'constructs';
import { BuildFarmNamespace, type IBuildFarmNamespace } from '../build-farm';
import { PodSecurityLevel } from '../delegate';
import { SCOPE } from '../document';
import {
  BuildOperatingSystem,
  INFRASTRUCTURE_OPTION_SHAPES,
  KubernetesDirectInfrastructure,
  type KubernetesDirectInfrastructureProps,
  type StageInfrastructureOptions,
} from '../pipeline';
import { definedOf, instance, isUnresolved, PropertyChecks, struct } from '../values';
import { checkPlatform } from './platform-checks';
import type { StageGround } from './stage-ground';
import type { CiFarmInfrastructureOptions } from './stage-props';

/** Kinds of the options of an infrastructure. */
export const OPTIONS = struct(INFRASTRUCTURE_OPTION_SHAPES);
export const NAMESPACE = instance('a BuildFarmNamespace', 'addDelegate');
const SCOPED_OPTIONS = struct<CiFarmInfrastructureOptions>({ ...INFRASTRUCTURE_OPTION_SHAPES, scope: SCOPE });

/** An infrastructure in a namespace of the farm, which may be left out where there is only one. */
export function addInfrastructure(
  ground: StageGround,
  given: IBuildFarmNamespace | undefined,
  options: CiFarmInfrastructureOptions,
): KubernetesDirectInfrastructure {
  const checks = new PropertyChecks(ground.farm);
  SCOPED_OPTIONS(checks, 'options', options);
  const buildNamespace = given ?? onlyNamespace(checks, ground);
  checkNamespace(checks, ground, buildNamespace);
  checkPlatform(checks, ground.platform, options, 'options.');
  const props = infrastructureProps(checks, ground, buildNamespace, options, 'options.');
  return new KubernetesDirectInfrastructure(
    ground.farm,
    freeId(ground.farm, idOf(ground, buildNamespace, options)),
    props,
  );
}

/** The namespace that is meant where none is named. */
export function onlyNamespace(checks: PropertyChecks, { buildNamespaces }: StageGround): IBuildFarmNamespace {
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

/** The delegates of the farm have no rights elsewhere. */
export function checkNamespace(
  checks: PropertyChecks,
  { buildNamespaces }: StageGround,
  given: IBuildFarmNamespace,
): void {
  NAMESPACE(checks, 'buildNamespace', given);
  if (!buildNamespaces.includes(given)) {
    checks.refuse(
      'buildNamespace',
      given.namespace,
      'a namespace of the farm',
      'Add it by addBuildNamespace or useBuildNamespace.',
    );
  }
}

/** What the farm decides, and what the options say beyond that. `where` is the property of the options. */
export function infrastructureProps(
  checks: PropertyChecks,
  { connector }: StageGround,
  buildNamespace: IBuildFarmNamespace,
  options: CiFarmInfrastructureOptions,
  where: string,
): KubernetesDirectInfrastructureProps {
  const { inputs = {}, os } = options;
  const isWindows = os === BuildOperatingSystem.WINDOWS && inputs.nodeSelector === undefined;
  return {
    ...(inputs.automountServiceAccountToken === undefined ? { automountServiceAccountToken: false } : {}),
    ...definedOf(options),
    ...(isWindows ? { nodeSelector: { 'kubernetes.io/os': 'windows', ...options.nodeSelector } } : {}),
    ...(os === BuildOperatingSystem.WINDOWS ? {} : restrictedContext(buildNamespace, options)),
    ...marksOf(checks, 'labels', buildNamespace.stageLabels, options, where),
    ...marksOf(checks, 'annotations', buildNamespace.stageAnnotations, options, where),
    connector,
    buildNamespace,
  };
}

/** Labels or annotations of the farm, and those given. An expression in their place would lose those of the farm. */
function marksOf(
  checks: PropertyChecks,
  what: 'labels' | 'annotations',
  ofFarm: { readonly [key: string]: string },
  options: StageInfrastructureOptions,
  where: string,
): StageInfrastructureOptions {
  const all = { ...ofFarm, ...options[what] };
  if (Object.keys(ofFarm).length > 0 && options.inputs?.[what] !== undefined) {
    checks.refuse(
      `${where}inputs.${what}`,
      options.inputs[what],
      `nothing in a farm, which sets ${what} itself: ${Object.keys(ofFarm).join(', ')}`,
      `Use ${what}, which are added to those of the farm.`,
    );
  }
  return Object.keys(all).length > 0 ? { [what]: all } : {};
}

/** What a namespace with the isolation restricted asks of every pod, as far as Harness has settings for it. */
function restrictedContext(
  buildNamespace: IBuildFarmNamespace,
  { containerSecurityContext = {}, runAsUser, inputs }: StageInfrastructureOptions,
): StageInfrastructureOptions {
  const isRestricted =
    BuildFarmNamespace.isBuildFarmNamespace(buildNamespace) &&
    (buildNamespace as BuildFarmNamespace).isolation.podSecurityLevel === PodSecurityLevel.RESTRICTED;
  if (!isRestricted || inputs?.containerSecurityContext !== undefined) {
    return {};
  }
  const { inputs: ofContext = {} } = containerSecurityContext;
  const users = [runAsUser, containerSecurityContext.runAsUser, inputs?.runAsUser, ofContext.runAsUser];
  const hasUser = users.some((user) => user !== undefined);
  const defaults = { allowPrivilegeEscalation: false, dropCapabilities: ['ALL'], runAsNonRoot: true };
  return {
    containerSecurityContext: {
      // What is told later is refused as such, and not for standing beside a default.
      ...Object.fromEntries(Object.entries(defaults).filter(([name]) => !(name in definedOf(ofContext)))),
      ...definedOf(containerSecurityContext),
    },
    ...(hasUser ? {} : { runAsUser: BUILD_USER }),
  };
}

/** An id without a meaning: any but that of root. */
const BUILD_USER = 1000;

function idOf(
  { buildNamespaces }: StageGround,
  buildNamespace: IBuildFarmNamespace,
  { os }: StageInfrastructureOptions,
): string {
  const { namespace } = buildNamespace;
  const place = isUnresolved(namespace) ? buildNamespaces.indexOf(buildNamespace) : namespace;
  return ['Infrastructure', place, ...(os === BuildOperatingSystem.WINDOWS ? [os] : [])].join('.');
}

/** A namespace may have several infrastructures: the second and further ones are numbered. */
function freeId(farm: Construct, id: string, number = 1): string {
  const wanted = number === 1 ? id : `${id}.${number}`;
  return farm.node.tryFindChild(wanted) === undefined ? wanted : freeId(farm, id, number + 1);
}
