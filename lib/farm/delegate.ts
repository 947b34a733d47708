import type { Construct } from 'constructs';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { DelegateAccess } from '../access';
import { FARM_LABELS, FARM_NAME, marksOf } from '../build-namespace';
import {
  addObject,
  chartOf,
  claimNames,
  definedOf,
  derived,
  inWords,
  isUnresolved,
  membersOf,
  NetworkPeer,
  own,
  type OwnWords,
  placeholderOf,
  type PropertyChecks,
  rendered,
  tcp,
  toDestinations,
} from '../core';
import type { HarnessDelegateProps } from '../delegate';
import {
  type CiStage,
  type DelegateChoice,
  DelegateChoiceSource,
  type DelegateForOptions,
  isRoutedTo,
} from '../pipeline';
import { DelegateSelection, type IHarnessDelegate } from '../reference';
import { DELEGATE_LABEL, INJECT_LABEL, PodSecurityLevel } from '../workload';
import type { CiBuildInfraProps, CiDelegateOptions } from './props';

/** Delegate properties that the farm sets. `delegateOptions` has all others. */
type Decided = Omit<HarnessDelegateProps, keyof CiDelegateOptions>;

/** How a property of the delegate derives from those of the farm. */
interface Decision<Value> {
  /** Property of the farm that errors name. */
  readonly from: keyof CiBuildInfraProps;
  readonly value: (props: CiBuildInfraProps) => Value | undefined;
}

const DECISIONS: { readonly [Property in keyof Required<Decided>]: Decision<Decided[Property]> } = {
  accountId: { from: 'accountId', value: ({ accountId }) => accountId },
  // The delegate reports missing properties.
  delegateName: { from: 'delegateName', value: ({ delegateName }) => delegateName },
  image: { from: 'image', value: ({ image }) => image },
  token: { from: 'token', value: ({ token }) => token },
  access: { from: 'additionalAccess', value: accessOf },
  scope: { from: 'scope', value: ({ scope }) => scope },
  namespace: { from: 'delegateNamespace', value: ({ delegateNamespace }) => delegateNamespace },
  createNamespace: { from: 'createDelegateNamespace', value: makesNamespace },
  podSecurityLevel: { from: 'istio', value: podSecurityLevelOf },
  // Only imported delegates have these.
  profile: { from: 'delegate', value: () => undefined },
  adoption: { from: 'delegate', value: () => undefined },
};

/** Whether the farm sets the property, so that `delegateOptions` does not have it. */
function isDecided(property: string): property is keyof typeof DECISIONS {
  return Object.hasOwn(DECISIONS, property);
}

/** Properties of the farm's own delegate. */
export function delegateProps(scope: Construct, given: CiBuildInfraProps): HarnessDelegateProps {
  const { createDelegateNamespace = namespaceOfChart(scope, given) === undefined } = given;
  const props = { ...given, createDelegateNamespace };
  const { delegateOptions = {}, istio } = props;
  const { podLabels, delegateAnnotations } = marksOf(istio);
  const decided = Object.entries(DECISIONS).map(([property, { value }]) => [property, value(props)]);
  return {
    ...(isOpenShift(props) ? { openShift: true } : {}),
    ...definedOf({ unsafeAllowPruning: props.unsafeAllowPruning }),
    ...definedOf(delegateOptions),
    ...networkPolicyOf(props),
    labels: { ...props.labels, ...delegateOptions.labels, ...props.costLabels },
    annotations: { ...props.annotations, ...delegateOptions.annotations },
    podLabels: { ...injectionOf(podLabels, delegateOptions), ...delegateOptions.podLabels, ...props.costLabels },
    podAnnotations: { ...delegateAnnotations, ...delegateOptions.podAnnotations },
    ...(definedOf(Object.fromEntries(decided)) as Decided),
  };
}

/**
 * What the farm sets, unless an annotation of the program says otherwise: Istio prefers the label to the annotation of the same
 * name, which would have no effect.
 *
 * @see https://github.com/istio/istio/blob/1.26.0/pkg/kube/inject/inject.go injectRequired
 */
function injectionOf(
  ofFarm: { readonly [key: string]: string },
  { podAnnotations }: CiDelegateOptions,
): { readonly [key: string]: string } {
  const asked = podAnnotations?.[INJECT_LABEL];
  return INJECT_LABEL in ofFarm && asked === 'false' ? { ...ofFarm, [INJECT_LABEL]: asked } : ofFarm;
}

/** Names of the delegate's properties in errors of the farm. */
export function delegateWords(props: CiBuildInfraProps): OwnWords['names'] {
  const names = membersOf('HarnessDelegateProps').map(({ name: property }) => {
    const name: string = isDecided(property) ? DECISIONS[property].from : `delegateOptions.${property}`;
    return [property, name] as const;
  });
  const isFromPlatform = isOpenShift(props) && props.delegateOptions?.openShift === undefined;
  return { ...Object.fromEntries(names), ...(isFromPlatform ? { openShift: 'platform' } : {}) };
}

function accessOf({
  connectionTest = true,
  additionalAccess = DelegateAccess.none(),
}: CiBuildInfraProps): DelegateAccess {
  const tested = connectionTest ? DelegateAccess.connectionTest() : DelegateAccess.none();
  return tested.plus(additionalAccess);
}

/** The namespace of the chart, which is created elsewhere, if it decides that of the farm's delegate. */
export function namespaceOfChart(scope: Construct, { delegateNamespace }: CiBuildInfraProps): string | undefined {
  return delegateNamespace === undefined ? chartOf(scope).namespace : undefined;
}

/**
 * Refuses a chart with a namespace in which nothing of the farm would be: it decides where the farm's own delegate is, but another
 * one is given, and nobody says where builds are.
 */
export function checkPlaceOfChart(
  scope: Construct,
  checks: PropertyChecks,
  { delegate, buildNamespaces, sharedNamespace }: CiBuildInfraProps,
): void {
  const ofChart = chartOf(scope).namespace;
  if (delegate === undefined || ofChart === undefined || buildNamespaces !== undefined || sharedNamespace) {
    return;
  }
  checks.later('buildNamespaces', [ofChart, delegate.namespace], (here, there) => {
    if (here !== there) {
      checks.refuse(
        'buildNamespaces',
        inWords(
          `no value in a chart with the namespace "${here}", in which the delegate "${delegate.delegateName}" of namespace "${there}" is not`,
        ),
        'a list of namespaces, because the one of a chart decides only where the own delegate of a farm is',
        `Set ${own('buildNamespaces')}: ['${here}'] to run builds there, or ['${FARM_NAME}'] to run them apart from what else is there.`,
      );
    }
  });
}

/** A shared namespace is created with the Pod Security level of the builds. */
function makesNamespace({ createDelegateNamespace = true, sharedNamespace }: CiBuildInfraProps): boolean {
  return createDelegateNamespace && !sharedNamespace;
}

/** The namespace must also admit the init container that the mesh injects into the delegate's pods. */
function podSecurityLevelOf(props: CiBuildInfraProps): PodSecurityLevel | undefined {
  return props.istio?._mode === 'init container' && makesNamespace(props) ? PodSecurityLevel.PRIVILEGED : undefined;
}

/** A restricted egress allows the DNS of the platform. */
function networkPolicyOf({
  platform,
  delegateOptions,
}: CiBuildInfraProps): Pick<HarnessDelegateProps, 'networkPolicy'> {
  const { networkPolicy } = delegateOptions ?? {};
  const egress = networkPolicy?.egress;
  // An egress of an older copy of this package keeps the DNS of any platform, and one of the wrong type is refused later.
  return platform !== undefined && typeof egress?._within === 'function'
    ? { networkPolicy: { ...networkPolicy, egress: egress._within(platform._record.dns) } }
    : {};
}

function isOpenShift({ platform }: CiBuildInfraProps): boolean {
  return platform?._record.isOpenShift === true;
}

/** Delegates that have all of the tags. */
export function fittingDelegates(
  delegates: readonly IHarnessDelegate[],
  selectors: readonly string[],
): IHarnessDelegate[] {
  return delegates.filter(({ effectiveTags }) => {
    const tags = effectiveTags.map(placeholderOf);
    return selectors.every((selector) => tags.includes(placeholderOf(selector)));
  });
}

/** Explains which delegate runs a stage, and which delegates of the farm match. */
export function explainedChoice(
  stage: CiStage,
  options: DelegateForOptions,
  delegates: readonly IHarnessDelegate[],
): DelegateChoice {
  const choice = choiceAmong(stage, options, delegates);
  return { ...choice, explanation: [choice.explanation, ...fitLines(choice, stage, delegates)].join('\n') };
}

/** If the pipeline's tags match exactly one delegate of the farm, checks the stage against that delegate. */
function choiceAmong(
  stage: CiStage,
  options: DelegateForOptions,
  delegates: readonly IHarnessDelegate[],
): DelegateChoice {
  const choice = stage.delegateFor(options);
  const [only, ...others] = fittingDelegates(delegates, choice.selectors);
  return choice.source === DelegateChoiceSource.PIPELINE && only !== undefined && others.length === 0
    ? stage.delegateFor({ ...options, pipelineSelectors: DelegateSelection.of(only, choice.selectors) })
    : choice;
}

function fitLines(
  { source, selectors }: DelegateChoice,
  { routing }: CiStage,
  delegates: readonly IHarnessDelegate[],
): string[] {
  if (source === DelegateChoiceSource.UNKNOWN) {
    return [
      'It is not known whether delegates of the farm match: set the delegates of the connector where you import it.',
    ];
  }
  if (source === DelegateChoiceSource.INPUT) {
    return ['Whether delegates of the farm match is known only at run time.'];
  }
  const fitting = fittingDelegates(delegates, selectors);
  if (fitting.length === 0) {
    return ['No delegate of the farm has all of these tags. Another delegate runs the builds, or none does.'];
  }
  const others = fitting.filter(({ generation }) => !isRoutedTo(routing, generation));
  return [
    `Matching delegates of the farm: ${namesOf(fitting)}.`,
    ...(others.length > 0 ? [`NOTE: ${namesOf(others)} cannot run the stage: its routing is "${routing}".`] : []),
  ];
}

function namesOf(delegates: readonly IHarnessDelegate[]): string {
  return delegates.map(({ delegateName }) => delegateName).join(', ');
}

/**
 * Allows traffic from the farm's delegate to the builds of a namespace and to the mesh, if the delegate's own policy
 * restricts its egress. Without such a policy, all egress is open, and a policy for one destination would block all others.
 */
export function addBuildEgress(
  scope: Construct,
  delegate: IHarnessDelegate,
  { delegateOptions, istio, labels, costLabels, annotations }: CiBuildInfraProps,
  buildNamespace: string,
): void {
  if (delegateOptions?.networkPolicy?.egress?._isOpen !== false) {
    return;
  }
  const { delegateName, namespace } = delegate;
  const mesh = marksOf(istio);
  const name = derived([delegateName, buildNamespace], (...parts) => [...parts, FARM_NAME].join('.'));
  const policy: NetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: { ...FARM_LABELS, ...labels, ...costLabels }, annotations },
    spec: {
      podSelector: { matchLabels: { [DELEGATE_LABEL]: delegateName } },
      policyTypes: ['Egress'],
      egress: [
        { to: [...NetworkPeer.namespace(buildNamespace)._peers], ports: tcp(mesh.buildPorts) },
        ...toDestinations(mesh.egress),
      ],
    },
  };
  const place = isUnresolved(buildNamespace) ? scope.node.children.length : buildNamespace;
  const object = rendered(`Egress.${place}`, policy, 'buildNamespaces');
  claimNames(scope, [object]);
  addObject(scope, object);
}
