/** Arguments that contain themselves, or have more levels than the stack: no program gets a RangeError. */
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, type Chart, JsonPatch } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { KubernetesCredentials } from '../../lib/connector';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import * as components from '../../lib/pulumi';
import { membersOf, type StructName } from '../../lib/core';
import { DelegateSelection } from '../../lib/reference';
import { spread } from '../testkit/arbitraries/runs';
import { objectsOf, underMocks } from '../testkit/pulumi-mocks';
import { refused } from '../testkit/refused';

const DEEP: unknown = Array.from({ length: 10_000 }).reduce<unknown>((inner) => ({ inner }), 'end');
const DEEP_LIST: unknown = Array.from({ length: 10_000 }).reduce<unknown>((inner) => [inner], 'end');
const CYCLE: Record<string, unknown> = {};
CYCLE.self = { list: [CYCLE] };
/** Ten times the level below, at each of 20 levels. */
const LARGE: unknown = Array.from({ length: 20 }).reduce<unknown>((inner) => Array(10).fill(inner), 'end');

const ENDLESS: readonly [what: string, value: unknown, step: string][] = [
  ['10,000 levels of objects', DEEP, ''],
  ['10,000 levels of lists', DEEP_LIST, ''],
  ['itself', CYCLE, '.self.list[0]'],
  ['a value for each grain of sand', LARGE, ''],
];

const IDENTITY = {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
};
const PLATFORM = { accountId: 'a' };
const VALIDATION = { ...PLATFORM, connector: { identifier: 'a' }, delegateSelectors: [] };
const CONNECTOR = {
  ...PLATFORM,
  name: 'ci',
  credentials: KubernetesCredentials.inheritFromDelegate(),
  delegates: DelegateSelection.withTags(['ci']),
};
const DELEGATE = { ...IDENTITY, access: DelegateAccess.none() };
const BUILD = { build: () => undefined };

type Make = (args: object) => unknown;

const make =
  (type: new (name: string, args: never) => object): Make =>
  (args) =>
    new type('prod', args as never);

/** What takes arguments, the arguments that it needs, and the interface of its arguments. */
const TYPES: readonly [struct: StructName, make: Make, least: object][] = [
  ['BuildFarmNamespaceArgs', make(components.BuildFarmNamespace), {}],
  ['Cdk8sComponentArgs', make(components.Cdk8sComponent), BUILD],
  ['CiBuildInfraArgs', make(components.CiBuildInfra), IDENTITY],
  ['ConnectorValidationArgs', make(components.ConnectorValidation), VALIDATION],
  ['HarnessDelegateArgs', make(components.HarnessDelegate), DELEGATE],
  ['IstioHeadlessServiceArgs', make(components.IstioHeadlessService), PLATFORM],
  ['KubernetesClusterConnectorProps', make(components.KubernetesClusterConnector), CONNECTOR],
  ['ConnectorDocumentArgs', make(components.KubernetesClusterConnector), { ...PLATFORM, document: {} }],
  ['ValidationArgs', (args) => components.connectorValidationHook('prod', args as never), VALIDATION],
];

beforeAll(() => underMocks(() => undefined));

describe.each(TYPES)('%s', (struct, takes, least) => {
  test.each(ENDLESS.slice(0, -1))('no argument can hold %s', (_what, value) => {
    for (const { name } of spread(membersOf(struct))) {
      const details = refused(() => takes({ ...least, [name]: value }));
      expect(details.constructPath).toBe('prod');
      expect(details.property.split(/[.[]/)[0]).toBe(name);
    }
  });
});

describe.each(ENDLESS)('the place of %s is named', (_what, value, step) => {
  const affinity = { nodeAffinity: { a: value } };
  test.each<[place: string, make: () => unknown]>([
    [
      'delegateOptions.affinity.nodeAffinity.a',
      () => make(components.CiBuildInfra)({ ...IDENTITY, delegateOptions: { affinity } }),
    ],
    ['affinity.nodeAffinity.a', () => make(components.HarnessDelegate)({ ...DELEGATE, affinity })],
    ['triggers[1]', () => make(components.ConnectorValidation)({ ...VALIDATION, triggers: ['a', value] })],
    [
      'document.connector',
      () => make(components.KubernetesClusterConnector)({ ...PLATFORM, document: { connector: value } }),
    ],
  ])('%s', (place, run) => {
    const { property } = refused(run);
    expect(property).toBe(step === '' ? place.split(/[.[]/)[0] : place + step);
  });
});

test('an instance of a class, of which Pulumi reads every property, too', () => {
  class Node {
    public parent: unknown = this;
  }
  const run = () => make(components.ConnectorValidation)({ ...VALIDATION, triggers: [new Node()] });
  expect(refused(run).property).toBe('triggers[0].parent');
});

test.each(ENDLESS)('patches of an object, and what build returns, cannot hold %s', (_what, value) => {
  const patched = (chart: Chart) => {
    const object = new ApiObject(chart, 'A', { apiVersion: 'v1', kind: 'ConfigMap' });
    object.addJsonPatch(JsonPatch.add('/data', value));
  };
  expect(refused(() => make(components.Cdk8sComponent)({ build: patched })).property).toMatch(/^patch/);
  expect(refused(() => make(components.Cdk8sComponent)({ build: () => value })).property).toMatch(/^build/);
});

test('Outputs, data that is used twice, and resources are taken at every level', async () => {
  const value = pulumi.secret('linux');
  const term = { matchExpressions: [{ key: 'os', operator: 'In', values: [value] }] };
  const terms = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term, term] } };
  const { resources } = await underMocks(() => {
    const delegate = new components.HarnessDelegate('prod', { ...DELEGATE, affinity: { nodeAffinity: terms } });
    const triggers = [delegate, { deep: [value, Promise.resolve('a')] }, term, term];
    return new components.ConnectorValidation('check', { ...VALIDATION, triggers });
  });
  const deployment = objectsOf(resources).find(({ kind }) => kind === 'Deployment');
  const { nodeSelectorTerms } =
    deployment.spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  expect(nodeSelectorTerms[1].matchExpressions[0].values).toEqual(['linux']);
  expect(resources.some(({ name }) => name === 'check')).toBe(true);
});
