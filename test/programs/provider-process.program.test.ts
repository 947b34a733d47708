import type { ConnectorBody } from '../../lib/harness-api';
import { fakePlatform, programWithArgs } from '../testkit/connector-programs';
import { FAULTS } from '../testkit/harness-platform';
import { runProgram } from '../testkit/pulumi-engine';
import type { DynamicProcess } from '../testkit/pulumi-engine/dynamic-process';
import { dynamicProcess } from '../testkit/pulumi-engine/program-process';
import { propertiesOf } from '../testkit/pulumi-engine/wire';

const BOTH = `
  const { accountId, endpoint, unsafePlainHttp, document } = new pulumi.Config().requireObject<any>('args');
  new harness.KubernetesClusterConnector('builds', { accountId, endpoint, unsafePlainHttp, document });
  const delegateSelectors = document.connector.spec.delegateSelectors;
  new harness.ConnectorValidation('builds', { accountId, endpoint, unsafePlainHttp, connector: { identifier: 'builds' }, delegateSelectors });
`;
const platformOf = fakePlatform();
const setting = programWithArgs(BOTH);
const CONNECTOR: ConnectorBody = {
  name: 'Builds',
  identifier: 'builds',
  orgIdentifier: 'eng',
  type: 'K8sCluster',
  tags: { ours: '' },
  spec: { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['ci', 'linux'] },
};
const ADDRESS = { identifier: 'builds', orgIdentifier: 'eng' };
const ID = 'eng/builds';

let texts: { connector: string; validation: string };
let provider: DynamicProcess;
let printed = '';

beforeAll(async () => {
  const run = setting(platformOf(), { document: { connector: CONNECTOR } });
  const { resources, errors } = await runProgram({ ...run, dryRun: true });
  expect(errors).toEqual([]);
  const text = (type: string) => resources.find((one) => one.type.endsWith(`:${type}`))?.inputs.__provider as string;
  texts = { connector: text('KubernetesClusterConnector'), validation: text('ConnectorValidation') };
  provider = dynamicProcess(run, (output) => (printed += output));
});
afterAll(async () => {
  await provider.stop();
  expect(printed).not.toContain(platformOf().apiKey);
});

/** Inputs as the engine sends them. */
function inputs(connector: object = {}, more: object = {}): any {
  const { accountId, endpoint } = platformOf();
  const apiKey = { fromEnvironment: 'HARNESS_PLATFORM_API_KEY' };
  return {
    __provider: texts.connector,
    accountId,
    endpoint,
    unsafePlainHttp: true,
    apiKey,
    connector: { ...CONNECTOR, ...connector },
    ...more,
  };
}

async function created(given: object = inputs()): Promise<any> {
  const response = await provider.create('urn', given);
  expect(response.getId()).toBe(ID);
  return propertiesOf(response.getProperties());
}

const updated = async (olds: object, news: object) =>
  propertiesOf((await provider.update('urn', ID, olds, news)).getProperties());
const failuresOf = async (news: object) =>
  (await provider.check('urn', {}, news)).getFailuresList().map((one) => `${one.getProperty()}: ${one.getReason()}`);
const failed = (call: Promise<unknown>) =>
  call.then(
    () => 'it came right',
    (error: Error) => error.message,
  );
const writes = () => platformOf().callsOf('updateConnector').length;

beforeEach(async () => {
  await provider.delete('urn', ID, inputs({}, { forceDelete: true }));
  platformOf().calls.splice(0);
});

test.each(['connector', 'validation'] as const)('a serialized provider is short and contains no secret: %s', (name) => {
  expect(texts[name].length).toBeLessThan(1000);
  expect(texts[name]).toContain('harness-constructs/pulumi/providers');
  for (const secret of [platformOf().apiKey, platformOf().accountId, 'HARNESS_PLATFORM']) {
    expect(texts[name]).not.toContain(secret);
  }
  expect(texts[name].includes('"delete"')).toBe(name === 'connector');
});

describe('a check of a connector', () => {
  const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

  test('accepts valid and unknown inputs', async () => {
    expect(await failuresOf(inputs())).toEqual([]);
    expect(await failuresOf(inputs({}, { connector: UNKNOWN, accountId: UNKNOWN, importId: UNKNOWN }))).toEqual([]);
    expect(await failuresOf(inputs({ orgIdentifier: UNKNOWN, spec: UNKNOWN }))).toEqual([]);
    expect(await failuresOf(inputs({ orgIdentifier: UNKNOWN }, { importId: ID }))).toEqual([]);
    expect(await failuresOf(inputs({}, { importId: UNKNOWN }))).toEqual([]);
  });

  test('announces no replacement for unknown inputs', async () => {
    const diff = (news: object) => provider.diff('urn', ID, inputs(), news);
    for (const news of [{ connector: UNKNOWN }, { accountId: UNKNOWN }]) {
      expect((await diff(inputs({}, news))).getReplacesList()).toEqual([]);
    }
    expect((await diff(inputs({ orgIdentifier: UNKNOWN }))).getReplacesList()).toEqual([]);
    expect((await diff(inputs({ orgIdentifier: 'other' }))).getReplacesList()).toEqual(['connector.orgIdentifier']);
  });

  test.each<[string, object, object]>([
    ['accountId: expected an account ID of letters', {}, { accountId: 'a b' }],
    ['accountId: got a number; expected a string. Put it in quotes.', {}, { accountId: 5 }],
    ['endpoint: expected an https URL', {}, { endpoint: 'app.harness.io' }],
    ['endpoint: expected an https URL', {}, { endpoint: 'http://app.harness.io', unsafePlainHttp: undefined }],
    ['endpoint: expected an https URL', {}, { endpoint: 'HTTP://127.0.0.1:1', unsafePlainHttp: false }],
    ['connector.identifier: missing; expected an identifier', { identifier: undefined }, {}],
    ['connector: got a list; expected an object. Write it as { name: value }.', {}, { connector: [] }],
    ['apiKey: got a string; expected an object. Write it as', {}, { apiKey: 'the-key-itself' }],
    ['apiKey: got an empty object; expected exactly one of fromEnvironment, fromConfiguration.', {}, { apiKey: {} }],
    [
      'apiKey: got fromEnvironment and fromConfiguration; expected exactly one of',
      {},
      { apiKey: { fromEnvironment: 'A', fromConfiguration: 'b' } },
    ],
    ['apiKey.fromEnvironments: unknown property', {}, { apiKey: { fromEnvironments: 'A' } }],
    [
      'importId: got "builds"; expected "eng/builds", the scope and identifier of this connector. Change one of the two.',
      {},
      { importId: 'builds' },
    ],
    [
      'importId: got "a/b/c/d"; expected identifier, organization/identifier or organization/project/identifier.',
      {},
      { importId: 'a/b/c/d' },
    ],
    ['forceDelete: got a string; expected true or false. Compare it', {}, { forceDelete: 'yes' }],
    ['forceDeletes: unknown property; expected forceDelete. Did you mean forceDelete?', {}, { forceDeletes: true }],
  ])('refuses invalid inputs: %s', async (expected, connector, more) => {
    const failures = await failuresOf(inputs(connector, more));
    expect(failures).toEqual([expect.stringContaining(expected)]);
    expect(failures.join()).not.toContain('the-key-itself');
  });
});

describe('creating a connector', () => {
  test('creates it, and outputs when', async () => {
    const { lastModifiedAt, connector } = await created();
    expect(platformOf().connector(ADDRESS)).toEqual(CONNECTOR);
    expect(connector).toEqual(CONNECTOR);
    expect(lastModifiedAt).toBeGreaterThan(0);
  });

  test.each([['of another'], [undefined]])(
    'fails if the identifier is in use, and says how to adopt the connector: %s',
    async (description) => {
      platformOf().addConnector({ ...CONNECTOR, ...(description && { description }) });
      expect(await failed(created())).toContain(
        'Use another identifier, or set importId to "eng/builds" to adopt the existing connector.',
      );
      expect(platformOf().connector(ADDRESS)?.description).toBe(description);
    },
  );

  test('with importId adopts it, preserves its fields, and writes only what differs', async () => {
    platformOf().addConnector({ ...CONNECTOR, tags: { ours: '', theirs: '' } });
    await created(inputs({}, { importId: ID }));
    expect(writes()).toBe(0);
    await created(inputs({ description: 'new' }, { importId: ID }));
    expect(writes()).toBe(1);
    expect(platformOf().connector(ADDRESS)).toMatchObject({ description: 'new', tags: { theirs: '' } });
  });

  test('with importId fails if the connector does not exist', async () => {
    expect(await failed(created(inputs({}, { importId: ID })))).toContain(
      'importId: the connector does not exist; got "eng/builds"; expected an existing connector. Remove it to create',
    );
  });

  test('fails if a policy denies it', async () => {
    platformOf().failNext('createConnector', FAULTS.denied);
    expect(await failed(created())).toContain('A connector needs the tag team.');
  });
});

describe('updating a connector', () => {
  test('preserves additional fields on the platform at any depth, and removes what is no longer in the document', async () => {
    const auth = { type: 'ServiceAccount', spec: { serviceAccountTokenRef: 'account.token' } };
    const credential = { type: 'ManualConfig', spec: { masterUrl: 'https://one.example.com', auth } };
    const given = { description: 'old', tags: { ours: '', gone: '' }, spec: { credential, delegateSelectors: ['ci'] } };
    const olds = await created(inputs(given));
    const withMore = { ...auth, spec: { ...auth.spec, caCertRef: 'account.ca' } };
    platformOf().addConnector({
      ...CONNECTOR,
      ...given,
      tags: { ...given.tags, theirs: 'x' },
      spec: {
        ...given.spec,
        ignoreTestConnection: true,
        credential: { ...credential, spec: { ...credential.spec, auth: withMore } },
      },
    });
    const elsewhere = { ...credential, spec: { ...credential.spec, masterUrl: 'https://two.example.com' } };
    await updated(olds, inputs({ spec: { credential: elsewhere, delegateSelectors: ['ci'] } }));
    expect(platformOf().connector(ADDRESS)).toEqual({
      ...CONNECTOR,
      tags: { ours: '', theirs: 'x' },
      spec: {
        credential: { ...elsewhere, spec: { ...elsewhere.spec, auth: withMore } },
        delegateSelectors: ['ci'],
        ignoreTestConnection: true,
      },
    });
  });

  test('writes nothing if nothing changes on the platform', async () => {
    const outs = await updated(await created(), inputs({}, { forceDelete: true }));
    expect([outs.forceDelete, writes()]).toEqual([true, 0]);
  });

  test('creates a deleted connector again', async () => {
    const olds = await created();
    await provider.delete('urn', ID, olds);
    await updated(olds, inputs({ name: 'Again' }));
    expect(platformOf().connector(ADDRESS)?.name).toBe('Again');
  });
});

describe('a difference', () => {
  test.each<[string, string[], boolean, object, object]>([
    ['of nothing', [], false, {}, {}],
    ['in the order of selectors', [], false, { spec: { ...CONNECTOR.spec, delegateSelectors: ['linux', 'ci'] } }, {}],
    ['in importId', [], false, {}, { importId: ID }],
    ['of the name', [], true, { name: 'Other' }, {}],
    ['in forceDelete', [], true, {}, { forceDelete: true }],
    ['in the source of the key', [], true, {}, { apiKey: { fromEnvironment: 'OTHER' } }],
    ['in the scope', ['connector.orgIdentifier'], true, { orgIdentifier: 'sales' }, {}],
    ['of the identifier', ['connector.identifier'], true, { identifier: 'other' }, {}],
    ['in the account', ['accountId'], true, {}, { accountId: 'other' }],
  ])('%s: replaces %j, changes %j', async (_what, replaces, changes, connector, more) => {
    const olds = { ...inputs(), lastModifiedAt: 1 };
    const response = await provider.diff('urn', ID, olds, inputs(connector, more));
    expect([response.getReplacesList(), response.getChanges()]).toEqual([replaces, changes ? 2 : 1]);
    expect(response.getDeletebeforereplace()).toBe(false);
  });

  test('in the type deletes before it replaces, because identifiers are unique', async () => {
    const response = await provider.diff('urn', ID, inputs(), inputs({ type: 'Spot' }));
    expect([response.getReplacesList(), response.getDeletebeforereplace()]).toEqual([['connector.type'], true]);
  });
});

describe('reading a connector', () => {
  test('shows drift, and nothing else', async () => {
    const olds = await created();
    const actual = platformOf().connector(ADDRESS) as any;
    const selectors = { ...actual.spec, delegateSelectors: ['linux', 'ci'], ignoreTestConnection: true };
    platformOf().addConnector({ ...actual, spec: selectors, tags: { ours: '', theirs: '' } });
    const same = await provider.read('urn', ID, olds);
    expect(propertiesOf(same.getInputs())).toEqual(inputs());

    platformOf().addConnector({ ...actual, name: 'Renamed' });
    const drift = await provider.read('urn', ID, olds);
    expect(propertiesOf(drift.getInputs())).toEqual(inputs({ name: 'Renamed' }));
    expect(propertiesOf(drift.getProperties()).connector.name).toBe('Renamed');
  });

  test('reports that it no longer exists', async () => {
    expect((await provider.read('urn', ID, inputs())).getId()).toBe('');
  });
});

describe('deleting a connector', () => {
  test('succeeds if it no longer exists', async () => {
    const olds = await created();
    await provider.delete('urn', ID, olds);
    await expect(provider.delete('urn', ID, olds)).resolves.toBeUndefined();
  });

  // This test comes last, because the platform remembers references.
  test('fails if others refer to it, names forceDelete, and succeeds with it', async () => {
    const olds = await created();
    platformOf().refer(ADDRESS);
    expect(await failed(provider.delete('urn', ID, olds))).toContain('forceDelete');
    expect(platformOf().connector(ADDRESS)).toBeDefined();
    await provider.delete('urn', ID, { ...olds, forceDelete: true });
    expect(platformOf().connector(ADDRESS)).toBeUndefined();
  });
});
