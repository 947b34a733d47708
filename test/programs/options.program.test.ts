import { destroyed, type Resource, type Run, runProgram } from '../testkit/pulumi-engine';
import { temporaryPrograms } from '../testkit/pulumi-engine/programs';

const program = temporaryPrograms();
const source = `
  const config = new pulumi.Config();
  const provider = (name) => new (require('@pulumi/kubernetes').Provider)(name, {});
  const [one, other] = [provider('one'), provider('other')];
  const account = new Account('account');
  const props = {
    accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
    image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
    token: config.requireSecret('token'),
  };
  const renamed = config.getBoolean('renamed');
  const delegate = (name, options, more = {}) =>
    new harness.HarnessDelegate(name, {
      ...props, namespace: name, delegateName: name, access: DelegateAccess.ciBuilds(['harness-builds']), ...more,
    }, options);

  delegate('one-provider', { provider: one });
  delegate('providers', { providers: [other] });
  delegate('kept', { protect: true, ignoreChanges: ['metadata.labels'] });
  delegate('handed-down', {
    customTimeouts: { create: '5m' }, replaceOnChanges: ['spec.selector'], retainOnDelete: true, deletedWith: account,
    version: '4.99.0', pluginDownloadURL: 'https://plugins.example.com',
    objectOptions: ({ kind }) => (kind === 'Deployment' ? { customTimeouts: { create: '20m' } } : undefined),
  });
  const late = delegate('late', { dependsOn: account });
  delegate('later', { dependsOn: [late] });
  delegate('transformed', {
    transforms: [({ props, opts, type }) =>
      type.startsWith('kubernetes:')
        ? { props: { ...props, metadata: { ...props.metadata, annotations: { team: 'platform' } } }, opts }
        : undefined],
  });
  delegate('each', {
    ignoreChanges: ['metadata.labels'],
    objectOptions: ({ kind, apiVersion, path }) =>
      kind === 'Deployment'
        ? { protect: true, ignoreChanges: ['spec.replicas'], dependsOn: account, aliases: [{ name: [apiVersion, path].join(' ') }] }
        : undefined,
  });
  delegate(renamed ? 'after' : 'before', { aliases: renamed ? [{ name: 'before' }] : [] }, {
    namespace: 'renamed', delegateName: 'renamed',
  });
  new harness.CiBuildInfra('farm', { ...props, delegateName: 'ci' });

  const legacy = { image: DelegateImage.of('example.com/harness/delegate:' + (renamed ? '26.03.88500' : '26.02.88404')) };
  const upgrader = { image: DelegateImage.of('example.com/harness/upgrader:1.6.0') };
  delegate('upgraded', { ignoreChanges: ['metadata.labels'] }, { ...legacy, upgrader });
  const first = { image: DelegateImage.of('example.com/harness/delegate:26.02.88404') };
  delegate('suspended', {}, { ...first, upgrader: { ...upgrader, suspend: true } });
  new harness.CiBuildInfra('upgraded-farm', {
    ...props, ...legacy, delegateName: 'ci', delegateNamespace: 'upgraded-farm', buildNamespaces: ['upgraded-builds'],
    delegateOptions: { upgrader },
  });
`;

let first: Run;
let second: Run;

beforeAll(async () => {
  const run = { program: program(source), secrets: { token: 'a-token' } };
  first = await runProgram(run);
  second = await runProgram({ ...run, config: { renamed: 'true' }, state: first.state });
});

function childrenOf(component: string, run = first): readonly Resource[] {
  const children = run.resources.filter(({ parent }) => parent === component);
  expect(children.length).toBeGreaterThan(5);
  return children;
}

const ofKind = (resources: readonly Resource[], kind: string) =>
  resources.find(({ type }) => type.endsWith(`:${kind}`))!;

test('both runs succeed', () => {
  for (const run of [first, second]) expect([run.exitCode, run.errors]).toEqual([0, []]);
});

test('the component is the parent of every object', () => {
  const objects = first.resources.filter(({ type }) => type.startsWith('kubernetes:'));
  const components = first.resources.filter(({ type }) => type.startsWith('harness-constructs:'));
  const names = new Set(components.map(({ name }) => name));
  expect(objects.filter(({ parent }) => !names.has(parent))).toEqual([]);
  expect(new Set(components.map(({ parent }) => parent))).toEqual(new Set(['p-s']));
});

test('uses the provider version of the installed package', () => {
  const { version } = jest.requireActual<{ version: string }>('@pulumi/kubernetes/package.json');
  for (const child of childrenOf('kept')) expect(child.options.version).toBe(version);
});

test.each([
  ['provider', 'one-provider', 'one'],
  ['providers', 'providers', 'other'],
])('%s reaches every object', (_option, component, provider) => {
  for (const child of childrenOf(component)) expect(child.options.provider).toBe(provider);
});

test('protect and ignoreChanges reach every object', () => {
  for (const { options } of childrenOf('kept')) {
    expect(options).toMatchObject({ protect: true, ignoreChanges: ['metadata.labels'] });
  }
  for (const { options } of childrenOf('late')) {
    expect([options.protect, options.ignoreChanges]).toEqual([undefined, []]);
  }
});

test('options that Pulumi does not propagate reach every object, unless overridden for one', () => {
  for (const { type, options } of childrenOf('handed-down')) {
    expect(options).toMatchObject({
      customTimeouts: { create: type.endsWith(':Deployment') ? '20m' : '5m' },
      replaceOnChanges: ['spec.selector'],
      retainOnDelete: true,
      deletedWith: 'account',
      version: '4.99.0',
      pluginDownloadURL: 'https://plugins.example.com',
    });
  }
  for (const { options } of childrenOf('late')) {
    expect(options).toMatchObject({ replaceOnChanges: [], deletedWith: '', pluginDownloadURL: '' });
    expect([options.customTimeouts?.create, options.retainOnDelete]).toEqual(['', undefined]);
  }
});

test('dependsOn reaches every object: on a resource, and on everything in a component', () => {
  for (const child of childrenOf('late')) expect(child.dependencies).toContain('account');
  const before = childrenOf('late').map(({ name }) => name);
  for (const child of childrenOf('later')) expect(child.dependencies).toEqual(expect.arrayContaining(before));
});

test('transforms see every object', () => {
  for (const { inputs } of childrenOf('transformed')) expect(inputs.metadata.annotations).toEqual({ team: 'platform' });
});

test('a callback sets options of one object in addition to those of the component', () => {
  const children = childrenOf('each');
  const deployment = ofKind(children, 'Deployment');
  const { protect, ignoreChanges, aliases } = deployment.options;
  expect({ protect, ignoreChanges }).toEqual({ protect: true, ignoreChanges: ['spec.replicas'] });
  expect(aliases).toEqual([expect.stringMatching(/::apps\/v1 each\/Delegate\/Resource$/)]);
  expect(deployment.dependencies).toEqual(expect.arrayContaining(['account', ofKind(children, 'Secret').name]));
  for (const { options } of children.filter((child) => child !== deployment)) {
    expect(options).toMatchObject({ ignoreChanges: ['metadata.labels'], aliases: [] });
    expect(options.protect).toBeUndefined();
  }
});

test('a component that is renamed with an alias keeps its objects', () => {
  for (const { name } of childrenOf('after', second)) expect([name, second.changes[name]]).toEqual([name, 'same']);
  expect(second.steps).toEqual([]);
});

describe('the order in which a stack is deleted', () => {
  let steps: string[];
  const before = (one: string, other: string) => expect(steps.indexOf(one)).toBeLessThan(steps.indexOf(other));

  beforeAll(async () => {
    steps = (await destroyed(first.state)).map(({ name }) => name);
  });

  test.each(['kept', 'farm'])('deletes a namespace after everything in it: %s', (component) => {
    const children = childrenOf(component);
    for (const { name, inputs } of children.filter(({ type }) => type.endsWith(':Namespace'))) {
      const inside = children.filter((child) => child.inputs.metadata.namespace === inputs.metadata.name);
      expect(inside.length).toBeGreaterThan(2);
      for (const child of inside) before(child.name, name);
    }
  });

  test.each(['Secret', 'ServiceAccount', 'Role', 'RoleBinding'])('deletes the pods before their %s', (kind) => {
    for (const component of ['late', 'later', 'each']) {
      const children = childrenOf(component);
      before(ofKind(children, 'Deployment').name, ofKind(children, kind).name);
    }
  });

  test('deletes dependents of a component before it', () => {
    for (const child of childrenOf('later')) for (const { name } of childrenOf('late')) before(child.name, name);
  });

  test('deletes a provider last', () => {
    for (const { name } of childrenOf('one-provider')) before(name, 'one');
  });
});

describe('the image that an upgrader changes in the cluster', () => {
  const IMAGE = 'spec.template.spec.containers[0].image';
  const ignoredBy = (component: string, kind: string) => ofKind(childrenOf(component), kind).options.ignoreChanges;

  test('is ignored by Pulumi, in addition to what the program ignores', () => {
    expect(ignoredBy('upgraded', 'Deployment')).toEqual(['metadata.labels', IMAGE]);
    expect(ignoredBy('upgraded', 'CronJob')).toEqual(['metadata.labels']);
    expect(ignoredBy('upgraded-farm', 'Deployment')).toEqual([IMAGE]);
  });

  test('is not changed by another image in the program', () => {
    // The second run uses another image.
    const deployment = ofKind(childrenOf('upgraded', second), 'Deployment');
    expect(second.changes[deployment.name]).toBe('same');
  });

  test('is managed by the program while the upgrader is suspended, and without an upgrader', () => {
    expect(ignoredBy('suspended', 'Deployment')).toEqual([]);
    expect(ignoredBy('late', 'Deployment')).toEqual([]);
  });

  test('is changed by a CronJob that is created after its account, rights and configuration', () => {
    const objects = childrenOf('upgraded');
    const { dependencies } = ofKind(objects, 'CronJob');
    const before = ['ServiceAccount', 'Role', 'RoleBinding', 'ConfigMap'].map(
      (kind) => `upgraded/Delegate/Upgrader.${kind}`,
    );
    expect(dependencies).toEqual(expect.arrayContaining(before));
  });
});
