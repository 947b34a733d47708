import { HarnessPlatform } from '../harness-api';
import { checkOptions } from './check-options';
import type { ConnectorValidationResult, ValidateConnectorOptions } from './types';
import { Validation } from './validation';

/**
 * Finds out whether a connector is fit for use, and if not, why. Three probes run one after the other:
 *
 * 1. *connected*: a delegate is connected that has all of the tags, in the scope of the connector or a wider one.
 * 2. *cluster*, where `cluster` is given: what the delegate's account may do, asked of the API server itself.
 * 3. *harness*: Harness' own connection test, always anew: the status that Harness keeps outlives a change of the connector.
 *
 * Each one is repeated until it passes, until only such findings are left as waiting cannot help against, or until
 * `timeoutSeconds` have passed, which all of them share. A look that has begun may take 30 seconds more (or
 * `timeoutSeconds`, where that is less), so that the last probes are asked even where the first ones used up the time.
 *
 * Once a required probe has failed the outcome is settled, and the others are asked once, since what they say helps to
 * find the cause. Harness' test is left out, as `skipped`, where it is the required probe *connected* that failed: without
 * a delegate it says the same again, after minutes.
 *
 * A connector that is not fit is a result, not an error:
 *
 * ```ts
 * import { assertValid, describeValidation, validateConnector } from 'harness-constructs/connector-test';
 *
 * const result = await validateConnector({
 *   platform: { accountId: '6_vVHzo9Qeu9fXvj-AcQCb', apiKey: process.env.HARNESS_PLATFORM_API_KEY ?? '' },
 *   connector: { identifier: 'builds', orgIdentifier: 'eng', projectIdentifier: 'payments' },
 *   delegateSelectors: ['ci', 'linux-amd64'],
 *   cluster: { kubeconfig: { ambient: true }, buildNamespaces: ['harness-builds'] },
 *   timeoutSeconds: 300,
 *   onProgress: ({ probe, message }) => console.error(`${probe}: ${message}`),
 * });
 * console.log(describeValidation(result));
 * assertValid(result);
 * ```
 *
 * @throws HarnessConstructsError for options that cannot be meant, before anything is asked; the reason of `signal` as soon
 * as it aborts
 */
export async function validateConnector(options: ValidateConnectorOptions): Promise<ConnectorValidationResult> {
  checkOptions(options);
  options.signal?.throwIfAborted();
  return new Validation(options, (onRetry) => new HarnessPlatform({ ...options.platform, onRetry })).run();
}
