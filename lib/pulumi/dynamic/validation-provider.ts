/** The validation of a connector as a resource: its inputs, their checks, its run, and its provider. */
import { isDeepStrictEqual } from 'node:util';
import {
  DELEGATE_TAG,
  DNS_LABEL,
  DNS_SUBDOMAIN,
  isPlainObject,
  KUBERNETES_VERSION,
  NOT_EMPTY,
  pathOf,
  Together,
} from '../../core';
import type { ConnectorAddress } from '../../harness-api';
import {
  assertValid,
  type CauseCode,
  type ClusterProbeOptions,
  type ConnectorValidationResult,
  describeValidation,
  type ProbeName,
  type ProbePolicy,
  validateConnector,
  type ValidationProgress,
} from '../../validation';
import { type Check, failuresOf, isKnown, known, listOf, SECONDS, shaped, struct, text } from './input-checks';
import { type Difference, isSame, plain, type ProviderMethods, withoutMembers } from './provider-methods';
import {
  ADDRESS,
  encrypted,
  idOf,
  KUBECONFIG,
  type KubeconfigInput,
  PLATFORM,
  type PlatformInputs,
  platformOptions,
  readKubeconfig,
  type StackConfiguration,
} from './resource-inputs';

/** Options of the cluster probe, with a reference to the kubeconfig. */
export type ClusterInputs = Omit<ClusterProbeOptions, 'kubeconfig'> & { readonly kubeconfig: KubeconfigInput };

/** Inputs of a validation run. */
export interface ValidationSubject extends PlatformInputs {
  readonly connector: ConnectorAddress;
  readonly delegateSelectors: readonly string[];
  readonly delegateGeneration?: 'new' | 'legacy';
  readonly plUseRunner?: boolean;
  readonly cluster?: ClusterInputs;
  readonly policies?: { readonly [probe in ProbeName]?: ProbePolicy };
  readonly timeoutSeconds?: number;
  readonly pollIntervalSeconds?: number;
}

/** Inputs of a validation resource. */
interface ValidationInputs extends ValidationSubject {
  readonly triggers?: unknown;
  /** A constant. A refresh with another result stores it here, so that the next update detects a difference. */
  readonly expect?: string;
}

/** Outputs of a validation resource. */
interface ValidationOutputs {
  readonly status: string;
  readonly testedAt?: number;
  readonly delegateId?: string;
  readonly findings: readonly object[];
  readonly summary: string;
}

const OUTPUTS: readonly (keyof ValidationOutputs)[] = ['status', 'testedAt', 'delegateId', 'findings', 'summary'];

/** Checks of members beyond their kind. */
export const VALIDATION_MEMBERS = {
  ...PLATFORM,
  connector: ADDRESS,
  delegateSelectors: listOf(text(DELEGATE_TAG)),
  cluster: known(
    struct('ClusterInputs', {
      kubeconfig: KUBECONFIG,
      context: text({ ...NOT_EMPTY, isName: true, isPublic: true }),
      serviceAccount: struct('ClusterInputs.serviceAccount', { namespace: text(DNS_LABEL), name: text(DNS_SUBDOMAIN) }),
      buildNamespaces: listOf(text(DNS_LABEL)),
      privilegedNamespaces: listOf(text(DNS_LABEL)),
      kubernetesVersion: text(KUBERNETES_VERSION),
    }),
  ),
  timeoutSeconds: SECONDS,
  pollIntervalSeconds: SECONDS,
};

/** The check of a struct that describes a validation, and of combinations of its members. */
export function validationCheck(shape: Check): Check {
  return (property, value) => {
    const refused = encrypted(shape)(property, value);
    return refused.length > 0 ? refused : TOGETHER(property, value);
  };
}

const VALIDATION = validationCheck(struct('ValidationInputs', VALIDATION_MEMBERS));

/** Checks combinations of inputs. */
const TOGETHER = shaped((checks, property, value) => {
  const { policies, cluster, connector } = value as ValidationInputs;
  const ofCluster = policies?.cluster ?? 'skip';
  const together = new Together();
  if (cluster === undefined && isKnown(ofCluster) && ofCluster !== 'skip') {
    const remedy = 'Set cluster, or change the policy.';
    together.run(() =>
      checks.refuse(pathOf(property, 'policies.cluster'), ofCluster, '"skip" when cluster is not set', remedy),
    );
  }
  if (isPlainObject(connector) && connector.projectIdentifier !== undefined && connector.orgIdentifier === undefined) {
    const remedy = 'Set it, or remove projectIdentifier.';
    together.run(() =>
      checks.refuse(
        pathOf(property, 'connector.orgIdentifier'),
        undefined,
        'the organization of the project',
        remedy,
        'missing',
      ),
    );
  }
  together.end();
});

/**
 * Validates a connector.
 *
 * @throws if the API key or the kubeconfig is missing
 */
export function runValidation(
  subject: ValidationSubject,
  configuration: StackConfiguration,
): Promise<ConnectorValidationResult> {
  const { connector, delegateSelectors, delegateGeneration, plUseRunner, cluster, policies } = subject;
  const { timeoutSeconds, pollIntervalSeconds } = subject;
  return validateConnector({
    platform: platformOptions(subject, configuration),
    connector,
    delegateSelectors,
    delegateGeneration,
    plUseRunner,
    cluster: cluster && { ...cluster, kubeconfig: readKubeconfig(cluster.kubeconfig, configuration) },
    policies,
    timeoutSeconds,
    pollIntervalSeconds,
    onProgress: newsOnly(({ probe, message }) => console.log(`${connector.identifier}: ${probe}: ${message}`)),
  });
}

/** Converts a result to the outputs of a resource. */
export function outputsOf(result: ConnectorValidationResult): ValidationOutputs {
  const { status, testedAt, delegateId, probes } = result;
  const findings = probes.flatMap((probe) => probe.findings);
  return { status, testedAt, delegateId, findings, summary: describeValidation(result) };
}

/** Drops repeated messages of a probe that is waiting. */
function newsOnly(tell: (progress: ValidationProgress) => void): (progress: ValidationProgress) => void {
  const last = new Map<string, string>();
  return (progress) => {
    if (last.get(progress.probe) !== progress.message) {
      last.set(progress.probe, progress.message);
      tell(progress);
    }
  };
}

/* The provider. */

/** Maximum timeout of a refresh in seconds. It covers one test, without waiting for failures to resolve themselves. */
const REFRESH_SECONDS = 150;

/** Causes that say nothing about the connector. */
const NOT_ASKED: readonly string[] = [
  'API_KEY_REJECTED',
  'PLATFORM_UNREACHABLE',
  'PLATFORM_RATE_LIMITED',
  'PLATFORM_FAILED',
  'KUBECONFIG_UNUSABLE',
  'KUBERNETES_CLIENT_MISSING',
] satisfies CauseCode[];

/** Members whose change does not trigger a new validation. */
const NO_REASON = ['timeoutSeconds', 'pollIntervalSeconds', ...OUTPUTS];

/** The provider of `ConnectorValidation`. It creates nothing, so it has no method `delete`. */
export const validation = {
  check: (_configuration, _olds, news) => ({
    inputs: news,
    failures: failuresOf(VALIDATION, withoutMembers(news)),
  }),
  diff: (_configuration, _id, olds, news) => differenceOf(olds as ValidationInputs, news as ValidationInputs),
  create: async (configuration, inputs) => ({
    id: idOf((inputs as ValidationInputs).connector),
    outs: await validated(inputs as ValidationInputs, configuration),
  }),
  update: async (configuration, _id, _olds, news) => ({
    outs: await validated(news as ValidationInputs, configuration),
  }),
  read: async (configuration, id, outs) => {
    const before = outs as ValidationInputs & ValidationOutputs;
    const found = await looked(before, configuration);
    const inputs = { ...withoutMembers<object>(before, ...OUTPUTS), expect: found.expect };
    return { id, inputs: plain(inputs), props: plain({ ...inputs, ...found }) };
  },
} satisfies ProviderMethods;

function differenceOf(olds: ValidationInputs, news: ValidationInputs): Difference {
  const left = [...NO_REASON, 'triggers'];
  const changes =
    !isSame(withoutMembers(olds, ...left), withoutMembers(news, ...left)) ||
    !isDeepStrictEqual(olds.triggers, news.triggers);
  const isAnother = isKnown(news.accountId, news.connector) && !isSame(subjectOf(olds), subjectOf(news));
  return { changes, replaces: isAnother ? ['connector'] : [] };
}

function subjectOf({ accountId, connector }: ValidationInputs): unknown[] {
  return [accountId, connector];
}

/**
 * @throws a description of the result if a required probe fails. Pulumi then stores no resource, and the next update
 * retries.
 */
async function validated(inputs: ValidationInputs, configuration: StackConfiguration): Promise<object> {
  const result = await runValidation(inputs, configuration);
  assertValid(result);
  const outputs = outputsOf(result);
  if (outputs.findings.length > 0) {
    console.log(outputs.summary);
  }
  return plain({ ...inputs, ...outputs });
}

/** Runs the validation of a refresh. Never fails: without a result, it keeps the previous one and prints the reason. */
async function looked(
  before: ValidationInputs & ValidationOutputs,
  configuration: StackConfiguration,
): Promise<ValidationOutputs & { readonly expect?: string }> {
  const timeoutSeconds = Math.min(before.timeoutSeconds ?? REFRESH_SECONDS, REFRESH_SECONDS);
  try {
    const result = await runValidation({ ...before, timeoutSeconds }, configuration);
    if (isAsked(result)) {
      return { ...outputsOf(result), expect: result.status };
    }
    console.log(outputsOf(result).summary);
  } catch (error) {
    console.log(`${idOf(before.connector)} was not tested: ${(error as Error).message}`);
  }
  const { status, testedAt, delegateId, findings, summary, expect } = before;
  return { status, testedAt, delegateId, findings, summary, expect };
}

/** Whether the result says something about the connector, and not only about the API key, platform or kubeconfig. */
function isAsked({ status, probes }: ConnectorValidationResult): boolean {
  const failed = probes.filter((probe) => probe.policy === 'required' && probe.status === 'failed');
  const findings = failed.flatMap((probe) => probe.findings);
  return status === 'SUCCESS' || findings.some(({ code }) => !NOT_ASKED.includes(code));
}
