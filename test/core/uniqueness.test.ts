import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { type Claim, claimAll } from '../../lib/core';
import { refused } from '../testkit/refused';
import { newApp } from '../testkit/synth';

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
  test('once in an app, across charts, and the error names its holder', () => {
    const [one, other] = two();
    claimAll(one, [CLAIM]);
    expect(refused(() => claimAll(other, [CLAIM]))).toEqual({
      constructPath: 'two/B',
      property: 'delegateName',
      given: 'Deployment "ci" in namespace "ops", which [one/A] already creates',
      allowed: 'a name that no other Deployment in namespace "ops" has',
      remedy: 'Rename one of the two. Put charts for different clusters into different apps.',
    });
  });

  test('for the whole cluster if it has no namespace', () => {
    const [one, other] = two();
    const claim = { ...CLAIM, kind: 'ClusterRole', namespace: undefined };
    claimAll(one, [claim]);
    expect(refused(() => claimAll(other, [claim]))).toMatchObject({
      given: 'ClusterRole "ci", which [one/A] already creates',
      allowed: 'a name that no other ClusterRole in the cluster has',
    });
  });

  test.each<[string, Partial<Claim>]>([
    ['another kind', { kind: 'Secret' }],
    ['another namespace', { namespace: 'dev' }],
    ['another name', { name: 'cd' }],
    ['the cluster', { namespace: undefined }],
    ['parts that look alike when joined', { namespace: 'op', name: 'sci' }],
  ])('independently of %s', (_what, difference) => {
    const [one, other] = two();
    claimAll(one, [CLAIM]);
    expect(() => claimAll(other, [{ ...CLAIM, ...difference }])).not.toThrow();
  });

  test('independently of other apps, which represent other clusters', () => {
    claimAll(two()[0], [CLAIM]);
    expect(() => claimAll(two()[0], [CLAIM])).not.toThrow();
  });

  test('not twice for two objects of one construct', () => {
    const [one] = two();
    claimAll(one, [CLAIM]);
    expect(() => claimAll(one, [{ ...CLAIM, id: 'Another' }])).toThrow(/already creates/);
  });

  test('not twice for two objects of one construct, claimed together', () => {
    const [one] = two();
    expect(() => claimAll(one, [CLAIM, { ...CLAIM, id: 'Another' }])).toThrow(/already creates/);
  });

  test('together with others or not at all: a refused claim keeps no name', () => {
    const [one, other] = two();
    const free = { ...CLAIM, name: 'free' };
    claimAll(one, [CLAIM]);
    expect(() => claimAll(other, [free, CLAIM])).toThrow(/already creates/);
    expect(() => claimAll(one, [free])).not.toThrow();
  });

  test('without an enumerable trace on the app', () => {
    const [one] = two();
    const before = Object.keys(one.node.root);
    claimAll(one, [CLAIM]);
    expect(Object.keys(one.node.root)).toEqual(before);
  });
});
