/** Arguments and options of the wrong shape or value: refused at construction, before anything is registered or shown. */
import * as pulumi from '@pulumi/pulumi';
import { DelegateAccess } from '../../lib/access';
import { HarnessErrors } from '../../lib/core';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import * as components from '../../lib/pulumi';
import { underMocks } from '../testkit/pulumi-mocks';
import { refused, thrownBy } from '../testkit/refused';

const IDENTITY = {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
};
const KEY = 'pat.6_vVHzo9Qeu9fXvj-AcQCb.65f0c1d2e3f4a5b6c7d8e9f0.aB3dE5gH7jK9mN1pQ3rS';
const PASSWORD = 'hunter2';
const KUBECONFIG = `apiVersion: v1\nusers: [{ name: ci, user: { token: ${PASSWORD} } }]\n`;
const DOCUMENT = { connector: { identifier: 'ci', name: 'ci', type: 'K8sCluster', spec: {} } };
const SUBJECT = { connector: { identifier: 'ci' }, delegateSelectors: ['ci'] };

type Args = Record<string, unknown>;

const farm = (args: Args) => new components.CiBuildInfra('prod', { ...IDENTITY, ...args });
const connector = (args: Args) =>
  new components.KubernetesClusterConnector('prod', { accountId: 'a', document: DOCUMENT, ...args });
const validation = (args: Args) => new components.ConnectorValidation('prod', { accountId: 'a', ...SUBJECT, ...args });
const hook = (args: Args) => components.connectorValidationHook('prod', { accountId: 'a', ...SUBJECT, ...args });

/** What takes the arguments of the platform, and their place. */
const PLATFORMS: readonly [what: string, path: string, make: (args: Args) => unknown][] = [
  ['the connector of a farm', 'connector.', (args) => farm({ connector: args })],
  ['the validation of a farm', 'validation.', (args) => farm({ validation: args })],
  ['a connector', '', connector],
  ['a validation', '', validation],
  ['a hook', '', hook],
];

const VALIDATIONS = PLATFORMS.filter(([what]) => !what.includes('connector'));

/** Everything that the error says. */
function saidBy(make: () => unknown): string {
  const error = thrownBy(make);
  expect(HarnessErrors.isHarnessError(error)).toBe(true);
  return `${String(error)} ${error.stack} ${JSON.stringify(HarnessErrors.allOf(error))}`;
}

/** Everything that is refused, although nothing was registered before. */
async function refusedFirst(make: () => unknown) {
  let error: Error | undefined;
  const { resources } = await underMocks(() => void (error = thrownBy(make)));
  expect(resources).toEqual([]);
  return HarnessErrors.allOf(error).map(({ constructPath, property }) => ({ constructPath, property }));
}

beforeAll(() => underMocks(() => undefined));

describe.each(PLATFORMS)('%s', (_what, path, make) => {
  test.each<[what: string, apiKey: unknown]>([
    ['a string', KEY],
    ['a number', 5],
    ['null', null],
    ['a list', [KEY]],
    ['an object with another member', { value: KEY }],
    ['a source that is no string', { fromConfiguration: { value: KEY } }],
    ['an Output, which the state would store', pulumi.secret(KEY)],
    ['an Output as source', { fromEnvironment: pulumi.secret(KEY) }],
    ['the key itself as name of a variable', { fromEnvironment: KEY }],
    ['the key itself as name of a setting', { fromConfiguration: KEY }],
    ['the key itself behind a project', { fromConfiguration: `project:${KEY}` }],
  ])('refuses %s as API key, and does not show it', async (_kind, apiKey) => {
    expect(saidBy(() => make({ apiKey }))).not.toContain(KEY);
    const [{ constructPath, property }] = await refusedFirst(() => make({ apiKey }));
    expect({ constructPath, property }).toEqual({
      constructPath: 'prod',
      property: expect.stringMatching(new RegExp(`^${path}apiKey\\b`)) as string,
    });
  });

  test('refuses a token as certificate authority, and does not show it', async () => {
    expect(saidBy(() => make({ certificateAuthority: KEY }))).not.toContain(KEY);
    expect(await refusedFirst(() => make({ certificateAuthority: KEY }))).toEqual([
      { constructPath: 'prod', property: `${path}certificateAuthority` },
    ]);
  });

  test('refuses an endpoint in cleartext without the switch', async () => {
    expect(await refusedFirst(() => make({ endpoint: 'http://x' }))).toEqual([
      { constructPath: 'prod', property: `${path}endpoint` },
    ]);
  });
});

// A part of a certificate can look like a token: the letters are random.
test('a certificate is accepted, whatever its letters', async () => {
  const certificateAuthority = `-----BEGIN CERTIFICATE-----\nMIIB\nAKIA${'A7'.repeat(30)}\n-----END CERTIFICATE-----\n`;
  await underMocks(() => connector({ certificateAuthority }));
});

// The mocks of the engine have no hooks.
test.each(PLATFORMS.slice(0, -1))('%s accepts what is allowed', async (_what, _path, make) => {
  await underMocks(() => make({ endpoint: 'http://x', unsafePlainHttp: true, apiKey: { fromConfiguration: 'key' } }));
  await underMocks(() => make({ endpoint: pulumi.output('https://x'), certificateAuthority: pulumi.output('x') }));
});

describe.each(VALIDATIONS)('%s', (_what, path, make) => {
  test.each<[what: string, kubeconfig: unknown]>([
    ['a string', KUBECONFIG],
    ['content', { content: KUBECONFIG }],
    ['an Output', pulumi.secret(KUBECONFIG)],
    ['nothing', undefined],
  ])('refuses %s as kubeconfig, and does not show it', async (_kind, kubeconfig) => {
    expect(saidBy(() => make({ cluster: { kubeconfig } }))).not.toContain(PASSWORD);
    const [{ property }] = await refusedFirst(() => make({ cluster: { kubeconfig } }));
    expect(property).toMatch(new RegExp(`^${path}cluster\\.kubeconfig`));
  });

  test.each(['file', 'contentFromEnvironment', 'contentFromConfiguration'])(
    'refuses a token as %s of the kubeconfig, and does not show it',
    async (source) => {
      const withToken = () => make({ cluster: { kubeconfig: { [source]: KEY } } });
      expect(saidBy(withToken)).not.toContain(KEY);
      const property = `${path}cluster.kubeconfig.${source}`;
      expect(await refusedFirst(withToken)).toEqual([{ constructPath: 'prod', property }]);
    },
  );

  test.each<[property: string, args: Args]>([
    ['cluster.context', { cluster: { kubeconfig: { ambient: true }, context: KEY } }],
    ['cluster.kubernetesVersion', { cluster: { kubeconfig: { ambient: true }, kubernetesVersion: '36' } }],
    ['timeoutSeconds', { timeoutSeconds: -1 }],
    ['pollIntervalSeconds', { pollIntervalSeconds: '5' }],
    ['policies.harness', { policies: { harness: 'nope' } }],
    ['policies.cluster', { policies: { cluster: 'required' } }],
    ['policies', { policies: 'skip' }],
    ['plUseRunner', { plUseRunner: 'yes' }],
    ['delegateGeneration', { delegateGeneration: 'old' }],
    ['cluster', { cluster: KUBECONFIG }],
    ['cluster.features[0]', { cluster: { kubeconfig: { ambient: true }, features: ['x'] } }],
  ])('refuses a wrong %s', async (property, args) => {
    expect(await refusedFirst(() => make(args))).toEqual([{ constructPath: 'prod', property: `${path}${property}` }]);
  });
});

test('all that is wrong with the connection of a farm is reported at once', async () => {
  const args = { connector: { apiKey: KEY }, validation: { timeoutSeconds: 0, cluster: { kubeconfig: 'x' } } };
  expect((await refusedFirst(() => farm(args))).map(({ property }) => property)).toEqual([
    'connector.apiKey',
    'validation.cluster.kubeconfig',
    'validation.timeoutSeconds',
  ]);
});

test('the validation of a farm inherits the switch for cleartext', async () => {
  const connector = { endpoint: 'http://x', unsafePlainHttp: true };
  await underMocks(() => farm({ connector, validation: { endpoint: 'http://y' } }));
  expect(
    await refusedFirst(() => farm({ connector, validation: { endpoint: 'http://y', unsafePlainHttp: false } })),
  ).toEqual([{ constructPath: 'prod', property: 'validation.endpoint' }]);
});

test.each<[property: string, args: Args]>([
  ['connector', { connector: 5 }],
  ['connector', { connector: null }],
  ['connector', { connector: pulumi.output({}) }],
  ['validation', { validation: 'x' }],
  ['validation.triggers', { validation: { triggers: 5 } }],
  ['useBuildNamespaces', { useBuildNamespaces: 5 }],
  ['useBuildNamespaces[0]', { useBuildNamespaces: [undefined, 5] }],
  ['buildNamespaces[0]', { buildNamespaces: Object.assign([], { 1: 'b' }) }],
  ['useConnector', { useConnector: 'account.ci' }],
  ['configure', { configure: 5 }],
  ['delegate', { delegate: 5 }],
])('a farm refuses a wrong %s', (property, args) => {
  expect(refused(() => farm(args))).toMatchObject({
    constructPath: expect.stringMatching(/^prod/) as string,
    property,
  });
});

test.each<[property: string, make: () => unknown]>([
  ['triggers', () => validation({ triggers: 5 })],
  ['connector', () => validation({ connector: 'ci' })],
  ['delegateSelectors', () => validation({ delegateSelectors: 'ci' })],
  ['delegates', () => new components.BuildFarmNamespace('prod', { delegates: 5 } as never)],
  ['sharedWith', () => new components.BuildFarmNamespace('prod', { sharedWith: 'ci' } as never)],
  ['build', () => new components.Cdk8sComponent('prod', { build: 5 } as never)],
])('the right kind is needed for %s', (property, make) => {
  expect(refused(make)).toMatchObject({ property });
});

describe('options', () => {
  const MAKERS: readonly [what: string, make: (opts: object) => unknown][] = [
    ['a farm', (opts) => new components.CiBuildInfra('prod', IDENTITY, opts)],
    [
      'a delegate',
      (opts) => new components.HarnessDelegate('prod', { ...IDENTITY, access: DelegateAccess.none() }, opts),
    ],
    [
      'a connector',
      (opts) => new components.KubernetesClusterConnector('prod', { accountId: 'a', document: DOCUMENT }, opts),
    ],
    ['a validation', (opts) => new components.ConnectorValidation('prod', { accountId: 'a', ...SUBJECT }, opts)],
  ];

  test.each(MAKERS)('of %s are known at every level', (_what, make) => {
    const cases: readonly [opts: object, property: string, meant: string][] = [
      [{ customTimeouts: { cretae: '1m' } }, 'opts.customTimeouts.cretae', 'create'],
      [{ hooks: { afterCrete: [] } }, 'opts.hooks.afterCrete', 'afterCreate'],
      [{ aliases: ['a', { nmae: 'x' }] }, 'opts.aliases[1].nmae', 'name'],
    ];
    for (const [opts, property, meant] of cases) {
      const details = refused(() => make(opts));
      expect(details).toMatchObject({ constructPath: 'prod', property, problem: 'unknown property' });
      expect(`${details.allowed} ${details.remedy}`).toContain(meant);
    }
  });

  test('that Pulumi knows are accepted', async () => {
    const opts = {
      customTimeouts: { create: '1m', update: '1m', delete: '1m', read: '1m' },
      aliases: [{ name: 'x', parent: pulumi.rootStackResource }, pulumi.output({ name: 'y' })],
    };
    await underMocks(() => new components.CiBuildInfra('prod', IDENTITY, opts));
  });

  test('of an object are known, too', () => {
    const objectOptions = () => ({ customTimeouts: { cretae: '1m' } }) as never;
    expect(refused(() => new components.CiBuildInfra('prod', IDENTITY, { objectOptions })).property).toBe(
      'objectOptions.customTimeouts.cretae',
    );
  });
});
