/** The order of creation, and so of deletion, within a component and between components. */
import { destroyed, type Run, runProgram } from '../testkit/pulumi-engine';
import { temporaryPrograms } from '../testkit/pulumi-engine/programs';

const program = temporaryPrograms();
const source = `
  import * as kplus from 'cdk8s-plus-28';
  const image = DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1');
  const token = DelegateToken.fromSecretName('ci-delegate-token');
  const props = { accountId: '6_vVHzo9Qeu9fXvj-AcQCb', image, token };
  const { HarnessDelegate, BuildFarmNamespace, CiBuildInfra, IstioHeadlessService, Cdk8sComponent } = harness;

  const delegate = new HarnessDelegate('delegate', {
    ...props, delegateName: 'ci', namespace: 'agents', access: DelegateAccess.none(),
  });
  const builds = new BuildFarmNamespace('builds', { namespace: 'builds-a' });
  new BuildFarmNamespace('shared', {
    namespace: delegate.delegateNamespace, createNamespace: false, sharedWith: delegate,
  });
  new IstioHeadlessService('mesh', { accountId: props.accountId, buildNamespaces: [builds.namespace] });
  const farm = (name, options) =>
    new CiBuildInfra(name, {
      ...props, delegateName: name, delegateNamespace: name, buildNamespaces: [], useBuildNamespaces: [builds],
    }, options);
  const farm1 = farm('farm1');
  farm('farm2', { dependsOn: builds });
  new Thing('cloud:index:Pipeline', 'pipeline', { connector: farm1.connectorDocument, tags: farm1.delegateSelectors });

  const object = (scope, id, kind, more = {}, metadata = {}) =>
    new ApiObject(scope, id, { apiVersion: 'v1', kind, metadata: { name: id, ...metadata }, ...more });
  const late = pulumi.output(Promise.resolve('late-space'));
  const site = new Cdk8sComponent('site', {
    namespace: harness.asString(late),
    build: (chart) => {
      object(chart, 'first', 'ConfigMap');
      new ApiObject(chart, 'resource', { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } });
      new ApiObject(chart, 'definition', {
        apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'widgets.example.com' },
        spec: { group: 'example.com', names: { kind: 'Widget', plural: 'widgets' } },
      });
      new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items: [
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'in-a-list', namespace: 'listed' } },
        { apiVersion: 'v1', kind: 'NamespaceList', items: [{ metadata: { name: 'listed' } }] },
      ] });
      object(chart, 'space', 'Namespace', {}, { name: harness.asString(late) });
      return chart;
    },
  });
  new Cdk8sComponent('app', {
    build: (chart) => {
      const pods = {
        serviceAccountName: 'account',
        imagePullSecrets: [{ name: 'pull' }],
        containers: [{ name: 'main', envFrom: [{ configMapRef: { name: 'from' } }], env: [
          { name: 'ONE', valueFrom: { secretKeyRef: { name: 'variable', key: 'key' } } },
        ] }],
        volumes: [
          { name: 'one', configMap: { name: 'volume' } },
          { name: 'two', secret: { secretName: 'files' } },
          { name: 'three', projected: { sources: [{ configMap: { name: 'projected' } }] } },
          { name: 'four', persistentVolumeClaim: { claimName: 'claim' } },
        ],
      };
      object(chart, 'job', 'CronJob', { spec: { jobTemplate: { spec: { template: { spec: pods } } } } });
      object(chart, 'pod', 'Pod', { spec: pods });
      object(chart, 'elsewhere', 'Pod', { spec: pods }, { namespace: 'elsewhere' });
      const rbac = (id, kind, more) =>
        new ApiObject(chart, id, { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name: id }, ...more });
      rbac('binding', 'RoleBinding', {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'role' },
        subjects: [{ kind: 'ServiceAccount', name: 'account' }],
      });
      rbac('role', 'Role', { rules: [] });
      for (const id of ['pull', 'variable', 'files', 'unused']) object(chart, id, 'Secret');
      for (const id of ['from', 'volume', 'projected']) object(chart, id, 'ConfigMap');
      object(chart, 'claim', 'PersistentVolumeClaim');
      object(chart, 'account', 'ServiceAccount', { imagePullSecrets: [{ name: 'pull' }] });
      chart.node.addDependency(site.result);
    },
  });
  new Cdk8sComponent('kplus', {
    build: (chart) => {
      const settings = new kplus.ConfigMap(chart, 'Settings', { data: { a: 'b' } });
      const serviceAccount = new kplus.ServiceAccount(chart, 'Account');
      new kplus.Deployment(chart, 'App', {
        serviceAccount, containers: [{ image: 'app:1', envFrom: [kplus.Env.fromConfigMap(settings)] }],
      });
    },
  });
  new Cdk8sComponent('opposite', {
    build: (chart) => {
      const space = object(chart, 'opposite', 'Namespace');
      const map = object(chart, 'map', 'ConfigMap', {}, { namespace: 'opposite' });
      object(chart, 'other', 'ConfigMap', {}, { namespace: 'opposite' });
      space.addDependency(map);
    },
  });
`;

let run: Run;
let deleted: readonly string[];

beforeAll(async () => {
  run = await runProgram({ program: program(source) });
  deleted = (await destroyed(run.state)).map(({ name }) => name);
});

/** Returns the resources that a resource or one of its properties waits for. */
function after(name: string): readonly string[] {
  const found = run.resources.find((resource) => resource.name === name);
  if (!found) throw new Error(`no ${name}`);
  return [...new Set([...found.dependencies, ...Object.values(found.propertyDependencies).flat()])];
}

function expectBefore(first: string, second: string): void {
  expect(after(second)).toContain(first);
  expect(deleted).toEqual(expect.arrayContaining([first, second]));
  expect(deleted.indexOf(second)).toBeLessThan(deleted.indexOf(first));
}

test('the program runs', () => {
  expect([run.exitCode, run.errors]).toEqual([0, []]);
});

describe('between components, a resource that uses an Output comes after the objects it is about', () => {
  test.each([
    ['build namespace', 'builds/Builds/Resource', 'builds/Builds/Role'],
    ['build namespace', 'builds/Builds/Resource', 'farm1/Builds.0/Ingress.farm1.farm1'],
    ['namespace of a delegate', 'delegate/Delegate/Namespace', 'shared/Builds/ServiceAccount'],
    ['ServiceAccount of a delegate', 'delegate/Delegate/ServiceAccount', 'shared/Builds/Grant.0'],
    ['namespaces of a mesh', 'builds/Builds/Resource', 'mesh/Service/Service.1'],
    ['selectors of a farm', 'farm1/Farm/Delegate/Resource', 'pipeline'],
  ])('%s: %s before %s', (_what, first, second) => {
    expectBefore(first, second);
  });

  test('a dependency of the construct tree also applies between components', () => {
    expectBefore('site/first', 'app/pull');
    expectBefore('site/list/1/0', 'app/pod');
  });
});

describe('two farms that share a namespace', () => {
  test('have one Role for builds, which belongs to the namespace', () => {
    const roles = run.resources.filter(
      ({ inputs, type }) => type.endsWith(':Role') && inputs.metadata.namespace === 'builds-a',
    );
    expect(roles.map(({ name, parent }) => [name, parent])).toEqual([['builds/Builds/Role', 'builds']]);
    for (const farm of ['farm1', 'farm2']) {
      expectBefore('builds/Builds/Role', `${farm}/Builds.0/Grant.${farm}.${farm}`);
    }
  });

  test('can also depend on it explicitly', () => {
    expect(after('farm2/Farm/Delegate/Resource')).toEqual(expect.arrayContaining(['builds/Builds/Role']));
  });
});

describe('within a component', () => {
  test.each([
    ['its namespace, even with a name known only later', 'site/space', 'site/first'],
    ['the definition of its kind', 'site/definition', 'site/resource'],
    ['the namespace of an element of a list', 'site/list/1/0', 'site/list/0'],
    ['the role of a binding', 'app/role', 'app/binding'],
    ['the subject of a binding', 'app/account', 'app/binding'],
    ['a Secret of a ServiceAccount', 'app/pull', 'app/account'],
    ...['pod', 'job'].flatMap((pods) =>
      [
        ['account', 'the ServiceAccount'],
        ['binding', 'the rights of the ServiceAccount'],
        ['role', 'the role of these rights'],
        ['pull', 'the Secret to pull images'],
        ['from', 'envFrom'],
        ['variable', 'a variable'],
        ['volume', 'a volume of a ConfigMap'],
        ['files', 'a volume of a Secret'],
        ['projected', 'a projected volume'],
        ['claim', 'a claim'],
      ].map(([id, what]) => [`${what} of a ${pods}`, `app/${id}`, `app/${pods}`]),
    ),
  ])('%s comes first', (_what, first, second) => {
    expectBefore(first, second);
  });

  test('pods of cdk8s-plus come after the objects they refer to', () => {
    expectBefore('kplus/Settings/Resource', 'kplus/App/Resource');
    expectBefore('kplus/Account/Resource', 'kplus/App/Resource');
  });

  test('waits for no object without references, and for none in another namespace', () => {
    expect(after('app/pod')).not.toContain('app/unused');
    for (const id of ['account', 'pull', 'from', 'role']) expect(after('app/elsewhere')).not.toContain(`app/${id}`);
  });

  test('a dependency declared in the tree overrides an implicit one in the opposite direction', () => {
    expectBefore('opposite/map', 'opposite/opposite');
    expect(after('opposite/map')).toEqual([]);
    expectBefore('opposite/opposite', 'opposite/other');
  });
});

test('the elements of a list are separate objects', () => {
  const names = run.resources.filter(({ name }) => name.startsWith('site/list')).map(({ type, name }) => [type, name]);
  expect(names.sort()).toEqual([
    ['kubernetes:core/v1:ConfigMap', 'site/list/0'],
    ['kubernetes:core/v1:Namespace', 'site/list/1/0'],
  ]);
});
