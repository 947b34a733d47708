import { FEATURES } from '../access';
import { isExistingIdentifier } from '../harness-api';
import { DELEGATE_TAG, DNS_LABEL, HarnessConstructsError, isPlainObject, NOT_EMPTY, type Rule } from '../values';
import type { ClusterProbeOptions, ValidateConnectorOptions } from './types';

const PROBES = ['connected', 'cluster', 'harness'];
const POLICIES = ['required', 'advisory', 'skip'];
const GENERATIONS = ['new', 'legacy'];
const SOURCES = ['file', 'content', 'inCluster', 'ambient'];

/** Timers of Node.js end at 24 days. */
const LONGEST_SECONDS = 86_400;

const EXISTING_IDENTIFIER: Rule = {
  allowed: "at most 128 letters, digits, '_' and '$', not starting with a digit, and without the prefix of a scope",
  remedy: 'Copy the identifier from Harness; its scope is told by orgIdentifier and projectIdentifier.',
  holds: isExistingIdentifier,
};

/** Throws a HarnessConstructsError for what cannot be meant. Nothing has been asked by then. */
export function checkOptions(options: ValidateConnectorOptions): void {
  object('options', options);
  // What is in it, the client checks.
  object('platform', options.platform);
  checkConnector(options);
  list('delegateSelectors', options.delegateSelectors, DELEGATE_TAG);
  optional(options.delegateGeneration, (word) => oneOf('delegateGeneration', word, GENERATIONS));
  optional(options.plUseRunner, (flag) => kind('plUseRunner', flag, 'boolean'));
  optional(options.timeoutSeconds, (seconds) => checkSeconds('timeoutSeconds', seconds));
  optional(options.pollIntervalSeconds, (seconds) => checkSeconds('pollIntervalSeconds', seconds));
  optional(options.onProgress, (callback) => kind('onProgress', callback, 'function'));
  optional(options.cluster, checkCluster);
  checkPolicies(options);
}

function checkConnector({ connector }: ValidateConnectorOptions): void {
  object('connector', connector);
  const { identifier, orgIdentifier, projectIdentifier } = connector;
  text('connector.identifier', identifier, EXISTING_IDENTIFIER);
  optional(orgIdentifier, (given) => text('connector.orgIdentifier', given, EXISTING_IDENTIFIER));
  optional(projectIdentifier, (given) => text('connector.projectIdentifier', given, EXISTING_IDENTIFIER));
  if (projectIdentifier !== undefined && orgIdentifier === undefined) {
    refuse('connector.projectIdentifier', projectIdentifier, 'a project of an organization', 'Set orgIdentifier, too.');
  }
}

function checkCluster(cluster: ClusterProbeOptions): void {
  const { kubeconfig, context, serviceAccount, buildNamespaces, features, skipDefaultNamespaceValidation } = cluster;
  object('cluster.kubeconfig', kubeconfig);
  const sources = Object.keys(kubeconfig).filter((source) => SOURCES.includes(source));
  if (sources.length !== 1) {
    refuse('cluster.kubeconfig', sources.join(', ') || 'none', `exactly one of ${SOURCES.join(', ')}`, 'Set one.');
  }
  optional(context, (given) => text('cluster.context', given, NOT_EMPTY));
  optional(serviceAccount, (given) => {
    text('cluster.serviceAccount.namespace', given.namespace, DNS_LABEL);
    text('cluster.serviceAccount.name', given.name, NOT_EMPTY);
  });
  optional(buildNamespaces, (given) => list('cluster.buildNamespaces', given, DNS_LABEL));
  optional(features, (given) => {
    list('cluster.features', given, NOT_EMPTY);
    given.forEach((feature, index) => oneOf(`cluster.features[${index}]`, feature, FEATURES));
  });
  optional(skipDefaultNamespaceValidation, (flag) => kind('cluster.skipDefaultNamespaceValidation', flag, 'boolean'));
}

function checkPolicies({ policies = {}, cluster }: ValidateConnectorOptions): void {
  object('policies', policies);
  for (const [probe, policy] of Object.entries(policies)) {
    oneOf(`policies: "${probe}"`, probe, PROBES);
    optional(policy, (word) => oneOf(`policies.${probe}`, word, POLICIES));
  }
  const ofCluster = policies.cluster ?? 'skip';
  if (cluster === undefined && ofCluster !== 'skip') {
    refuse(
      'policies.cluster',
      ofCluster,
      'skip, where the option cluster is not set',
      'Set cluster with a kubeconfig.',
    );
  }
}

function checkSeconds(property: string, seconds: number): void {
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= LONGEST_SECONDS)) {
    refuse(property, seconds, `a number of seconds above 0 and up to ${LONGEST_SECONDS}`, 'Change the number.');
  }
}

function text(property: string, value: unknown, rule: Rule): void {
  if (typeof value !== 'string' || !rule.holds(value)) {
    refuse(property, value, rule.allowed, rule.remedy);
  }
}

function list(property: string, values: unknown, rule: Rule): void {
  if (!Array.isArray(values)) {
    refuse(property, values, 'a list of texts', 'Pass a list; an empty one for none.');
  }
  values.forEach((value, index) => text(`${property}[${index}]`, value, rule));
}

function oneOf(property: string, value: unknown, words: readonly string[]): void {
  if (!words.includes(value as string)) {
    refuse(property, value, `one of ${words.join(', ')}`, 'Correct the word.');
  }
}

function kind(property: string, value: unknown, type: 'boolean' | 'function'): void {
  if (typeof value !== type) {
    refuse(property, typeof value, `a ${type}`, `Pass a ${type}, or leave it out.`);
  }
}

function object(property: string, value: unknown): void {
  if (!isPlainObject(value)) {
    refuse(property, typeof value, 'an object', 'Pass an object.');
  }
}

function optional<T>(value: T | undefined, check: (value: T) => void): void {
  if (value !== undefined) {
    check(value);
  }
}

function refuse(property: string, given: unknown, allowed: string, remedy: string): never {
  const shown =
    given === undefined
      ? {}
      : { given: typeof given === 'number' ? String(given) : (JSON.stringify(given) ?? typeof given) };
  throw new HarnessConstructsError({ constructPath: '', property, ...shown, allowed, remedy });
}
