/** Where a construct is created, and under which ID. */
import { App, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import * as constructs from '../../lib';
import { LEAST } from '../delegate/delegates';
import { thrownBy } from '../testkit/refused';
import { newApp, newChart } from '../testkit/synth';

const {
  BuildFarmNamespace,
  CiBuildInfra,
  ConnectorAccount,
  HarnessDelegate,
  IstioHeadlessService,
  KubernetesClusterConnector,
} = constructs;

/** Everything that has a place in the tree. The properties are not reached. */
const IN_A_CHART: { readonly [name: string]: (scope: Construct, id: string) => unknown } = {
  BuildFarmNamespace: (scope, id) => new BuildFarmNamespace(scope, id),
  CiBuildInfra: (scope, id) => new CiBuildInfra(scope, id, LEAST),
  ConnectorAccount: (scope, id) => new ConnectorAccount(scope, id, {} as never),
  HarnessDelegate: (scope, id) => new HarnessDelegate(scope, id, LEAST),
  IstioHeadlessService: (scope, id) => new IstioHeadlessService(scope, id, { accountId: LEAST.accountId }),
};

const ANYWHERE: typeof IN_A_CHART = {
  'an imported delegate': (scope, id) =>
    HarnessDelegate.fromDelegateAttributes(scope, id, { delegateName: 'ci', namespace: 'a' }),
  'an imported namespace': (scope, id) => BuildFarmNamespace.fromNamespaceName(scope, id, 'a'),
  'an imported connector': (scope, id) => KubernetesClusterConnector.fromReference(scope, id, 'account.a'),
  CiStage: (scope, id) => new constructs.CiStage(scope, id, {} as never),
  KubernetesClusterConnector: (scope, id) => new KubernetesClusterConnector(scope, id, {} as never),
  KubernetesDirectInfrastructure: (scope, id) => new constructs.KubernetesDirectInfrastructure(scope, id, {} as never),
  SpotConnector: (scope, id) => new constructs.SpotConnector(scope, id, {} as never),
};

const CHART = 'a Chart or a construct within one';
const PASS = 'Pass a Chart or, within your own construct, this.';

describe.each([
  ...Object.entries(IN_A_CHART).map(([name, make]) => [name, make, CHART] as const),
  ...Object.entries(ANYWHERE).map(([name, make]) => [name, make, 'a construct'] as const),
])('%s', (_name, make, where) => {
  const token = Lazy.any({ produce: () => 'a' });
  test.each<[what: string, scope: () => unknown, id: unknown, message: string]>([
    ['no scope', () => undefined, 'A', `scope: missing; expected ${where}. ${PASS}`],
    ['null', () => null, 'A', `scope: got null; expected ${where}. ${PASS}`],
    ['properties as scope', () => LEAST, 'A', `scope: got an object; expected ${where}. ${PASS}`],
    ['a late scope', () => token, 'A', `scope: got a value known only later; expected ${where}. ${PASS}`],
    ['no ID', newChart, undefined, '[test] id: missing; expected a string. Set it.'],
    ['a number as ID', newChart, 7, '[test] id: got a number; expected a string. Put it in quotes.'],
    ['properties as ID', newChart, LEAST, '[test] id: got an object; expected a string. Name the construct.'],
    [
      'a late ID',
      newChart,
      token,
      '[test] id: got a value known only later; expected a string. Pass a plain value: it must be known at construction.',
    ],
    ['an empty ID', newChart, '', '[test] id: got ""; expected a string that is not empty. Name the construct.'],
    [
      'the ID of another construct',
      () => new Construct(newChart(), 'a/b').node.scope,
      'a/b',
      '[test] id: got "a/b"; expected an id that no other construct of this scope has. Change the id of one of the two.',
    ],
    [
      'a locked scope',
      () => {
        const chart = newChart();
        chart.node.lock();
        return chart;
      },
      'A',
      '[test] scope: locked; expected a construct that is not locked. Create constructs before you lock it.',
    ],
  ])('refuses %s, and the stack starts here', (_what, scope, id, message) => {
    const error = thrownBy(() => make(scope() as Construct, id as string));
    expect(error.message).toBe(message);
    expect(error.stack?.split('\n    at ')[1]).toContain(__filename);
  });
});

test.each(Object.entries(IN_A_CHART))('%s refuses an app as its scope', (_name, make) => {
  const message = `scope: got an instance of App; expected ${CHART}. Pass a Chart.`;
  expect(() => make(newApp(), 'A')).toThrow(message);
  expect(() => make(new Construct(newApp(), 'a'), 'A')).toThrow(
    `[a] scope: got an instance of Construct; expected ${CHART}. Pass a Chart.`,
  );
});

test('a wrong scope and a wrong ID are reported together', () => {
  expect(thrownBy(() => new HarnessDelegate(new App(), '', LEAST)).message).toBe(
    [
      `scope: got an instance of App; expected ${CHART}. Pass a Chart.`,
      'id: got ""; expected a string that is not empty. Name the construct.',
    ].join('\n'),
  );
});

test('what is refused does not stay in the tree', () => {
  const chart = newChart();
  expect(() => new HarnessDelegate(chart, '', LEAST)).toThrow();
  expect(chart.node.children).toEqual([]);
});

describe('without a chart', () => {
  test('there is no default for the namespace of an imported delegate', () => {
    const make = () => HarnessDelegate.fromDelegateAttributes(newApp(), 'A', { delegateName: 'ci' });
    expect(make).toThrow(`[A] scope: got an instance of App; expected ${CHART}. Pass a Chart.`);
  });

  test('an imported namespace gets no roles', () => {
    const chart = newChart();
    const delegate = new HarnessDelegate(chart, 'Delegate', LEAST);
    const namespace = BuildFarmNamespace.fromNamespaceName(chart.node.root, 'A', 'a');
    const error = thrownBy(() => namespace.addDelegate(delegate));
    expect(error.message).toBe(`[A] scope: got an instance of App; expected ${CHART}. Pass a Chart.`);
    expect(error.stack?.split('\n    at ')[1]).toContain(__filename);
  });
});

test('every construct of the package is in one of the lists', () => {
  const names = Object.entries(constructs).flatMap(([name, value]) =>
    typeof value === 'function' && value.prototype instanceof Construct ? [name] : [],
  );
  const listed = [...Object.keys(IN_A_CHART), ...Object.keys(ANYWHERE)];
  expect(names.filter((name) => !listed.includes(name)).sort()).toEqual(['HarnessApp', 'HarnessDocument']);
});
