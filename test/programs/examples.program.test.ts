/** Runs the programs of examples/pulumi as `pulumi up` does. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Chart } from 'cdk8s';
import { parse } from 'yaml';
import { BuildQuota } from '../../lib/build-namespace';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import { CiBuildInfra } from '../../lib/farm';
import { CiStep } from '../../lib/pipeline';
import { FakePlatform } from '../testkit/harness-platform';
import { FROM_SOURCE, type ProgramRun, type Run, runProgram, UNKNOWN, withoutSecrets } from '../testkit/pulumi-engine';
import { newApp } from '../testkit/synth';

const ROOT = resolve(__dirname, '../..');
const ACCOUNT = '6_vVHzo9Qeu9fXvj-AcQCb';
const TOKEN = 'a-token-of-the-farm';
const NEXT_TOKEN = 'the-next-token-of-the-farm';

interface Project {
  readonly main: string;
  readonly runtime: { readonly name: string; readonly options: { readonly nodeargs: string } };
  readonly config: { readonly [key: string]: { readonly secret?: boolean; readonly default?: string } };
}
const project = parse(readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8')) as Project;
const sourceOf = (program: string) => readFileSync(join(ROOT, program), 'utf8');

/** A preview, a creation, and a run with changed settings. */
async function threeRuns(run: ProgramRun, changed: Partial<ProgramRun>): Promise<[Run, Run, Run]> {
  const preview = await runProgram({ ...run, dryRun: true });
  const created = await runProgram(run);
  return [preview, created, await runProgram({ ...run, ...changed, state: created.state })];
}

const objectsOf = ({ resources }: Run) => resources.filter(({ type }) => type.startsWith('kubernetes:'));
const namesOf = (run: Run) => run.resources.map(({ name }) => name).sort();

function expectSuccess(...runs: readonly Run[]): void {
  for (const run of runs) expect([run.exitCode, run.errors]).toEqual([0, []]);
}

describe('the farm of Pulumi.yaml', () => {
  let platform: FakePlatform;
  let run: ProgramRun & { readonly config: { readonly [key: string]: string } };
  let preview: Run;
  let created: Run;
  let changed: Run;

  beforeAll(async () => {
    platform = await FakePlatform.start({ accountId: ACCOUNT, tls: true });
    run = {
      program: join(ROOT, project.main),
      config: {
        accountId: ACCOUNT,
        managerEndpoint: 'https://app3.harness.io',
        harnessEndpoint: platform.endpoint,
        // No cluster is available.
        validationPolicy: 'skip',
      },
      secrets: { delegateToken: TOKEN },
      environment: platform.environment,
    };
    [preview, created, changed] = await threeRuns(run, {
      config: { ...run.config, managerEndpoint: 'https://app.harness.io' },
      secrets: { delegateToken: NEXT_TOKEN },
    });
  });
  afterEach(() => expect(platform.offences).toEqual([]));
  afterAll(() => platform.stop());

  test('every run succeeds, and a preview shows every object', () => {
    expectSuccess(preview, created, changed);
    expect(namesOf(preview)).toEqual(namesOf(created));
    expect(new Set(Object.values(created.changes))).toEqual(new Set(['create']));
  });

  test('registers the objects that cdk8s synthesizes for the same farm', () => {
    expect(plainObjects(created, 'ci')).toEqual(synthesizedFarm());
  });

  test('a new token and endpoint change only the Secret and the Deployment, and validate the farm again', () => {
    expect(changed.steps.map(({ step, type }) => `${step} ${type.split(':').at(-1)}`)).toEqual([
      'create Secret',
      'update Deployment',
      'update ConnectorValidation',
      'delete Secret',
    ]);
  });

  test('the connector and then the validation come last, and a preview makes no calls', () => {
    const kinds = created.steps.map(({ type }) => type.split(':').at(-1));
    expect(kinds.slice(-2)).toEqual(['KubernetesClusterConnector', 'ConnectorValidation']);
    expect(platform.callsOf('createConnector').map(({ body }) => body)).toEqual([created.outputs.connector]);
    const connector = created.resources.find(({ type }) => type.endsWith('KubernetesClusterConnector'))!;
    const deployment = created.resources.find(({ type }) => type.endsWith(':Deployment'))!;
    expect(connector.dependencies).toContain(deployment.name);
  });

  test('the API key appears nowhere', () => {
    for (const run of [preview, created, changed]) {
      expect([JSON.stringify([...run.state.values()]), run.printed].join()).not.toContain(platform.apiKey);
    }
  });

  test('the token appears only in secrets', () => {
    for (const run of [preview, created, changed]) {
      const token = run === changed ? NEXT_TOKEN : TOKEN;
      const outside = JSON.stringify([withoutSecrets(run.resources), withoutSecrets(run.outputs), run.steps]);
      expect(JSON.stringify(run.resources)).toContain(token);
      expect([outside, run.printed].join()).not.toContain(token);
    }
  });

  test('outputs what Harness needs to know', () => {
    expect(created.outputs).toMatchObject({
      delegateSelectors: ['ci'],
      buildNamespaces: ['builds-payments', 'builds-search'],
      connector: { connector: { type: 'K8sCluster' } },
      stages: { Build_payments: { stage: { type: 'CI' } }, Build_search: { stage: { type: 'CI' } } },
    });
  });

  test('with a kubeconfig, registers every object in its cluster', async () => {
    const secrets = { delegateToken: TOKEN, kubeconfig: 'apiVersion: v1' };
    const other = await runProgram({ ...run, secrets, dryRun: true });
    expectSuccess(other);
    expect(new Set(objectsOf(other).map(({ options }) => options.provider))).toEqual(new Set(['cluster']));
  });
});

/** The farm of the example, synthesized, with a token in a Secret of the farm. */
function synthesizedFarm(): unknown[] {
  const chart = new Chart(newApp(), 'farm');
  const farm = new CiBuildInfra(chart, 'Farm', {
    accountId: ACCOUNT,
    delegateName: 'ci',
    image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
    token: DelegateToken.unsafePlainText(TOKEN),
    delegateOptions: { managerEndpoint: 'https://app3.harness.io', replicas: 2 },
    buildNamespaces: [],
  });
  for (const team of ['payments', 'search']) {
    farm.stage({
      name: `Build ${team}`,
      buildNamespace: farm.addBuildNamespace(`builds-${team}`, {
        quota: BuildQuota.forConcurrentBuilds(10, { cpu: '2', memory: '4Gi' }),
      }),
      scope: HarnessScope.project('shop', team),
      steps: [CiStep.run('Tests', { image: 'node:24', command: 'npm ci && npm test' })],
    });
  }
  return sorted(chart.toJson() as unknown[]);
}

/** Returns the registered objects without secret markers. The Secret named by Pulumi gets its default name. */
function plainObjects(run: Run, usual: string): unknown[] {
  const unmarked = JSON.parse(JSON.stringify(objectsOf(run).map(({ inputs }) => inputs)), (_key, value) =>
    Object.keys((value as object) ?? {}).join() === 'secret' ? (value.secret as unknown) : (value as unknown),
  ) as any[];
  const secretName = run.steps.find(({ type }) => type.endsWith(':Secret'))!.id.split('/')[1];
  const named = unmarked.map((object) =>
    object.kind === 'Secret' && object.type === 'Opaque' && object.metadata.name === undefined
      ? { ...object, metadata: { ...object.metadata, name: usual } }
      : object,
  );
  return sorted(JSON.parse(JSON.stringify(named).replaceAll(`"${secretName}"`, `"${usual}"`)) as any[]);
}

function sorted(objects: readonly any[]): any[] {
  const key = ({ kind, metadata }: any) => `${kind} ${metadata.namespace} ${metadata.name}`;
  return [...objects].sort((one, other) => key(one).localeCompare(key(other)));
}

describe('a delegate whose account is an output of another stack', () => {
  const program = join(ROOT, 'examples/pulumi/account-of-another-stack.ts');
  const role = (name: string) => ({
    'o/platform/prod': { harnessAccountId: ACCOUNT, delegateRoleArn: `arn:aws:iam::123456789012:role/${name}` },
  });
  let runs: Run[];

  beforeAll(async () => {
    const config = { platformStack: 'o/platform/prod' };
    const run = { program, config, secrets: { delegateToken: TOKEN }, otherStacks: role('one') };
    runs = await threeRuns(run, { otherStacks: role('two') });
  });

  test('every run succeeds with the outputs of the other stack', () => {
    expectSuccess(...runs);
    const [preview, created, changed] = runs;
    expect(namesOf(preview)).toEqual(namesOf(created));
    const role = (run: Run) =>
      objectsOf(run).find(({ type }) => type.endsWith(':ServiceAccount'))!.inputs.metadata.annotations;
    expect(role(created)).toEqual({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/one' });
    expect(role(changed)).toEqual({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/two' });
    expect(created.outputs.delegateSelectors).toEqual(['ci']);
    expect(preview.outputs.tokenSecretName).toBe(UNKNOWN);
  });

  test('a changed role changes the ServiceAccount and its dependents', () => {
    const steps = runs[2].steps.map(({ step, type }) => `${step} ${type.split(':').at(-1)}`);
    expect(steps).toContain('update ServiceAccount');
    expect(steps.filter((step) => !step.startsWith('update'))).toEqual([]);
  });
});

describe('a third-party construct', () => {
  const program = join(ROOT, 'examples/pulumi/foreign-construct.ts');
  let runs: Run[];

  beforeAll(async () => {
    runs = await threeRuns({ program, secrets: { region: 'eu-west' } }, { secrets: { region: 'us-east' } });
  });

  test('every run succeeds, and a changed setting changes one object', () => {
    expectSuccess(...runs);
    const [preview, created, changed] = runs;
    expect(namesOf(preview)).toEqual(namesOf(created));
    expect([...created.outputs.resources].sort()).toEqual(
      objectsOf(created)
        .map(({ name }) => name)
        .sort(),
    );
    expect(changed.steps.map(({ step, name }) => [step, name])).toEqual([['update', 'cache/Cache/Resource']]);
  });

  test('a secret in it stays secret in place', () => {
    const deployment = objectsOf(runs[1]).find(({ type }) => type.endsWith(':Deployment'))!;
    const [{ env }] = deployment.inputs.spec.template.spec.containers;
    expect(env).toEqual([{ name: 'REGION', value: { secret: 'eu-west' } }]);
  });
});

describe('Pulumi.yaml', () => {
  const reads = [
    ...sourceOf(project.main).matchAll(/config\.(get|require)(?:Object)?(?:<[^(]+>)?(Secret)?\('(\w+)'\)/g),
  ];

  test('declares the settings that its program reads, with the same requirements', () => {
    // A setting declared without a default is required, so optional settings are not declared.
    const declarable = reads.filter(([, how, , key]) => how === 'require' || project.config[key]);
    const asRead = declarable.map(([, how, secret, key]) => [key, how === 'require', secret !== undefined]);
    const declared = Object.entries(project.config).map(([key, { secret = false, default: usual }]) => {
      return [key, usual === undefined, secret];
    });
    expect(asRead.sort()).toEqual(declared.sort());
    expect(reads.map(([, , , key]) => key).filter((key) => !project.config[key])).toEqual(['kubeconfig']);
  });

  test('has the defaults of the farm', () => {
    const { managerEndpoint, delegateNamespace, harnessEndpoint } = project.config;
    expect([managerEndpoint.default, delegateNamespace.default, harnessEndpoint.default]).toEqual([
      'https://app.harness.io',
      'harness-delegate',
      'https://app.harness.io/gateway',
    ]);
  });

  test('runs the program like the Pulumi CLI: with its main, its arguments and ts-node', async () => {
    expect(project.runtime.name).toBe('nodejs');
    expect(dirname(project.main)).toBe('examples/pulumi');
    // The types are checked by `npm run typecheck`.
    const environment = { PULUMI_NODEJS_TYPESCRIPT: 'true', PULUMI_NODEJS_TRANSPILE_ONLY: 'true' };
    Object.assign(process.env, environment);
    try {
      const run = await runProgram({
        program: join(ROOT, project.main),
        config: { accountId: ACCOUNT },
        secrets: { delegateToken: TOKEN },
        dryRun: true,
        node: project.runtime.options.nodeargs.split(' '),
        // The CLI passes them only to the program. Here, the sources replace the output of `npm run build`.
        providerNode: FROM_SOURCE,
      });
      expectSuccess(run);
      expect(objectsOf(run).length).toBeGreaterThan(15);
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
    }
  });
});
