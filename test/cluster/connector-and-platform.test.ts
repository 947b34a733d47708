import { DelegateAccess } from 'harness-constructs';
import type { ConnectorValidationResult } from '../../lib/validation';
import type { ValidateConnectorOptions } from '../../lib/validation/props';
import { ConnectorTestProcess } from '../testkit/connector-test-process';
import { covers } from '../testkit/covers';
import { FakePlatform } from '../testkit/harness-platform';
import { installFarm } from './build-farm/farm';
import { type Account, Cluster } from './client/cluster';
import { eventually } from './client/eventually';
import { kubeconfigOf } from './client/kubeconfig';
import { connectionTestOn } from './connection-test-on';
import { installDelegate } from './install';
import { GUARDED } from './prepare';

const cluster = Cluster.newest();
const CONNECTOR = { identifier: 'builds', orgIdentifier: 'eng', projectIdentifier: 'payments' };

/** Seconds: enough for what comes right on the busiest machine, and for what never does, which takes all of them. */
const [PATIENT, IMPATIENT] = [120, 20];

let platform: FakePlatform;
let tester: ConnectorTestProcess;
beforeAll(async () => {
  tester = new ConnectorTestProcess();
  platform = await FakePlatform.start();
  const spec = { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['builds'] };
  platform.addConnector({ ...CONNECTOR, name: 'builds', type: 'K8sCluster', spec });
  platform.addDelegate({ name: 'builds', tags: ['builds'] });
});
afterEach(() => expect(platform.offences).toEqual([]));
afterAll(() => Promise.all([tester.stop(), platform.stop()]));

/** The whole validation: the platform's test is made with the token of the account, the probe in its name. */
function validated(account: Account, builds: string, timeoutSeconds: number, onProgress?: (message: string) => void) {
  platform.connectionTest = connectionTestOn(cluster, account);
  const options: ValidateConnectorOptions = {
    platform: platform.options,
    connector: CONNECTOR,
    delegateSelectors: ['builds'],
    cluster: { kubeconfig: kubeconfigOf(cluster), serviceAccount: account, buildNamespaces: [builds] },
    timeoutSeconds,
    pollIntervalSeconds: 1,
  };
  return tester.validateConnector(options, { onProgress });
}

const outcomeOf = ({ status, probes }: ConnectorValidationResult) => [
  status,
  ...probes.map(({ probe, status: of, findings }) => [probe, of, ...findings.map(({ code }) => code)].join(' ')),
];

test('a connector to a farm that is applied is fit for use, by all three probes', async () => {
  covers('S000.test.given-credentials', 'S000.test.pass-completes', 'S000.test.lists-controllers');
  const farm = await installFarm(cluster, 'whole-farm');
  const account = { namespace: farm.delegateNamespace, name: 'whole-farm' };
  const result = await validated(account, farm.namespaces[0], PATIENT);
  expect(outcomeOf(result)).toEqual(['SUCCESS', 'connected passed', 'cluster passed', 'harness passed']);
  expect(result.delegateId).toBe('whole-farm-replica-0');
});

test('an account without rights in the namespace default fails in the probe and on the platform, with the same cause', async () => {
  covers('S000.test.skip-without-rights', 'S000.test.failure-blocks');
  await cluster.namespace('whole-default-builds', GUARDED);
  const access = DelegateAccess.ciBuilds(['whole-default-builds']);
  const account = await installDelegate(cluster, 'whole-default', { access });
  await eventually(
    () => cluster.can(account, { verb: 'list', group: '', resource: 'pods', namespace: 'whole-default-builds' }),
    Boolean,
  );
  const cause = 'DEFAULT_NAMESPACE_FORBIDDEN';
  const result = await validated(account, 'whole-default-builds', IMPATIENT);
  expect(outcomeOf(result)).toEqual([
    'FAILURE',
    'connected passed',
    `cluster failed ${cause}`,
    `harness failed ${cause}`,
  ]);
});

test('the validation finds rights that are granted while it waits', async () => {
  await cluster.namespace('whole-late-builds', GUARDED);
  const account = await installDelegate(cluster, 'whole-late', { access: DelegateAccess.connectionTest() });
  const granted = (message: string) => {
    if (message.includes('lacks permissions')) {
      const access = DelegateAccess.ciBuilds(['whole-late-builds']).plus(DelegateAccess.connectionTest());
      void installDelegate(cluster, 'whole-late', { access });
    }
  };
  const result = await validated(account, 'whole-late-builds', PATIENT, granted);
  expect(outcomeOf(result)).toEqual(['SUCCESS', 'connected passed', 'cluster passed', 'harness passed']);
});
