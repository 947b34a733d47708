import { fakePlatform, programWithArgs, stateOf, textOf } from '../support/connector-programs';
import { destroyed, refreshed, type Run, runProgram, UNKNOWN } from '../support/pulumi-engine';

const CONNECTOR = `
  import { DelegateSelection, HarnessScope, KubernetesCredentials } from 'harness-constructs';
  const { org, get, tag, ...args } = new pulumi.Config().requireObject<any>('args');
  const account = new Account('late');
  const tags = [tag ?? harness.asString(account.region)];
  const connector = get
    ? harness.KubernetesClusterConnector.get('builds', get, args)
    : new harness.KubernetesClusterConnector('builds', {
        name: 'Builds',
        scope: HarnessScope.organization(org ?? 'eng'),
        credentials: KubernetesCredentials.inheritFromDelegate(),
        delegates: DelegateSelection.withTags(tags),
        ...args,
      });
  export const reference = connector.reference;
  export const name = connector.connector.name;
  export const lastModifiedAt = connector.lastModifiedAt;
`;
const platformOf = fakePlatform();
const setting = programWithArgs(CONNECTOR);
const ADDRESS = { identifier: 'Builds', orgIdentifier: 'eng' };
const computed = { 'cloud:index:Account': { region: 'zone-1' } };

jest.setTimeout(120_000);

function up(args: object = {}, more: object = {}): Promise<Run> {
  return runProgram({ ...setting(platformOf(), args), computed, ...more });
}

let first: Run;
beforeAll(async () => void (first = await up()));

test('the document of the construct reaches the platform, with values that are known later', () => {
  expect([first.exitCode, first.errors]).toEqual([0, []]);
  expect(platformOf().connector(ADDRESS)).toEqual({
    ...ADDRESS,
    name: 'Builds',
    type: 'K8sCluster',
    spec: { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['zone-1'] },
  });
  expect(first.outputs).toMatchObject({ reference: 'org.Builds', name: 'Builds' });
  expect(stateOf(first.state, 'KubernetesClusterConnector')?.id).toBe('eng/Builds');
  expect([first.printed, textOf(first.state)].join()).not.toContain(platformOf().apiKey);
});

test('a preview asks nobody, needs no key, and knows how stages refer to the connector', async () => {
  const run = await up({}, { dryRun: true, environment: { HARNESS_PLATFORM_API_KEY: '' } });
  expect([run.exitCode, run.errors]).toEqual([0, []]);
  expect(run.outputs).toMatchObject({ reference: 'org.Builds', name: 'Builds', lastModifiedAt: UNKNOWN });
  expect(platformOf().calls).toEqual([]);
});

test('a second run changes nothing; another tag is an update', async () => {
  expect((await up({}, { state: first.state })).changes.builds).toBe('same');
  expect(platformOf().calls).toEqual([]);
  const run = await up({ tag: 'zone-2' }, { state: first.state });
  expect([run.exitCode, run.changes.builds]).toEqual([0, 'update']);
  expect(platformOf().connector(ADDRESS)?.spec.delegateSelectors).toEqual(['zone-2']);
});

test('another scope is another connector: the new one comes before the old one goes', async () => {
  const run = await up({ org: 'sales' }, { state: first.state });
  expect([run.exitCode, run.changes.builds]).toEqual([0, 'replace']);
  const order = platformOf().calls.map(({ operation }) => operation);
  expect(order).toEqual(['createConnector', 'deleteConnector']);
  expect(platformOf().connector(ADDRESS)).toBeUndefined();
  const { state } = await up({}, { state: run.state });
  expect(platformOf().connector(ADDRESS)).toBeDefined();
  await destroyed(state, undefined, setting(platformOf(), {}));
  expect(platformOf().connector(ADDRESS)).toBeUndefined();
});

test('a refresh shows what was changed elsewhere, the next update puts it right, and one that is gone is made again', async () => {
  const made = await up({ tag: 'zone-1' });
  const actual = platformOf().connector(ADDRESS)!;
  platformOf().addConnector({ ...actual, name: 'Renamed' });
  const seen = await refreshed(made.state, setting(platformOf(), {}));
  expect(seen.changes.builds).toBe('update');
  const run = await up({ tag: 'zone-1' }, { state: seen.state });
  expect([run.changes.builds, platformOf().connector(ADDRESS)?.name]).toEqual(['update', 'Builds']);

  await destroyed(run.state, undefined, setting(platformOf(), {}));
  const gone = await refreshed(run.state, setting(platformOf(), {}));
  expect(gone.changes.builds).toBe('delete');
  expect((await up({ tag: 'zone-1' }, { state: gone.state })).changes.builds).toBe('create');
});

test('one that is made elsewhere is read by its id, and belongs to others', async () => {
  const connector = {
    name: 'Theirs',
    identifier: 'theirs',
    type: 'K8sCluster',
    spec: { credential: { type: 'InheritFromDelegate' } },
  };
  platformOf().addConnector(connector);
  const run = await up({ get: 'theirs' });
  expect([run.exitCode, run.errors]).toEqual([0, []]);
  expect(run.outputs).toMatchObject({ reference: 'account.theirs', name: 'Theirs' });
  await destroyed(run.state, undefined, setting(platformOf(), {}));
  expect(platformOf().connector({ identifier: 'theirs' })).toBeDefined();

  const missing = await up({ get: 'eng/missing' });
  expect(missing.exitCode).not.toBe(0);
  expect(missing.errors.join('\n')).toContain("resource 'eng/missing' does not exist");
});

test('nothing is made of bad input that is known late', async () => {
  const run = await up({}, { computed: { 'cloud:index:Account': { region: 'two words' } } });
  expect(run.exitCode).not.toBe(0);
  expect(run.errors.join('\n')).toMatch(/delegates\.tags\[0\]/);
  expect(platformOf().callsOf('createConnector')).toEqual([]);
});
