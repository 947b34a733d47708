import type { Toleration } from 'kubernetes-types/core/v1';
import type { DelegateToleration, ImagePullPolicy, TaintEffect } from '../../workload';
import { DelegateToken } from '../delegate-token';
import type { DelegateResources } from '../resources';
import { UpgradeSchedule } from '../upgrade-schedule';
import type { DelegateUpgrader } from '../upgrader';
import { type ClusterObject, type Release, upgraderImageOf } from './adoption-plan';
import type { ChartSettings } from './chart-settings';
import { refuseValue } from './value-errors';

/** The upgrader of the release, pinned and with minimal permissions. Its objects keep their names. */
export function planUpgrader({ settings, fullname, upgraderImage }: Release): DelegateUpgrader | undefined {
  if (!settings.flag('upgrader.enabled')) {
    return undefined;
  }
  const schedule = settings.text('upgrader.schedule');
  const pullSecret = settings.text('upgrader.imagePullSecret');
  // The same Secret as before: Helm still owns the reference to it, which stays in the cluster next to ours.
  const token = settings.text('upgrader.existingUpgraderToken') ?? `${fullname}-upgrader-token`;
  const pullPolicy = 'upgrader.image.pullPolicy';
  const tolerations = settings.list<Toleration>('upgrader.tolerations').map(tolerationOf);
  return {
    image: upgraderImage ?? upgraderImageOf(settings),
    imagePullPolicy: settings.isGiven(pullPolicy) ? (settings.text(pullPolicy) as ImagePullPolicy) : undefined,
    schedule: schedule === undefined ? undefined : UpgradeSchedule.cron(schedule),
    imagePullSecrets: pullSecret === undefined ? undefined : [pullSecret],
    registryMirror: settings.text('upgrader.registryMirror'),
    token: DelegateToken.fromSecretName(token),
    tolerations: tolerations.length === 0 ? undefined : tolerations,
    resources: resourcesOf(settings),
  };
}

/** Without an operator it is Equal, which compares the value; an unset value is the empty string. */
function tolerationOf(toleration: Toleration, index: number): DelegateToleration {
  const { key, operator = 'Equal', value, effect, tolerationSeconds } = toleration;
  if (!['Equal', 'Exists'].includes(operator)) {
    const path = `upgrader.tolerations[${index}].operator`;
    refuseValue(path, { given: operator, allowed: '"Equal" or "Exists"', remedy: 'Choose one of the two.' });
  }
  const counted = operator === 'Equal' ? (value ?? '') : undefined;
  return { key, value: counted, effect: effect as TaintEffect | undefined, tolerationSeconds };
}

function resourcesOf(settings: ChartSettings): DelegateResources | undefined {
  const given = settings.object<{ [kind: string]: { [resource: string]: string | number } }>('upgrader.resources');
  const amount = (kind: string, resource: string): string | undefined => given?.[kind]?.[resource]?.toString();
  return (
    given && {
      cpuRequest: amount('requests', 'cpu'),
      cpuLimit: amount('limits', 'cpu'),
      memoryRequest: amount('requests', 'memory'),
      memoryLimit: amount('limits', 'memory'),
    }
  );
}

/** Objects of the chart's upgrader that have another name here. */
export function unusedUpgraderObjects({ settings, fullname }: Release): ClusterObject[] {
  const account = `${fullname}-${settings.text('upgrader.cronJobServiceAccountName')}`;
  return account === accountOf(fullname) ? [] : [{ kind: 'ServiceAccount', name: account }];
}

/** All objects of the upgrader, including those that only the chart has. */
export function upgraderObjects(release: Release): ClusterObject[] {
  const { settings, fullname } = release;
  const secret = { kind: 'Secret', name: `${fullname}-upgrader-token` };
  return [
    { kind: 'CronJob', name: cronJobOf(fullname) },
    { kind: 'ConfigMap', name: `${fullname}-upgrader-config` },
    { kind: 'RoleBinding', name: `${fullname}-upgrader-cronjob` },
    { kind: 'Role', name: `${fullname}-upgrader` },
    { kind: 'ServiceAccount', name: accountOf(fullname) },
    ...(settings.text('upgrader.existingUpgraderToken') === undefined ? [secret] : []),
    ...unusedUpgraderObjects(release),
  ];
}

function cronJobOf(fullname: string): string {
  return `${fullname}-upgrader-job`;
}

function accountOf(fullname: string): string {
  return `${fullname}-upgrader-cronjob-sa`;
}
