/** One bad value is one error: nothing else seems to be wrong because the value was refused. */
import { BuildQuota, Istio } from '../../lib/build-namespace';
import { HarnessErrors } from '../../lib/core';
import { CiBuildInfra } from '../../lib/farm';
import { CiStep } from '../../lib/pipeline';
import { spread } from '../testkit/arbitraries/runs';
import { membersOf } from '../testkit/members';
import { thrownBy } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { synthInfra } from './infras';

const STEP = { image: 'node:24', command: 'a' };
const STAGE = { name: 'Build', steps: [CiStep.run('Tests', STEP)] };

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
  ['CiFarmStageProps', (props) => synthInfra().farm.stage({ ...STAGE, ...props })],
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
