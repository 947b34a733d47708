/** Two installed copies of the built package in one program, as when a library has a version of its own. */
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import type * as harness from '../lib';
import type * as harnessPulumi from '../lib/pulumi';
import { underMocks } from '../test/testkit/pulumi-mocks';

const REPOSITORY = resolve(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'harness-two-versions-'));
const copy = join(folder, 'harness-constructs');
cpSync(join(REPOSITORY, 'build'), join(copy, 'build'), { recursive: true });
symlinkSync(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'), 'dir');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [one, other] = [REPOSITORY, copy].map((root) => jest.requireActual<typeof harness>(join(root, 'build/index.js')));
const pulumiOfOne = jest.requireActual<typeof harnessPulumi>(join(REPOSITORY, 'build/pulumi/index.js'));

type Copy = typeof harness;

const propsOf = (from: Copy, props: Partial<harness.HarnessDelegateProps> = {}): harness.HarnessDelegateProps => ({
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: from.DelegateImage.of('example.com/delegate:1.30.1'),
  token: from.DelegateToken.fromSecretName('token'),
  access: from.DelegateAccess.none(),
  ...props,
});

const newChart = (): Chart => new Chart(Testing.app(), 'chart');

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('they are two', () => {
  expect(one.HarnessDelegate).not.toBe(other.HarnessDelegate);
});

test('each tells the constructs of the other', () => {
  const delegate = new other.HarnessDelegate(newChart(), 'Delegate', propsOf(other));
  expect(delegate).not.toBeInstanceOf(one.HarnessDelegate);
  expect(one.HarnessDelegate.isHarnessDelegate(delegate)).toBe(true);
  const { access: _, ...farmProps } = propsOf(other);
  const farm = new other.CiBuildInfra(newChart(), 'Farm', farmProps);
  expect(one.CiBuildInfra.isCiBuildInfra(farm)).toBe(true);
  expect(one.BuildFarmNamespace.isBuildFarmNamespace(farm.buildNamespaces[0])).toBe(true);
});

test('each takes the errors of the other apart', () => {
  const error = errorOf(
    () => new other.HarnessDelegate(newChart(), 'Delegate', propsOf(other, { delegateName: 'No!' })),
  );
  expect(one.HarnessErrors.isHarnessError(error)).toBe(true);
  expect(one.HarnessErrors.detailsOf(error)).toMatchObject({
    constructPath: 'chart/Delegate',
    property: 'delegateName',
  });
});

test.each([
  ['one', one],
  ['the other', other],
])(
  'a class that extends a construct of %s can pass on its own properties, but the construct itself refuses them',
  (_, copyOf) => {
    class TeamDelegate extends copyOf.HarnessDelegate {}
    const props = (members: object) => ({ ...propsOf(copyOf), ...members });
    expect(() => new TeamDelegate(newChart(), 'Delegate', props({ team: 'payments' }))).not.toThrow();
    for (const from of [one, other]) {
      const errorsOf = (type: typeof copyOf.HarnessDelegate, members: object) =>
        from.HarnessErrors.allOf(errorOf(() => new type(newChart(), 'Delegate', props(members)))).map(
          ({ property, allowed }) => [property, allowed],
        );
      expect(errorsOf(copyOf.HarnessDelegate, { team: 'payments', suspend: true })).toEqual([
        ['team', expect.stringMatching(/^one of \d+ properties, such as /)],
        ['suspend', 'upgrader.suspend'],
      ]);
      expect(errorsOf(TeamDelegate, { team: 'payments', suspend: true })).toEqual([['suspend', 'upgrader.suspend']]);
    }
  },
);

test('a name that one has claimed is refused to the other', () => {
  const chart = newChart();
  new one.HarnessDelegate(chart, 'Delegate', propsOf(one));
  const error = errorOf(() => new other.HarnessDelegate(chart, 'Another', propsOf(other)));
  expect(one.HarnessErrors.detailsOf(error)?.given).toContain('[chart/Delegate] already creates');
});

test('each accepts the values of the other: images, tokens, access, runtime inputs', () => {
  const chart = newChart();
  new one.HarnessDelegate(chart, 'Delegate', propsOf(other));
  expect(chart.toJson().map(({ kind }: { kind: string }) => kind)).toContain('Deployment');
  const connector = new other.KubernetesClusterConnector(chart, 'Connector', {
    name: 'ci',
    credentials: other.KubernetesCredentials.inheritFromDelegate(),
    delegates: other.DelegateSelection.withTags(['ci']),
  });
  const infrastructure = new one.KubernetesDirectInfrastructure(chart, 'Infrastructure', {
    connector,
    namespace: 'builds',
    serviceAccountName: 'builds',
    inputs: { os: other.RuntimeInput.of({ defaultValue: 'Linux' }) },
  });
  expect(JSON.stringify(infrastructure.toDocument())).toContain('<+input>.default(Linux)');
});

test('an Output that one converted to a string is registered by the constructs of the other', async () => {
  const { resources } = await underMocks(() => {
    const namespace = pulumiOfOne.asString(Promise.resolve('agents'));
    new pulumiOfOne.Cdk8sComponent('any', {
      build: (chart) => new other.HarnessDelegate(chart, 'Delegate', propsOf(other, { namespace })),
    });
  });
  const deployment = resources.find(({ type }) => type.endsWith(':Deployment'));
  expect(deployment?.inputs.metadata.namespace).toBe('agents');
  expect(JSON.stringify(resources)).not.toContain('xharness');
});

test('the app writes documents of the other, each to its own file', () => {
  const outdir = join(folder, 'dist');
  const app = new one.HarnessApp({ outdir, outputOwner: 'test' });
  const chart = new Chart(app, 'chart');
  const connector = (from: Copy, name: string): void =>
    void new from.KubernetesClusterConnector(chart, name, {
      name,
      credentials: from.KubernetesCredentials.inheritFromDelegate(),
      delegates: from.DelegateSelection.withTags(['ci']),
    });
  connector(one, 'ci');
  connector(other, 'Ci');
  app.synth();
  expect(app.writtenDocuments).toEqual(['connectors/account/Ci~2.yaml', 'connectors/account/ci.yaml']);
  expect(existsSync(`${outdir}-harness/connectors/account/Ci~2.yaml`)).toBe(true);
});
