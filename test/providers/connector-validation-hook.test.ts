import { fakePlatform, programWithArgs, textOf } from '../support/connector-programs';
import { type Run, runProgram } from '../support/pulumi-engine';

const HOOK = `
  const { accountId, endpoint } = new pulumi.Config().requireObject<any>('args');
  const account = new Account('late');
  const hook = harness.connectorValidationHook('connector', {
    accountId, endpoint, connector: { identifier: 'builds' }, delegateSelectors: [account.region],
    timeoutSeconds: 0.2, pollIntervalSeconds: 0.05,
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

test('before a resource the check stops it and what waits for it, and lets it pass when it comes right', async () => {
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

test('it does not run in a preview', async () => {
  const run = await up({ dryRun: true });
  expect([run.exitCode, platformOf().calls]).toEqual([0, []]);
});
