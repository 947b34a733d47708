import { Duration } from 'cdk8s';
import { PercentOrAbsolute } from '../../../lib/core';
import { DelegateImage, DelegateUpdateStrategy, type RollingUpdateOptions } from '../../../lib/delegate';
import { bad, type BadInput, shows } from './bad-input';

const percent = (share: number) => PercentOrAbsolute.percent(share);
const absolute = (count: number) => PercentOrAbsolute.absolute(count);
const strategy = (options: RollingUpdateOptions) => ({ updateStrategy: DelegateUpdateStrategy.rollingUpdate(options) });
const wholeNumber = /a whole number/;
/** Numbers of pods and the like have 32 bits in Kubernetes. */
const TOO_LARGE = 2 ** 31;

export const BAD_UPDATES: readonly BadInput[] = [
  bad(
    'no update at all',
    strategy({ maxSurge: percent(0), maxUnavailable: absolute(0) }),
    'updateStrategy',
    /a number above 0 for one of them/,
    shows('0 for maxSurge and maxUnavailable'),
  ),
  bad(
    'too many pods more',
    strategy({ maxSurge: absolute(TOO_LARGE) }),
    'updateStrategy.maxSurge',
    wholeNumber,
    shows(`${TOO_LARGE}`),
  ),
  bad('-1 pods more', strategy({ maxSurge: absolute(-1) }), 'updateStrategy.maxSurge', wholeNumber, shows('-1')),
  bad(
    '101 % less',
    strategy({ maxUnavailable: percent(101) }),
    'updateStrategy.maxUnavailable',
    wholeNumber,
    shows('101'),
  ),

  bad(
    'ready for as long as an update may take',
    { minReady: Duration.minutes(10) },
    'minReady',
    /0 to 599/,
    shows('600'),
  ),
  bad(
    'ready for half a second',
    { minReady: Duration.millis(500) },
    'minReady',
    /whole number of seconds/,
    shows('0.5'),
  ),
  bad(
    'no grace',
    { terminationGracePeriod: Duration.seconds(0) },
    'terminationGracePeriod',
    /^at least 1 second$/,
    shows('0'),
  ),
  bad(
    'half a second of grace',
    { terminationGracePeriod: Duration.millis(500) },
    'terminationGracePeriod',
    /seconds/,
    shows('0.5'),
  ),
  bad(
    'a wait above the default grace period',
    { idleWaitBeforeStop: Duration.seconds(601) },
    'idleWaitBeforeStop',
    /at most terminationGracePeriod, which is 600 seconds/,
    shows('601 seconds'),
  ),
  bad(
    'a wait above the grace period',
    { idleWaitBeforeStop: Duration.seconds(31), terminationGracePeriod: Duration.seconds(30) },
    'idleWaitBeforeStop',
    /which is 30 seconds/,
    shows('31 seconds'),
  ),
  bad(
    'half a second of wait',
    { idleWaitBeforeStop: Duration.millis(500) },
    'idleWaitBeforeStop',
    /whole number/,
    shows('0.5'),
  ),
  bad(
    'a wait for an image that does not know it',
    { idleWaitBeforeStop: Duration.seconds(60), image: DelegateImage.of('a/b:1.25.1') },
    'idleWaitBeforeStop',
    /version 1\.25\.2 or later/,
    shows('1.25.1'),
  ),
];
