import { Duration } from 'cdk8s';
import { DelegateImage, DelegateToken, UpgradeSchedule } from '../../../lib/delegate';
import { DelegateGeneration } from '../../../lib/reference';
import { bad, type BadInput, hides, shows } from './bad-input';
import { made } from './recorded';
import { HEX_SENTINEL, SENTINEL } from './sentinel';

/** With the generation set: an image known only later does not identify it. */
const LEGACY = {
  image: made(DelegateImage, 'of', 'example.com/harness/delegate:26.02.88404'),
  generation: DelegateGeneration.LEGACY,
};
const UPGRADER = { image: made(DelegateImage, 'of', 'example.com/harness/upgrader:1.6.0') };
const props = (upgrader: object): BadInput['props'] => ({ ...LEGACY, upgrader: { ...UPGRADER, ...upgrader } });
const image = (reference: string) => props({ image: made(DelegateImage, 'of', reference) });
const token = (options: object) => props({ token: made(DelegateToken, 'fromSecretName', 'a', options) });
const cron = (expression: string) => props({ schedule: made(UpgradeSchedule, 'cron', expression) });
const every = (interval: Duration) => props({ schedule: made(UpgradeSchedule, 'every', interval) });
const mirror = /the host of a registry/;

export const BAD_UPGRADER: readonly BadInput[] = [
  bad('an upgrader for a new delegate', { upgrader: UPGRADER }, 'upgrader', /^a legacy delegate$/),
  bad('an image without tag', image('a/b'), 'upgrader.image', /a tag or a digest/, shows('"a/b"')),
  bad(
    'an image called latest',
    image('a/b:latest'),
    'upgrader.image',
    /a fixed version, not "latest"/,
    shows('a/b:latest'),
  ),
  bad('an image that is none', image('A b'), 'upgrader.image', /an image reference/, shows('A b')),
  bad('credentials in the image', image(`me:${HEX_SENTINEL}@a/b:1`), 'upgrader.image', /an image reference/, {
    hides: HEX_SENTINEL,
  }),
  bad(
    'a registry that is part of a repository',
    props({ image: made(DelegateImage, 'fromParts', { registry: 'harness', repository: 'upgrader', tag: '1' }) }),
    'upgrader.image.registry',
    /host of a registry/,
    shows('harness'),
  ),
  bad('no image', { ...LEGACY, upgrader: {} }, 'upgrader.image', /DelegateImage/),
  bad(
    'a token that is spelled out',
    props({ token: made(DelegateToken, 'unsafePlainText', SENTINEL) }),
    'upgrader.token',
    /no second copy/,
    hides(SENTINEL),
  ),
  bad(
    'a token as the name of its Secret',
    props({ token: made(DelegateToken, 'fromSecretName', HEX_SENTINEL) }),
    'upgrader.token',
    /name of a Secret/,
    hides(HEX_SENTINEL),
  ),
  bad(
    'a token with a revision',
    token({ revision: '1' }),
    'upgrader.token.revision',
    /no value for the token of the upgrader/,
  ),
  bad(
    'a token with Reloader',
    token({ reloader: true }),
    'upgrader.token.reloader',
    /no value for the token of the upgrader/,
  ),
  bad('a key that is none', token({ key: SENTINEL }), 'upgrader.token.key', /letters, digits/, hides(SENTINEL)),
  bad('a pull secret that is none', props({ imagePullSecrets: ['A'] }), 'upgrader.imagePullSecrets[0]', /Secret/),
  bad(
    'a pull secret twice',
    props({ imagePullSecrets: ['a', 'a'] }),
    'upgrader.imagePullSecrets[1]',
    /without duplicates/,
  ),
  bad('a label that is none', props({ nodeSelector: { a: 'b c' } }), 'upgrader.nodeSelector["a"]', /at most 63/),
  bad(
    'a value without key',
    props({ tolerations: [{ value: 'a' }] }),
    'upgrader.tolerations[0].value',
    /no value without a key/,
  ),
  bad('a class that is none', props({ priorityClassName: 'A' }), 'upgrader.priorityClassName', /DNS subdomain/),
  bad(
    'a request above its limit',
    props({ resources: { memoryRequest: '2Gi', memoryLimit: '1Gi' } }),
    'upgrader.resources.memoryRequest',
    /at most the limit/,
    shows('2Gi'),
  ),
  bad('bytes for mebibytes', props({ resources: { memoryLimit: '128' } }), 'upgrader.resources.memoryLimit', /1Mi/),
  bad(
    'a limit beside none',
    props({ resources: { cpuLimit: '1', noCpuLimit: true } }),
    'upgrader.resources.cpuLimit',
    /no value when noCpuLimit is set/,
  ),
  ...['https://registry.example.com', 'a b', 'registry.example.com/', '', ':5000'].map((registryMirror) =>
    bad(`the mirror "${registryMirror}"`, props({ registryMirror }), 'upgrader.registryMirror', mirror),
  ),
  ...[0, 7, 45, 90, 120].map((count) =>
    bad(`every ${count} minutes`, every(Duration.minutes(count)), 'upgrader.schedule', /divides an hour/, {
      shows: `every ${count} minutes`,
    }),
  ),
  bad('every 30 seconds', every(Duration.seconds(30)), 'upgrader.schedule', /divides an hour/),
  bad('a pause of two hours', cron('0 */2 * * *'), 'upgrader.schedule', /90 minutes/, shows('0 */2 * * *')),
  bad('no run at the weekend', cron('0 * * * 1-5'), 'upgrader.schedule', /every day/, shows('1-5')),
  bad('six fields', cron('0 0 * * * *'), 'upgrader.schedule', /five fields/, shows('0 0 * * * *')),
  bad('a left-over schedule', cron('PUT_YOUR_SCHEDULE'), 'upgrader.schedule', /five fields/),
];
