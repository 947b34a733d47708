import {
  checkAll,
  DELEGATE_TAG,
  DNS_LABEL,
  HarnessConstructsError,
  inOwnWords,
  isPlainObject,
  KUBERNETES_VERSION,
  membersOf,
  NOT_EMPTY,
  PropertyChecks,
  refuseUnknownMembers,
  type Rule,
  shownKind,
  type StructName,
  wordsOf,
} from '../core';
import { type ConnectorAddress, EXISTING_IDENTIFIER, platformChecks } from '../harness-api';
import type { ClusterProbeOptions, KubeconfigSource, ValidateConnectorOptions } from './props';

/** Node.js timers are limited to 24 days. */
const LONGEST_SECONDS = 86_400;

/** A check that does not depend on the others. */
type Check = () => void;

/** Throws one error for all that is wrong with the options, before any request is sent. */
export function checkOptions(options: ValidateConnectorOptions): void {
  object('options', options);
  const { platform, connector, delegateSelectors, cluster, policies } = options;
  checkAll([
    () => refuseUnknownMembers('ValidateConnectorOptions', options),
    ...within('platform', platform, (own) =>
      platformChecks(own).map((check) => () => inOwnWords({ names: OF_PLATFORM }, check)),
    ),
    ...within('connector', connector, connectorChecks),
    ...each('delegateSelectors', delegateSelectors, (place, tag) => text(place, tag, DELEGATE_TAG)),
    ...settingChecks(options),
    ...(cluster === undefined ? [] : within('cluster', cluster, clusterChecks)),
    ...(policies === undefined ? [] : within('policies', policies, () => policyChecks(options))),
  ]);
}

/** The client names its own options. */
const OF_PLATFORM = Object.fromEntries(namesIn('PlatformOptions').map((name) => [name, `platform.${name}`]));

function settingChecks(options: ValidateConnectorOptions): Check[] {
  const { delegateGeneration, plUseRunner, timeoutSeconds, pollIntervalSeconds, onProgress, signal } = options;
  return [
    () =>
      optional(delegateGeneration, (word) =>
        oneOf('delegateGeneration', word, wordsOf('ValidateConnectorOptions.delegateGeneration')),
      ),
    () => optional(plUseRunner, (flag) => boolean('plUseRunner', flag)),
    () => optional(timeoutSeconds, (seconds) => checkSeconds('timeoutSeconds', seconds)),
    () => optional(pollIntervalSeconds, (seconds) => checkSeconds('pollIntervalSeconds', seconds)),
    () => optional(onProgress, (callback) => checkFunction('onProgress', callback)),
    () => optional(signal, (given) => checkSignal('signal', given)),
  ];
}

function connectorChecks({ identifier, orgIdentifier, projectIdentifier }: ConnectorAddress): Check[] {
  return [
    () => text('connector.identifier', identifier, EXISTING_IDENTIFIER),
    () => optional(orgIdentifier, (given) => text('connector.orgIdentifier', given, EXISTING_IDENTIFIER)),
    () => optional(projectIdentifier, (given) => text('connector.projectIdentifier', given, EXISTING_IDENTIFIER)),
    () => {
      if (projectIdentifier !== undefined && orgIdentifier === undefined) {
        refuse(
          'connector.orgIdentifier',
          { problem: 'missing' },
          'the organization of the project',
          'Set it, or remove connector.projectIdentifier.',
        );
      }
    },
  ];
}

function clusterChecks(cluster: ClusterProbeOptions): Check[] {
  const {
    kubeconfig,
    context,
    serviceAccount,
    buildNamespaces = [],
    privilegedNamespaces = [],
    kubernetesVersion,
    features = [],
  } = cluster;
  return [
    ...within('cluster.kubeconfig', kubeconfig, () => [() => checkKubeconfig(kubeconfig)]),
    () => optional(context, (given) => text('cluster.context', given, NOT_EMPTY)),
    ...(serviceAccount === undefined ? [] : within('cluster.serviceAccount', serviceAccount, accountChecks)),
    ...each('cluster.buildNamespaces', buildNamespaces, (place, given) => text(place, given, DNS_LABEL)),
    ...each('cluster.privilegedNamespaces', privilegedNamespaces, (place, given) => {
      text(place, given, DNS_LABEL);
      if (Array.isArray(buildNamespaces) && !(buildNamespaces as readonly unknown[]).includes(given)) {
        refuse(
          place,
          shownValue(given),
          'one of cluster.buildNamespaces',
          'Add it to cluster.buildNamespaces, or remove it.',
        );
      }
    }),
    () => optional(kubernetesVersion, (given) => text('cluster.kubernetesVersion', given, KUBERNETES_VERSION)),
    ...each('cluster.features', features, (place, given) => {
      text(place, given, NOT_EMPTY);
      oneOf(place, given, wordsOf('Feature'));
    }),
    () =>
      optional(cluster.skipDefaultNamespaceValidation, (flag) =>
        boolean('cluster.skipDefaultNamespaceValidation', flag),
      ),
  ];
}

function checkKubeconfig(kubeconfig: KubeconfigSource): void {
  const known = namesIn('KubeconfigSource');
  const sources = Object.keys(kubeconfig).filter((source) => known.includes(source));
  if (sources.length !== 1) {
    const given = sources.length === 0 ? 'none of them' : sources.join(' and ');
    const remedy = sources.length === 0 ? 'Set one of them.' : 'Remove all but one.';
    refuse('cluster.kubeconfig', { given }, `exactly one of ${known.join(', ')}`, remedy);
  }
  const [[source, value]] = Object.entries(kubeconfig).filter(([name]) => name === sources[0]) as [string, unknown][];
  const isText = source === 'file' || source === 'content';
  if (isText ? typeof value !== 'string' || value.trim() === '' : value !== true) {
    const shown = typeof value === 'string' ? {} : shownKind(value);
    const allowed = isText ? 'a non-empty string' : 'true';
    refuse(`cluster.kubeconfig.${source}`, shown, allowed, 'Change it, or use another source.');
  }
}

function accountChecks({ namespace, name }: NonNullable<ClusterProbeOptions['serviceAccount']>): Check[] {
  return [
    () => text('cluster.serviceAccount.namespace', namespace, DNS_LABEL),
    () => text('cluster.serviceAccount.name', name, NOT_EMPTY),
  ];
}

function policyChecks({ policies = {}, cluster }: ValidateConnectorOptions): Check[] {
  const ofCluster = policies.cluster ?? 'skip';
  return [
    ...Object.entries(policies).map(
      ([probe, policy]) =>
        () =>
          optional(policy, (word) => oneOf(`policies.${probe}`, word, wordsOf('ProbePolicy'))),
    ),
    () => {
      if (cluster === undefined && ofCluster !== 'skip') {
        refuse(
          'policies.cluster',
          shownValue(ofCluster),
          '"skip" when cluster is not set',
          'Set cluster with a kubeconfig.',
        );
      }
    },
  ];
}

/** The check of an object, and those of its members if it is one. */
function within<T>(property: string, value: T, checks: (value: T) => readonly Check[]): readonly Check[] {
  return isPlainObject(value) ? checks(value) : [() => object(property, value)];
}

/** The check of a list, and one for each of its elements. */
function each(property: string, values: unknown, check: (place: string, value: unknown) => void): readonly Check[] {
  return Array.isArray(values)
    ? [...(values as unknown[])].map((value, index) => () => check(`${property}[${index}]`, value))
    : [
        () =>
          refuse(
            property,
            shownKind(values),
            'a list of strings',
            'Put the strings in brackets. The list can be empty.',
          ),
      ];
}

function checkSeconds(property: string, seconds: number): void {
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= LONGEST_SECONDS)) {
    const allowed = `a number of seconds above 0 and up to ${LONGEST_SECONDS}`;
    refuse(
      property,
      typeof seconds === 'number' ? { given: String(seconds) } : shownKind(seconds),
      allowed,
      'Change it.',
    );
  }
}

function text(property: string, value: unknown, rule: Rule): void {
  if (typeof value !== 'string') {
    refuse(property, shownKind(value), rule.allowed, rule.remedy);
  }
  PropertyChecks.withoutConstruct().keeps(property, value, value, rule);
}

function namesIn(struct: StructName): string[] {
  return membersOf(struct).map(({ name }) => name);
}

function oneOf(property: string, value: unknown, words: readonly string[] = []): void {
  if (!words.includes(value as string)) {
    refuse(property, shownValue(value), `one of ${words.map((word) => `"${word}"`).join(', ')}`, 'Choose one of them.');
  }
}

function boolean(property: string, value: unknown): void {
  if (typeof value !== 'boolean') {
    refuse(property, shownKind(value), 'true or false', 'Choose one of the two, or remove it.');
  }
}

function checkFunction(property: string, value: unknown): void {
  if (typeof value !== 'function') {
    refuse(property, shownKind(value), 'a function', 'Write it as (progress) => { … }, or remove it.');
  }
}

/** By its method: a signal of another realm is no instance of this one's class. */
function checkSignal(property: string, value: unknown): void {
  if (typeof (value as Partial<AbortSignal> | null)?.throwIfAborted !== 'function') {
    refuse(property, shownKind(value), 'an AbortSignal', 'Pass the signal of an AbortController, or remove it.');
  }
}

function object(property: string, value: unknown): void {
  if (!isPlainObject(value)) {
    refuse(property, shownKind(value), 'an object', 'Write it as { name: value }.');
  }
}

function optional<T>(value: T | undefined, check: (value: T) => void): void {
  if (value !== undefined) {
    check(value);
  }
}

/** What an error shows of a value: a string itself, the type of anything else. */
function shownValue(value: unknown): Shown {
  return typeof value === 'string' ? { given: JSON.stringify(value) } : shownKind(value);
}

type Shown = ReturnType<typeof shownKind>;

function refuse(property: string, shown: Shown, allowed: string, remedy: string): never {
  throw new HarnessConstructsError({ constructPath: '', property, ...shown, allowed, remedy });
}
