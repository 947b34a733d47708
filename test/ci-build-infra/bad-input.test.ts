import { Chart } from 'cdk8s';
import {
  BuildFarmNamespace,
  BuildIsolation,
  CiBuildInfra,
  type CiBuildInfraProps,
  DelegateAccess,
  HarnessErrors,
  Istio,
} from 'harness-constructs';
import { unresolved } from '../../lib/values';
import { delegateIn } from '../build-farm/farms';
import { addDelegate } from '../delegate/delegates';
import { BAD_FARM } from '../support/arbitraries/bad-farm';
import { BAD_FARM_NETWORK } from '../support/arbitraries/bad-farm-network';
import { type Type, wrongValuesFor } from '../support/arbitraries/wrong-types';
import { covers } from '../support/covers';
import { refused } from '../support/refused';
import { newApp, newChart, synth } from '../support/synth';
import { addFarm, LEAST, synthInfra } from './infras';

describe('bad input for the namespaces of a farm is refused by property, with what is allowed and what to do', () => {
  describe.each(Object.entries({ ...BAD_FARM, network: BAD_FARM_NETWORK }))('%s', (_subject, rows) => {
    test.each(rows.map((row) => [row.what, row] as const))('%s', (_what, { props, property, allowed }) => {
      const details = refused(() => synthInfra(props));
      expect(details.property).toBe(property);
      expect(details.constructPath).toMatch(/^test\/Farm\b/);
      expect(details.allowed).toMatch(allowed);
      expect(details.remedy).toMatch(/^[A-Z].{4,}[.]$/s);
    });
  });
});

describe('properties of a farm of which each is fine and all together are not', () => {
  test.each([
    ['delegateName', 'other'],
    ['image', LEAST.image],
    ['token', LEAST.token],
    ['delegateOptions', { replicas: 2 }],
    ['delegateNamespace', 'agents'],
    ['createDelegateNamespace', false],
    ['connectionTest', true],
    ['additionalAccess', DelegateAccess.none()],
  ])('%s beside a delegate that exists', (property, value) => {
    const chart = newChart();
    const props = { accountId: LEAST.accountId, delegate: delegateIn(chart), [property]: value };
    const details = refused(() => new CiBuildInfra(chart, 'Farm', props));
    expect(details).toMatchObject({ property, constructPath: 'test/Farm' });
    expect(details.remedy).toBe(`Leave ${property} or delegate out.`);
  });

  test('namespaces beside a shared one', () => {
    const details = refused(() => synthInfra({ sharedNamespace: true, buildNamespaces: ['a'] }));
    expect(details).toMatchObject({ property: 'buildNamespaces', constructPath: 'test/Farm' });
    expect(details.remedy).toContain('addBuildNamespace');
  });

  test('a delegate that runs as root in a namespace whose builds are restricted', () => {
    const shared = { sharedNamespace: true, isolation: BuildIsolation.restricted() };
    const delegateOptions = { unsafeRunAsRoot: true };
    const details = refused(() => synthInfra({ ...shared, delegateOptions }));
    expect(details).toMatchObject({ property: 'delegateOptions.unsafeRunAsRoot', constructPath: 'test/Farm' });
    expect(details.remedy).toContain('BuildIsolation.baseline()');
    expect(() => synthInfra(shared)).not.toThrow();
    expect(() => synthInfra({ ...shared, isolation: BuildIsolation.baseline(), delegateOptions })).not.toThrow();
    expect(() => synthInfra({ isolation: BuildIsolation.restricted(), delegateOptions })).not.toThrow();
  });

  test('a namespace twice', () => {
    const details = refused(() => synthInfra({ buildNamespaces: ['a', 'a'] }));
    expect(details).toMatchObject({ property: 'buildNamespaces', constructPath: 'test/Farm' });
    expect(details.allowed).toMatch(/once/);
    const { farm } = synthInfra({ buildNamespaces: ['a'] });
    expect(refused(() => farm.addBuildNamespace('a')).property).toBe('buildNamespaces');
  });

  test('no namespace at all, at synth', () => {
    expect(() => synthInfra({ buildNamespaces: [] })).toThrow(/buildNamespaces: got \[\].*addBuildNamespace/);
  });

  test('STRICT mode without headless service', () => {
    covers('S002.istio.strict-needs-service', 'S004.istio.strict-needs-service');
    const details = refused(() => synthInfra({ istio: Istio.ambient(), headlessService: false }));
    expect(details.property).toBe('headlessService');
  });
});

describe('a farm is refused', () => {
  test.each<[string, object, string, string]>([
    ['without account', { accountId: undefined }, 'accountId', 'test/Farm'],
    ['with an account that is none', { accountId: 'a b' }, 'accountId', 'test/Farm'],
    ['without name of the delegate', { delegateName: undefined }, 'delegateName', 'test/Farm/Delegate'],
    ['without image', { image: undefined }, 'image', 'test/Farm/Delegate'],
    ['without token', { token: undefined }, 'token', 'test/Farm/Delegate'],
    ['with a name that is known later', { delegateName: unresolved(() => 'ci') }, 'delegateName', 'test/Farm/Delegate'],
    ['with an option of the delegate', { delegateOptions: { replicas: -1 } }, 'replicas', 'test/Farm/Delegate'],
    ['with a namespace that is none', { delegateNamespace: 'A' }, 'delegateNamespace', 'test/Farm'],
    ['with a namespace of builds that is none', { buildNamespaces: ['A'] }, 'namespace', 'test/Farm/Builds.A'],
    [
      'with a namespace of builds of the cluster',
      { buildNamespaces: ['default'] },
      'createNamespace',
      'test/Farm/Builds.default',
    ],
    [
      'with builds in the namespace of the delegate as access',
      { additionalAccess: DelegateAccess.ciBuilds(['harness-delegate']) },
      'access',
      'test/Farm/Delegate',
    ],
  ])('%s', (_what, props, property, constructPath) => {
    const details = refused(() => synthInfra(props));
    expect(details).toMatchObject({ property, constructPath });
    expect(details.remedy).toMatch(/^[A-Z].{4,}[.]$/s);
  });

  test('with an account that is none, also beside a delegate that exists', () => {
    const chart = newChart();
    const props = { accountId: 'a b', delegate: delegateIn(chart) };
    expect(refused(() => new CiBuildInfra(chart, 'Farm', props)).property).toBe('accountId');
  });
});

/** Properties that a namespace for builds does not have; a new one is a type error here. */
type Own = Omit<Required<CiBuildInfraProps>, 'delegateName' | 'image' | 'token'>;
const TYPES: { readonly [K in keyof Omit<Own, 'isolation' | 'egress'>]?: Type } = {
  accountId: 'text',
  delegate: 'instance',
  delegateOptions: 'object',
  delegateNamespace: 'text',
  createDelegateNamespace: 'flag',
  buildNamespaces: 'list',
  sharedNamespace: 'flag',
  connectionTest: 'flag',
  additionalAccess: 'instance',
  headlessService: 'flag',
  quota: 'instance',
  istio: 'instance',
  platform: 'instance',
  clusterScoped: 'flag',
};

describe('a value of the wrong type is refused by name and without a crash', () => {
  test.each(Object.entries(TYPES))('%s, which is a %s', (property, type) => {
    for (const [what, value] of wrongValuesFor(type)) {
      const details = refused(() => synthInfra({ [property]: value }));
      const named = details.property.startsWith(property) ? property : details.property;
      expect([what, named, details.constructPath]).toEqual([what, property, 'test/Farm']);
    }
  });

  test.each([null, undefined, 42])('%p as properties', (props) => {
    const details = refused(() => new CiBuildInfra(newChart(), 'Farm', props as unknown as CiBuildInfraProps));
    expect(details.constructPath).toBe('test/Farm');
  });
});

describe('two farms of one app', () => {
  test('do not claim the same namespace for builds', () => {
    const app = newApp();
    const [one, two] = [new Chart(app, 'one'), new Chart(app, 'two')];
    addFarm(one, 'Farm');
    const other = { delegateName: 'other', delegateNamespace: 'agents' };
    const details = refused(() => addFarm(two, 'Farm', other));
    expect(details).toMatchObject({ property: 'namespace', constructPath: 'two/Farm/Builds.harness-builds' });
    expect(details.given).toContain('[one/Farm/Builds.harness-builds]');
    expect(() =>
      addFarm(two, 'Again', { ...other, delegateName: 'third', buildNamespaces: ['b'], delegateNamespace: 'c' }),
    ).not.toThrow();
  });

  test('do not claim one that is made elsewhere either', () => {
    const chart = newChart();
    const there = (id: string) => BuildFarmNamespace.fromNamespaceName(chart, id, 'elsewhere');
    addFarm(chart, 'One', { buildNamespaces: [] }).useBuildNamespace(there('A'));
    const two = addFarm(chart, 'Two', { buildNamespaces: [], delegateName: 'two', delegateNamespace: 'b' });
    expect(HarnessErrors.isHarnessError(thrownBy(() => two.useBuildNamespace(there('B'))))).toBe(true);
  });

  test('may be served by one delegate', () => {
    const chart = newChart();
    const delegate = addDelegate(chart, 'Delegate');
    for (const name of ['a', 'b']) {
      new CiBuildInfra(chart, name, { accountId: LEAST.accountId, delegate, buildNamespaces: [name] });
    }
    expect(synth(chart).filter(({ kind }) => kind === 'RoleBinding')).toHaveLength(2);
  });

  test('have a delegate of the same cluster', () => {
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
