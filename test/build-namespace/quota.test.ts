import { BuildQuota } from '../../lib/build-namespace';
import { kindsOf, only } from '../testkit/synth';
import { synthFarm } from './farms';

function hardOf(quota: BuildQuota) {
  return only(synthFarm({ quota }).manifests, 'ResourceQuota').spec.hard as { [resource: string]: string };
}

describe('a quota', () => {
  test('is created only if requested', () => {
    expect(kindsOf(synthFarm().manifests)).not.toContain('ResourceQuota');
    expect(kindsOf(synthFarm().manifests)).not.toContain('LimitRange');
  });

  test('from a number of concurrent builds has room for their requests, pods and claims, and for no load balancer', () => {
    expect(hardOf(BuildQuota.forConcurrentBuilds(10, { cpu: '1500m', memory: '4Gi' }))).toEqual({
      'requests.cpu': '15',
      'requests.memory': '40Gi',
      pods: '10',
      persistentvolumeclaims: '10',
      'services.loadbalancers': '0',
    });
  });

  test('counts ephemeral storage and claims as given', () => {
    const requests = { cpu: '2', memory: '1Gi', ephemeralStorage: '500M', claims: 3 };
    expect(hardOf(BuildQuota.forConcurrentBuilds(4, requests))).toMatchObject({
      'requests.ephemeral-storage': '2G',
      persistentvolumeclaims: '12',
    });
    expect(hardOf(BuildQuota.forConcurrentBuilds(4, { ...requests, claims: 0 }))).toMatchObject({
      persistentvolumeclaims: '0',
    });
  });

  test('can be a total, with as many claims as pods', () => {
    const total = { cpu: '64', memory: '256Gi', pods: 20 };
    expect(hardOf(BuildQuota.ofTotal(total))).toEqual({
      'requests.cpu': '64',
      'requests.memory': '256Gi',
      pods: '20',
      persistentvolumeclaims: '20',
      'services.loadbalancers': '0',
    });
    expect(hardOf(BuildQuota.ofTotal({ ...total, claims: 5, ephemeralStorage: '1Ti' }))).toMatchObject({
      persistentvolumeclaims: '5',
      'requests.ephemeral-storage': '1Ti',
    });
  });

  test('can have room for exactly one build', () => {
    const one = { cpu: '2000m', memory: '1024Mi' };
    expect(hardOf(BuildQuota.ofTotal({ cpu: '2', memory: '1Gi', pods: 1 }, one))).toMatchObject({ pods: '1' });
  });

  test('limits requests but not limits, which Harness sets', () => {
    const hard = hardOf(BuildQuota.forConcurrentBuilds(1, { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' }));
    expect(Object.keys(hard).filter((resource) => resource.startsWith('limits'))).toEqual([]);
  });

  test('gives containers without requests those of Harness steps, and sets neither limits nor a minimum', () => {
    const limits = (ephemeralStorage?: string) => {
      const quota = BuildQuota.forConcurrentBuilds(1, { cpu: '1', memory: '1Gi', ephemeralStorage });
      return only(synthFarm({ quota }).manifests, 'LimitRange').spec.limits;
    };
    expect(limits()).toEqual([{ type: 'Container', defaultRequest: { cpu: '10m', memory: '10Mi' } }]);
    expect(limits('1Gi')).toEqual([
      { type: 'Container', defaultRequest: { cpu: '10m', memory: '10Mi', 'ephemeral-storage': '10Mi' } },
    ]);
  });

  test('appears in the summary', () => {
    const quota = BuildQuota.forConcurrentBuilds(10, { cpu: '2', memory: '4Gi' });
    expect(synthFarm({ quota }).farm.summary()).toContain('Quota: requests.cpu 20, requests.memory 40Gi, pods 10');
    expect(synthFarm().farm.summary()).not.toContain('Quota');
    expect(quota.toString()).toBe('10 builds at a time');
  });
});
