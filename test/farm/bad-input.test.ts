import { Chart } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { BuildFarmNamespace, BuildIsolation, Istio } from '../../lib/build-namespace';
import { KubernetesClusterConnector } from '../../lib/connector';
import { HarnessDelegate } from '../../lib/delegate';
import { CiBuildInfra, type CiBuildInfraProps } from '../../lib/farm';
import { HarnessErrors, unresolved } from '../../lib/core';
import { CiStep, StepConnector } from '../../lib/pipeline';
import { delegateIn } from '../build-namespace/farms';
import { addDelegate } from '../delegate/delegates';
import { BAD_FARM } from '../testkit/arbitraries/bad-farm';
import { BAD_FARM_NETWORK } from '../testkit/arbitraries/bad-farm-network';
import { RESTRICTED } from '../testkit/isolations';
import { spread } from '../testkit/arbitraries/runs';
import { typesOf, wrongValuesFor } from '../testkit/arbitraries/wrong-types';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newApp, newChart, synth } from '../testkit/synth';
import { addFarm, LEAST, synthInfra } from './infras';

describe('invalid input for the namespaces of a farm is refused with property, expected value and remedy', () => {
  describe.each(Object.entries({ ...BAD_FARM, network: BAD_FARM_NETWORK }))('%s', (_subject, rows) => {
    // The tests of the namespace itself try all of them.
    test.each(spread(rows).map((row) => [row.what, row] as const))('%s', (_what, { props, property, allowed }) => {
      const details = refused(() => synthInfra(props));
      expect(details.property).toBe(property);
      expect(details.constructPath).toMatch(/^test\/Farm\b/);
      expect(details.allowed).toMatch(allowed);
      expect(details.remedy).toMatch(/^[A-Z].{4,}[.]$/s);
    });
  });
});

test('combinations that do not depend on each other are reported at once', () => {
  const chart = newChart();
  const connector = KubernetesClusterConnector.fromReference(chart, 'Connector', 'account.a', { accountId: 'theirs' });
  const delegate = HarnessDelegate.fromDelegateAttributes(chart, 'D', { delegateName: 'ci', accountId: 'theirs' });
  const props: Partial<CiBuildInfraProps> = {
    accountId: 'ours',
    delegate,
    connector,
    connectorOptions: {},
    delegateNamespace: 'Not fine',
    labels: { 'a b': '' },
    istio: Istio.initContainer({ revision: '-' }),
    headlessService: false,
    sharedNamespace: true,
    buildNamespaces: ['a'],
  };
  const all = HarnessErrors.allOf(thrownBy(() => addFarm(chart, 'Farm', props)));
  expect(all.map(({ property, given }) => [property, given])).toEqual([
    ['delegateNamespace', '"Not fine"'],
    ['istio.revision', '"-"'],
    ['labels["a b"]', '"a b"'],
    ['delegateName', undefined],
    ['image', undefined],
    ['token', undefined],
    ['delegateNamespace', undefined],
    ['connectorOptions', undefined],
    ['delegate', 'a delegate of the account theirs'],
    ['connector', 'a connector of the account theirs'],
    ['buildNamespaces', '["a"]'],
    ['headlessService', 'false'],
  ]);
});

describe('invalid combinations of properties are refused', () => {
  test.each([
    ['delegateName', 'other'],
    ['image', LEAST.image],
    ['token', LEAST.token],
    ['delegateOptions', { replicas: 2 }],
    ['delegateNamespace', 'agents'],
    ['createDelegateNamespace', false],
    ['connectionTest', true],
    ['additionalAccess', DelegateAccess.none()],
  ])('%s together with an existing delegate', (property, value) => {
    const chart = newChart();
    const props = { accountId: LEAST.accountId, delegate: delegateIn(chart), [property]: value };
    const details = refused(() => new CiBuildInfra(chart, 'Farm', props));
    expect(details).toMatchObject({ property, constructPath: 'test/Farm' });
    expect(details.remedy).toBe(`Remove ${property} or delegate.`);
  });

  test('build namespaces together with a shared one', () => {
    const details = refused(() => synthInfra({ sharedNamespace: true, buildNamespaces: ['a'] }));
    expect(details).toMatchObject({ property: 'buildNamespaces', constructPath: 'test/Farm' });
    expect(details.remedy).toContain('addBuildNamespace');
  });

  test('a delegate that runs as root in a namespace with restricted builds', () => {
    const shared = { sharedNamespace: true, isolation: RESTRICTED };
    const delegateOptions = { unsafeRunAsRoot: true };
    const details = refused(() => synthInfra({ ...shared, delegateOptions }));
    expect(details).toMatchObject({ property: 'delegateOptions.unsafeRunAsRoot', constructPath: 'test/Farm' });
    expect(details.remedy).toContain('BuildIsolation.baseline()');
    expect(() => synthInfra(shared)).not.toThrow();
    expect(() => synthInfra({ ...shared, isolation: BuildIsolation.baseline(), delegateOptions })).not.toThrow();
    expect(() => synthInfra({ isolation: RESTRICTED, delegateOptions })).not.toThrow();
  });

  test('a namespace twice', () => {
    const details = refused(() => synthInfra({ buildNamespaces: ['a', 'a'] }));
    expect(details).toMatchObject({ property: 'buildNamespaces[1]', given: '"a"', constructPath: 'test/Farm' });
    expect(details.allowed).toBe('a namespace that the farm does not have yet');
    const { farm } = synthInfra({ buildNamespaces: ['a'] });
    expect(refused(() => farm.addBuildNamespace('a')).property).toBe('namespace');
  });

  test('no namespace, at synth', () => {
    expect(() => synthInfra({ buildNamespaces: [] })).toThrow(/buildNamespaces: got \[\].*addBuildNamespace/);
  });

  test('STRICT mode without a headless Service', () => {
    covers('S002.istio.strict-needs-service', 'S004.istio.strict-needs-service');
    const details = refused(() => synthInfra({ istio: Istio.ambient(), headlessService: false }));
    expect(details.property).toBe('headlessService');
  });
});

describe('a farm is refused', () => {
  test.each<[string, object, string, string]>([
    ['without account', { accountId: undefined }, 'accountId', 'test/Farm'],
    ['with an invalid account', { accountId: 'a b' }, 'accountId', 'test/Farm'],
    ['without name of the delegate', { delegateName: undefined }, 'delegateName', 'test/Farm'],
    ['without image', { image: undefined }, 'image', 'test/Farm'],
    ['without token', { token: undefined }, 'token', 'test/Farm'],
    ['with an unresolved name', { delegateName: unresolved(() => 'ci') }, 'delegateName', 'test/Farm'],
    [
      'with an invalid option of the delegate',
      { delegateOptions: { replicas: -1 } },
      'delegateOptions.replicas',
      'test/Farm',
    ],
    ['with an invalid namespace', { delegateNamespace: 'A' }, 'delegateNamespace', 'test/Farm'],
    ['with an invalid build namespace', { buildNamespaces: ['A'] }, 'buildNamespaces[0]', 'test/Farm'],
    ['with a system namespace for builds', { buildNamespaces: ['default'] }, 'buildNamespaces[0]', 'test/Farm'],
    [
      'with builds in the namespace of the delegate as access',
      { additionalAccess: DelegateAccess.ciBuilds(['harness-delegate']) },
      'additionalAccess',
      'test/Farm',
    ],
  ])('%s', (_what, props, property, constructPath) => {
    const details = refused(() => synthInfra(props));
    expect(details).toMatchObject({ property, constructPath });
    expect(details.remedy).toMatch(/^[A-Z].{4,}[.]$/s);
  });

  test('with an invalid account, even with an existing delegate', () => {
    const chart = newChart();
    const props = { accountId: 'a b', delegate: delegateIn(chart) };
    expect(refused(() => new CiBuildInfra(chart, 'Farm', props)).property).toBe('accountId');
  });
});

describe('a value of the wrong type is refused with the name of its property', () => {
  const all = Object.entries(typesOf('CiBuildInfraProps')).flatMap(([property, type]) =>
    wrongValuesFor(type).map(([what, value]) => [property, what, value] as const),
  );

  test.each(spread(all, ([property]) => property))('%s with %s', (property, _what, value) => {
    const details = refused(() => synthInfra({ [property]: value }));
    const named = details.property.startsWith(property) ? property : details.property;
    expect([named, details.constructPath]).toEqual([property, 'test/Farm']);
  });

  test.each([null, undefined, 42])('%p as properties', (props) => {
    const details = refused(() => new CiBuildInfra(newChart(), 'Farm', props as unknown as CiBuildInfraProps));
    expect(details.constructPath).toBe('test/Farm');
  });
});

describe('two farms of one app', () => {
  test('cannot use the same build namespace', () => {
    const app = newApp();
    const [one, two] = [new Chart(app, 'one'), new Chart(app, 'two')];
    addFarm(one, 'Farm');
    const other = { delegateName: 'other', delegateNamespace: 'agents' };
    const details = refused(() => addFarm(two, 'Farm', other));
    expect(details).toMatchObject({ property: 'buildNamespaces', constructPath: 'two/Farm' });
    expect(details.given).toContain('[one/Farm/Builds.harness-builds]');
    expect(() =>
      addFarm(two, 'Again', { ...other, delegateName: 'third', buildNamespaces: ['b'], delegateNamespace: 'c' }),
    ).not.toThrow();
  });

  test('cannot use the same imported namespace', () => {
    const chart = newChart();
    const there = (id: string) => BuildFarmNamespace.fromNamespaceName(chart, id, 'elsewhere');
    addFarm(chart, 'One', { buildNamespaces: [] }).useBuildNamespace(there('A'));
    const two = addFarm(chart, 'Two', { buildNamespaces: [], delegateName: 'two', delegateNamespace: 'b' });
    expect(HarnessErrors.isHarnessError(thrownBy(() => two.useBuildNamespace(there('B'))))).toBe(true);
  });

  test('can share a delegate', () => {
    const chart = newChart();
    const delegate = addDelegate(chart, 'Delegate');
    for (const name of ['a', 'b']) {
      new CiBuildInfra(chart, name, { accountId: LEAST.accountId, delegate, buildNamespaces: [name] });
    }
    expect(synth(chart).filter(({ kind }) => kind === 'RoleBinding')).toHaveLength(2);
  });

  test('must have a delegate of the same cluster', () => {
    covers('S001.intro.same-cluster', 'S002.cluster.same-cluster', 'S004.connector.same-cluster');
    const delegate = addDelegate(newChart(), 'Delegate');
    const details = refused(() => new CiBuildInfra(newChart(), 'Farm', { accountId: LEAST.accountId, delegate }));
    expect(details.property).toBe('delegate');
    expect(details.allowed).toContain('one cluster');
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** A list without its first element. */
function withGap<T>(element: T): T[] {
  const list: T[] = [];
  list[1] = element;
  return list;
}

const STEP = CiStep.run('a', { image: 'a:1', command: 'b', connector: StepConnector.dockerHub('account.a') });

test.each<[property: string, make: () => unknown]>([
  ['buildNamespaces[0]', () => addFarm(newChart(), 'Farm', { buildNamespaces: withGap('b') })],
  ['delegateOptions.tags[0]', () => addFarm(newChart(), 'Farm', { delegateOptions: { tags: withGap('b') } })],
  ['steps[0]', () => addFarm(newChart(), 'Farm').stage({ name: 'B', steps: withGap(STEP) })],
  [
    'steps[0].steps[0]',
    () => addFarm(newChart(), 'Farm').stage({ name: 'B', steps: [CiStep.group('g', withGap(STEP))] }),
  ],
  [
    'delegateOptions.affinity.a[0]',
    () => addFarm(newChart(), 'Farm', { delegateOptions: { affinity: { a: withGap(1) } } }),
  ],
])('a gap in a list is an element that is missing: %s', (property, make) => {
  expect(refused(make)).toMatchObject({ property, problem: 'missing' });
});

/* Namespaces that a farm cannot take: the error names the namespace, and not what is inside the farm. */

test('a namespace that is already in the farm is named, also one that the farm made', () => {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm');
  const builds = new BuildFarmNamespace(chart, 'Builds', { namespace: 'team-a' });
  farm.useBuildNamespace(builds);
  for (const namespace of [builds, farm.buildNamespaces[0]]) {
    expect(refused(() => farm.useBuildNamespace(namespace))).toMatchObject({
      constructPath: 'test/Farm',
      property: 'namespace',
      given: `[${namespace.node.path}], which is already in the farm`,
      remedy: 'Remove the second call.',
    });
  }
  expect(farm.buildNamespaces).toHaveLength(2);
});

test.each([
  [{ buildNamespaces: ['harness-delegate'] }, 'buildNamespaces[0]'],
  [{ buildNamespaces: ['a', 'b'], delegateNamespace: 'b' }, 'buildNamespaces[1]'],
])('the namespace of the delegate is refused by its own name: %j', (props, property) => {
  const details = refused(() => addFarm(newChart(), 'Farm', props));
  expect(details).toMatchObject({ constructPath: 'test/Farm', property });
  expect(details.given).toMatch(/^"[\w-]+", the namespace of the delegate$/);
  expect(details.remedy).toBe('Use another one, set delegateNamespace, or accept the risk with sharedNamespace: true.');
});

test('addBuildNamespace refuses it, too, and leaves the farm as it was', () => {
  const farm = addFarm(newChart(), 'Farm');
  const error = refused(() => farm.addBuildNamespace('harness-delegate'));
  expect(error).toMatchObject({ property: 'namespace', given: '"harness-delegate", the namespace of the delegate' });
  expect(farm.buildNamespaces).toHaveLength(1);
});
