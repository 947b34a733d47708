/** The options of a build namespace that is added to a farm: how errors name them, and all that is wrong with them. */
import type { Construct } from 'constructs';
import {
  type BuildFarmNamespaceProps,
  type BuildNamespaceOptions,
  FARM_KINDS,
  FARM_NAME,
  resolveBuildFarm,
} from '../build-namespace';
import {
  definedOf,
  HarnessConstructsError,
  inOwnWords,
  membersOf,
  optionsWithin,
  type OwnWords,
  PropertyChecks,
  refusedIn,
  struct,
  TEXT,
} from '../core';
import type { IHarnessDelegate } from '../reference';
import { type CheckedFarm, usable } from './checks';
import { namespaceOfChart } from './delegate';
import type { CiBuildInfraProps } from './props';

const OPTIONS = optionsWithin('CiBuildInfraProps', struct('BuildNamespaceOptions', FARM_KINDS));

/** A namespace as the program adds it. */
export interface AddedNamespace {
  readonly namespace: string;
  readonly options: BuildNamespaceOptions;
}

/** The error of a farm without namespaces. */
export function missingNamespaces({ node }: Construct): string {
  return new HarnessConstructsError({
    constructPath: node.path,
    property: 'buildNamespaces',
    given: '[]',
    allowed: 'at least one namespace',
    remedy: 'Add one with addBuildNamespace(…).',
  }).summary;
}

/** The properties of the namespace: its options, and those of the farm as their defaults. */
export function namespaceProps(
  farm: Construct,
  { props, namespaceDefaults }: CheckedFarm,
  delegate: IHarnessDelegate,
  { namespace, options }: AddedNamespace,
): BuildFarmNamespaceProps {
  const { sharedNamespace, createDelegateNamespace, labels, annotations } = props;
  const isShared = sharedNamespace === true && namespace === delegate.namespace;
  const isElsewhere = createDelegateNamespace === undefined && namespace === namespaceOfChart(farm, props);
  return {
    ...(isShared && isElsewhere ? { createNamespace: false } : {}),
    ...namespaceDefaults,
    ...(isShared && createDelegateNamespace === false ? { createNamespace: false } : {}),
    ...definedOf(options),
    ...profileOf(props, options),
    labels: { ...labels, ...options.labels },
    annotations: { ...annotations, ...options.annotations },
    ...costLabelsOf(props, options),
    namespace,
    ...(isShared ? { sharedWith: delegate } : {}),
  };
}

/** The profile of the farm with that of the namespace, which wins. */
function profileOf({ podProfile }: CiBuildInfraProps, options: BuildNamespaceOptions): BuildNamespaceOptions {
  return podProfile === undefined ? {} : { podProfile: podProfile._mergedWith(options.podProfile) };
}

/** A namespace keeps those of the farm. */
function costLabelsOf({ costLabels }: CiBuildInfraProps, options: BuildNamespaceOptions): BuildNamespaceOptions {
  return costLabels === undefined ? {} : { costLabels: { ...costLabels, ...options.costLabels } };
}

/** The checks of the arguments alone. */
export function argumentChecks(farm: Construct, { namespace, options }: AddedNamespace): (() => void)[] {
  const checks = new PropertyChecks(farm);
  return [() => TEXT(checks, 'namespace', namespace), () => OPTIONS(checks, 'options', options)];
}

/** How a farm sees its namespaces. */
interface Ground {
  readonly farm: Construct;
  readonly checkFits: CheckedFarm['checkFits'];
  /** Names of the properties in errors. */
  readonly names: OwnWords['names'];
  /** Combines the namespace with the properties of the farm. */
  readonly propsOf: (added: AddedNamespace) => BuildFarmNamespaceProps;
}

/** All checks of a namespace that do not depend on each other. They create nothing. */
export function namespaceChecks(
  { farm, checkFits, names, propsOf }: Ground,
  { namespace, options }: AddedNamespace,
): (() => unknown)[] {
  const checks = new PropertyChecks(farm);
  const hasName = refusedIn(() => TEXT(checks, 'namespace', namespace)).length === 0;
  const asked = {
    namespace: hasName ? namespace : FARM_NAME,
    options: usable(
      options,
      refusedIn(() => OPTIONS(checks, '', options)),
    ),
  };
  return [
    ...argumentChecks(farm, { namespace, options }),
    ...(hasName ? [() => checkFits(namespace, asked.options)] : []),
    () => inOwnWords({ construct: farm, names }, () => resolveBuildFarm(farm, propsOf(asked))),
  ];
}

/**
 * Names of a namespace's properties in errors of the method that adds it: those of the farm where only the farm sets them,
 * else the options, since that is where the program can set them.
 */
export function optionWords(options: BuildNamespaceOptions, farm: CiBuildInfraProps): OwnWords['names'] {
  const [given, ofFarm] = [options, farm].map((props) => Object.keys(definedOf({ ...props })));
  const all = membersOf('BuildNamespaceOptions').map(({ name }) => name);
  const own = all.filter((name) => given.includes(name) || !ofFarm.includes(name));
  return { ...NAMESPACE_WORDS, ...Object.fromEntries(own.map((name) => [name, `options.${name}`])) };
}

/** Names of a namespace's properties in errors about the properties of a farm. */
export const NAMESPACE_WORDS: OwnWords['names'] = { sharedWith: 'sharedNamespace' };
