/** An object in a cluster has only one resource in a program. */
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { BuildFarmNamespace as NamespaceConstruct } from '../../lib/build-namespace';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import { CiBuildInfra as FarmConstruct } from '../../lib/farm';
import { asString } from '../../lib/pulumi/late-outputs';
import { BuildFarmNamespace } from '../../lib/pulumi/components/build-farm-namespace';
import type { BridgeOptions } from '../../lib/pulumi/bridge';
import { Cdk8sComponent } from '../../lib/pulumi/components/cdk8s-component';
import { CiBuildInfra } from '../../lib/pulumi/components/ci-build-infra';
import { HarnessDelegate } from '../../lib/pulumi/components/harness-delegate';
import { objectsOf, underMocks, unknown } from '../testkit/pulumi-mocks';
import { newApp } from '../testkit/synth';

const props = {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
};
const late = <T>(value: T) => pulumi.output(Promise.resolve(value));

function configMap(component: string, metadata: object, options: BridgeOptions = {}, apiVersion = 'v1'): void {
  const build = (chart: Chart) => new ApiObject(chart, 'Map', { apiVersion, kind: 'ConfigMap', metadata });
  new Cdk8sComponent(component, { build }, options);
}

class Provider extends pulumi.ProviderResource {}
const provider = (name: string) => new Provider('kubernetes', name);

test('refuses two delegates that both create their shared namespace', async () => {
  const delegate = (name: string) =>
    new HarnessDelegate(name, { ...props, delegateName: name, access: DelegateAccess.none() });
  await underMocks(() => {
    delegate('one');
    expect(() => delegate('other')).toThrow(
      '[other/Delegate/Namespace] metadata.name: got Namespace "harness-delegate", which [one/Delegate/Namespace] already creates; expected a name that no other Namespace in the cluster has. Create it in one component and pass that component to the other',
    );
  });
});

describe('two objects with the same name', () => {
  const error = /ConfigMap.*which \[one\/Map\] already creates/;

  test.each([
    ['in a namespace', { name: 'map', namespace: 'space' }],
    ['without a namespace', { name: 'map' }],
  ])('%s are refused if the names are known', async (_where, metadata) => {
    await underMocks(() => {
      configMap('one', metadata);
      expect(() => configMap('other', metadata)).toThrow(error);
    });
  });

  test('are refused within one component', async () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' } };
    await underMocks(() => {
      const build = (chart: Chart) => ['One', 'Other'].map((id) => new ApiObject(chart, id, object));
      expect(() => new Cdk8sComponent('site', { build })).toThrow(/which \[site\/One\] already creates/);
    });
  });

  test('are refused in another version of their group, and with the same unresolved name', async () => {
    await underMocks(() => {
      configMap('one', { name: 'map' }, {}, 'example.com/v1');
      expect(() => configMap('other', { name: 'map' }, {}, 'example.com/v1beta1')).toThrow(error);
    });
    const name = late('map');
    await underMocks(() => {
      configMap('one', { name: asString(name) });
      expect(() => configMap('other', { name: asString(name) })).toThrow(error);
    });
  });
});

test.each([
  ['other names', { name: 'other', namespace: 'space' }, {}],
  ['other namespaces', { name: 'map', namespace: 'other' }, {}],
  ['names that are unknown in a preview', { name: asString(unknown<string>()), namespace: 'space' }, {}],
  ['different names that are known only later', { name: asString(late('other')), namespace: 'space' }, {}],
  // They can change the name.
  ['transforms', { name: 'map', namespace: 'space' }, { transformations: [() => undefined] }],
])('accepts a different object: %s', async (_what, metadata, options) => {
  const { resources } = await underMocks(() => {
    configMap('one', { name: 'map', namespace: 'space' });
    configMap('other', metadata, options);
  });
  expect(objectsOf(resources)).toHaveLength(2);
});

test.each([
  ['of the component', (one: Provider) => ({ provider: one })],
  ['among others', (one: Provider) => ({ providers: [one] })],
  ['of the object', (one: Provider) => ({ objectOptions: () => ({ provider: one }) })],
])('accepts the same name with another provider: %s', async (_where, options) => {
  const { resources } = await underMocks(() => {
    configMap('none', { name: 'map' });
    const [one, other] = [provider('one'), provider('other')];
    configMap('one', { name: 'map' }, options(one));
    configMap('other', { name: 'map' }, options(other));
    expect(() => configMap('again', { name: 'map' }, options(other))).toThrow(/which \[other\/Map\] already creates/);
  });
  expect(objectsOf(resources)).toHaveLength(3);
});

test('another program has its own objects', async () => {
  for (const name of ['one', 'other']) await underMocks(() => configMap(name, { name: 'map' }));
});

test('two farms that share a namespace register the objects that cdk8s synthesizes', async () => {
  const farm = (name: string) => ({ ...props, delegateName: name, delegateNamespace: name, buildNamespaces: [] });
  const { resources } = await underMocks(() => {
    const builds = new BuildFarmNamespace('builds', { namespace: late('builds-a') });
    for (const name of ['one', 'other']) new CiBuildInfra(name, { ...farm(name), useBuildNamespaces: [builds] });
  });
  const chart = new Chart(newApp(), 'x');
  const builds = new NamespaceConstruct(chart, 'Builds', { namespace: 'builds-a' });
  for (const name of ['one', 'other']) new FarmConstruct(chart, name, farm(name)).useBuildNamespace(builds);
  const sorted = (objects: readonly any[]) =>
    objects.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name].join(' ')).sort();
  expect(sorted(objectsOf(resources))).toEqual(sorted(chart.toJson()));
  expect(resources.filter(({ type }) => type.endsWith(':Role')).map(({ name }) => name)).toContain(
    'builds/Builds/Role',
  );
});

test('a namespace with its own delegates shares its Role with a farm', async () => {
  const { resources } = await underMocks(() => {
    const delegate = new HarnessDelegate('one', { ...props, delegateName: 'one', access: DelegateAccess.none() });
    const builds = new BuildFarmNamespace('builds', { namespace: 'builds-a', delegates: [delegate] });
    const delegateNamespace = 'other';
    new CiBuildInfra('farm', {
      ...props,
      delegateName: 'other',
      delegateNamespace,
      buildNamespaces: [],
      useBuildNamespaces: [builds],
    });
  });
  const roles = objectsOf(resources).filter(
    ({ kind, metadata }) => kind === 'Role' && metadata.namespace === 'builds-a',
  );
  expect(roles).toHaveLength(1);
});
