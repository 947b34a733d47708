/** Contradictory values, which the chart accepts silently. */
import { Together } from '../../core';
import { CHART_NAME, CHART_VERSION, closest, refuseValue } from './chart-values';
import type { ChartSettings } from './release';

/** Values of `k8sPermissionsType` that do not name a Role. */
const PERMISSIONS = ['CLUSTER_ADMIN', 'CLUSTER_VIEWER', 'NAMESPACE_ADMIN'];

const CHOICES: { readonly [path: string]: readonly string[] } = {
  deploymentStrategy: ['RollingUpdate', 'Recreate'],
  'image.pullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'upgrader.image.pullPolicy': ['Always', 'IfNotPresent', 'Never'],
  dnsPolicy: ['ClusterFirst', 'Default', 'None'],
  proxyScheme: ['http', 'https'],
  deployMode: ['KUBERNETES'],
  delegateType: ['HELM_DELEGATE'],
};

const NOT_YET = `no value, because ${CHART_NAME} ${CHART_VERSION} does not read it yet`;

const TEMPLATED = ['commonLabels', 'commonAnnotations', 'delegateLabels', 'delegateAnnotations', 'delegatePodLabels'];

const CHECKS: readonly ((settings: ChartSettings) => void)[] = [
  checkAccount,
  checkNextGen,
  checkChoices,
  checkPermissions,
  checkToken,
  (settings) => checkImage(settings, 'image', 'delegateDockerImage'),
  (settings) => checkImage(settings, 'upgrader.image', 'upgrader.upgraderDockerImage'),
  checkAutoscaling,
  checkServiceAccount,
  checkPods,
  checkProxy,
  checkCertificates,
  checkTemplates,
  checkUpgrader,
  checkUnpublished,
];

/** Throws for contradictions: one error for all of them. */
export function checkContradictions(settings: ChartSettings): void {
  const together = new Together();
  CHECKS.forEach((check) => together.run(() => check(settings)));
  together.end();
}

function checkAccount(settings: ChartSettings): void {
  if (settings.text('accountId') === undefined) {
    refuseValue('accountId', { problem: 'missing', allowed: 'the account ID of the delegate', remedy: 'Set it.' });
  }
}

function checkNextGen(settings: ChartSettings): void {
  if (!settings.flag('nextGen')) {
    const remedy = 'Remove it: the first generation of Harness no longer exists.';
    refuseValue('nextGen', { given: false, allowed: 'true', remedy });
  }
}

function checkChoices(settings: ChartSettings): void {
  for (const [path, choices] of Object.entries(CHOICES)) {
    const given = settings.text(path);
    if (given !== undefined && !choices.includes(given)) {
      const allowed = choices.map((choice) => `"${choice}"`).join(' or ');
      refuseValue(path, { given, allowed, remedy: 'Choose one of them, or remove it.' });
    }
  }
}

/** The chart takes any other value as the name of a Role, and does not report a missing one. */
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
      remedy:
        meant === undefined
          ? 'Choose one of them: the chart would bind a Role of this name.'
          : `Did you mean ${meant}? The chart would bind a Role of this name.`,
    });
  }
}

function checkToken(settings: ChartSettings): void {
  if (settings.text('delegateToken') !== undefined && settings.text('existingDelegateToken') !== undefined) {
    const allowed = 'no value when existingDelegateToken is set, which takes precedence';
    refuseValue('delegateToken', { allowed, remedy: 'Remove it: the chart does not use it, and it exposes a token.' });
  }
}

/** Without a repository the chart ignores the other parts; with one it ignores the whole reference. */
function checkImage(settings: ChartSettings, parts: string, whole: string): void {
  if (settings.text(`${parts}.repository`) === undefined) {
    for (const part of ['registry', 'tag']) {
      const given = settings.text(`${parts}.${part}`);
      if (given !== undefined) {
        const remedy = `Also set ${parts}.repository, or set ${whole} instead: the chart ignores the ${part} alone.`;
        refuseValue(`${parts}.${part}`, { given, allowed: `a ${part} together with ${parts}.repository`, remedy });
      }
    }
  } else if (settings.isChanged(whole)) {
    const allowed = `no value when ${parts}.repository is set, which takes precedence`;
    refuseValue(whole, { given: settings.text(whole), allowed, remedy: 'Remove one of the two.' });
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
      allowed: `a target above 0 for CPU or for memory (${memory}) when autoscaling is enabled`,
      remedy: 'Set one of the two: the chart would render neither an autoscaler nor replicas.',
    });
  }
  const [least = 1, most = 1] = ['minReplicas', 'maxReplicas'].map((name) => settings.number(`autoscaling.${name}`));
  if (least > most) {
    const allowed = `at least autoscaling.minReplicas (${least})`;
    refuseValue('autoscaling.maxReplicas', { given: most, allowed, remedy: 'Increase it.' });
  }
}

function checkServiceAccount(settings: ChartSettings): void {
  if (!settings.flag('serviceAccount.create') && settings.text('serviceAccount.name') === undefined) {
    refuseValue('serviceAccount.name', {
      problem: 'missing',
      allowed: 'the name of a ServiceAccount when serviceAccount.create is false',
      remedy: 'Set it: the chart would give the permissions of the delegate to the ServiceAccount "default".',
    });
  }
  if (settings.text('serviceAccount.name') === 'default') {
    refuseValue('serviceAccount.name', {
      given: 'default',
      allowed: 'a ServiceAccount other than "default", which pods use unless they name another',
      remedy: 'Choose another ServiceAccount: all these pods would get the permissions of the delegate.',
    });
  }
}

function checkPods(settings: ChartSettings): void {
  for (const path of ['rollingUpdate.maxSurge', 'rollingUpdate.maxUnavailable']) {
    if (settings.text('deploymentStrategy') === 'Recreate' && settings.text(path) !== undefined) {
      const allowed = 'no value when deploymentStrategy is Recreate';
      refuseValue(path, { given: settings.text(path), allowed, remedy: 'Remove one of the two.' });
    }
  }
  for (const path of ['cpu', 'memory']) {
    if (settings.object('resources') !== undefined && settings.isChanged(path)) {
      const allowed = 'no value when resources is set, which takes precedence';
      refuseValue(path, { given: settings.text(path), allowed, remedy: 'Remove one of the two.' });
    }
  }
}

function checkProxy(settings: ChartSettings): void {
  const [host, user, password] = ['proxyHost', 'proxyUser', 'proxyPassword'].map((path) => settings.text(path));
  for (const path of ['proxyPort', 'proxyScheme', 'noProxy', 'proxyUser', 'proxyPassword']) {
    if (host === undefined && settings.text(path) !== undefined) {
      refuseValue(path, {
        allowed: 'no value without proxyHost',
        remedy: `Set proxyHost, or remove ${path}.`,
      });
    }
  }
  if ((user === undefined) !== (password === undefined)) {
    const missing = user === undefined ? 'proxyUser' : 'proxyPassword';
    const allowed = 'both proxyUser and proxyPassword, or neither';
    refuseValue(missing, { problem: 'missing', allowed, remedy: 'Set it, or remove the other.' });
  }
}

function checkCertificates(settings: ChartSettings): void {
  const [ofDelegate, ofUpgrader] = ['delegateCustomCa', 'upgraderCustomCa'].map((name) =>
    settings.text(`${name}.secretName`),
  );
  if (settings.flag('upgrader.enabled') && ofUpgrader !== undefined && ofUpgrader !== ofDelegate) {
    refuseValue('upgraderCustomCa.secretName', {
      given: ofUpgrader,
      allowed: 'the Secret of delegateCustomCa, because both trust the same authorities',
      remedy: 'Put all certificates into one Secret.',
    });
  }
}

/** The chart evaluates templates in these values; this package does not. */
function checkTemplates(settings: ChartSettings): void {
  for (const path of TEMPLATED) {
    if (JSON.stringify(settings.map(path)).includes('{{')) {
      const remedy = 'Replace the template with its result.';
      refuseValue(path, { allowed: 'strings without Helm templates', remedy });
    }
  }
}

/** Refuses settings that would be lost, because the upgrader is rendered from scratch. */
function checkUpgrader(settings: ChartSettings): void {
  for (const path of ['upgrader.pod.securityContext', 'upgrader.securityContext']) {
    if (settings.flag('upgrader.enabled') && settings.object(path) !== undefined && settings.isChanged(path)) {
      const remedy =
        'Remove it: the upgrader uses the security context of the delegate, which HelmHardening.NON_ROOT hardens.';
      refuseValue(path, { allowed: 'the default of the chart, because any other value would be lost', remedy });
    }
  }
}

/** No published version of the chart reads them. */
function checkUnpublished(settings: ChartSettings): void {
  for (const path of ['ztsUrl', 'ztsTimeoutSeconds', 'ztsRetryCount', 'ztsEnforce']) {
    if (settings.isGiven(path)) {
      const remedy = 'Set the variable in custom_envs instead.';
      refuseValue(path, { allowed: NOT_YET, remedy });
    }
  }
  if (settings.text('upgrader.jobName') !== undefined) {
    const remedy = 'Remove it: the CronJob is named after the delegate.';
    refuseValue('upgrader.jobName', { allowed: NOT_YET, remedy });
  }
}
