import { isDeepStrictEqual } from 'node:util';
import { assertValid, type CauseCode, type ConnectorValidationResult } from '../../validation';
import { idOf } from './connector-id';
import { isSame } from './connector-merge';
import { isKnown } from './input-checks';
import { type Difference, plain, type ProviderMethods, withoutMembers } from './provider-methods';
import { outputsOf, runValidation } from './run-validation';
import type { StackConfiguration } from './secret-sources';
import { OUTPUTS, VALIDATION, type ValidationInputs, type ValidationOutputs } from './validation-inputs';

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
    failures: VALIDATION('', withoutMembers(news)),
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
