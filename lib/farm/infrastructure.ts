/** Infrastructures in a namespace of a farm. */
import type { Construct } from 'constructs';
import { BuildFarmNamespace, type IBuildFarmNamespace } from '../build-namespace';
import type { BuildPodProfile } from '../build-pods';
import {
  definedOf,
  inOwnWords,
  instance,
  isUnresolved,
  type Kinds,
  membersOf,
  once,
  optionsWithin,
  type OwnWords,
  PropertyChecks,
  refusedIn,
  struct,
  withOthers,
} from '../core';
import {
  BuildOperatingSystem,
  INFRASTRUCTURE_KINDS,
  KubernetesDirectInfrastructure,
  type KubernetesDirectInfrastructureProps,
  resolveInfrastructure,
  type StageInfrastructureOptions,
} from '../pipeline';
import { demandsRestricted, isSameToleration } from '../workload';
import { usable } from './checks';
import type { CiFarmInfrastructureOptions } from './props';
import type { StageGround } from './routing';

export const NAMESPACE = instance(
  'a BuildFarmNamespace',
  'Pass the construct. BuildFarmNamespace.fromNamespaceName(…) imports one that exists.',
  'addDelegate',
);

/** Checks for the types in the options of an infrastructure. */
export function infrastructureKinds(): Kinds {
  return { ...INFRASTRUCTURE_KINDS, IBuildFarmNamespace: () => NAMESPACE };
}

const optionsShape = once(() =>
  optionsWithin('CiBuildInfraProps', struct('CiFarmInfrastructureOptions', infrastructureKinds())),
);

/** The options of the method that adds an infrastructure. */
const OF_METHOD = { where: 'options.', options: 'CiFarmInfrastructureOptions' } as const;

/** Adds an infrastructure in a namespace of the farm. The namespace is optional if there is only one. */
export function addInfrastructure(
  ground: StageGround,
  given: IBuildFarmNamespace | undefined,
  options: CiFarmInfrastructureOptions,
): KubernetesDirectInfrastructure {
  const { farm } = ground;
  const checks = new PropertyChecks(farm);
  try {
    optionsShape()(checks, 'options', options);
    const buildNamespace = given ?? onlyNamespace(checks, ground);
    checkNamespace(checks, ground, buildNamespace);
    const props = infrastructureProps(checks, ground, buildNamespace, options, OF_METHOD.where);
    const id = freeId(farm, idOf(ground, buildNamespace, options));
    return makeInfrastructure(ground, id, props, { ...OF_METHOD, construct: farm });
  } catch (error) {
    throw withOthers(error, () => infrastructureChecks(ground, given, options));
  }
}

/** All checks of an infrastructure that do not depend on each other. They create nothing. */
function infrastructureChecks(
  ground: StageGround,
  given: IBuildFarmNamespace | undefined,
  options: CiFarmInfrastructureOptions,
): (() => unknown)[] {
  const { farm, buildNamespaces } = ground;
  const checks = new PropertyChecks(farm);
  const refused = refusedIn(() => optionsShape()(checks, '', options));
  const asked = usable(options, refused);
  const checkGiven = () => checkNamespace(checks, ground, given ?? onlyNamespace(checks, ground));
  // The options are checked for any namespace of the farm if the given one is not usable.
  const place = given === undefined || refusedIn(checkGiven).length > 0 ? buildNamespaces[0] : given;
  return [
    () => optionsShape()(checks, 'options', options),
    checkGiven,
    () => {
      const props = infrastructureProps(checks, ground, place, asked, OF_METHOD.where);
      inOwnWords(infrastructureWords({ ...OF_METHOD, construct: farm }), () => resolveInfrastructure(farm, props));
    },
  ];
}

/** Where the options of an infrastructure are. */
interface OptionsPlace {
  /** Property of the options, with a period. */
  readonly where: string;
  /** The construct to which checks at synth belong, if it is not the infrastructure. */
  readonly construct?: Construct;
  /** The struct of the options. */
  readonly options?: 'StageInfrastructureOptions' | 'CiFarmInfrastructureOptions';
}

/** Creates an infrastructure. */
export function makeInfrastructure(
  { farm }: StageGround,
  id: string,
  props: KubernetesDirectInfrastructureProps,
  { where, construct, options = 'StageInfrastructureOptions' }: OptionsPlace,
): KubernetesDirectInfrastructure {
  return inOwnWords(
    infrastructureWords({ where, construct, options }),
    () => new KubernetesDirectInfrastructure(farm, id, props),
  );
}

/** Names of the properties of an infrastructure in errors of the farm. */
export function infrastructureWords({
  where,
  construct,
  options = 'StageInfrastructureOptions',
}: OptionsPlace): OwnWords {
  const names = membersOf(options).map(({ name }) => [name, `${where}${name}`] as const);
  return { construct, names: Object.fromEntries(names) };
}

/** The default namespace: the only one. */
export function onlyNamespace(checks: PropertyChecks, { buildNamespaces }: StageGround): IBuildFarmNamespace {
  if (buildNamespaces.length !== 1) {
    checks.refuse(
      'buildNamespace',
      undefined,
      `one of the ${buildNamespaces.length} namespaces of the farm`,
      'Pass the result of addBuildNamespace(…).',
      'missing',
    );
  }
  return buildNamespaces[0];
}

/** Refuses namespaces in which the delegates of the farm have no rights. */
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
      'Add it with addBuildNamespace(…) or useBuildNamespace(…).',
    );
  }
}

/** Combines the settings of the farm with the options. `where` is the property of the options. */
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
    ...(isWindows ? { nodeSelector: { ...WINDOWS_NODES, ...options.nodeSelector } } : {}),
    ...(os === BuildOperatingSystem.WINDOWS ? {} : restrictedContext(buildNamespace, options)),
    ...profileSettings(buildNamespace, isWindows, options),
    ...marksOf(checks, 'labels', buildNamespace, options, where),
    ...marksOf(checks, 'annotations', buildNamespace, options, where),
    connector,
    buildNamespace,
  };
}

/** Combines labels or annotations of the farm with the given ones. An expression would replace those of the farm. */
function marksOf(
  checks: PropertyChecks,
  what: 'labels' | 'annotations',
  namespace: IBuildFarmNamespace,
  options: StageInfrastructureOptions,
  where: string,
): StageInfrastructureOptions {
  const profile = profileOf(namespace);
  const ofFarm = {
    ...(what === 'labels' ? namespace.stageLabels : namespace.stageAnnotations),
    ...(profile && profile._stageSettings[what]),
  };
  const all = { ...ofFarm, ...options[what] };
  if (Object.keys(ofFarm).length > 0 && options.inputs?.[what] !== undefined) {
    checks.refuse(
      `${where}inputs.${what}`,
      options.inputs[what],
      `no expression in a farm, which sets ${Object.keys(ofFarm).join(', ')} itself`,
      `Use ${where}${what}, which adds to the ${what} of the farm.`,
    );
  }
  return Object.keys(all).length > 0 ? { [what]: all } : {};
}

/** What stages carry of the profile of build pods. The infrastructure refuses what contradicts it. */
function profileSettings(
  namespace: IBuildFarmNamespace,
  isWindows: boolean,
  { nodeSelector, tolerations = [], priorityClassName, inputs = {} }: StageInfrastructureOptions,
): StageInfrastructureOptions {
  const profile = profileOf(namespace);
  if (profile === undefined) {
    return {};
  }
  const ofProfile = profile._stageSettings;
  const selector = { ...(isWindows ? WINDOWS_NODES : {}), ...ofProfile.nodeSelector, ...nodeSelector };
  const added = ofProfile.tolerations.filter((one) => !tolerations.some((other) => isSameToleration(one, other)));
  const identified = added.map((one, index) => ({ ...one, identifier: `podProfile_${index + 1}` }));
  return {
    ...(inputs.nodeSelector === undefined && Object.keys(selector).length > 0 ? { nodeSelector: selector } : {}),
    ...(identified.length > 0 && inputs.tolerations === undefined
      ? { tolerations: [...tolerations, ...identified] }
      : {}),
    ...definedOf({ priorityClassName: priorityClassName ?? ofProfile.priorityClassName }),
  };
}

const WINDOWS_NODES = { 'kubernetes.io/os': 'windows' };

/** The profile of a namespace of this program. */
function profileOf(namespace: IBuildFarmNamespace): BuildPodProfile | undefined {
  return BuildFarmNamespace.isBuildFarmNamespace(namespace) ? (namespace as BuildFarmNamespace).podProfile : undefined;
}

/** The settings that the isolation restricted, or one that audits it, requires of every pod, as far as Harness supports them. */
function restrictedContext(
  namespace: IBuildFarmNamespace,
  { containerSecurityContext = {}, runAsUser, inputs }: StageInfrastructureOptions,
): StageInfrastructureOptions {
  if (!BuildFarmNamespace.isBuildFarmNamespace(namespace)) {
    return {};
  }
  const { isolation, _hasUserNamespaces } = namespace as BuildFarmNamespace;
  if (!demandsRestricted(isolation) || inputs?.containerSecurityContext !== undefined) {
    return {};
  }
  const { inputs: ofContext = {} } = containerSecurityContext;
  const users = [runAsUser, containerSecurityContext.runAsUser, inputs?.runAsUser, ofContext.runAsUser];
  const hasUser = users.some((user) => user !== undefined);
  // With user namespaces, steps can be root: only the user of the pod is another one.
  const mustBeNonRoot = isolation.auditsRestricted || !_hasUserNamespaces;
  const nonRoot = mustBeNonRoot ? { runAsNonRoot: true } : {};
  const defaults = { allowPrivilegeEscalation: false, dropCapabilities: ['ALL'], ...nonRoot };
  return {
    containerSecurityContext: {
      // Without a default, the error for a runtime input names the input, and not the conflict with the default.
      ...Object.fromEntries(Object.entries(defaults).filter(([name]) => !(name in definedOf(ofContext)))),
      ...definedOf(containerSecurityContext),
    },
    ...(hasUser ? {} : { runAsUser: BUILD_USER }),
  };
}

/** An arbitrary non-root user ID. */
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

/** A namespace can have several infrastructures: the IDs of all but the first are numbered. */
function freeId(farm: Construct, id: string, number = 1): string {
  const wanted = number === 1 ? id : `${id}.${number}`;
  return farm.node.tryFindChild(wanted) === undefined ? wanted : freeId(farm, id, number + 1);
}
