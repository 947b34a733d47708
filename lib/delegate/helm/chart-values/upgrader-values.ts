/** The CronJob that brings new images. */
import { type ChartValue, declared, undeclared } from './chart-value';

const PINNED = 'A version or a digest; `latest` is refused.';
const SMALLEST =
  'No property: the upgrader always has the least rights that it needs, `get` and `patch` on the one Deployment.';
const HARDENED =
  'No property: the upgrader has that of the delegate, hardened; one that is adopted from `HelmHardening.NON_ROOT` on. Another than that of the chart is refused beside an upgrader, since it would be lost.';

export const UPGRADER_VALUES: readonly ChartValue[] = [
  declared('upgrader.enabled', 'flag', true, {
    property: 'upgrader',
    note: 'There is an upgrader where upgrader is set; by default there is none.',
  }),
  declared(
    'upgrader.upgraderDockerImage',
    'text',
    'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/upgrader:latest',
    {
      property: 'upgrader.image',
      note: PINNED,
    },
  ),
  declared('upgrader.image.pullPolicy', 'text', 'Always', {
    property: 'upgrader.imagePullPolicy',
    note: 'By default an image that cannot change is pulled once.',
  }),
  undeclared('upgrader.image.registry', 'text', {
    property: 'upgrader.image',
    note: 'The chart heeds it only beside upgrader.image.repository.',
  }),
  undeclared('upgrader.image.repository', 'text', {
    property: 'upgrader.image',
    note: 'It makes the chart ignore upgrader.upgraderDockerImage.',
  }),
  undeclared('upgrader.image.tag', 'text', {
    property: 'upgrader.image',
    note: `${PINNED} The chart heeds it only beside upgrader.image.repository.`,
  }),
  declared('upgrader.registryMirror', 'text', '', { property: 'upgrader.registryMirror' }),
  declared('upgrader.jobName', 'text', '', {
    note: 'No property, and refused: no version of the chart that is published knows it. The name is made of that of the delegate.',
  }),
  declared('upgrader.schedule', 'text', '0 */1 * * *', {
    property: 'upgrader.schedule',
    note: 'Every 1 to 90 minutes, which is what Harness shows as on.',
  }),
  declared('upgrader.imagePullSecret', 'text', '', { property: 'upgrader.imagePullSecrets' }),
  declared('upgrader.cronJobServiceAccountName', 'text', 'upgrader-cronjob-sa', {
    note: 'No property: it is made of the name of the delegate.',
  }),
  declared('upgrader.existingUpgraderToken', 'text', '', { property: 'upgrader.token' }),
  declared('upgrader.pod.securityContext', 'object', { fsGroup: 1001 }, { note: HARDENED }),
  declared('upgrader.securityContext', 'object', null, { note: HARDENED }),
  declared('upgrader.tolerations', 'objects', [], { property: 'upgrader.tolerations' }),
  undeclared('upgrader.resources', 'object', { property: 'upgrader.resources' }),
  declared('upgrader.rbac.cronjobVerbs', 'texts', ['get', 'list', 'watch', 'update', 'patch'], { note: SMALLEST }),
  declared('upgrader.rbac.deploymentVerbs', 'texts', ['get', 'list', 'watch', 'create', 'update', 'patch'], {
    note: SMALLEST,
  }),
  declared('upgraderCustomCa.secretName', 'text', null, {
    property: 'customCa',
    note: 'The upgrader trusts what the delegate trusts. Another Secret than that of the delegate is refused.',
  }),
];
