/** A project of Pulumi that has installed the tarball. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as ts from 'typescript';
import { FakePlatform } from '../test/testkit/harness-platform';
import { type ProgramRun, type Run, runProgram } from '../test/testkit/pulumi-engine';
import { Consumer, KUBECONFIG_OF_NOBODY } from './consumer';
import { crashes, neverRefused, type Outcome, programOf, wrongFrames } from './entry-points';

const sourceOf = (name: string) => readFileSync(resolve(__dirname, '../examples/pulumi', `${name}.ts`), 'utf8');
const EXAMPLE = sourceOf('index');
const ACCOUNT = '6_vVHzo9Qeu9fXvj-AcQCb';
const PNPM = ['npx', '--yes', 'pnpm@9', 'install', '--silent', '--prefer-offline', '--ignore-scripts'];

const BOTH_ENTRIES = `
const pulumi = require('@pulumi/pulumi');
const { DelegateAccess, DelegateImage, DelegateToken, HarnessDelegate } = require('harness-constructs');
const { asString, Cdk8sComponent } = require('harness-constructs/pulumi');
const late = (value) => asString(pulumi.output(Promise.resolve(value)));
new Cdk8sComponent('any', {
  build: (chart) =>
    new HarnessDelegate(chart, 'Delegate', {
      accountId: late('${ACCOUNT}'),
      delegateName: 'ci',
      image: DelegateImage.of('example.com/delegate:1.30.1'),
      token: DelegateToken.unsafePlainText(late('a-token')),
      access: DelegateAccess.none(),
      namespace: late('agents'),
      managerEndpoint: late('https://app.harness.io/'),
    }),
});
`;

/** Bad input for everything that the subpath exports. */
const CALLS = [
  ...[
    'BuildFarmNamespace',
    'Cdk8sComponent',
    'CiBuildInfra',
    'ConnectorValidation',
    'HarnessDelegate',
    'IstioHeadlessService',
    'KubernetesClusterConnector',
  ].flatMap((name) => [
    { name, code: `new p.${name}('${name}')` },
    { name, code: `new p.${name}('${name}-empty', {})` },
  ]),
  { name: 'KubernetesClusterConnector', code: "p.KubernetesClusterConnector.get('got', 'account.a')" },
  { name: 'connectorValidationHook', code: "p.connectorValidationHook('hook', 42)" },
  { name: 'outputOf', code: "p.outputOf(p.asString(pulumi.output('a')).slice(3))" },
  // It gives any value a placeholder.
  { name: 'asString', code: 'p.asString(42)' },
];
const IMPORTS = `
const { App, Chart } = require('cdk8s');
const h = require('harness-constructs');
const p = require('harness-constructs/pulumi');
const pulumi = require('@pulumi/pulumi');
const nothing = ({ name }) => ({ id: name, state: {} });
void pulumi.runtime.setMocks({ newResource: nothing, call: () => ({}) });
process.on('unhandledRejection', () => undefined);`;

type Settings = Omit<ProgramRun, 'program'>;

const stackWith = (role: string) => ({
  'o/platform/prod': { harnessAccountId: ACCOUNT, delegateRoleArn: `arn:aws:iam::123456789012:role/${role}` },
});

/** The other examples: what they need, what is changed then, and the kind of the object that has to follow. */
const OTHERS: [name: string, settings: Settings, changed: Settings, kind: string][] = [
  [
    'account-of-another-stack',
    {
      config: { platformStack: 'o/platform/prod' },
      secrets: { delegateToken: 'a-token' },
      otherStacks: stackWith('one'),
    },
    { otherStacks: stackWith('two') },
    'ServiceAccount',
  ],
  ['foreign-construct', { secrets: { region: 'eu-west' } }, { secrets: { region: 'us-east' } }, 'Deployment'],
];

const kindsOf = ({ steps }: Run) => steps.map(({ step, type }) => `${step} ${type.split(':').at(-1)}`);

describe.each([
  ['npm', undefined],
  ['pnpm', PNPM],
])('installed by %s', (_name, installer) => {
  const consumer = new Consumer();
  let platform: FakePlatform;
  beforeAll(async () => {
    consumer.install({ optionalPeers: true, installer });
    consumer.write('index.ts', EXAMPLE);
    platform = await FakePlatform.start({ accountId: ACCOUNT, tls: true });
  });
  afterAll(async () => {
    consumer.remove();
    await platform.stop();
  });

  test.each([
    ['CommonJS', ['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0']],
    ['Node16', ['--module', 'node16']],
  ])('the types fit %s', (_module, options) => {
    // The declarations of Pulumi are not all in order under every option.
    consumer.typeCheck('index.ts', [...options, '--target', 'es2022', '--skipLibCheck', 'true']);
  });

  /** The program as JavaScript of the project. */
  function compiled(name: string): string {
    const { outputText } = ts.transpileModule(sourceOf(name), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    consumer.write(`${name}.js`, outputText);
    return join(consumer.folder, `${name}.js`);
  }

  /** A preview, a creation, and an update. */
  async function threeRuns(name: string, settings: Settings, changed: Settings): Promise<[Run, Run, Run]> {
    const run = { program: compiled(name), node: [], ...settings };
    const preview = await runProgram({ ...run, dryRun: true });
    expect([preview.exitCode, preview.errors]).toEqual([0, []]);
    const created = await runProgram(run);
    expect([created.exitCode, created.errors]).toEqual([0, []]);
    const updated = await runProgram({ ...run, ...changed, state: created.state });
    expect([updated.exitCode, updated.errors]).toEqual([0, []]);
    return [preview, created, updated];
  }

  test('the program of the root Pulumi.yaml runs: previewed, for real, and with another token', async () => {
    const settings = {
      // There is no cluster to ask.
      config: { accountId: ACCOUNT, harnessEndpoint: platform.endpoint, validationPolicy: 'skip' },
      secrets: { delegateToken: 'a-token' },
      environment: platform.environment,
    };
    const runs = await threeRuns('index', settings, { secrets: { delegateToken: 'the-next-token' } });
    expect(platform.callsOf('createConnector')).toHaveLength(1);
    for (const run of runs) {
      expect(JSON.stringify([...run.state.values()])).not.toContain(platform.apiKey);
      for (const { inputs } of run.state.values()) {
        expect(JSON.stringify(inputs.__provider ?? '').length).toBeLessThan(1000);
      }
      expect(run.resources.filter(({ type }) => type.startsWith('kubernetes:')).length).toBeGreaterThan(15);
      expect(run.outputs).toMatchObject({ buildNamespaces: ['builds-payments', 'builds-search'] });
    }
    expect(kindsOf(runs[2])).toEqual([
      'create Secret',
      'update Deployment',
      'update ConnectorValidation',
      'delete Secret',
    ]);
  });

  test.each(OTHERS)('the example %s runs: previewed, for real, and with a change', async (...example) => {
    const [name, settings, changed, kind] = example;
    const [preview, created, updated] = await threeRuns(name, settings, changed);
    expect(preview.resources.map((resource) => resource.name)).toEqual(created.resources.map(({ name }) => name));
    expect(kindsOf(updated)).toContain(`update ${kind}`);
  });

  test('the stack of an error starts at the line of the program that gave bad input', () => {
    consumer.write('errors.js', programOf(CALLS, IMPORTS));
    const outcomes = JSON.parse(consumer.run(process.execPath, ['errors.js'])) as Outcome[];
    expect(wrongFrames(outcomes, 'errors.js')).toEqual([]);
    expect([crashes(outcomes), neverRefused(outcomes)]).toEqual([[], []]);
    const names = consumer.run(process.execPath, [
      '-p',
      "Object.keys(require('harness-constructs/pulumi')).sort().join()",
    ]);
    expect(names.trim()).toBe([...new Set(CALLS.map(({ name }) => name))].sort().join());
  });

  test('the connector test finds the client of Kubernetes', () => {
    consumer.write(
      'validate.js',
      `void require('harness-constructs/connector-test').validateConnector({
         platform: { accountId: '${ACCOUNT}', apiKey: 'a-key' },
         connector: { identifier: 'builds' },
         delegateSelectors: [],
         cluster: { kubeconfig: { content: ${JSON.stringify(KUBECONFIG_OF_NOBODY)} } },
         policies: { connected: 'skip', harness: 'skip' },
         timeoutSeconds: 5,
       }).then(({ probes }) => console.log(JSON.stringify(probes)));`,
    );
    expect(consumer.run(process.execPath, ['validate.js'])).toContain('"CLUSTER_REFUSED"');
  });

  test('constructs of the main entry run in a component, with Outputs: the two entries know each other', async () => {
    consumer.write('both.js', BOTH_ENTRIES);
    const run = await runProgram({ program: join(consumer.folder, 'both.js'), node: [] });
    expect([run.exitCode, run.errors]).toEqual([0, []]);
    const inputs = run.resources.map((resource) => JSON.stringify(resource.inputs)).join('\n');
    expect(inputs).toContain('"namespace":"agents"');
    expect(inputs).not.toContain('xharness');
  });
});
