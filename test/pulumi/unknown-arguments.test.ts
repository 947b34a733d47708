/** Arguments and options that the components and resources for Pulumi do not know. */
import type * as pulumi from '@pulumi/pulumi';
import * as fc from 'fast-check';
import { DelegateAccess } from '../../lib/access';
import { KubernetesCredentials } from '../../lib/connector';
import { HarnessErrors } from '../../lib/core';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import * as components from '../../lib/pulumi';
import { DelegateSelection } from '../../lib/reference';
import { runs, spread } from '../testkit/arbitraries/runs';
import { unknownNames } from '../testkit/arbitraries/unknown-names';
import { membersOf } from '../testkit/members';
import { nestedStructsOf } from '../testkit/nested-structs';
import { underMocks } from '../testkit/pulumi-mocks';
import { refused } from '../testkit/refused';

const IDENTITY = {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
};
const PLATFORM = { accountId: 'a' };
const VALIDATION = { ...PLATFORM, connector: { identifier: 'a' }, delegateSelectors: [] };
const CONNECTOR = {
  name: 'ci',
  credentials: KubernetesCredentials.inheritFromDelegate(),
  delegates: DelegateSelection.withTags(['ci']),
};

type Type = new (name: string, args: never, opts?: never) => object;

/** What takes arguments: the class, the arguments that it needs, and the interface whose members they have. */
const TYPES: readonly [name: string, type: Type, least: object, props?: string][] = [
  ['BuildFarmNamespace', components.BuildFarmNamespace, {}, 'BuildFarmNamespaceProps'],
  ['Cdk8sComponent', components.Cdk8sComponent, { build: () => undefined }],
  ['CiBuildInfra', components.CiBuildInfra, IDENTITY, 'CiBuildInfraProps'],
  ['ConnectorValidation', components.ConnectorValidation, VALIDATION],
  [
    'HarnessDelegate',
    components.HarnessDelegate,
    { ...IDENTITY, access: DelegateAccess.none() },
    'HarnessDelegateProps',
  ],
  ['IstioHeadlessService', components.IstioHeadlessService, PLATFORM, 'IstioHeadlessServiceProps'],
  [
    'KubernetesClusterConnector',
    components.KubernetesClusterConnector,
    { ...PLATFORM, ...CONNECTOR },
    'KubernetesClusterConnectorProps',
  ],
];

const made = (type: Type, args: object, opts: object = {}) => new type('prod', args as never, opts as never);

beforeAll(() => underMocks(() => undefined));

test('every class of the subpath is tried', () => {
  const classes = Object.entries(components).filter(([, value]) => /^class /.test(String(value)));
  expect(TYPES.map(([name]) => name)).toEqual(classes.map(([name]) => name).sort());
});

describe.each(TYPES)('%s', (_name, type, least, props) => {
  test('refuses any unknown argument, with the name of the component', () => {
    fc.assert(
      fc.property(unknownNames, (name) => {
        const details = refused(() => made(type, { ...least, [name]: 1 }));
        expect(details).toMatchObject({ constructPath: 'prod', property: name, problem: 'unknown property' });
      }),
      { numRuns: runs(50) },
    );
  });

  test('refuses a property that belongs one level down, with its place', () => {
    const own = props === undefined ? [] : membersOf(props);
    for (const { member, struct, isList } of props === undefined ? [] : nestedStructsOf(props)) {
      for (const name of spread(membersOf(struct).filter((one) => !own.includes(one)))) {
        const details = refused(() => made(type, { ...least, [name]: 1 }));
        expect(details.allowed).toContain(`${member}${isList ? '[…]' : ''}.${name}`);
      }
      const nested = refused(() => made(type, { ...least, [member]: isList ? [{ qqqq: 1 }] : { qqqq: 1 } }));
      expect(nested).toMatchObject({ problem: 'unknown property', constructPath: 'prod' });
    }
  });

  test('accepts undefined members, and those that a subclass passes on', async () => {
    class Extended extends type {}
    await underMocks(() => made(type, { ...least, qqqqqqqqqq: undefined }));
    await underMocks(() => made(Extended, { ...least, qqqqqqqqqq: 1 }));
  });
});

describe('at every level', () => {
  test.each<[property: string, args: object]>([
    ['connector.forceDeletes', { connector: { forceDeletes: true } }],
    ['connector.apiKey.fromEnv', { connector: { apiKey: { fromEnv: 'A' } } }],
    ['validation.timeout', { validation: { timeout: 5 } }],
    ['validation.policies.delegate', { validation: { policies: { delegate: 'skip' } } }],
    ['validation.cluster.namespaces', { validation: { cluster: { kubeconfig: { ambient: true }, namespaces: [] } } }],
    ['useConnector.ref', { useConnector: { reference: 'a', ref: 'a' } }],
    ['delegateOptions.resources.limits', { delegateOptions: { resources: { limits: {} } } }],
  ])('of a farm: %s', (property, args) => {
    expect(refused(() => made(components.CiBuildInfra, { ...IDENTITY, ...args })).property).toBe(property);
  });

  test('of the hook', () => {
    const hook = () => components.connectorValidationHook('a', { ...VALIDATION, selectors: [] } as never);
    expect(refused(hook).property).toBe('selectors');
  });

  test('one level up', () => {
    const args = { ...IDENTITY, delegateOptions: { sharedNamespace: true } };
    expect(refused(() => made(components.CiBuildInfra, args)).remedy).toBe(
      'Move it: sharedNamespace belongs one level up, in the arguments of CiBuildInfra.',
    );
  });

  test('of the resource with a document, which takes the place of the properties', () => {
    const args = { ...PLATFORM, document: { connector: {} }, name: 'ci' };
    expect(refused(() => made(components.KubernetesClusterConnector, args)).property).toBe('name');
  });
});

test('all of them at once', () => {
  const args = { ...IDENTITY, replicas: 3, delegateOptions: { tag: ['a'] }, validation: { timeout: 5 } };
  try {
    made(components.CiBuildInfra, args);
    throw new Error('nothing was thrown');
  } catch (error) {
    expect(HarnessErrors.allOf(error).map(({ property }) => property)).toEqual([
      'replicas',
      'delegateOptions.tag',
      'validation.timeout',
    ]);
  }
});

describe('options that Pulumi does not have are refused, with the name of the component', () => {
  test.each(TYPES)('%s', (_name, type, least) => {
    fc.assert(
      fc.property(unknownNames, (name) => {
        const details = refused(() => made(type, least, { [name]: 1 }));
        expect(details).toMatchObject({ constructPath: 'prod', property: `opts.${name}`, problem: 'unknown property' });
        expect(details.remedy).toContain('If a newer version of cdk8s or Pulumi declares it, upgrade');
      }),
      { numRuns: runs(10) },
    );
    expect(refused(() => made(type, least, { depnedsOn: [] }))).toMatchObject({
      property: 'opts.depnedsOn',
      remedy: 'Did you mean dependsOn?',
    });
  });

  test.each(TYPES)('%s, and so is a value that is no object', (_name, type, least) => {
    for (const opts of [null, 'a', [], new Map()]) {
      expect(refused(() => made(type, least, opts as never))).toMatchObject({
        constructPath: 'prod',
        property: 'opts',
      });
    }
  });

  test.each(TYPES)('%s takes those of Pulumi', async (_name, type, least) => {
    const ofPulumi: pulumi.ResourceOptions = { protect: true, ignoreChanges: ['a'], hideDiffs: ['a'], aliases: [] };
    await underMocks(() => made(type, least, ofPulumi));
  });

  test('those of resources are none of components', () => {
    const ofResources: pulumi.CustomResourceOptions = { deleteBeforeReplace: true };
    expect(refused(() => made(components.HarnessDelegate, IDENTITY, ofResources)).property).toBe(
      'opts.deleteBeforeReplace',
    );
  });
});
