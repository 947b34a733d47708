/** Options of a farm's methods, and properties of the farm, on the wrong level. */
import { BuildQuota, Istio } from '../../lib/build-namespace';
import { HarnessErrors } from '../../lib/core';
import { CiBuildInfra } from '../../lib/farm';
import { CiStep } from '../../lib/pipeline';
import { MAKE } from '../pipeline/stages';
import { spread } from '../testkit/arbitraries/runs';
import { membersOf } from '../testkit/members';
import { refused, thrownBy } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { synthInfra } from './infras';

const STAGE = { name: 'Build', steps: [MAKE] };

/** Calls a method with members that the compiler would refuse. */
const call = (make: (farm: CiBuildInfra) => unknown) => () => make(synthInfra().farm);

describe('an option that is a property of the farm is refused, and the error says where it belongs', () => {
  test.each<[property: string, make: (farm: CiBuildInfra) => unknown]>([
    ['options.delegateOptions', (farm) => farm.addBuildNamespace('a', { delegateOptions: {} } as never)],
    ['options.platform', (farm) => farm.stageInfrastructure(undefined, { platform: 1 } as never)],
    ['kubernetesVersion', (farm) => farm.stage({ ...STAGE, kubernetesVersion: '1.33' } as never)],
  ])('%s', (property, make) => {
    const details = refused(call(make));
    const name = property.replace('options.', '');
    expect(details).toMatchObject({ constructPath: 'test/Farm', property, problem: 'unknown property' });
    expect(details.remedy).toBe(`Move it: ${name} belongs one level up, in the properties of CiBuildInfra.`);
  });

  test('from two levels down', () => {
    const infrastructureOptions = { containerSecurityContext: { cloneCodebase: false } };
    expect(refused(call((farm) => farm.stage({ ...STAGE, infrastructureOptions } as never)))).toMatchObject({
      property: 'infrastructureOptions.containerSecurityContext.cloneCodebase',
      remedy: 'Move it: cloneCodebase belongs 2 levels up, in the properties of the stage.',
    });
  });
});

test('nested options of the delegate suggest the properties around them', () => {
  const resources = { replicas: 2 };
  expect(refused(() => synthInfra({ delegateOptions: { resources } as never }))).toMatchObject({
    property: 'delegateOptions.resources.replicas',
    allowed: 'delegateOptions.replicas',
    remedy: 'Move it: replicas belongs one level up, in delegateOptions.',
  });
});

test('an option that is a property of the farm and of a nested option is refused with both places', () => {
  expect(refused(() => synthInfra({ delegateOptions: { image: 'a' } as never }))).toMatchObject({
    property: 'delegateOptions.image',
    allowed: 'image in the properties of CiBuildInfra or delegateOptions.upgrader.image',
    remedy: 'Move it: image belongs one level up, in the properties of CiBuildInfra, or in delegateOptions.upgrader.',
  });
});

test("a property without a suggestion is refused with the list of the farm's properties", () => {
  const details = refused(() => synthInfra({ team: 'payments' } as never));
  expect(details.allowed).toMatch(/^one of createNamespace, .*, stagePodOptions, .*, accountId, .*, delegate$/);
  expect(details.remedy).toBe(
    'Remove it. Pass only what CiBuildInfra takes, for example: const { team, ...others } = props.',
  );
});

test('an error in an option leaves the farm unchanged', () => {
  const { farm } = synthInfra();
  const children = farm.node.children.map(({ node }) => node.id);
  for (const make of [
    () => farm.addBuildNamespace('a', { quotas: 1 } as never),
    () => farm.stage({ ...STAGE, team: 'a' } as never),
    () => farm.stageInfrastructure(undefined, { team: 'a' } as never),
  ]) {
    expect(HarnessErrors.allOf(caught(make))).toHaveLength(1);
  }
  expect(farm.node.children.map(({ node }) => node.id)).toEqual(children);
});

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

/* One bad value is one error: nothing else seems to be wrong because the value was refused. */

const STEP = { image: 'node:24', command: 'a' };
const TESTS = { name: 'Build', steps: [CiStep.run('Tests', STEP)] };

const propertiesOf = (run: () => unknown) => HarnessErrors.allOf(thrownBy(run)).map(({ property }) => property);

test('an unknown option of a step says nothing about the list of steps', () => {
  const steps = [CiStep.run('Tests', STEP), CiStep.run('Lint', { ...STEP, privleged: true } as never)];
  expect(propertiesOf(() => synthInfra().farm.stage({ name: 'Build', steps }))).toEqual(['steps[1].privleged']);
  const name = propertiesOf(() => synthInfra().farm.stage({ name: '', steps }));
  expect(name).toEqual(['steps[1].privleged', 'name']);
});

test('steps that are missing beside a bad value are reported', () => {
  expect(propertiesOf(() => synthInfra().farm.stage({ name: '' } as never))).toEqual(['steps', 'name']);
});

test('a refused delegate or connector is not missed: the farm would have none of its own', () => {
  const { delegate } = synthInfra().farm;
  const farm = (props: object) => () => new CiBuildInfra(newChart(), 'Other', { accountId: 'other', ...props });
  expect(propertiesOf(farm({ delegate }))).toEqual(['delegate']);
  expect(propertiesOf(farm({ delegate: 'x' }))).toEqual(['delegate']);
  expect(propertiesOf(farm({ delegate, connector: 5, connectorOptions: { name: ' ' } }))).toEqual([
    'connector',
    'connectorOptions',
    'delegate',
  ]);
});

/** Of a wrong kind for every property, or with a member that no struct has. */
const BAD: readonly unknown[] = [5, 'x', [5], [{ unknownMember: 1 }], { unknownMember: 1 }, () => 1];

const MESH = { istio: Istio.cni(), quota: BuildQuota.forConcurrentBuilds(1, { cpu: '1', memory: '1Gi' }) };

test.each<[string, (props: object) => unknown]>([
  ['CiBuildInfraProps', (props) => synthInfra({ ...MESH, ...props })],
  ['CiFarmStageProps', (props) => synthInfra().farm.stage({ ...TESTS, ...props })],
  ['BuildNamespaceOptions', (props) => synthInfra(MESH).farm.addBuildNamespace('other', props)],
])('each property of %s', (struct, make) => {
  // A farm with a delegate must not have settings of its own one.
  const names = membersOf(struct).filter((name) => name !== 'delegate');
  const all = names.flatMap((name) => BAD.map((value) => ({ name, value })));
  const others = spread(all, ({ name }) => name).flatMap(({ name, value }) => {
    const isInner = (property: string) => property.replace(/^options\./, '').startsWith(name);
    try {
      make({ [name]: value });
      return [];
    } catch (error) {
      const found = HarnessErrors.allOf(error).map(({ property }) => property);
      return found.length > 0 && found.every(isInner) ? [] : [{ name, value, error: String(error) }];
    }
  });
  expect(others).toEqual([]);
});
