import { fakePlatform, programWithArgs, textOf } from '../testkit/connector-programs';
import { type Run, runProgram } from '../testkit/pulumi-engine';

const HOOK = `
  const { accountId, endpoint, unsafePlainHttp } = new pulumi.Config().requireObject<any>('args');
  const account = new Account('late');
  const hook = harness.connectorValidationHook('connector', {
    accountId, endpoint, unsafePlainHttp, connector: { identifier: 'builds' }, delegateSelectors: [account.region],
    timeoutSeconds: 5, pollIntervalSeconds: 0.05,
  });
  const guarded = new Thing('test:index:Thing', 'guarded', {}, { hooks: { beforeCreate: [hook] } });
  new Thing('test:index:Thing', 'after', {}, { dependsOn: guarded });
`;
const platformOf = fakePlatform();
const setting = programWithArgs(HOOK);

jest.setTimeout(120_000);
beforeEach(() => {
  const spec = { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['ci'] };
  platformOf().addConnector({ name: 'Builds', identifier: 'builds', type: 'K8sCluster', spec });
});

function up(more: object = {}): Promise<Run> {
  const computed = { 'cloud:index:Account': { region: 'ci' } };
  return runProgram({ ...setting(platformOf(), {}), computed, ...more });
}

test('before a resource, the check stops it and its dependents until the connector works', async () => {
  const failed = await up();
  expect(failed.exitCode).not.toBe(0);
  expect(failed.errors.join('\n')).toContain('NO_DELEGATE_WITH_TAGS');
  const made = [...failed.state.values()].map(({ name }) => name);
  expect([made.includes('guarded'), made.includes('after')]).toEqual([false, false]);

  platformOf().addDelegate({ name: 'ci' });
  const run = await up({ state: failed.state });
  expect([run.exitCode, run.errors]).toEqual([0, []]);
  expect(run.changes).toMatchObject({ guarded: 'create', after: 'create' });
  expect([run.printed, textOf(run.state)].join()).not.toContain(platformOf().apiKey);
});

test('does not run in a preview', async () => {
  const run = await up({ dryRun: true });
  expect([run.exitCode, platformOf().calls]).toEqual([0, []]);
});
