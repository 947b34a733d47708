/** A client of a fake platform that retries without delay. */
import { type ConnectorBody, HarnessApiError, HarnessPlatform, type Retry } from '../../lib/harness-api';
import { FakePlatform, type FakePlatformOptions } from '../testkit/harness-platform';

type Settings = NonNullable<ConstructorParameters<typeof HarnessPlatform>[1]>;

export const BUILDS: ConnectorBody = {
  name: 'Builds',
  identifier: 'builds',
  type: 'K8sCluster',
  spec: { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['k8s', 'builds'] },
};

export const AT_ONCE: Settings = { firstDelayMilliseconds: 2, greatestDelayMilliseconds: 10 };

/** A fake platform for each test. Violations of the API contract fail the test. */
export function fakePlatform(options?: FakePlatformOptions) {
  let fake: FakePlatform;
  beforeEach(async () => {
    fake = await FakePlatform.start(options);
  });
  afterEach(async () => {
    await fake.stop();
    expect(fake.offences).toEqual([]);
  });
  return {
    get fake() {
      return fake;
    },
    /** A client and the retries it reported. */
    client(settings: Settings = {}) {
      const retries: Retry[] = [];
      const options = { ...fake.options, onRetry: (retry: Retry) => retries.push(retry) };
      return { client: new HarnessPlatform(options, { ...AT_ONCE, ...settings }), retries };
    },
  };
}

/** The error that a call throws. */
export async function errorOf(call: Promise<unknown>): Promise<HarnessApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!HarnessApiError.isHarnessApiError(error)) throw new Error(`expected a HarnessApiError, got ${String(error)}`);
  return error;
}
