import { Duration } from 'cdk8s';
import { PercentOrAbsolute } from '../../lib/core';
import {
  AutoscalingMetric,
  DelegateImage,
  DelegateUpdateStrategy,
  type HarnessDelegateProps,
} from '../../lib/delegate';
import { DelegateGeneration } from '../../lib/reference';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { kindsOf, objectOf, yamlOf } from '../testkit/synth';
import { DOCUMENTED, environmentOf, synthDelegate } from './delegates';

const percent = (amount: number) => PercentOrAbsolute.percent(amount);
const absolute = (amount: number) => PercentOrAbsolute.absolute(amount);
const memoryUtilization = (amount: number) => AutoscalingMetric.memoryUtilization(amount);
const cpuUtilization = (amount: number) => AutoscalingMetric.cpuUtilization(amount);

describe('the number of pods', () => {
  test('is one', () => {
    covers('S003.command.replicas', 'S001.manifest.replicas');
    const { deployment, delegate } = synthDelegate();
    expect([deployment.spec.replicas, delegate.replicas]).toEqual([1, 1]);
  });

  test.each([0, 1, 5])('is as given: %d', (replicas) => {
    covers('S003.command.replicas');
    const { deployment, delegate } = synthDelegate({ replicas });
    expect([deployment.spec.replicas, delegate.replicas]).toEqual([replicas, replicas]);
  });

  test('replaces an autoscaler that could not scale, which is refused', () => {
    covers('S001.manifest.autoscaler-never-scales');
    for (const autoscaling of [{ maxReplicas: 1 }, { minReplicas: 3, maxReplicas: 3 }]) {
      const { property, remedy } = refused(() => synthDelegate({ autoscaling }));
      expect([property, remedy]).toEqual(['autoscaling.maxReplicas', expect.stringContaining('replicas')]);
    }
  });
});

describe('an autoscaler', () => {
  const autoscaling = { maxReplicas: 4 };

  test('watches memory, as Harness recommends, from one pod to the given maximum', () => {
    covers('S001.deploy.autoscaler-scales', 'S001.manifest.autoscaler-target');
    const autoscaler = objectOf(synthDelegate({ autoscaling }).manifests, 'HorizontalPodAutoscaler');
    expect(autoscaler.apiVersion).toBe('autoscaling/v2');
    expect(autoscaler.spec).toMatchObject({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'ci' },
      minReplicas: 1,
      maxReplicas: 4,
      metrics: [
        { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    });
    expect(yamlOf(autoscaler)).toMatchSnapshot();
  });

  test('sets the number of pods: the Deployment has no replicas field', () => {
    covers('S001.manifest.autoscaler-beside-replicas');
    const { deployment, delegate } = synthDelegate({ autoscaling });
    expect(deployment.spec).not.toHaveProperty('replicas');
    expect(delegate.replicas).toBeUndefined();
  });

  test('is refused together with a number of pods', () => {
    covers('S001.manifest.autoscaler-beside-replicas');
    expect(refused(() => synthDelegate({ autoscaling, replicas: 2 })).property).toBe('replicas');
  });

  test('takes other bounds and metrics', () => {
    const metrics = [cpuUtilization(70), memoryUtilization(90)];
    const { manifests } = synthDelegate({ autoscaling: { minReplicas: 2, maxReplicas: 10, metrics } });
    const { spec } = objectOf(manifests, 'HorizontalPodAutoscaler');
    expect([spec.minReplicas, spec.maxReplicas]).toEqual([2, 10]);
    expect(spec.metrics.map(({ resource }) => [resource.name, resource.target.averageUtilization])).toEqual([
      ['cpu', 70],
      ['memory', 90],
    ]);
  });

  test('has a request to compare the use of each resource with', () => {
    const metrics = [cpuUtilization(70), memoryUtilization(90)];
    const { container } = synthDelegate({ autoscaling: { maxReplicas: 2, metrics } });
    expect(Object.keys(container.resources.requests).sort()).toEqual(['cpu', 'memory']);
  });

  test('removes one pod at a time, after ten quiet minutes, because its builds fail', () => {
    const { spec } = objectOf(synthDelegate({ autoscaling }).manifests, 'HorizontalPodAutoscaler');
    expect(spec.behavior).toEqual({
      scaleDown: { stabilizationWindowSeconds: 600, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
    });
  });
});

describe('a disruption budget', () => {
  const budgetOf = (props: Partial<HarnessDelegateProps>) =>
    objectOf(synthDelegate(props).manifests, 'PodDisruptionBudget').spec;

  test('allows one pod of the delegate to be evicted at a time, and unhealthy pods at any time', () => {
    const { manifests } = synthDelegate({ replicas: 2, podDisruptionBudget: {} });
    const budget = objectOf(manifests, 'PodDisruptionBudget');
    expect(budget.spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { 'harness.io/name': 'ci' } },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
    expect(yamlOf(budget)).toMatchSnapshot();
  });

  test.each([
    [{ maxUnavailable: absolute(2) }, { maxUnavailable: 2 }],
    [{ maxUnavailable: percent(25) }, { maxUnavailable: '25%' }],
    [{ minAvailable: absolute(3) }, { minAvailable: 3 }],
    [{ minAvailable: percent(50) }, { minAvailable: '50%' }],
  ])('is written as a number or a share: %j', (podDisruptionBudget, written) => {
    const { minAvailable, maxUnavailable } = budgetOf({ replicas: 4, podDisruptionBudget });
    expect({ minAvailable, maxUnavailable }).toEqual({
      minAvailable: undefined,
      maxUnavailable: undefined,
      ...written,
    });
  });

  test('uses the minimum number of pods of an autoscaler', () => {
    const podDisruptionBudget = {};
    expect(budgetOf({ autoscaling: { minReplicas: 2, maxReplicas: 4 }, podDisruptionBudget }).maxUnavailable).toBe(1);
    expect(refused(() => budgetOf({ autoscaling: { maxReplicas: 4 }, podDisruptionBudget })).property).toBe(
      'podDisruptionBudget',
    );
  });

  test.each([undefined, 0, 1])('is refused for fewer than two pods: %p', (replicas) => {
    expect(refused(() => budgetOf({ replicas, podDisruptionBudget: {} })).property).toBe('podDisruptionBudget');
  });

  test.each([
    [2, { minAvailable: absolute(2) }],
    [2, { minAvailable: percent(100) }],
    // Kubernetes rounds percentages up: two thirds of two pods are two.
    [2, { minAvailable: percent(51) }],
    [4, { minAvailable: percent(76) }],
    [2, { maxUnavailable: absolute(0) }],
    [2, { maxUnavailable: percent(0) }],
    // These protect nothing.
    [2, { maxUnavailable: absolute(2) }],
    [4, { maxUnavailable: percent(76) }],
  ])('is refused where no node could ever be drained: %d pods, %j', (replicas, podDisruptionBudget) => {
    const { property } = refused(() => budgetOf({ replicas, podDisruptionBudget }));
    expect(property).toMatch(/^podDisruptionBudget\.(minAvailable|maxUnavailable)$/);
  });
});

describe('an update', () => {
  test('uses the Kubernetes default', () => {
    expect(synthDelegate().deployment.spec).not.toHaveProperty('strategy');
  });

  test.each([
    [DelegateUpdateStrategy.recreate(), { type: 'Recreate' }],
    [DelegateUpdateStrategy.rollingUpdate(), { type: 'RollingUpdate' }],
    [
      DelegateUpdateStrategy.rollingUpdate({ maxSurge: absolute(1), maxUnavailable: absolute(0) }),
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    ],
    [
      DelegateUpdateStrategy.rollingUpdate({ maxSurge: percent(50) }),
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: '50%' } },
    ],
  ])('uses the strategy that is set: %s %#', (updateStrategy, strategy) => {
    expect(synthDelegate({ updateStrategy }).deployment.spec.strategy).toStrictEqual(strategy);
  });

  test('is refused where it could never start', () => {
    const none = { maxSurge: absolute(0), maxUnavailable: percent(0) };
    const updateStrategy = DelegateUpdateStrategy.rollingUpdate(none);
    expect(refused(() => synthDelegate({ updateStrategy })).property).toBe('updateStrategy');
  });

  test('waits 10 seconds for a new pod, or as long as is set', () => {
    covers('S001.manifest.min-ready-seconds');
    expect(synthDelegate().deployment.spec.minReadySeconds).toBe(10);
    expect(synthDelegate({ minReady: Duration.minutes(2) }).deployment.spec.minReadySeconds).toBe(120);
    expect(synthDelegate({ minReady: Duration.seconds(0) }).deployment.spec.minReadySeconds).toBe(0);
  });

  test('never waits longer than the progress deadline', () => {
    const longest = Duration.seconds(599);
    expect(synthDelegate({ minReady: longest }).deployment.spec.minReadySeconds).toBe(599);
    expect(refused(() => synthDelegate({ minReady: Duration.seconds(600) })).property).toBe('minReady');
  });
});

describe('a pod that stops', () => {
  const waitOf = (props: Partial<HarnessDelegateProps>) =>
    environmentOf(synthDelegate(props).container).IDLE_WAIT_SECS_BEFORE_STOP;
  const image = (tag: string) => DelegateImage.of(`harness/delegate:${tag}`);

  test('has 600 seconds to do so, and waits 60 of them for its tasks', () => {
    covers('S001.manifest.grace-period');
    const { pod, delegate } = synthDelegate();
    expect(pod.terminationGracePeriodSeconds).toBe(600);
    expect(waitOf({})).toBe('60');
    expect(delegate.terminationGracePeriod.toSeconds()).toBe(600);
    expect(delegate.idleWaitBeforeStop?.toSeconds()).toBe(60);
  });

  test('takes and waits as long as is set', () => {
    const props = { terminationGracePeriod: Duration.hours(1), idleWaitBeforeStop: Duration.minutes(50) };
    expect(synthDelegate(props).pod.terminationGracePeriodSeconds).toBe(3600);
    expect(waitOf(props)).toBe('3000');
  });

  test('never waits longer than it may take to stop', () => {
    expect(waitOf({ terminationGracePeriod: Duration.seconds(30) })).toBe('30');
    const props = { terminationGracePeriod: Duration.seconds(30), idleWaitBeforeStop: Duration.seconds(31) };
    expect(refused(() => synthDelegate(props)).property).toBe('idleWaitBeforeStop');
  });

  test('waits with any image from 1.25.2, and with an unknown version', () => {
    expect(waitOf({ image: image('1.25.2') })).toBe('60');
    const digest = DelegateImage.of(`harness/delegate@sha256:${'0'.repeat(64)}`);
    expect(waitOf({ image: digest, generation: DelegateGeneration.NEW })).toBe('60');
  });

  test('need not wait', () => {
    expect(waitOf({ idleWaitBeforeStop: Duration.seconds(0) })).toBe('0');
  });

  test('does not wait with an image before 1.25.2, and refuses idleWaitBeforeStop for it', () => {
    const older = { image: image('1.25.1') };
    expect(waitOf(older)).toBeUndefined();
    expect(synthDelegate(older).delegate.idleWaitBeforeStop).toBeUndefined();
    const { property, allowed } = refused(() => waitOf({ ...older, idleWaitBeforeStop: Duration.seconds(60) }));
    expect([property, allowed]).toEqual(['idleWaitBeforeStop', expect.stringContaining('1.25.2')]);
  });

  test('waits in profile DOCUMENTED only when asked to', () => {
    expect(waitOf(DOCUMENTED)).toBeUndefined();
    expect(waitOf({ ...DOCUMENTED, idleWaitBeforeStop: Duration.seconds(60) })).toBe('60');
  });
});

test('optional objects follow the delegate in a fixed order', () => {
  const { manifests } = synthDelegate({
    autoscaling: { minReplicas: 2, maxReplicas: 4 },
    podDisruptionBudget: {},
    networkPolicy: {},
  });
  expect(kindsOf(manifests)).toEqual([
    'Namespace',
    'ServiceAccount',
    'Deployment',
    'HorizontalPodAutoscaler',
    'PodDisruptionBudget',
    'NetworkPolicy',
  ]);
});
