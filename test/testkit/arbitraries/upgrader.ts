import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import {
  DelegateImage,
  DelegateToken,
  type DelegateUpgrader,
  type DelegateUpgraderProps,
  UpgradeSchedule,
} from '../../../lib/delegate';
import { ImagePullPolicy } from '../../../lib/workload';
import { anyFactory, type ArbitraryOf, made, named, struct } from './recorded';
import { resources } from './resources';
import { schedulingProps } from './scheduling';
import { anyOf, dataKey, secretName } from './texts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const image = fc.constantFrom(
  ...['example.com/upgrader:1.6.0', 'upgrader:1e5', `localhost:5000/a/upgrader:latest@${digest}`].map((reference) =>
    made(DelegateImage, 'of', reference),
  ),
  made(DelegateImage, 'fromParts', { repository: 'harness/upgrader', digest }),
);

const minutes = fc.constantFrom(1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60);
const times = (last: number) => fc.integer({ min: 0, max: last });
/** A schedule that runs every hour. */
const expression = fc.oneof(
  fc.constantFrom('@hourly', '0 */1 * * *', '0,30 */2 * * *', '* * * * *', '0 0-23 ? JAN-DEC sun-sat'),
  fc.uniqueArray(times(59), { minLength: 1, maxLength: 5 }).map((list) => `${list.join(',')} * * * *`),
  fc.tuple(times(20), fc.integer({ min: 1, max: 59 })).map(([from, step]) => `${from}-59/${step}  *  *  *  *`),
);

const schedule = anyFactory(UpgradeSchedule, {
  every: minutes.map((count): [Duration] => [Duration.minutes(count)]),
  cron: fc.tuple(expression),
});

const { nodeSelector, tolerations, affinity, priorityClassName } = schedulingProps;

const upgrader = struct<DelegateUpgrader>(
  'DelegateUpgrader',
  {
    image,
    imagePullPolicy: anyOf(ImagePullPolicy),
    imagePullSecrets: fc.uniqueArray(secretName, { maxLength: 2 }),
    schedule,
    suspend: fc.boolean(),
    resources,
    registryMirror: fc.constantFrom('registry.example.com', 'localhost:5000/harness', '1e5', 'Registry/a/b_c'),
    token: fc.tuple(secretName, dataKey).map(([name, key]) => made(DelegateToken, 'fromSecretName', name, { key })),
    nodeSelector,
    tolerations,
    affinity,
    priorityClassName,
  },
  ['image'],
);

/** The properties of DelegateUpgraderProps; `consistent` leaves them out of a new delegate. */
export const upgraderProps: ArbitraryOf<DelegateUpgraderProps> = {
  // Legacy delegates are half of all: without a further schedule there would be few of each kind.
  upgrader: fc
    .tuple(upgrader, fc.option(schedule, { nil: undefined, freq: 5 }))
    .map(([given, further]) =>
      named<DelegateUpgrader>('DelegateUpgrader', { ...given, schedule: given.schedule ?? further }),
    ),
};
