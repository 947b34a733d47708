import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fakePlatform, programWithArgs, stateOf, textOf, VALIDATION } from '../testkit/connector-programs';
import { covers } from '../testkit/covers';
import { destroyed, refreshed, type Run, runProgram, type StackState, UNKNOWN } from '../testkit/pulumi-engine';

const platformOf = fakePlatform();
const setting = programWithArgs(VALIDATION);
const CONNECTOR = {
  name: 'Builds',
  identifier: 'builds',
  orgIdentifier: 'eng',
  projectIdentifier: 'payments',
  type: 'K8sCluster',
  spec: { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['ci'] },
};
const ARGS = {
  connector: { identifier: 'builds', orgIdentifier: 'eng', projectIdentifier: 'payments' },
  delegateSelectors: ['ci', 'linux'],
  // What never comes right takes all of it; what does must not meet it on a busy machine.
  timeoutSeconds: 5,
  pollIntervalSeconds: 0.05,
};
const tests = () => platformOf().callsOf('testConnection').length;

/** Long enough for a loaded machine. */
jest.setTimeout(120_000);

function up(change: object = {}, more: object = {}): Promise<Run> {
  return runProgram({ ...setting(platformOf(), { ...ARGS, ...change }), ...more });
}

function refresh(state: StackState, more: object = {}) {
  return refreshed(state, { ...setting(platformOf(), ARGS), ...more });
}

beforeEach(() => {
  platformOf().addConnector(CONNECTOR);
  platformOf().addDelegate({ name: 'ci', tags: ['linux'] });
});

describe('a preview', () => {
  test('checks only the inputs, needs no key, and accepts unknown values', async () => {
    const run = await up(
      { late: true },
      {
        dryRun: true,
        environment: { HARNESS_PLATFORM_API_KEY: '' },
        computed: { 'cloud:index:Account': { accountId: 'linux' } },
      },
    );
    expect([run.exitCode, run.errors]).toEqual([0, []]);
    expect(run.changes.builds).toBe('create');
    expect(run.outputs.status).toBe(UNKNOWN);
    expect(platformOf().calls).toEqual([]);
  });

  test('refuses invalid inputs, each by its path', async () => {
    const run = await up(
      {
        connector: { identifier: 'account.builds' },
        cluster: { kubeconfig: { file: 'a', inCluster: true } },
        policies: { harness: 'maybe' },
      },
      { dryRun: true },
    );
    expect(run.exitCode).not.toBe(0);
    const errors = run.errors.join('\n');
    expect(errors).toMatch(/connector\.identifier: expected an identifier/);
    expect(errors).toMatch(/cluster\.kubeconfig: got file and inCluster; expected exactly one of file/);
    expect(errors).toMatch(
      /policies\.harness: got "maybe"; expected one of "advisory", "required", "skip"\. Use one of them/,
    );
  });
});

describe('a connector that works', () => {
  let first: Run;
  beforeAll(async () => {
    platformOf().addConnector(CONNECTOR);
    platformOf().addDelegate({ name: 'ci', tags: ['linux'] });
    first = await up();
  });

  test('is tested by the platform through the selected delegates, with the result as an output', () => {
    covers('S000.test.after-save', 'S000.test.through-selected-delegates', 'S000.test.pass-completes');
    expect([first.exitCode, first.errors]).toEqual([0, []]);
    const { id, outputs } = stateOf(first.state, 'ConnectorValidation')!;
    expect(id).toBe('eng/payments/builds');
    expect(outputs).toMatchObject({ status: 'SUCCESS', delegateId: 'ci-replica-0', findings: [], expect: 'SUCCESS' });
    expect(first.outputs.summary).toContain('SUCCESS: The connector is fit for use');
  });

  test.each<[string, object]>([
    ['when nothing has changed', {}],
    ['for changed timeouts only', { timeoutSeconds: 9, pollIntervalSeconds: 1 }],
    ['for reordered selectors', { delegateSelectors: ['linux', 'ci'] }],
  ])('is not tested again %s', async (_what, change) => {
    const run = await up(change, { state: first.state });
    expect([run.exitCode, run.changes.builds, tests()]).toEqual([0, 'same', 0]);
  });

  test('is not tested again because the library was upgraded', async () => {
    const older = (text: string) => text.replace('const method', 'let method');
    const state = new Map(
      [...first.state].map(([urn, resource]) => {
        const { inputs, outputs } = resource;
        const provider = inputs.__provider && { __provider: older(inputs.__provider as string) };
        return [urn, { ...resource, inputs: { ...inputs, ...provider }, outputs: { ...outputs, ...provider } }];
      }),
    );
    expect(textOf(state)).not.toBe(textOf(first.state));
    const run = await up({}, { state });
    expect([run.exitCode, run.changes.builds, tests()]).toEqual([0, 'same', 0]);
  });

  test.each<[string, object]>([
    ['a trigger', { triggers: [1] }],
    ['the selectors', { delegateSelectors: ['ci'] }],
    ['a policy', { policies: { harness: 'advisory' } }],
  ])('is tested again when %s changes', async (_what, change) => {
    const run = await up(change, { state: first.state });
    expect([run.exitCode, run.changes.builds, tests()]).toEqual([0, 'update', 1]);
  });

  test('is replaced by a new validation if the connector changes', async () => {
    const connector = { identifier: 'builds' };
    const { identifier, ...others } = CONNECTOR;
    platformOf().addConnector({ ...others, identifier, orgIdentifier: undefined, projectIdentifier: undefined });
    const run = await up({ connector }, { state: first.state });
    expect([run.exitCode, run.changes.builds]).toEqual([0, 'replace']);
    expect(stateOf(run.state, 'ConnectorValidation')?.id).toBe('builds');
  });

  test('a refresh that finds a failure does not fail but shows it, and the next update tests again', async () => {
    platformOf().setConnected('ci', false);
    const seen = await refresh(first.state);
    expect(seen.changes.builds).toBe('update');
    const { inputs, outputs } = stateOf(seen.state, 'ConnectorValidation')!;
    expect([inputs.expect, outputs.expect, outputs.status]).toEqual(['FAILURE', 'FAILURE', 'FAILURE']);
    expect(outputs.summary).toContain('DELEGATE_NOT_CONNECTED');

    const failed = await up({}, { state: seen.state });
    expect(failed.exitCode).not.toBe(0);
    platformOf().setConnected('ci', true);
    const run = await up({}, { state: failed.state });
    expect([run.exitCode, run.changes.builds]).toEqual([0, 'update']);
    expect(stateOf(run.state, 'ConnectorValidation')?.outputs.status).toBe('SUCCESS');
  });

  test('a refresh with the same result is no change', async () => {
    const { changes } = await refresh(first.state);
    expect([changes.builds, tests()]).toEqual(['same', 1]);
  });

  test('a refresh without a key does not fail, and reports why nothing was tested', async () => {
    const { changes, state, printed } = await refresh(first.state, { environment: { HARNESS_PLATFORM_API_KEY: '' } });
    expect(changes.builds).toBe('same');
    expect(textOf(state)).toBe(textOf(first.state));
    expect(printed).toContain('HARNESS_PLATFORM_API_KEY is not set');
  });

  test('a refresh with a rejected key says so, and shows no drift of the connector', async () => {
    const { changes, state, printed } = await refresh(first.state, {
      environment: { HARNESS_PLATFORM_API_KEY: 'old' },
    });
    expect(changes.builds).toBe('same');
    expect(textOf(state)).toBe(textOf(first.state));
    expect(printed).toContain('API_KEY_REJECTED');
  });

  test('can be deleted without the library and the platform', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'without-library-'));
    try {
      mkdirSync(join(folder, 'node_modules', '@pulumi'), { recursive: true });
      const pulumi = dirname(require.resolve('@pulumi/pulumi/package.json'));
      symlinkSync(pulumi, join(folder, 'node_modules', '@pulumi', 'pulumi'));
      writeFileSync(join(folder, 'index.js'), '');
      const steps = await destroyed(first.state, undefined, { program: join(folder, 'index.js'), node: [] });
      expect(steps.map(({ step, type }) => `${step} ${type}`)).toContain(
        'delete pulumi-nodejs:dynamic/harness-constructs:ConnectorValidation',
      );
      expect(platformOf().calls).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a connector that does not work', () => {
  test('fails the update with cause and fix, is not stored in the state, and is retried by the next update', async () => {
    covers('S000.test.failure-blocks');
    platformOf().removeDelegate('ci');
    const failed = await up();
    expect(failed.exitCode).not.toBe(0);
    expect(failed.errors.join('\n')).toMatch(/NO_DELEGATE_WITH_TAGS[^]*Compare the selectors/);
    expect(stateOf(failed.state, 'ConnectorValidation')).toBeUndefined();

    platformOf().addDelegate({ name: 'ci', tags: ['linux'] });
    const run = await up({}, { state: failed.state });
    expect([run.exitCode, run.changes.builds]).toEqual([0, 'create']);
  });

  test('is reported but accepted if the probe is advisory', async () => {
    platformOf().removeDelegate('ci');
    const run = await up({ policies: { connected: 'advisory', harness: 'skip' } });
    expect([run.exitCode, run.errors]).toEqual([0, []]);
    expect(run.printed).toContain('NO_DELEGATE_WITH_TAGS');
    const { findings } = stateOf(run.state, 'ConnectorValidation')!.outputs;
    expect(findings).toMatchObject([{ probe: 'connected', code: 'NO_DELEGATE_WITH_TAGS' }]);
  });
});

describe('secrets', () => {
  const KUBECONFIG = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: { token: 'sentinel-of-the-kubeconfig' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });

  function expectNone(run: Run, state: StackState = run.state): void {
    for (const secret of [platformOf().apiKey, 'sentinel-of-the-kubeconfig']) {
      expect([run.printed, JSON.stringify(run.outputs), textOf(state)].join('\n')).not.toContain(secret);
    }
  }

  test.each(['environment', 'configuration'])(
    'come from the %s, and appear in no state, output or log',
    async (from) => {
      const isEnvironment = from === 'environment';
      const secrets = { harnessKey: platformOf().apiKey, kubeconfig: KUBECONFIG };
      const run = await up(
        {
          apiKey: isEnvironment ? { fromEnvironment: 'MY_KEY' } : { fromConfiguration: 'harnessKey' },
          cluster: {
            kubeconfig: isEnvironment
              ? { contentFromEnvironment: 'MY_KUBECONFIG' }
              : { contentFromConfiguration: 'kubeconfig' },
          },
          policies: { cluster: 'advisory' },
        },
        isEnvironment
          ? { environment: { MY_KEY: platformOf().apiKey, MY_KUBECONFIG: KUBECONFIG } }
          : { environment: {}, secrets },
      );
      expect([run.exitCode, run.errors]).toEqual([0, []]);
      expect(stateOf(run.state, 'ConnectorValidation')?.outputs.findings).toMatchObject([{ code: 'CLUSTER_REFUSED' }]);
      expectNone(run);
    },
  );

  test('that are missing cause an error that names their source and how to set them', async () => {
    const variable = await up({}, { environment: { HARNESS_PLATFORM_API_KEY: '' } });
    expect(variable.errors.join('\n')).toContain('the environment variable HARNESS_PLATFORM_API_KEY is not set');
    const key = await up({ apiKey: { fromConfiguration: 'harnessKey' } });
    expect(key.errors.join('\n')).toContain('pulumi config set --secret p:harnessKey');
    expectNone(variable);
    expectNone(key);
  });

  test('never show a key that the platform rejects', async () => {
    const run = await up({}, { environment: { HARNESS_PLATFORM_API_KEY: `${platformOf().apiKey}-old` } });
    expect(run.exitCode).not.toBe(0);
    expect(run.errors.join('\n')).toContain('API_KEY_REJECTED');
    expectNone(run);
  });
});
