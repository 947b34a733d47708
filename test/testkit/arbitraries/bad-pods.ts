import { PercentOrAbsolute } from '../../../lib/core';
import { AutoscalingMetric, DelegateProfile } from '../../../lib/delegate';
import { bad, type BadInput, shows } from './bad-input';

const memory = (percentage: number) => AutoscalingMetric.memoryUtilization(percentage);
const cpu = (percentage: number) => AutoscalingMetric.cpuUtilization(percentage);
const percent = (share: number) => PercentOrAbsolute.percent(share);
const absolute = (count: number) => PercentOrAbsolute.absolute(count);
const budget = (podDisruptionBudget: object, replicas = 3) => ({ replicas, podDisruptionBudget });
const metrics = (...given: AutoscalingMetric[]) => ({ autoscaling: { maxReplicas: 3, metrics: given } });
const wholeNumber = /a whole number/;
const twoPods = /at least 2 pods/;
const someOfThree = /^1 to 2 of the 3 pods$/;
/** Numbers of pods and the like have 32 bits in Kubernetes. */
const TOO_LARGE = 2 ** 31;

export const BAD_PODS: readonly BadInput[] = [
  ...[-1, 1.5, NaN, Infinity, TOO_LARGE].map((replicas) =>
    bad(`${replicas} replicas`, { replicas }, 'replicas', wholeNumber, shows(`${replicas}`)),
  ),
  bad(
    'no documented replica',
    { replicas: 0, profile: DelegateProfile.DOCUMENTED },
    'replicas',
    /of at least 1/,
    shows('0'),
  ),
  bad(
    'replicas with autoscaling',
    { replicas: 2, autoscaling: { maxReplicas: 3 } },
    'replicas',
    /no value when autoscaling is set/,
    shows('2'),
  ),

  bad('min 0', { autoscaling: { minReplicas: 0, maxReplicas: 3 } }, 'autoscaling.minReplicas', wholeNumber, shows('0')),
  bad('max 1.5', { autoscaling: { maxReplicas: 1.5 } }, 'autoscaling.maxReplicas', wholeNumber, shows('1.5')),
  bad(
    'too great a max',
    { autoscaling: { maxReplicas: TOO_LARGE } },
    'autoscaling.maxReplicas',
    wholeNumber,
    shows(`${TOO_LARGE}`),
  ),
  bad(
    'max = min',
    { autoscaling: { minReplicas: 3, maxReplicas: 3 } },
    'autoscaling.maxReplicas',
    /a number above minReplicas, which is 3/,
    shows('3'),
  ),
  bad(
    'max < min',
    { autoscaling: { minReplicas: 4, maxReplicas: 3 } },
    'autoscaling.maxReplicas',
    /which is 4/,
    shows('3'),
  ),
  bad(
    'max 1, min by default',
    { autoscaling: { maxReplicas: 1 } },
    'autoscaling.maxReplicas',
    /which is 1/,
    shows('1'),
  ),
  bad('no metric', metrics(), 'autoscaling.metrics', /at least one metric/, shows('[]')),
  bad(
    'memory twice',
    metrics(memory(80), cpu(80), memory(90)),
    'autoscaling.metrics[2]',
    /one metric for each resource/,
    shows('memory 90%'),
  ),
  bad('memory at 0 %', metrics(memory(0)), 'autoscaling.metrics[0]', wholeNumber, shows('0')),
  bad('memory at too much', metrics(memory(TOO_LARGE)), 'autoscaling.metrics[0]', wholeNumber, shows(`${TOO_LARGE}`)),
  bad('CPU at 1.5 %', metrics(memory(80), cpu(1.5)), 'autoscaling.metrics[1]', wholeNumber, shows('1.5')),

  bad('a budget for one pod', budget({}, 1), 'podDisruptionBudget', twoPods, shows('1 pod')),
  bad('a budget for no pod', budget({}, 0), 'podDisruptionBudget', twoPods, shows('no pods')),
  bad('a budget for one pod by default', { podDisruptionBudget: {} }, 'podDisruptionBudget', twoPods, shows('1 pod')),
  bad(
    'a budget for one pod by autoscaling',
    { podDisruptionBudget: {}, autoscaling: { maxReplicas: 9 } },
    'podDisruptionBudget',
    twoPods,
    shows('1 pod'),
  ),
  bad(
    'a budget of both kinds',
    budget({ minAvailable: absolute(1), maxUnavailable: absolute(1) }),
    'podDisruptionBudget',
    /^one of the two$/,
    shows('minAvailable and maxUnavailable'),
  ),
  ...[absolute(3), absolute(4), percent(100), percent(67), percent(99)].map((pods) =>
    bad(
      `${pods.toString()} of 3 pods must stay`,
      budget({ minAvailable: pods }),
      'podDisruptionBudget.minAvailable',
      someOfThree,
      shows(`${pods.toString()}`),
    ),
  ),
  ...[absolute(0), percent(0)].flatMap((pods) => [
    bad(
      `${pods.toString()} pods may go`,
      budget({ maxUnavailable: pods }),
      'podDisruptionBudget.maxUnavailable',
      someOfThree,
      shows(`${pods.toString()}`),
    ),
    bad(
      `${pods.toString()} pods must stay`,
      budget({ minAvailable: pods }),
      'podDisruptionBudget.minAvailable',
      someOfThree,
      shows(`${pods.toString()}`),
    ),
  ]),
  ...[absolute(-1), percent(101), percent(12.5)].map((pods) =>
    bad(
      `${pods.toString()} pods may go`,
      budget({ maxUnavailable: pods }),
      'podDisruptionBudget.maxUnavailable',
      wholeNumber,
      shows(`${pods.amount}`),
    ),
  ),
  bad(
    'too many may go',
    budget({ maxUnavailable: absolute(TOO_LARGE) }),
    'podDisruptionBudget.maxUnavailable',
    wholeNumber,
    shows(`${TOO_LARGE}`),
  ),
  bad(
    '-1 pods must stay',
    budget({ minAvailable: absolute(-1) }),
    'podDisruptionBudget.minAvailable',
    wholeNumber,
    shows('-1'),
  ),
];
