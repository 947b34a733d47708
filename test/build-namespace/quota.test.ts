import { BuildFarmNamespace, BuildQuota, type BuildRequests, Istio } from '../../lib/build-namespace';
import { ImportedDelegate } from '../../lib/reference';
import { refused } from '../testkit/refused';
import { kindsOf, newChart, only, synth } from '../testkit/synth';
import { synthFarm } from './farms';

type Hard = { [resource: string]: string };

function hardOf(quota: BuildQuota, props: object = {}): Hard {
  return only(synthFarm({ quota, ...props }).manifests, 'ResourceQuota').spec.hard as Hard;
}

function limitRangeOf(requests: Partial<BuildRequests>): unknown {
  const quota = BuildQuota.forConcurrentBuilds(1, { cpu: '1', memory: '1Gi', ...requests });
  return only(synthFarm({ quota }).manifests, 'LimitRange').spec.limits;
}

/** Counts that nobody gave, for a number of builds. */
const usualCounts = (builds: number) => ({
  persistentvolumeclaims: `${builds}`,
  'requests.storage': `${builds * 100}Gi`,
  'count/secrets': `${builds * 20 + 20}`,
  services: `${builds * 10}`,
  'services.nodeports': '0',
  'services.loadbalancers': '0',
});

describe('a quota', () => {
  test('is created only if requested', () => {
    expect(kindsOf(synthFarm().manifests)).not.toContain('ResourceQuota');
    expect(kindsOf(synthFarm().manifests)).not.toContain('LimitRange');
  });

  test('from a number of concurrent builds has room for them, and for no node port and no load balancer', () => {
    expect(hardOf(BuildQuota.forConcurrentBuilds(10, { cpu: '1500m', memory: '4Gi' }))).toEqual({
      'requests.cpu': '15',
      'requests.memory': '40Gi',
      pods: '10',
      ...usualCounts(10),
    });
  });

  test('counts ephemeral storage and claims as given', () => {
    const requests = { cpu: '2', memory: '1Gi', ephemeralStorage: '500M', claims: 3 };
    expect(hardOf(BuildQuota.forConcurrentBuilds(4, requests))).toMatchObject({
      'requests.ephemeral-storage': '2G',
      persistentvolumeclaims: '12',
      'requests.storage': '1200Gi',
    });
    expect(hardOf(BuildQuota.forConcurrentBuilds(4, { ...requests, claims: 0 }))).toMatchObject({
      persistentvolumeclaims: '0',
      'requests.storage': '0',
    });
  });

  test('counts storage, Secrets and Services as given, and leaves room for Secrets of the namespace', () => {
    const requests = { cpu: '2', memory: '1Gi', storage: '5Gi', secrets: 3, services: 0 };
    const counts = { 'requests.storage': '20Gi', 'count/secrets': '32', services: '0' };
    expect(hardOf(BuildQuota.forConcurrentBuilds(4, requests))).toMatchObject(counts);
    const total = { ...requests, pods: 4, secrets: 32, storage: '20Gi' };
    expect(hardOf(BuildQuota.ofTotal(total))).toMatchObject(counts);
  });

  test('leaves room for the headless Service of a mesh', () => {
    const quota = BuildQuota.forConcurrentBuilds(4, { cpu: '2', memory: '1Gi', services: 0 });
    expect(hardOf(quota, { istio: Istio.cni() })).toMatchObject({ services: '1' });
  });

  test('is refused as a total below what the namespace itself needs', () => {
    const total = { cpu: '8', memory: '8Gi', pods: 4 };
    const refusedWith = (counts: object, props: object) =>
      refused(() => synthFarm({ quota: BuildQuota.ofTotal({ ...total, ...counts }), ...props }));
    expect(refusedWith({ services: 0 }, { istio: Istio.cni() })).toMatchObject({
      property: 'quota.total.services',
      allowed: 'at least 1: the headless Service, without which no delegate reaches builds in a mesh',
    });
    expect(refusedWith({ secrets: 1 }, { imagePullSecrets: ['a', 'b'] })).toMatchObject({
      property: 'quota.total.secrets',
      allowed: 'at least 2: imagePullSecrets',
    });
    const sharedWith = new ImportedDelegate(newChart(), 'Shared', { delegateName: 'ci', namespace: 'harness-builds' });
    expect(refusedWith({ secrets: 0 }, { sharedWith }).allowed).toBe(
      'at least 1: the Secret with the token of the delegate "ci"',
    );
    expect(hardOf(BuildQuota.ofTotal({ ...total, services: 1, secrets: 0 }), { istio: Istio.cni() })).toMatchObject({
      services: '1',
      'count/secrets': '0',
    });
  });

  test('says which objects builds cannot create', () => {
    const notesOf = (counts: object, props: object = {}) => {
      const quota = BuildQuota.ofTotal({ cpu: '8', memory: '8Gi', pods: 4, ...counts });
      return (
        synthFarm({ quota, ...props })
          .farm.summary()
          .match(/NOTE: the quota admits no .*/g) ?? []
      );
    };
    expect(notesOf({ secrets: 0, services: 0, claims: 0 })).toEqual([
      'NOTE: the quota admits no Secret: Harness creates Secrets for the secrets and registry credentials of builds.',
      'NOTE: the quota admits no Service of builds: steps reach Background steps through one.',
      'NOTE: the quota admits no new claim: those that stages mount must exist before.',
    ]);
    expect(notesOf({ services: 1 })).toEqual([]);
    expect(notesOf({ services: 1 }, { istio: Istio.cni() })).toHaveLength(1);
    expect(notesOf({})).toEqual([]);
  });

  test('can be a total, with as many claims as pods', () => {
    const total = { cpu: '64', memory: '256Gi', pods: 20 };
    expect(hardOf(BuildQuota.ofTotal(total))).toEqual({
      'requests.cpu': '64',
      'requests.memory': '256Gi',
      pods: '20',
      ...usualCounts(20),
      'requests.storage': '2000Gi',
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

  test('counts extended resources when they are named', () => {
    const requests = { cpu: '1', memory: '1Gi', extendedResources: { 'nvidia.com/gpu': 2, 'amd.com/gpu': 0 } };
    const counts = { 'requests.nvidia.com/gpu': '6', 'requests.amd.com/gpu': '0' };
    expect(hardOf(BuildQuota.forConcurrentBuilds(3, requests))).toMatchObject(counts);
    const extendedResources = { 'nvidia.com/gpu': 6, 'amd.com/gpu': 0 };
    expect(hardOf(BuildQuota.ofTotal({ ...requests, pods: 3, extendedResources }))).toMatchObject(counts);
  });

  test('counts limits when they are named, and containers without limits then get those of a Harness step', () => {
    const limits = { cpu: '4', memory: '8Gi' };
    const quota = BuildQuota.forConcurrentBuilds(3, { cpu: '1', memory: '1Gi', limits });
    expect(hardOf(quota)).toMatchObject({ 'limits.cpu': '12', 'limits.memory': '24Gi' });
    expect(limitRangeOf({ limits })).toEqual([
      {
        type: 'Container',
        default: { cpu: '400m', memory: '500Mi' },
        defaultRequest: { cpu: '10m', memory: '10Mi' },
      },
    ]);
    expect(limitRangeOf({ limits: { memory: '8Gi' } })).toMatchObject([{ default: { memory: '500Mi' } }]);
  });

  test('counts no limits otherwise, which containers that others inject may lack', () => {
    const hard = hardOf(BuildQuota.forConcurrentBuilds(1, { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' }));
    expect(Object.keys(hard).filter((resource) => resource.startsWith('limits'))).toEqual([]);
  });

  test('gives containers without requests those of Harness steps, and sets neither limits nor a minimum', () => {
    expect(limitRangeOf({})).toEqual([{ type: 'Container', defaultRequest: { cpu: '10m', memory: '10Mi' } }]);
    expect(limitRangeOf({ ephemeralStorage: '1Gi' })).toEqual([
      { type: 'Container', defaultRequest: { cpu: '10m', memory: '10Mi', 'ephemeral-storage': '10Mi' } },
    ]);
  });

  test('appears in the summary, with what it does not count', () => {
    const quota = BuildQuota.forConcurrentBuilds(10, { cpu: '2', memory: '4Gi' });
    const { farm } = synthFarm({ quota });
    expect(farm.summary()).toContain('Quota: requests.cpu 20, requests.memory 40Gi, pods 10');
    expect(farm.summary()).toContain('It does not count limits of cpu and memory');
    expect(synthFarm().farm.summary()).not.toContain('Quota');
    expect(quota.toString()).toBe('10 builds at a time');
    const limits = { cpu: '2', memory: '4Gi' };
    const limited = BuildQuota.forConcurrentBuilds(1, { ...limits, limits });
    expect(synthFarm({ quota: limited }).farm.summary()).toContain('limits.cpu 2, limits.memory 4Gi, pods 1');
    expect(synthFarm({ quota: limited }).farm.summary()).not.toContain('does not count');
  });
});

describe('a quota of a namespace with a delegate that is created elsewhere', () => {
  const shared = (version?: string) => {
    const chart = newChart();
    const sharedWith = new ImportedDelegate(chart, 'Delegate', { delegateName: 'ci', namespace: 'both', version });
    const quota = BuildQuota.forConcurrentBuilds(1, { cpu: '1', memory: '1Gi' });
    const farm = new BuildFarmNamespace(chart, 'Builds', { namespace: 'both', sharedWith, quota });
    return { hard: only(synth(chart), 'ResourceQuota').spec.hard as Hard, summary: farm.summary() };
  };

  // https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
  test('has room for a documented one, twice while it is rolled out, and says so', () => {
    const { hard, summary } = shared();
    expect(hard).toMatchObject({ pods: '3', 'requests.cpu': '2', 'requests.memory': '1536Mi' });
    expect(summary).toContain(
      'The delegate ci takes at most requests.cpu 1, requests.memory 512Mi, pods 2 of it, including one rollout.',
    );
    expect(summary).toContain('NOTE: the delegate ci is created elsewhere: this is the share of a documented one.');
  });

  // https://github.com/harness/delegate-helm-chart
  test('has room for a legacy one', () => {
    expect(shared('26.02.88404').hard).toMatchObject({ pods: '3', 'requests.cpu': '3', 'requests.memory': '5Gi' });
  });
});
