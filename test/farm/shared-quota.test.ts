import { BuildQuota, Istio } from '../../lib/build-namespace';
import { DelegateUpdateStrategy } from '../../lib/delegate';
import { PercentOrAbsolute } from '../../lib/core';
import { CiStep } from '../../lib/pipeline';
import { refused } from '../testkit/refused';
import { only } from '../testkit/synth';
import { synthInfra } from './infras';

/** Two default steps. */
const BUILD = { cpu: '520m', memory: '620Mi' };

function hardOf(delegateOptions: object, props: object = {}): { [resource: string]: string } {
  const quota = BuildQuota.forConcurrentBuilds(1, BUILD);
  const { manifests } = synthInfra({ sharedNamespace: true, quota, delegateOptions, ...props });
  return only(manifests, 'ResourceQuota').spec.hard as { [resource: string]: string };
}

describe('the quota of a namespace that builds share with their delegate', () => {
  test('has room for the delegate, and for one more while it is rolled out', () => {
    const resources = { cpuRequest: '1', memoryRequest: '1Gi' };
    expect(hardOf({ resources })).toMatchObject({ pods: '3', 'requests.cpu': '2520m', 'requests.memory': '2668Mi' });
  });

  test.each<[string, object, number]>([
    ['five replicas, of which Kubernetes adds a quarter, rounded up', { replicas: 5 }, 7],
    ['the maximum of its autoscaler', { autoscaling: { maxReplicas: 4 } }, 5],
    [
      'no more than its replicas, if it is recreated',
      { replicas: 2, updateStrategy: DelegateUpdateStrategy.recreate() },
      2,
    ],
    [
      'what its own strategy adds',
      {
        replicas: 2,
        updateStrategy: DelegateUpdateStrategy.rollingUpdate({ maxSurge: PercentOrAbsolute.absolute(2) }),
      },
      4,
    ],
  ])('has room for %s', (_what, options, pods) => {
    const hard = hardOf({ ...options, resources: { cpuRequest: '1', memoryRequest: '1Gi' } });
    expect(hard).toMatchObject({ pods: `${pods + 1}`, 'requests.cpu': `${pods * 1000 + 520}m` });
  });

  test('counts all containers of a pod, an init container that takes more, and the proxy of a mesh', () => {
    const resources = { cpuRequest: '100m', memoryRequest: '100Mi' };
    const container = (cpu: string) => ({ name: `c${cpu}`, image: 'a:1', resources: { requests: { cpu } } });
    expect(hardOf({ resources, sidecars: [container('200m')] })).toMatchObject({ 'requests.cpu': '1120m' });
    expect(hardOf({ resources, initContainers: [container('2')] })).toMatchObject({ 'requests.cpu': '4520m' });
    const mesh = { istio: Istio.cni() };
    expect(hardOf({ resources }, mesh)).toMatchObject({ 'requests.cpu': '920m', 'requests.memory': '1076Mi' });
    expect(hardOf({ resources }, { istio: Istio.ambient() })).toMatchObject({ 'requests.cpu': '720m' });
  });

  test('is not increased in a namespace of its own', () => {
    expect(hardOf({}, { sharedNamespace: false })).toMatchObject({ pods: '1', 'requests.cpu': '520m' });
  });

  const resources = { cpuRequest: '1', memoryRequest: '1Gi', cpuLimit: '1', memoryLimit: '1Gi' };
  const total = (amounts: object, build?: object) => () =>
    synthInfra({
      sharedNamespace: true,
      delegateOptions: { resources },
      quota: BuildQuota.ofTotal({ cpu: '8', memory: '8Gi', pods: 8, ...amounts }, build && { ...BUILD, ...build }),
    });

  test.each<[string, object, object | undefined, RegExp]>([
    ['pods', { pods: 2 }, undefined, /at least 3, what one build and the delegate take \(2 pods of the delegate "ci"/],
    ['cpu', { cpu: '2' }, undefined, /more than 2, what the delegate takes/],
    ['cpu', { cpu: '2519m' }, {}, /at least 2520m, what one build and the delegate take/],
    ['memory', { memory: '2667Mi' }, {}, /at least 2668Mi, what one build/],
    ['limits.cpu', { cpu: '3', limits: { cpu: '3' } }, { limits: { cpu: '1500m' } }, /at least 3500m, what one build/],
  ])('is refused as a total without room for %s', (property, amounts, build, allowed) => {
    const details = refused(total(amounts, build));
    expect(details.property).toBe(`quota.total.${property}`);
    expect(details.allowed).toMatch(allowed);
  });

  test('is a total as given, if there is room', () => {
    const { manifests, farm } = total({ pods: 3, cpu: '2520m', memory: '2668Mi' }, {})();
    expect(only(manifests, 'ResourceQuota').spec.hard).toMatchObject({ pods: '3', 'requests.cpu': '2520m' });
    expect(farm.summary()).toContain('The delegate ci takes at most requests.cpu 2, requests.memory 2Gi, pods 2');
  });

  test('with limits is refused if a container of the delegate has none, which would get those of a step', () => {
    const quota = BuildQuota.forConcurrentBuilds(1, { ...BUILD, limits: { cpu: '2', memory: '2Gi' } });
    const made = (options: object) => synthInfra({ sharedNamespace: true, quota, delegateOptions: options });
    const details = refused(() => made({ resources: { noCpuLimit: true } }));
    expect(details).toMatchObject({
      property: 'quota.requests.limits.cpu',
      given: 'the delegate "ci" in the same namespace, whose container delegate has no limit',
    });
    expect(only(made({ resources }).manifests, 'ResourceQuota').spec.hard).toMatchObject({
      'limits.cpu': '4',
      'limits.memory': '4Gi',
    });
  });

  test('leaves a stage only what the delegate does not take', () => {
    const quota = BuildQuota.forConcurrentBuilds(1, BUILD);
    const { farm } = synthInfra({ sharedNamespace: true, quota });
    const step = (cpu: string) => [CiStep.run('Tests', { image: 'node:24', command: 'x', resources: { cpu } })];
    expect(refused(() => farm.stage({ name: 'Large', steps: step('600m') }))).toMatchObject({
      property: 'steps',
      allowed: 'at most 520m, the quota of the namespace',
    });
    expect(farm.stage({ name: 'Small', steps: step('300m') }).stageName).toBe('Small');
  });
});

test('a stage with more limits than the quota of its namespace is refused', () => {
  const quota = BuildQuota.forConcurrentBuilds(1, { ...BUILD, limits: { cpu: '900m', memory: '2Gi' } });
  const { farm } = synthInfra({ quota });
  const step = CiStep.run('Tests', { image: 'node:24', command: 'x', resources: { cpu: '400m' } });
  expect(refused(() => farm.stage({ name: 'Build', steps: [step] }))).toMatchObject({
    property: 'steps',
    given: expect.stringMatching(/^a pod that has limits of \d+m? of cpu$/) as string,
    allowed: 'at most 900m, the quota of the namespace',
    remedy: expect.stringContaining('.podLimits') as string,
  });
});
