import * as fc from 'fast-check';
import { PercentOrAbsolute } from '../../../lib/core';
import {
  AutoscalingMetric,
  type DelegateAutoscaling,
  type DelegateAvailabilityProps,
  type DelegateDisruptionBudget,
  DelegateUpdateStrategy,
  type RollingUpdateOptions,
} from '../../../lib/delegate';
import { anyFactory, type ArbitraryOf, made, named, struct } from './recorded';
import { seconds } from './texts';

function pods(range: { absolute: [number, number]; percent: [number, number] }): fc.Arbitrary<PercentOrAbsolute> {
  const within = ([min, max]: [number, number]) => fc.tuple(fc.integer({ min, max }));
  return anyFactory(PercentOrAbsolute, { absolute: within(range.absolute), percent: within(range.percent) });
}

const anyUtilization = fc.tuple(fc.integer({ min: 1, max: 300 }));
const metric = anyFactory(AutoscalingMetric, { memoryUtilization: anyUtilization, cpuUtilization: anyUtilization });

const autoscaling = struct<DelegateAutoscaling>(
  'DelegateAutoscaling',
  {
    minReplicas: fc.integer({ min: 1, max: 5 }),
    maxReplicas: fc.integer({ min: 6, max: 50 }),
    metrics: fc.uniqueArray(metric, { minLength: 1, maxLength: 2, selector: ({ resource }) => resource }),
  },
  ['maxReplicas'],
);

/** With two or more pods, each of these allows one disruption. */
const disruptionBudget = struct<DelegateDisruptionBudget>(
  'DelegateDisruptionBudget',
  {
    maxUnavailable: pods({ absolute: [1, 1], percent: [1, 50] }),
    minAvailable: pods({ absolute: [1, 1], percent: [1, 50] }),
  },
  [],
).map(({ maxUnavailable, minAvailable }) => {
  const both = maxUnavailable !== undefined && minAvailable !== undefined;
  const first = both && maxUnavailable.amount % 2 === 0;
  return named<DelegateDisruptionBudget>('DelegateDisruptionBudget', {
    maxUnavailable: both && !first ? undefined : maxUnavailable,
    minAvailable: first ? undefined : minAvailable,
  });
});

const rollingUpdate = struct<RollingUpdateOptions>(
  'RollingUpdateOptions',
  {
    maxSurge: pods({ absolute: [0, 5], percent: [0, 100] }),
    maxUnavailable: pods({ absolute: [0, 5], percent: [0, 100] }),
  },
  [],
).map((options) =>
  options.maxSurge?.amount === 0 && options.maxUnavailable?.amount === 0
    ? named<RollingUpdateOptions>('RollingUpdateOptions', {
        ...options,
        maxSurge: made(PercentOrAbsolute, 'absolute', 1),
      })
    : options,
);

/** The properties of DelegateAvailabilityProps, each by itself; `consistent` makes them fit each other. */
export const availabilityProps: ArbitraryOf<DelegateAvailabilityProps> = {
  replicas: fc.integer({ min: 0, max: 5 }),
  autoscaling,
  podDisruptionBudget: disruptionBudget,
  updateStrategy: anyFactory(DelegateUpdateStrategy, {
    rollingUpdate: fc.tuple(rollingUpdate),
    recreate: fc.constant([]),
  }),
  minReady: seconds(0, 599),
  terminationGracePeriod: seconds(1, 3600),
  idleWaitBeforeStop: seconds(0, 600),
};
