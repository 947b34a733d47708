/** What is in a cluster once has one resource in a program. */
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import {
  BuildFarmNamespace as NamespaceConstruct,
  CiBuildInfra as FarmConstruct,
  DelegateAccess,
  DelegateImage,
  DelegateToken,
} from 'harness-constructs';
import {
  asString,
  BuildFarmNamespace,
  type BridgeOptions,
  Cdk8sComponent,
  CiBuildInfra,
  HarnessDelegate,
} from '../../lib/pulumi';
import { runProgram } from '../support/pulumi-engine';
import { temporaryPrograms } from '../support/pulumi-engine/programs';
import { objectsOf, underMocks, unknown } from '../support/pulumi-mocks';
import { newApp } from '../support/synth';

const program = temporaryPrograms();
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

test('two delegates cannot both make the namespace that they share', async () => {
  const delegate = (name: string) =>
    new HarnessDelegate(name, { ...props, delegateName: name, access: DelegateAccess.none() });
  await underMocks(() => {
    delegate('one');
    expect(() => delegate('other')).toThrow(
      '[other/Delegate/Namespace] metadata.name: got Namespace "harness-delegate", which [one/Delegate/Namespace] makes already; allowed is one Namespace of a name in a cluster. Make it in one component and pass that on',
    );
  });
});

describe('two objects of one name', () => {
  const error = /ConfigMap.*which \[one\/Map\] makes already/;

  test.each([
    ['in a namespace', { name: 'map', namespace: 'space' }],
    ['without a namespace', { name: 'map' }],
  ])('%s are refused where the names are known', async (_where, metadata) => {
    await underMocks(() => {
      configMap('one', metadata);
      expect(() => configMap('other', metadata)).toThrow(error);
    });
  });

  test('are refused in one component, too', async () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' } };
    await underMocks(() => {
      const build = (chart: Chart) => ['One', 'Other'].map((id) => new ApiObject(chart, id, object));
      expect(() => new Cdk8sComponent('site', { build })).toThrow(/which \[site\/One\] makes already/);
    });
  });

  test('are refused in another version of their group, and of one name that is known later', async () => {
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

  const source = (first: string, second: string) => `
    const text = (value) => harness.asString(pulumi.output(Promise.resolve(value)));
    const map = (name, metadata) => new harness.Cdk8sComponent(name, {
      build: (chart) => new ApiObject(chart, 'Map', { apiVersion: 'v1', kind: 'ConfigMap', metadata }),
    });
    map('one', ${first});
    map('other', ${second});
  `;

  test.each([
    ['the name', "{ name: 'map', namespace: 'space' }", "{ name: text('map'), namespace: 'space' }"],
    ['the namespace', "{ name: 'map', namespace: text('space') }", "{ name: 'map', namespace: 'space' }"],
  ])(
    'are refused as soon as it is known: %s',
    async (_what, one, other) => {
      const run = await runProgram({ program: program(source(one, other)) });
      expect(run.exitCode).not.toBe(0);
      expect(run.printed).toMatch(/got ConfigMap "map" in namespace "space", which \[(one|other)\/Map\] makes already/);
    },
    20_000,
  );

  test('are not told by a name that is secret', async () => {
    const secret = "{ name: harness.asString(pulumi.secret('hid' + 'den')) }";
    const run = await runProgram({ program: program(source("{ name: 'hid' + 'den' }", secret)) });
    expect(run.exitCode).not.toBe(0);
    expect(run.printed).toContain('got ConfigMap of the same name, which [one/Map] makes already');
    expect(run.printed).not.toContain('hidden');
  }, 20_000);
});

test.each([
  ['other names', { name: 'other', namespace: 'space' }, {}],
  ['other namespaces', { name: 'map', namespace: 'other' }, {}],
  ['names that are not known in a preview', { name: asString(unknown<string>()), namespace: 'space' }, {}],
  ['other names that are known later', { name: asString(late('other')), namespace: 'space' }, {}],
  // They may change the name.
  ['transforms', { name: 'map', namespace: 'space' }, { transformations: [() => undefined] }],
])('is another object: %s', async (_what, metadata, options) => {
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
])('is another object with another provider: %s', async (_where, options) => {
  const { resources } = await underMocks(() => {
    configMap('none', { name: 'map' });
    const [one, other] = [provider('one'), provider('other')];
    configMap('one', { name: 'map' }, options(one));
    configMap('other', { name: 'map' }, options(other));
    expect(() => configMap('again', { name: 'map' }, options(other))).toThrow(/which \[other\/Map\] makes already/);
  });
  expect(objectsOf(resources)).toHaveLength(3);
});

test('another program has objects of its own', async () => {
  for (const name of ['one', 'other']) await underMocks(() => configMap(name, { name: 'map' }));
});

test('two farms that share a namespace have the objects that they have under cdk8s', async () => {
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

test('a namespace that has delegates of its own shares its role with a farm', async () => {
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
