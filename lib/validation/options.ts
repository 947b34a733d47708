import {
  DELEGATE_TAG,
  DNS_LABEL,
  HarnessConstructsError,
  isPlainObject,
  membersOf,
  NOT_EMPTY,
  refuseUnknownMembers,
  type Rule,
  shownKind,
  type StructName,
  wordsOf,
} from '../core';
import { EXISTING_IDENTIFIER } from '../harness-api';
import type { ClusterProbeOptions, ValidateConnectorOptions } from './types';

/** Node.js timers are limited to 24 days. */
const LONGEST_SECONDS = 86_400;

/** Throws a HarnessConstructsError for invalid options, before any request is sent. */
export function checkOptions(options: ValidateConnectorOptions): void {
  object('options', options);
  refuseUnknownMembers('ValidateConnectorOptions', options);
  // The client checks its members.
  object('platform', options.platform);
  checkConnector(options);
  list('delegateSelectors', options.delegateSelectors, DELEGATE_TAG);
  optional(options.delegateGeneration, (word) =>
    oneOf('delegateGeneration', word, wordsOf('ValidateConnectorOptions.delegateGeneration')),
  );
  optional(options.plUseRunner, (flag) => boolean('plUseRunner', flag));
  optional(options.timeoutSeconds, (seconds) => checkSeconds('timeoutSeconds', seconds));
  optional(options.pollIntervalSeconds, (seconds) => checkSeconds('pollIntervalSeconds', seconds));
  optional(options.onProgress, (callback) => checkFunction('onProgress', callback));
  optional(options.cluster, (cluster) => {
    object('cluster', cluster);
    checkCluster(cluster);
  });
  checkPolicies(options);
}

function checkConnector({ connector }: ValidateConnectorOptions): void {
  object('connector', connector);
  const { identifier, orgIdentifier, projectIdentifier } = connector;
  text('connector.identifier', identifier, EXISTING_IDENTIFIER);
  optional(orgIdentifier, (given) => text('connector.orgIdentifier', given, EXISTING_IDENTIFIER));
  optional(projectIdentifier, (given) => text('connector.projectIdentifier', given, EXISTING_IDENTIFIER));
  if (projectIdentifier !== undefined && orgIdentifier === undefined) {
    refuse(
      'connector.orgIdentifier',
      { problem: 'missing' },
      'the organization of the project',
      'Set it, or remove connector.projectIdentifier.',
    );
  }
}

function checkCluster(cluster: ClusterProbeOptions): void {
  const { kubeconfig, context, serviceAccount, buildNamespaces, features, skipDefaultNamespaceValidation } = cluster;
  object('cluster.kubeconfig', kubeconfig);
  const known = namesIn('KubeconfigSource');
  const sources = Object.keys(kubeconfig).filter((source) => known.includes(source));
  if (sources.length !== 1) {
    const given = sources.length === 0 ? 'none of them' : sources.join(' and ');
    const remedy = sources.length === 0 ? 'Set one of them.' : 'Remove all but one.';
    refuse('cluster.kubeconfig', { given }, `exactly one of ${known.join(', ')}`, remedy);
  }
  optional(context, (given) => text('cluster.context', given, NOT_EMPTY));
  optional(serviceAccount, (given) => {
    object('cluster.serviceAccount', given);
    text('cluster.serviceAccount.namespace', given.namespace, DNS_LABEL);
    text('cluster.serviceAccount.name', given.name, NOT_EMPTY);
  });
  optional(buildNamespaces, (given) => list('cluster.buildNamespaces', given, DNS_LABEL));
  optional(features, (given) => {
    list('cluster.features', given, NOT_EMPTY);
    given.forEach((feature, index) => oneOf(`cluster.features[${index}]`, feature, wordsOf('Feature')));
  });
  optional(skipDefaultNamespaceValidation, (flag) => boolean('cluster.skipDefaultNamespaceValidation', flag));
}

function checkPolicies({ policies = {}, cluster }: ValidateConnectorOptions): void {
  object('policies', policies);
  for (const [probe, policy] of Object.entries(policies)) {
    optional(policy, (word) => oneOf(`policies.${probe}`, word, wordsOf('ProbePolicy')));
  }
  const ofCluster = policies.cluster ?? 'skip';
  if (cluster === undefined && ofCluster !== 'skip') {
    refuse(
      'policies.cluster',
      shownValue(ofCluster),
      '"skip" when cluster is not set',
      'Set cluster with a kubeconfig.',
    );
  }
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
  if (typeof value !== 'string' || !rule.holds(value)) {
    refuse(property, shownValue(value), rule.allowed, rule.remedy);
  }
}

function list(property: string, values: unknown, rule: Rule): void {
  if (!Array.isArray(values)) {
    refuse(property, shownKind(values), 'a list of strings', 'Put the strings in brackets. The list can be empty.');
  }
  values.forEach((value, index) => text(`${property}[${index}]`, value, rule));
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
