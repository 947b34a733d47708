/** Values that cannot all be meant, which the chart takes all the same. */
import type { ChartSettings } from './chart-settings';
import { CHART_NAME, CHART_VERSION } from './chart-values';
import { closest } from './closest';
import { refuseValue } from './value-errors';

/** Roles that the chart knows by a word of its own. */
export const PERMISSIONS = ['CLUSTER_ADMIN', 'CLUSTER_VIEWER', 'NAMESPACE_ADMIN'];
const CHOICES: { readonly [path: string]: readonly string[] } = {
  deploymentStrategy: ['RollingUpdate', 'Recreate'],
  'image.pullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'upgrader.image.pullPolicy': ['Always', 'IfNotPresent', 'Never'],
  dnsPolicy: ['ClusterFirst', 'Default', 'None'],
  proxyScheme: ['http', 'https'],
  deployMode: ['KUBERNETES'],
  delegateType: ['HELM_DELEGATE'],
};
const NOT_YET = `nothing: ${CHART_NAME} ${CHART_VERSION} does not know it yet`;
const TEMPLATED = ['commonLabels', 'commonAnnotations', 'delegateLabels', 'delegateAnnotations', 'delegatePodLabels'];

/** Throws for the first contradiction. */
export function checkContradictions(settings: ChartSettings): void {
  checkRequired(settings);
  checkChoices(settings);
  checkPermissions(settings);
  checkToken(settings);
  checkImage(settings, 'image', 'delegateDockerImage');
  checkImage(settings, 'upgrader.image', 'upgrader.upgraderDockerImage');
  checkAutoscaling(settings);
  checkPods(settings);
  checkProxy(settings);
  checkCertificates(settings);
  checkTemplates(settings);
  checkUpgrader(settings);
  checkUnpublished(settings);
}

function checkRequired(settings: ChartSettings): void {
  if (settings.text('accountId') === undefined) {
    refuseValue('accountId', {
      allowed: 'the account of the delegate',
      remedy: 'Set it, as the chart asks for it, too.',
    });
  }
  if (!settings.flag('nextGen')) {
    const remedy = 'Leave it out: the first generation of Harness is no longer there.';
    refuseValue('nextGen', { given: false, allowed: 'true', remedy });
  }
}

function checkChoices(settings: ChartSettings): void {
  for (const [path, choices] of Object.entries(CHOICES)) {
    const given = settings.text(path);
    if (given !== undefined && !choices.includes(given)) {
      refuseValue(path, { given, allowed: choices.join(' or '), remedy: 'Correct it, or leave it out.' });
    }
  }
}

/** The chart takes every other word for the name of a Role, and says nothing when there is none. */
function checkPermissions(settings: ChartSettings): void {
  const given = settings.text('k8sPermissionsType') ?? '';
  if (PERMISSIONS.includes(given)) {
    return;
  }
  const meant = closest(given, PERMISSIONS);
  if (meant !== undefined || /^[A-Z_]*$/.test(given)) {
    refuseValue('k8sPermissionsType', {
      given,
      allowed: `${PERMISSIONS.join(', ')}, or the name of a Role in the namespace of the delegate`,
      remedy: `${meant === undefined ? 'Correct it' : `Did you mean ${meant}`}? The chart binds a Role of that name, which nobody made.`,
    });
  }
}

function checkToken(settings: ChartSettings): void {
  if (settings.text('delegateToken') !== undefined && settings.text('existingDelegateToken') !== undefined) {
    const allowed = 'no token beside existingDelegateToken, which wins';
    refuseValue('delegateToken', { allowed, remedy: 'Remove it: it is not used, and lies about in clear text.' });
  }
}

/** Without a repository the chart ignores the other parts, and with one the whole reference. */
function checkImage(settings: ChartSettings, parts: string, whole: string): void {
  if (settings.text(`${parts}.repository`) === undefined) {
    for (const part of ['registry', 'tag']) {
      const given = settings.text(`${parts}.${part}`);
      if (given !== undefined) {
        const remedy = `The chart ignores it: set ${parts}.repository as well, or ${whole} instead.`;
        refuseValue(`${parts}.${part}`, { given, allowed: `no ${part} without ${parts}.repository`, remedy });
      }
    }
  } else if (settings.isChanged(whole)) {
    const allowed = `no whole reference beside ${parts}.repository, which wins`;
    refuseValue(whole, { given: settings.text(whole), allowed, remedy: 'Leave one of the two out.' });
  }
}

function checkAutoscaling(settings: ChartSettings): void {
  if (!settings.flag('autoscaling.enabled')) {
    return;
  }
  const cpu = 'autoscaling.targetCPUUtilizationPercentage';
  const memory = 'autoscaling.targetMemoryUtilizationPercentage';
  if (!settings.number(cpu) && !settings.number(memory)) {
    refuseValue(cpu, {
      given: settings.number(cpu),
      allowed: `a target for CPU, or ${memory}, with autoscaling.enabled`,
      remedy: 'Set one of them: the chart would make neither an autoscaler nor a number of replicas.',
    });
  }
  const [least = 1, most = 1] = ['minReplicas', 'maxReplicas'].map((name) => settings.number(`autoscaling.${name}`));
  if (least > most) {
    const allowed = `at least autoscaling.minReplicas, which is ${least}`;
    refuseValue('autoscaling.maxReplicas', { given: most, allowed, remedy: 'Raise it.' });
  }
}

function checkPods(settings: ChartSettings): void {
  if (!settings.flag('serviceAccount.create') && settings.text('serviceAccount.name') === undefined) {
    refuseValue('serviceAccount.name', {
      allowed: 'the name of a ServiceAccount, with serviceAccount.create: false',
      remedy: 'Set it: the chart would give the rights of the delegate to the account "default" of the namespace.',
    });
  }
  if (settings.text('serviceAccount.name') === 'default') {
    refuseValue('serviceAccount.name', {
      given: 'default',
      allowed: 'a ServiceAccount other than "default", which every pod of the namespace has that names none',
      remedy: 'Name another one: all those pods would get the rights of the delegate.',
    });
  }
  for (const path of ['rollingUpdate.maxSurge', 'rollingUpdate.maxUnavailable']) {
    if (settings.text('deploymentStrategy') === 'Recreate' && settings.text(path) !== undefined) {
      const allowed = 'none with deploymentStrategy: Recreate';
      refuseValue(path, { given: settings.text(path), allowed, remedy: 'Leave one of the two out.' });
    }
  }
  for (const path of ['cpu', 'memory']) {
    if (settings.object('resources') !== undefined && settings.isChanged(path)) {
      const allowed = 'nothing beside resources, which wins';
      refuseValue(path, { given: settings.text(path), allowed, remedy: 'Leave one of the two out.' });
    }
  }
}

function checkProxy(settings: ChartSettings): void {
  const [host, user, password] = ['proxyHost', 'proxyUser', 'proxyPassword'].map((path) => settings.text(path));
  for (const path of ['proxyPort', 'proxyScheme', 'noProxy', 'proxyUser', 'proxyPassword']) {
    if (host === undefined && settings.text(path) !== undefined) {
      refuseValue(path, { allowed: 'nothing without proxyHost', remedy: 'Set proxyHost, or leave it out.' });
    }
  }
  if ((user === undefined) !== (password === undefined)) {
    const missing = user === undefined ? 'proxyUser' : 'proxyPassword';
    refuseValue(missing, { allowed: 'both of proxyUser and proxyPassword, or none', remedy: 'Set it, too.' });
  }
}

function checkCertificates(settings: ChartSettings): void {
  const [ofDelegate, ofUpgrader] = ['delegateCustomCa', 'upgraderCustomCa'].map((name) =>
    settings.text(`${name}.secretName`),
  );
  if (settings.flag('upgrader.enabled') && ofUpgrader !== undefined && ofUpgrader !== ofDelegate) {
    refuseValue('upgraderCustomCa.secretName', {
      given: ofUpgrader,
      allowed: 'the Secret of delegateCustomCa: both trust the same authorities',
      remedy: 'Put all certificates into one Secret.',
    });
  }
}

/** The chart would evaluate them. */
function checkTemplates(settings: ChartSettings): void {
  for (const path of TEMPLATED) {
    if (JSON.stringify(settings.map(path)).includes('{{')) {
      const remedy = 'Write out what the template gives.';
      refuseValue(path, { allowed: 'texts without templates of Helm', remedy });
    }
  }
}

/** What would be lost: the upgrader is made anew. */
function checkUpgrader(settings: ChartSettings): void {
  for (const path of ['upgrader.pod.securityContext', 'upgrader.securityContext']) {
    if (settings.flag('upgrader.enabled') && settings.object(path) !== undefined && settings.isChanged(path)) {
      const remedy = 'Leave it out: the upgrader has that of the delegate, from HelmHardening.NON_ROOT on hardened.';
      refuseValue(path, { allowed: 'nothing of its own: it would be lost', remedy });
    }
  }
}

/** No version of the chart that is published knows them. */
function checkUnpublished(settings: ChartSettings): void {
  for (const path of ['ztsUrl', 'ztsTimeoutSeconds', 'ztsRetryCount', 'ztsEnforce']) {
    if (settings.isGiven(path)) {
      const remedy = 'Set the variable in custom_envs instead.';
      refuseValue(path, { allowed: NOT_YET, remedy });
    }
  }
  if (settings.text('upgrader.jobName') !== undefined) {
    const remedy = 'Leave it out: the CronJob is named after the delegate.';
    refuseValue('upgrader.jobName', { allowed: NOT_YET, remedy });
  }
}
