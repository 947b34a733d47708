import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { type Claim, claimAll } from '../../lib/values';
import { refused } from '../support/refused';
import { newApp } from '../support/synth';

const CLAIM: Claim = {
  id: 'Resource',
  kind: 'Deployment',
  namespace: 'ops',
  name: 'ci',
  property: 'delegateName',
  remedy: 'Rename one of the two.',
};

/** Constructs in two charts of one app. */
function two(): [Construct, Construct] {
  const app = newApp();
  return [new Construct(new Chart(app, 'one'), 'A'), new Construct(new Chart(app, 'two'), 'B')];
}

describe('a name is claimed', () => {
  test('once in an app, across charts, and whoever comes second is told who has it', () => {
    const [one, other] = two();
    claimAll(one, [CLAIM]);
    expect(refused(() => claimAll(other, [CLAIM]))).toEqual({
      constructPath: 'two/B',
      property: 'delegateName',
      given: 'Deployment "ci" in namespace "ops", which [one/A] makes already',
      allowed: 'one Deployment of a name in namespace "ops"',
      remedy: 'Rename one of the two. Charts for different clusters belong to different apps.',
    });
  });

  test('for the cluster where it has no namespace', () => {
    const [one, other] = two();
    const claim = { ...CLAIM, kind: 'ClusterRole', namespace: undefined };
    claimAll(one, [claim]);
    expect(refused(() => claimAll(other, [claim]))).toMatchObject({
      given: 'ClusterRole "ci", which [one/A] makes already',
      allowed: 'one ClusterRole of a name in a cluster',
    });
  });

  test.each<[string, Partial<Claim>]>([
    ['another kind', { kind: 'Secret' }],
    ['another namespace', { namespace: 'dev' }],
    ['another name', { name: 'cd' }],
    ['the cluster', { namespace: undefined }],
    ['parts that look alike when joined', { namespace: 'op', name: 'sci' }],
  ])('apart from %s', (_what, difference) => {
    const [one, other] = two();
    claimAll(one, [CLAIM]);
    expect(() => claimAll(other, [{ ...CLAIM, ...difference }])).not.toThrow();
  });

  test('apart from other apps, which stand for other clusters', () => {
    claimAll(two()[0], [CLAIM]);
    expect(() => claimAll(two()[0], [CLAIM])).not.toThrow();
  });

  test('not twice for two objects of one construct', () => {
    const [one] = two();
    claimAll(one, [CLAIM]);
    expect(() => claimAll(one, [{ ...CLAIM, id: 'Another' }])).toThrow(/makes already/);
  });

  test('not twice for two objects of one construct, claimed together', () => {
    const [one] = two();
    expect(() => claimAll(one, [CLAIM, { ...CLAIM, id: 'Another' }])).toThrow(/makes already/);
  });

  test('with others all or none: what is refused holds nothing afterwards', () => {
    const [one, other] = two();
    const free = { ...CLAIM, name: 'free' };
    claimAll(one, [CLAIM]);
    expect(() => claimAll(other, [free, CLAIM])).toThrow(/makes already/);
    expect(() => claimAll(one, [free])).not.toThrow();
  });

  test('without a trace on what is enumerated of the app', () => {
    const [one] = two();
    const before = Object.keys(one.node.root);
    claimAll(one, [CLAIM]);
    expect(Object.keys(one.node.root)).toEqual(before);
  });
});
