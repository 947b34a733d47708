/** The page docs/connector-validation.md: its programs run against the fake platform. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FakePlatform } from '../testkit/harness-platform';
import { FROM_SOURCE, runProgram } from '../testkit/pulumi-engine';
import { emptySnippetFolder, snippetsOf } from './snippets';

const ACCOUNT = '6_vVHzo9Qeu9fXvj-AcQCb';
const folder = emptySnippetFolder('connector-validation');
const snippets = snippetsOf('docs/connector-validation.md').map(({ file: name, program, isPulumi }) => {
  const file = join(folder, name);
  writeFileSync(file, program);
  return { file, isPulumi };
});
const [first, second] = snippets.filter(({ isPulumi }) => !isPulumi);

let platform: FakePlatform;
beforeAll(async () => {
  platform = await FakePlatform.start({ accountId: ACCOUNT, tls: true });
  platform.addDelegate({ name: 'ci', tags: [] });
  const connector = {
    name: 'ci',
    identifier: 'ci',
    type: 'K8sCluster',
    spec: { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['ci'] },
  };
  platform.addConnector({ ...connector, orgIdentifier: 'eng', projectIdentifier: 'payments' });
  platform.addConnector(connector);
});
afterEach(() => expect(platform.offences).toEqual([]));
afterAll(() => platform.stop());

function run(file: string, environment: NodeJS.ProcessEnv = {}) {
  const env = {
    ...process.env,
    HARNESS_ENDPOINT: platform.endpoint,
    ...platform.environment,
    ...environment,
  };
  return promisify(execFile)(process.execPath, [...FROM_SOURCE, file], { env });
}

test('the program without Pulumi reports that the connector works', async () => {
  const { stdout, stderr } = await run(first.file);
  expect(stdout).toMatch(/^SUCCESS: The connector is fit for use/);
  expect(stderr).toMatch(/^connected: /m);
});

test('the program that checks the cluster reports the problem there, which is advisory', async () => {
  const { stdout } = await run(second.file, { KUBECONFIG: join(folder, 'none.yaml') });
  expect(stdout).toMatch(/^SUCCESS.*cluster +failed +\(advisory\)\s+KUBECONFIG_UNUSABLE/s);
});

test.each(snippets.filter(({ isPulumi }) => isPulumi))(
  'the Pulumi program creates a connector and validates it',
  async ({ file }) => {
    const platform = await FakePlatform.start({ accountId: ACCOUNT, tls: true });
    platform.addDelegate({ name: 'ci', tags: [] });
    const { exitCode, errors } = await runProgram({
      program: file,
      config: { accountId: ACCOUNT, harnessEndpoint: platform.endpoint },
      secrets: { delegateToken: 'a-token' },
      environment: platform.environment,
    });
    expect([exitCode, errors]).toEqual([0, []]);
    await platform.stop();
    const operations = platform.calls.map(({ operation }) => operation);
    expect(operations.filter((operation) => /Connect/.test(operation))).toEqual(['createConnector', 'testConnection']);
    expect(platform.offences).toEqual([]);
  },
);
