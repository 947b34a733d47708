import { fakePlatform, programWithArgs, stateOf, textOf } from '../testkit/connector-programs';
import { destroyed, refreshed, type Run, runProgram, UNKNOWN } from '../testkit/pulumi-engine';

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

test('sends the document of the construct to the platform, with values known only later', () => {
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

test('a preview makes no calls, needs no key, and knows how stages refer to the connector', async () => {
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

test('a change of scope replaces the connector: the new one is created before the old one is deleted', async () => {
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

test('a refresh detects drift, the next update corrects it, and a deleted connector is created again', async () => {
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

test('reads an existing connector by its id, and never deletes it', async () => {
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

test('creates nothing from invalid input that is known only later', async () => {
  const run = await up({}, { computed: { 'cloud:index:Account': { region: 'two words' } } });
  expect(run.exitCode).not.toBe(0);
  expect(run.errors.join('\n')).toMatch(/delegates\.tags\[0\]/);
  expect(platformOf().callsOf('createConnector')).toEqual([]);
});
