/** Who the delegate is, where it connects, and what it may do. */
import { CHART_IMAGE, type ChartValue, declared, undeclared } from './chart-values';

const ROLE_STAYS =
  'an adopted delegate keeps the wider role of the chart, bound by name, until `HelmHardening.leastAccess`.';

const IN_ADOPTION = 'No property, because it never changes. An adopted delegate keeps it.';

export const IDENTITY_VALUES: readonly ChartValue[] = [
  declared('accountId', 'text', '', {
    property: 'accountId',
    note: 'The chart writes it without quotes, so an ID of digits only becomes a number.',
  }),
  declared('delegateName', 'text', 'harness-delegate-ng', {
    property: 'delegateName',
    note: 'Required. The default of the chart would give every delegate without a name the same one.',
  }),
  declared('fullnameOverride', 'text', '', {
    property: 'adoption',
    note: 'Option `resourceName`. Objects of a delegate that the chart did not install are named after the delegate.',
  }),
  declared('delegateToken', 'text', '', {
    property: 'token',
    note: 'Never read. The delegate refers to the Secret that the chart created, by name.',
    isSecret: true,
  }),
  declared('existingDelegateToken', 'text', '', {
    property: 'token',
    note: 'DelegateToken.fromSecretName(), which accepts any key.',
  }),
  declared('managerEndpoint', 'text', 'https://app.harness.io', {
    property: 'managerEndpoint',
    note: 'A trailing slash breaks the URL of the log service in the chart. Here it is dropped.',
  }),
  declared('deployMode', 'text', 'KUBERNETES', { note: IN_ADOPTION }),
  declared('delegateType', 'text', 'HELM_DELEGATE', { note: IN_ADOPTION }),
  declared('nextGen', 'flag', true, {
    note: 'No property. `false` selects the first generation of Harness and is refused.',
  }),
  declared('description', 'text', '', { property: 'description' }),
  declared('tags', 'text', '', { property: 'tags', note: 'A list instead of a comma-separated string.' }),
  declared('k8sPermissionsType', 'text', 'CLUSTER_ADMIN', {
    property: 'access',
    note:
      'CLUSTER_ADMIN becomes DelegateAccess.clusterAdmin(), CLUSTER_VIEWER clusterViewer(), and NAMESPACE_ADMIN namespaceAdmin(), ' +
      'which grants less than the wildcards of the chart. Any other value names a Role and becomes role(). The chart cannot ' +
      `bind a ClusterRole; clusterRole() can. With NAMESPACE_ADMIN, ${ROLE_STAYS}`,
  }),
  declared('ccm.visibility', 'flag', false, {
    property: 'access',
    note: `DelegateAccess.costVisibility(), without \`nodes/proxy\`; ${ROLE_STAYS}`,
  }),
  declared('serviceAccount.create', 'flag', true, {
    property: 'adoption',
    note: 'A delegate of this package always has its own ServiceAccount. `false` without a name would mean the account `default` and is refused.',
  }),
  declared('serviceAccount.name', 'text', '', {
    property: 'adoption',
    note: 'Option `serviceAccountName`. Without adoption, the account is named after the delegate. The name `default` is refused.',
  }),
  declared(
    'serviceAccount.annotations',
    'map',
    {},
    {
      property: 'cloudIdentity',
      note: 'An adopted delegate keeps them. `cloudIdentity` sets the annotations of each cloud.',
    },
  ),
  undeclared('ztsUrl', 'text', { property: 'env', note: 'As environment variable ZTS_URL.' }),
  undeclared('ztsTimeoutSeconds', 'amount', { property: 'env', note: 'As environment variable ZTS_TIMEOUT_SECONDS.' }),
  undeclared('ztsRetryCount', 'amount', { property: 'env', note: 'As environment variable ZTS_RETRY_COUNT.' }),
  undeclared('ztsEnforce', 'flagText', { property: 'env', note: 'As environment variable ZTS_ENFORCE.' }),
];

/* The delegate's image. */

export const IMAGE_VALUES: readonly ChartValue[] = [
  declared('delegateDockerImage', 'text', CHART_IMAGE, {
    property: 'image',
    note: 'Required: there is no default version.',
  }),
  declared('image.pullPolicy', 'text', 'Always', {
    property: 'imagePullPolicy',
    note: 'By default, an image that cannot change is pulled only once.',
  }),
  undeclared('image.registry', 'text', {
    property: 'image',
    note: 'DelegateImage.fromParts(). The chart uses it only together with image.repository.',
  }),
  undeclared('image.repository', 'text', {
    property: 'image',
    note: 'If it is set, the chart ignores delegateDockerImage.',
  }),
  undeclared('image.tag', 'text', {
    property: 'image',
    note: 'The chart uses it only together with image.repository. Without a tag, the chart uses its own version.',
  }),
  declared('imagePullSecret', 'text', '', { property: 'imagePullSecrets', note: 'A list instead of a single name.' }),
];

/* Certificates and proxies. */

const SECRET =
  'DelegateProxy.credentials, from a Secret only. With the upgrader enabled, the chart writes it to a ConfigMap in clear text.';

const OLD_CERTIFICATES = 'No property: an older mechanism. An adopted delegate keeps it; customCa replaces it.';

export const NETWORK_VALUES: readonly ChartValue[] = [
  declared('mTLS.secretName', 'text', '', { property: 'mutualTls' }),
  declared('delegateCustomCa.secretName', 'text', null, { property: 'customCa' }),
  declared('destinationCaPath', 'text', null, {
    property: 'customCa',
    note: 'Option `buildPodPaths`: a list instead of a comma-separated string.',
  }),
  declared('shared_certificates.certs_path', 'text', '/shared/customer-artifacts/certificates/ca.bundle', {
    note: OLD_CERTIFICATES,
  }),
  declared('shared_certificates.ca_bundle', 'text', null, { note: OLD_CERTIFICATES }),
  declared('shared_certificates.ci_mount_targets', 'texts', null, { note: OLD_CERTIFICATES }),
  undeclared('proxyHost', 'text', { property: 'proxy.host' }),
  undeclared('proxyPort', 'amount', { property: 'proxy.port' }),
  undeclared('proxyScheme', 'text', { property: 'proxy.scheme' }),
  undeclared('noProxy', 'text', { property: 'proxy.noProxy', note: 'A list instead of a comma-separated string.' }),
  undeclared('proxyUser', 'text', { property: 'proxy.credentials', note: SECRET, isSecret: true }),
  undeclared('proxyPassword', 'text', { property: 'proxy.credentials', note: SECRET, isSecret: true }),
];

/* What the pod contains, and where it runs. */

const KEPT = 'No property. An adopted delegate keeps it until `HelmHardening.NON_ROOT`; others run as user 1001.';

export const POD_VALUES: readonly ChartValue[] = [
  declared('delegate.pod.securityContext', 'object', { fsGroup: 1001 }, { note: KEPT }),
  declared('delegate.securityContext', 'object', { allowPrivilegeEscalation: false, runAsUser: 0 }, { note: KEPT }),
  undeclared('delegateSecurityContext', 'object', {
    note: `The older name of delegate.securityContext. It takes precedence. ${KEPT}`,
  }),
  declared('securityContext.runAsRoot', 'flag', true, {
    note: 'No property. `false` removes the whole security context of the container. An adopted delegate keeps that.',
  }),
  declared('service.port', 'number', 8080, {
    note: 'No property: the port of a Service that the chart no longer renders. An adopted delegate keeps it.',
  }),
  declared(
    'annotations',
    'map',
    { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '3460', 'prometheus.io/path': '/api/metrics' },
    { property: 'podAnnotations', note: 'metricsAnnotations sets those for Prometheus.' },
  ),
  declared('commonLabels', 'map', {}, { property: 'labels', note: 'Also podLabels: the chart adds them to pods.' }),
  declared(
    'commonAnnotations',
    'map',
    {},
    {
      property: 'annotations',
      note: 'Also podAnnotations: the chart adds them to pods.',
    },
  ),
  declared('additionalLabels', 'map', {}, { property: 'labels' }),
  declared('delegateLabels', 'map', {}, { property: 'podLabels' }),
  declared('delegateAnnotations', 'map', {}, { property: 'podAnnotations' }),
  declared('delegatePodLabels', 'map', {}, { property: 'podLabels' }),
  declared('nodeSelector', 'map', {}, { property: 'nodeSelector' }),
  declared('tolerations', 'objects', [], { property: 'tolerations' }),
  declared('affinity', 'object', {}, { property: 'affinity' }),
  declared('priorityClassName', 'text', '', { property: 'priorityClassName' }),
  declared('dnsPolicy', 'text', '', { property: 'dnsPolicy' }),
  declared('dnsConfig', 'object', {}, { property: 'dnsConfig' }),
  declared('custom_envs', 'objects', null, { property: 'env' }),
  declared('custom_mounts', 'objects', null, { property: 'volumeMounts' }),
  declared('custom_volumes', 'objects', null, { property: 'volumes' }),
  declared('custom_init_containers', 'objects', null, { property: 'initContainers' }),
  declared('custom_containers', 'objects', null, { property: 'sidecars' }),
];

/* The number of pods, their resources, and their probes. */

function probe(name: string, fields: { readonly [field: string]: number }): ChartValue[] {
  const members: { readonly [field: string]: string } = {
    initialDelaySeconds: 'initialDelay',
    periodSeconds: 'period',
    failureThreshold: 'failureThreshold',
    timeoutSeconds: 'timeout',
  };
  return Object.entries(fields).map(([field, value]) =>
    declared(`${name}.${field}`, 'number', value, { property: `${name}.${members[field]}` }),
  );
}

export const WORKLOAD_VALUES: readonly ChartValue[] = [
  declared('replicas', 'number', 1, { property: 'replicas' }),
  declared('autoscaling.enabled', 'flag', false, {
    property: 'autoscaling',
    note: 'Set `autoscaling` to get an autoscaler.',
  }),
  declared('autoscaling.minReplicas', 'number', 1, { property: 'autoscaling.minReplicas' }),
  declared('autoscaling.maxReplicas', 'number', 10, { property: 'autoscaling.maxReplicas' }),
  declared('autoscaling.targetCPUUtilizationPercentage', 'number', 80, {
    property: 'autoscaling.metrics',
    note: 'AutoscalingMetric.cpuUtilization(). 0 without a memory metric is refused: the chart would render neither an autoscaler nor replicas.',
  }),
  undeclared('autoscaling.targetMemoryUtilizationPercentage', 'number', {
    property: 'autoscaling.metrics',
    note: 'AutoscalingMetric.memoryUtilization(), the default here.',
  }),
  declared('deploymentStrategy', 'text', 'RollingUpdate', { property: 'updateStrategy' }),
  undeclared('rollingUpdate.maxSurge', 'amount', {
    property: 'updateStrategy',
    note: 'A number or a percentage. The chart turns a number into a string, which Kubernetes refuses.',
  }),
  undeclared('rollingUpdate.maxUnavailable', 'amount', {
    property: 'updateStrategy',
    note: 'Like rollingUpdate.maxSurge.',
  }),
  declared('minReadySeconds', 'number', 120, { property: 'minReady' }),
  declared('cpu', 'amount', 1, { property: 'resources.cpuRequest' }),
  declared('memory', 'number', 2048, {
    property: 'resources.memoryRequest',
    note: 'In MiB. It also sets the limit (resources.memoryLimit).',
  }),
  undeclared('resources', 'object', { property: 'resources', note: 'If it is set, the chart ignores cpu and memory.' }),
  ...probe('startupProbe', { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 40, timeoutSeconds: 1 }),
  ...probe('livenessProbe', { initialDelaySeconds: 30, periodSeconds: 20, failureThreshold: 3, timeoutSeconds: 1 }),
  declared('javaOpts', 'text', '-Xms64M', {
    property: 'javaOptions',
    note: 'The chart writes it without quotes.',
  }),
  declared('pollForTasks', 'flagText', 'false', { property: 'pollForTasks' }),
  declared('initScript', 'text', '', { property: 'initScript' }),
];

/* The CronJob that upgrades the delegate's image. */

const PINNED = 'A version or a digest; `latest` is refused.';

const SMALLEST =
  'No property: the upgrader always has only the permissions that it needs, `get` and `patch` on the one Deployment.';

const HARDENED =
  'No property: the upgrader uses the hardened security context of the delegate, an adopted upgrader from `HelmHardening.NON_ROOT` on. With the upgrader enabled, any value but the default of the chart is refused, because it would be lost.';

export const UPGRADER_VALUES: readonly ChartValue[] = [
  declared('upgrader.enabled', 'flag', true, {
    property: 'upgrader',
    note: 'Set `upgrader` to get one. By default there is none.',
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
    note: 'By default, an image that cannot change is pulled only once.',
  }),
  undeclared('upgrader.image.registry', 'text', {
    property: 'upgrader.image',
    note: 'The chart uses it only together with upgrader.image.repository.',
  }),
  undeclared('upgrader.image.repository', 'text', {
    property: 'upgrader.image',
    note: 'If it is set, the chart ignores upgrader.upgraderDockerImage.',
  }),
  undeclared('upgrader.image.tag', 'text', {
    property: 'upgrader.image',
    note: `${PINNED} The chart uses it only together with upgrader.image.repository.`,
  }),
  declared('upgrader.registryMirror', 'text', '', { property: 'upgrader.registryMirror' }),
  declared('upgrader.jobName', 'text', '', {
    note: 'No property, and refused: no published version of the chart reads it. The name is derived from that of the delegate.',
  }),
  declared('upgrader.schedule', 'text', '0 */1 * * *', {
    property: 'upgrader.schedule',
    note: 'Every 1 to 90 minutes: outside this range, Harness does not show the upgrader as enabled.',
  }),
  declared('upgrader.imagePullSecret', 'text', '', { property: 'upgrader.imagePullSecrets' }),
  declared('upgrader.cronJobServiceAccountName', 'text', 'upgrader-cronjob-sa', {
    note: 'No property: it is derived from the name of the delegate.',
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
    note: 'The upgrader trusts the same authorities as the delegate. A different Secret is refused.',
  }),
];

/* Every value of the official chart. @see https://github.com/harness/delegate-helm-chart */

/** Rows by subject, in the order of the documentation. */
export const CHART_VALUES_BY_SUBJECT: { readonly [subject: string]: readonly ChartValue[] } = {
  'Identity, token and rights': IDENTITY_VALUES,
  Image: IMAGE_VALUES,
  'Pods, resources and probes': WORKLOAD_VALUES,
  'Labels, placement and additions': POD_VALUES,
  'Certificates and proxy': NETWORK_VALUES,
  Upgrader: UPGRADER_VALUES,
};

/** All rows. */
export const CHART_VALUES: readonly ChartValue[] = Object.values(CHART_VALUES_BY_SUBJECT).flat();
