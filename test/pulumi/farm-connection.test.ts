/** The registered connector and validation of a farm. */
import { CiBuildInfra, type CiBuildInfraArgs, HarnessDelegate } from 'harness-constructs/pulumi';
import { DelegateAccess } from '../../lib/access';
import { BuildIsolation, ClusterPlatform } from '../../lib/build-namespace';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import { CiStep } from '../../lib/pipeline';
import { underMocks, unknown } from '../testkit/pulumi-mocks';

const COMMON = {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  image: DelegateImage.of('example.com/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-token'),
};

/** Returns the registered connector and validation. */
async function connectionOf(
  args: Partial<CiBuildInfraArgs>,
  preview = false,
): Promise<{ connector?: any; validation?: any }> {
  const given = { ...COMMON, delegateName: 'ci', ...args };
  const { resources } = await underMocks(() => new CiBuildInfra('farm', given), { preview });
  const of = (name: string) => resources.find((resource) => resource.name === `farm/${name}`)?.inputs;
  return { connector: of('Connector'), validation: of('Validation') };
}

test('registers neither by default', async () => {
  expect(await connectionOf({})).toEqual({ connector: undefined, validation: undefined });
});

test('both refer to the farm, and use the platform to which its delegate connects', async () => {
  const { connector, validation } = await connectionOf({
    delegateOptions: { managerEndpoint: 'https://app.eu.example.com', tags: ['linux'] },
    connector: {},
    validation: { cluster: { kubeconfig: { ambient: true } } },
    platform: ClusterPlatform.openShift(),
  });
  const platform = { accountId: COMMON.accountId, endpoint: 'https://app.eu.example.com/gateway' };
  expect(connector).toMatchObject({ ...platform, connector: { identifier: 'ci', type: 'K8sCluster' } });
  expect(validation).toMatchObject({
    ...platform,
    connector: { identifier: 'ci' },
    delegateSelectors: ['ci', 'linux'],
    delegateGeneration: 'new',
    cluster: {
      kubeconfig: { ambient: true },
      serviceAccount: { namespace: 'harness-delegate', name: 'ci' },
      buildNamespaces: ['harness-builds'],
      features: ['ci-builds', 'ci-builds-openshift'],
      skipDefaultNamespaceValidation: false,
    },
  });
});

test('the validation accepts a privileged namespace only where the farm says so', async () => {
  const validation = { cluster: { kubeconfig: { ambient: true } } } as const;
  const isolation = BuildIsolation.dockerInDocker({ reason: 'The builds run docker compose.' });
  const privilegedOf = async (args: Partial<CiBuildInfraArgs>) =>
    (await connectionOf({ validation, ...args })).validation.cluster.privilegedNamespaces;
  expect(await privilegedOf({ isolation })).toEqual(['harness-builds']);
  expect(await privilegedOf({})).toBeUndefined();
});

test('the cluster is held against the Kubernetes version of the farm, unless the program sets another', async () => {
  const versionOf = async (args: Partial<CiBuildInfraArgs>, more: object = {}) => {
    const validation = { cluster: { kubeconfig: { ambient: true }, ...more } } as const;
    return (await connectionOf({ validation, ...args })).validation.cluster.kubernetesVersion;
  };
  expect(await versionOf({ kubernetesVersion: '1.36' })).toBe('1.36');
  expect(await versionOf({ kubernetesVersion: '1.36' }, { kubernetesVersion: undefined })).toBe('1.36');
  expect(await versionOf({ kubernetesVersion: '1.36' }, { kubernetesVersion: '1.37' })).toBe('1.37');
  expect(await versionOf({})).toBeUndefined();
});

test('skips the namespace default without the rights for the Harness connection test', async () => {
  const validation = { cluster: { kubeconfig: { ambient: true } } } as const;
  const registered = await connectionOf({ connectionTest: false, validation });
  expect(registered.validation.cluster.skipDefaultNamespaceValidation).toBe(true);
});

test('the validation inherits omitted and undefined settings from the connector', async () => {
  const { validation } = await connectionOf({
    connector: { endpoint: 'https://harness.example.com/gateway', apiKey: { fromEnvironment: 'KEY' } },
    validation: { endpoint: undefined, apiKey: undefined },
  });
  expect(validation).toMatchObject({
    endpoint: 'https://harness.example.com/gateway',
    apiKey: { fromEnvironment: 'KEY' },
  });
});

test('a farm with the delegate of another component knows its generation and its platform', async () => {
  const { resources } = await underMocks(() => {
    const delegate = new HarnessDelegate('agents', {
      ...COMMON,
      delegateName: 'ci',
      access: DelegateAccess.none(),
      managerEndpoint: 'https://app.eu.example.com',
    });
    return new CiBuildInfra('farm', { accountId: COMMON.accountId, delegate, validation: {} });
  });
  const { inputs } = resources.find(({ name }) => name === 'farm/Validation')!;
  expect(inputs).toMatchObject({ delegateGeneration: 'new', endpoint: 'https://app.eu.example.com/gateway' });
});

test('never sends the API key to a guessed address: requires the endpoint if the delegate connects to another host', async () => {
  const delegateOptions = { managerEndpoint: 'http://harness.example.com', unsafePlainHttp: true };
  await expect(connectionOf({ delegateOptions, connector: {} })).rejects.toThrow(
    /connector\.endpoint: missing; expected the URL of the Harness gateway/,
  );
  const endpoint = 'https://harness.example.com/gateway';
  expect((await connectionOf({ delegateOptions, connector: { endpoint } })).connector.endpoint).toBe(endpoint);
});

test('validates again after a change of the farm, and only then', async () => {
  const triggersOf = async (args: Partial<CiBuildInfraArgs>) =>
    JSON.stringify((await connectionOf({ validation: {}, ...args })).validation.triggers);
  const plain = await triggersOf({});
  expect(await triggersOf({})).toBe(plain);
  expect(await triggersOf({ buildNamespaces: ['other'] })).not.toBe(plain);
  expect(await triggersOf({ image: DelegateImage.of('example.com/delegate:1.31.0') })).not.toBe(plain);
  const stage = { name: 'Build', steps: [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })] };
  expect(await triggersOf({ configure: (farm) => void farm.stage(stage) })).toBe(plain);
});

test('in a preview, unknown parts of the connector leave the rest known', async () => {
  const { connector } = await connectionOf(
    { connectorOptions: { description: unknown<string>() }, connector: {} },
    true,
  );
  expect(connector.connector).toMatchObject({ identifier: 'ci', type: 'K8sCluster' });
});
