import type { Construct } from 'constructs';
import {
  type BuildFarmNamespaceProps,
  type BuildNamespaceOptions,
  checkPlatformIdentity,
  FARM_KINDS,
  FARM_NAME,
  resolveBuildFarm,
} from '../build-namespace';
import { KubernetesCredentials, resolveClusterConnector } from '../connector';
import {
  ACCOUNT_ID,
  checkAll,
  constructProps,
  definedOf,
  DNS_LABEL,
  inOwnWords,
  instance,
  inWords,
  isUnresolved,
  type Kinds,
  LABEL_VALUE,
  membersOf,
  own,
  PropertyChecks,
  refusedIn,
  Together,
  withOthers,
} from '../core';
import { DELEGATE_KINDS, resolveDelegate } from '../delegate';
import { STAGE_POD_OPTIONS } from '../pipeline';
import { accountOfDelegate, checkAccount, DelegateSelection } from '../reference';
import { checkAnnotations, checkLabels, defaultNamespace, PodSecurityLevel } from '../workload';
import { checkConnectorAccount, connectorWords } from './connector';
import { checkCostLabelsOfFarm } from './cost-labels';
import { checkPlaceOfChart, delegateProps, delegateWords } from './delegate';
import { checkHeadlessService, checkMesh } from './mesh';
import type { CiBuildInfraProps } from './props';

/** The checked properties of a farm. */
export interface CheckedFarm {
  readonly props: CiBuildInfraProps;
  readonly hasHeadlessService: boolean;
  /** Default settings of every build namespace. */
  readonly namespaceDefaults: BuildFarmNamespaceProps;
  /** Throws if the namespace does not fit the farm. */
  readonly checkFits: (namespace: string, options: BuildNamespaceOptions) => void;
  /** Returns the construct ID for a namespace that fits. */
  readonly idFor: (namespace: string) => string;
}

const OWN_DELEGATE = [
  'delegateName',
  'image',
  'token',
  'delegateOptions',
  'delegateNamespace',
  'createDelegateNamespace',
  'connectionTest',
  'additionalAccess',
] as const;

/** Validates combinations of properties. The constructs of the farm validate each property. */
export function checkFarm(scope: Construct, props: CiBuildInfraProps): CheckedFarm {
  const checks = new PropertyChecks(scope);
  checks.resolved(SHAPE, props, (usable) => checkProps(scope, checks, usable, props));
  const hasHeadlessService = props.headlessService ?? props.istio !== undefined;
  let late = 0;
  return {
    props,
    hasHeadlessService,
    namespaceDefaults: namespaceDefaults(props),
    checkFits: (namespace, { istio }) => {
      checkAll([
        () => checkMesh(checks, istio, props, hasHeadlessService),
        () => {
          if (!isUnresolved(namespace) && scope.node.tryFindChild(idOf(namespace)) !== undefined) {
            const allowed = 'a namespace that the farm does not have yet';
            checks.refuse('namespace', namespace, allowed, 'Remove the duplicate.');
          }
        },
        () => refuseThatOfDelegate(scope, checks, namespace, props),
      ]);
    },
    idFor: (namespace) => idOf(isUnresolved(namespace) ? late++ : namespace),
  };
}

/** Names the mistake before the Namespace of the delegate does, whose path the program does not know. */
function refuseThatOfDelegate(
  scope: Construct,
  checks: PropertyChecks,
  namespace: string,
  props: CiBuildInfraProps,
): void {
  const ofDelegate = props.delegate?.namespace ?? props.delegateNamespace ?? defaultNamespace(scope);
  if (!props.sharedNamespace && namespace === ofDelegate) {
    checks.refuse(
      'namespace',
      inWords(`"${namespace}", the namespace of the delegate`),
      'another namespace, because a pod in the namespace of a delegate can read its token',
      `Use another one${props.delegate === undefined ? `, set ${own('delegateNamespace')}` : ''}, or accept the risk with ${own('sharedNamespace')}: true.`,
    );
  }
}

function idOf(namespace: string | number): string {
  return `Builds.${namespace}`;
}

/** `given` also has the refused properties: some checks depend on whether they are given, or on another part of them. */
function checkProps(
  scope: Construct,
  checks: PropertyChecks,
  props: CiBuildInfraProps,
  given: CiBuildInfraProps,
): void {
  checks.part(() => checks.text('accountId', props.accountId, ACCOUNT_ID));
  checks.part(() => {
    if (props.delegateNamespace !== undefined) {
      checks.text('delegateNamespace', props.delegateNamespace, DNS_LABEL);
    }
  });
  checks.part(() => {
    // It becomes a label of the delegate's pods.
    if (props.istio?._options.revision !== undefined) {
      checks.text('istio.revision', props.istio._options.revision, LABEL_VALUE);
    }
  });
  // They also reach the delegate, whose errors would name its own properties.
  checks.part(() => checkCostLabelsOfFarm(checks, props));
  checks.part(() => checkLabels(checks, 'labels', props.labels));
  checks.part(() => checkAnnotations(checks, 'annotations', props.annotations ?? {}));
  checks.part(() => refuseSettingsOfExisting(checks, given));
  checks.part(() => checkAccount(checks, 'delegate', props.accountId, accountOfDelegate(props.delegate)));
  checks.part(() => checkConnectorAccount(scope, props));
  checks.part(() => checkShared(checks, props));
  checks.part(() => checkPlaceOfChart(scope, checks, props));
  const { cloudIdentity } = props.delegateOptions ?? {};
  checks.part(() => checkPlatformIdentity(checks, 'delegateOptions.cloudIdentity', cloudIdentity, props.platform));
  checks.part(() => checkHeadlessService(checks, given));
}

/** Checks for the types in the properties of a farm. */
export const INFRA_KINDS: Kinds = {
  ...FARM_KINDS,
  ...DELEGATE_KINDS,
  IKubernetesClusterConnector: () =>
    instance(
      'a KubernetesClusterConnector',
      'Pass the construct. KubernetesClusterConnector.fromReference(…) imports one that exists.',
      'reference',
    ),
  StagePodOptions: () => STAGE_POD_OPTIONS,
};

const SHAPE = constructProps('CiBuildInfraProps', INFRA_KINDS);

/** An existing delegate or connector is configured where it is created. */
function refuseSettingsOfExisting(checks: PropertyChecks, props: CiBuildInfraProps): void {
  const together = new Together();
  const settings = { delegate: OWN_DELEGATE, connector: ['connectorOptions'] } as const;
  for (const existing of ['delegate', 'connector'] as const) {
    const given = props[existing] === undefined ? [] : settings[existing];
    for (const property of given.filter((name) => props[name] !== undefined)) {
      const allowed = `no value when ${own(existing)} is set; configure the ${existing} where you create it`;
      together.run(() => checks.refuse(property, undefined, allowed, `Remove ${own(property)} or ${own(existing)}.`));
    }
  }
  together.end();
}

function checkShared(checks: PropertyChecks, props: CiBuildInfraProps): void {
  const together = new Together();
  const { sharedNamespace, buildNamespaces, isolation, delegateOptions } = props;
  if (
    sharedNamespace &&
    delegateOptions?.unsafeRunAsRoot &&
    isolation?.podSecurityLevel === PodSecurityLevel.RESTRICTED
  ) {
    together.run(() =>
      checks.refuse(
        'delegateOptions.unsafeRunAsRoot',
        true,
        'false in a namespace that the delegate shares with restricted builds',
        'Remove it, use BuildIsolation.baseline(), or use a separate namespace for builds.',
      ),
    );
  }
  if (sharedNamespace && buildNamespaces !== undefined) {
    together.run(() =>
      checks.refuse(
        'buildNamespaces',
        buildNamespaces,
        `no value when ${own('sharedNamespace')} is set, which runs builds in the namespace of the delegate`,
        'Remove one of the two, and add other namespaces with addBuildNamespace(…).',
      ),
    );
  }
  together.end();
}

/** The farm's settings of every build namespace. */
function namespaceDefaults(props: CiBuildInfraProps): BuildFarmNamespaceProps {
  const all: { readonly [name: string]: unknown } = { ...props };
  const names = [...membersOf('BuildNamespaceOptions'), ...membersOf('BuildClusterOptions')].map(({ name }) => name);
  return definedOf(Object.fromEntries(names.map((name) => [name, all[name]])));
}

/* What is wrong with a farm apart from what was refused first. Nothing is created: the properties are only resolved. */

/** The error of a farm, with what else is wrong with its delegate, connector and namespaces. */
export function wholeError(farm: Construct, given: CiBuildInfraProps, error: unknown): unknown {
  return withOthers(error, () => farmChecks(farm, given));
}

/** All checks of a farm that do not depend on each other. They create nothing. */
export function farmChecks(farm: Construct, given: CiBuildInfraProps): (() => unknown)[] {
  const ofFarm = () => checkFarm(farm, given);
  const props = usable(given, refusedIn(ofFarm));
  return [
    ofFarm,
    // A farm with a delegate or connector has none of its own, also if the given one is refused.
    ...(given.delegate === undefined ? [() => checkOwnDelegate(farm, props)] : []),
    ...(given.connector === undefined ? [() => checkOwnConnector(farm, props)] : []),
    ...(props.buildNamespaces ?? [undefined]).map((namespace, index) => () => {
      checkOwnNamespace(farm, props, namespace, `buildNamespaces[${index}]`);
    }),
  ];
}

const NESTED = /^(delegateOptions|connectorOptions)\.(\w+)/;

/** What is refused within a list, a struct or an option stays: the construct that takes it reads the rest. */
const WITHIN = /^(?:\w+Options\.)?(?!\w+Options\b)\w+(?:\.|\[\d)/;

/** The properties without those that were refused. Of options, only the refused ones are left out. */
export function usable<T extends object>(given: T, refused: readonly string[], nested = NESTED): T {
  const left = { ...given } as { [name: string]: unknown };
  for (const property of refused.filter((path) => !WITHIN.test(path))) {
    const [, options = '', name = ''] = nested.exec(property) ?? [];
    const within = left[options];
    if (typeof within === 'object' && within !== null) {
      left[options] = Object.fromEntries(Object.entries(within).filter(([own]) => own !== name));
    } else {
      delete left[/^\w*/.exec(property)?.[0] ?? ''];
    }
  }
  return left as T;
}

function checkOwnDelegate(farm: Construct, props: CiBuildInfraProps): void {
  inOwnWords({ construct: farm, names: delegateWords(props) }, () => resolveDelegate(farm, delegateProps(farm, props)));
}

/** The delegate may not exist, so a valid name and a valid selection take its place. */
function checkOwnConnector(farm: Construct, props: CiBuildInfraProps): void {
  const { connectorOptions = {}, scope } = props;
  inOwnWords({ construct: farm, names: connectorWords(props) }, () =>
    resolveClusterConnector(new PropertyChecks(farm), {
      name: 'delegate',
      ...definedOf(connectorOptions),
      ...definedOf({ scope }),
      credentials: KubernetesCredentials.inheritFromDelegate(),
      delegates: DelegateSelection.withTags(['delegate']),
    }),
  );
}

function checkOwnNamespace(
  farm: Construct,
  props: CiBuildInfraProps,
  namespace: string | undefined,
  property: string,
): void {
  const { labels, annotations } = props;
  const given = { ...namespaceDefaults(props), ...definedOf({ labels, annotations }) };
  const names = { sharedWith: 'sharedNamespace', ...(namespace === undefined ? {} : { namespace: property }) };
  inOwnWords({ construct: farm, names }, () => resolveBuildFarm(farm, { ...given, namespace: namespace ?? FARM_NAME }));
}
