import type { CronJob, JobSpec } from 'kubernetes-types/batch/v1';
import type { ConfigMap, PodSpec, ServiceAccount } from 'kubernetes-types/core/v1';
import type { Role, RoleBinding } from 'kubernetes-types/rbac/v1';
import { RBAC_GROUP, RBAC_VERSION } from '../access';
import { definedOf, derived, rendered, type RenderedObject, someOf, toYaml } from '../core';
import type { ResolvedIdentity } from './identity';
import { objectMetadata, type ObjectOwner } from './metadata';
import { CONTAINER_NAME } from './names';
import type { ResolvedUpgrader } from './upgrader';

export interface UpgradedDelegate extends ObjectOwner {
  readonly identity: ResolvedIdentity;
}

/** The ConfigMap with a YAML file. Ambiguous strings are quoted: an account ID can look like a number. */
function renderUpgraderConfig(delegate: UpgradedDelegate, upgrader: ResolvedUpgrader): RenderedObject {
  const texts = Object.entries(definedOf(textsOf(delegate, upgrader)));
  const names = texts.map(([name]) => name);
  const file = derived(
    texts.map(([, text]) => text),
    (...known) => configFile(Object.fromEntries(known.map((text, index) => [names[index], text]))),
  );
  const object: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...objectMetadata(delegate), name: upgrader.configMapName },
    data: { 'config.yaml': file },
  };
  return rendered('Upgrader.ConfigMap', object, 'delegateName');
}

/** The values of the file. They are separate strings, because each may be known only later. */
function textsOf({ names, identity }: UpgradedDelegate, upgrader: ResolvedUpgrader) {
  return {
    workloadName: names.resource,
    namespace: identity.namespace,
    accountId: identity.accountId,
    managerHost: identity.managerEndpoint,
    registryMirror: upgrader.registryMirror,
    ...upgrader.connection,
  };
}

/** Never contains proxy credentials: anyone who can read the ConfigMap would see them. */
function configFile({
  workloadName,
  namespace,
  accountId,
  managerHost,
  ...others
}: {
  [name: string]: string;
}): string {
  const { proxyPort, ...rest } = others;
  return toYaml({
    mode: 'Delegate',
    dryRun: false,
    workloadName,
    namespace,
    containerName: CONTAINER_NAME,
    ...rest,
    ...(proxyPort === undefined ? {} : { proxyPort: Number(proxyPort) }),
    delegateConfig: { accountId, managerHost },
  });
}

const CONFIG = { name: 'config-volume', mountPath: '/etc/config', readOnly: true };

/** Skips a run that is later than this. Without a deadline, Kubernetes stops scheduling after many missed runs. */
const STARTING_DEADLINE_SECONDS = 60;

const DAY_IN_SECONDS = 86_400;

/** Ends runs that hang, and keeps finished runs for a day. */
const JOB: Omit<JobSpec, 'template'> = {
  backoffLimit: 1,
  activeDeadlineSeconds: 600,
  ttlSecondsAfterFinished: DAY_IN_SECONDS,
};

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
function renderCronJob(delegate: ObjectOwner, upgrader: ResolvedUpgrader): RenderedObject {
  const { names } = delegate;
  const object: CronJob = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { ...objectMetadata(delegate), name: upgrader.cronJobName },
    spec: {
      schedule: upgrader.schedule,
      suspend: upgrader.isSuspended || undefined,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: STARTING_DEADLINE_SECONDS,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        spec: {
          ...JOB,
          template: { metadata: { labels: podLabels(names.resource) }, spec: renderPod(upgrader) },
        },
      },
    },
  };
  return rendered('Upgrader.CronJob', object, 'delegateName');
}

/**
 * Labels other than the delegate's, so that its Services, budgets and network policies do not select these pods. An Istio
 * sidecar would keep the pod from terminating.
 */
function podLabels(delegateName: string): { [key: string]: string } {
  return {
    'app.kubernetes.io/name': 'harness-delegate-upgrader',
    'app.kubernetes.io/instance': delegateName,
    'sidecar.istio.io/inject': 'false',
  };
}

function renderPod(upgrader: ResolvedUpgrader): PodSpec {
  const { image, imagePullPolicy, imagePullSecrets, resources, token } = upgrader;
  return {
    ...upgrader.placement,
    serviceAccountName: upgrader.serviceAccountName,
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    securityContext: upgrader.podSecurityContext,
    imagePullSecrets: someOf(imagePullSecrets.map((name) => ({ name }))),
    containers: [
      {
        name: 'upgrader',
        image,
        imagePullPolicy,
        securityContext: upgrader.securityContext,
        resources,
        env: [
          {
            name: 'UPGRADER_TOKEN',
            valueFrom: { secretKeyRef: { name: token.secretName, key: token.key } },
          },
        ],
        volumeMounts: [CONFIG, ...upgrader.certificates.map(({ mount }) => mount)],
      },
    ],
    volumes: [
      { name: CONFIG.name, configMap: { name: upgrader.configMapName } },
      ...upgrader.certificates.map(({ volume }) => volume),
    ],
  };
}

/** Allows to read and patch only the delegate's Deployment: patching a Deployment means running any code in it. */
function renderRights(delegate: ObjectOwner, { serviceAccountName }: ResolvedUpgrader): RenderedObject[] {
  const { names, identity } = delegate;
  const { namespace } = identity;
  const role = `${names.resource}-upgrader`;
  const metadata = objectMetadata(delegate);
  const made: Role = {
    apiVersion: RBAC_VERSION,
    kind: 'Role',
    metadata: { ...metadata, name: role },
    rules: [
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: [names.resource], verbs: ['get', 'patch'] },
    ],
  };
  const bound: RoleBinding = {
    apiVersion: RBAC_VERSION,
    kind: 'RoleBinding',
    metadata: { ...metadata, name: `${names.resource}-upgrader-cronjob` },
    subjects: [{ kind: 'ServiceAccount', name: serviceAccountName, namespace }],
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name: role },
  };
  return [rendered('Upgrader.Role', made, 'delegateName'), rendered('Upgrader.RoleBinding', bound, 'delegateName')];
}

/**
 * The objects of the upgrader, in apply order. They have the names of the Helm chart, so that it can be adopted from there.
 *
 * @see https://developer.harness.io/docs/platform/delegates/install-delegates/delegate-upgrades-and-expiration
 */
export function renderUpgrader(delegate: UpgradedDelegate, upgrader: ResolvedUpgrader): RenderedObject[] {
  return [
    renderServiceAccount(delegate, upgrader),
    ...renderRights(delegate, upgrader),
    renderUpgraderConfig(delegate, upgrader),
    renderCronJob(delegate, upgrader),
  ];
}

function renderServiceAccount(delegate: ObjectOwner, { serviceAccountName: name }: ResolvedUpgrader): RenderedObject {
  const object: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...objectMetadata(delegate), name },
    // Other pods with this account get no token by default; the upgrader's own pods request it.
    automountServiceAccountToken: false,
  };
  return rendered('Upgrader.ServiceAccount', object, 'delegateName');
}
