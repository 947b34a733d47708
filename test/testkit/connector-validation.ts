/** Validations against the fake platform, with a client that waits for milliseconds where it usually waits for seconds. */
import type { ConnectorValidationResult, ProbeName, ValidateConnectorOptions } from 'harness-constructs/connector-test';
import { checkOptions } from '../../lib/validation/options';
import { Validation } from '../../lib/validation/validate-connector';
import { type ConnectorBody, HarnessPlatform } from '../../lib/harness-api';
import type { FakePlatform } from './harness-platform';

/** The connector of these tests. */
export const CONNECTOR: ConnectorBody = {
  name: 'Builds',
  identifier: 'builds',
  orgIdentifier: 'eng',
  projectIdentifier: 'payments',
  type: 'K8sCluster',
  spec: { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['ci'] },
};

const QUICK_CLIENT = {
  attempts: 2,
  firstDelayMilliseconds: 1,
  greatestDelayMilliseconds: 1,
};

/** What only tests set. */
export interface Insides {
  /** Milliseconds after which the client gives up a call. */
  readonly clientTimeout?: number;
  /** Milliseconds that a look has at least. */
  readonly leastTime?: number;
}

export type Choices = Partial<Omit<ValidateConnectorOptions, 'platform'>> & {
  readonly platform?: Partial<ValidateConnectorOptions['platform']>;
};

/** Validates the connector, looking every few milliseconds. Results are plain JSON, always. */
export async function validate(
  platform: FakePlatform,
  choices: Choices = {},
  { clientTimeout = 10_000, leastTime }: Insides = {},
): Promise<ConnectorValidationResult> {
  const { identifier, orgIdentifier, projectIdentifier } = CONNECTOR;
  const options: ValidateConnectorOptions = {
    connector: { identifier, orgIdentifier, projectIdentifier },
    delegateSelectors: ['ci'],
    timeoutSeconds: 5,
    pollIntervalSeconds: 0.005,
    ...choices,
    platform: { ...platform.options, ...choices.platform },
  };
  checkOptions(options);
  const settings = { ...QUICK_CLIENT, timeoutMilliseconds: clientTimeout, testTimeoutMilliseconds: clientTimeout };
  const validation = new Validation(
    options,
    (onRetry) => new HarnessPlatform({ ...options.platform, onRetry }, settings),
    leastTime,
  );
  const result = await validation.run();
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  expect(JSON.stringify(result)).not.toContain(platform.apiKey);
  return result;
}

/** What a probe gave. */
export function probeOf(result: ConnectorValidationResult, name: ProbeName) {
  const found = result.probes.find(({ probe }) => probe === name);
  if (found === undefined) throw new Error(`the result has no probe ${name}`);
  return found;
}

/** The codes that a probe found. */
export function codesOf(result: ConnectorValidationResult, name: ProbeName): string[] {
  return probeOf(result, name).findings.map(({ code }) => code);
}
