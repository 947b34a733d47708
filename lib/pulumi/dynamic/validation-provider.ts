import { isDeepStrictEqual } from 'node:util';
import { assertValid, type CauseCode, type ConnectorValidationResult } from '../../connector-test';
import { idOf } from './connector-id';
import { isSame } from './connector-merge';
import { isKnown } from './input-checks';
import { type Difference, plain, type ProviderMethods, withoutMembers } from './provider-methods';
import { outputsOf, runValidation } from './run-validation';
import type { StackConfiguration } from './secret-sources';
import { OUTPUTS, VALIDATION, type ValidationInputs, type ValidationOutputs } from './validation-inputs';

/** A refresh looks at what is now: it waits no longer than a test may take. */
const REFRESH_SECONDS = 150;

/** Then nothing was seen of the connector. */
const NOT_ASKED: readonly string[] = [
  'API_KEY_REJECTED',
  'PLATFORM_UNREACHABLE',
  'PLATFORM_RATE_LIMITED',
  'PLATFORM_FAILED',
  'KUBECONFIG_UNUSABLE',
  'KUBERNETES_CLIENT_MISSING',
] satisfies CauseCode[];

/** What says how long to wait is no reason to validate again. */
const NO_REASON = ['timeoutSeconds', 'pollIntervalSeconds', ...OUTPUTS];

/** The provider of `ConnectorValidation`. Nothing is made, so that there is nothing to delete. */
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

/** @throws with the text for people, when a required probe fails: the resource is then not there, and the next update tries again */
async function validated(inputs: ValidationInputs, configuration: StackConfiguration): Promise<object> {
  const result = await runValidation(inputs, configuration);
  assertValid(result);
  const outputs = outputsOf(result);
  if (outputs.findings.length > 0) {
    console.log(outputs.summary);
  }
  return plain({ ...inputs, ...outputs });
}

/** What a refresh sees. It never fails: where nothing could be seen, what was known stays, and the reason is printed. */
async function looked(
  before: ValidationInputs & ValidationOutputs,
  configuration: StackConfiguration,
): Promise<ValidationOutputs & { readonly expect: string }> {
  const timeoutSeconds = Math.min(before.timeoutSeconds ?? REFRESH_SECONDS, REFRESH_SECONDS);
  try {
    const result = await runValidation({ ...before, timeoutSeconds }, configuration);
    if (isAsked(result)) {
      return { ...outputsOf(result), expect: result.status };
    }
    console.log(outputsOf(result).summary);
  } catch (error) {
    console.log(`${idOf(before.connector)} is not tested: ${(error as Error).message}`);
  }
  const { status, testedAt, delegateId, findings, summary, expect } = before;
  return { status, testedAt, delegateId, findings, summary, expect };
}

/** Whether what failed has failed of the connector, and not of who asks. */
function isAsked({ status, probes }: ConnectorValidationResult): boolean {
  const failed = probes.filter((probe) => probe.policy === 'required' && probe.status === 'failed');
  const findings = failed.flatMap((probe) => probe.findings);
  return status === 'SUCCESS' || findings.some(({ code }) => !NOT_ASKED.includes(code));
}
