/** The upgrader as the chart makes it. */
import type { Manifest } from '../synth';
import { ACCOUNT, type Facts, metadata } from './facts';

const GROUP = 'rbac.authorization.k8s.io';
const apiVersion = `${GROUP}/v1`;

export function upgraderObjects(facts: Facts): Manifest[] {
  return facts.upgrader
    ? [config(facts), cronJob(facts), role(facts), binding(facts), ...token(facts), account(facts)]
    : [];
}

function config(facts: Facts): Manifest {
  const lines = [
    'mode: Delegate',
    'dryRun: false',
    `workloadName: ${facts.fullname}`,
    `namespace: ${facts.namespace}`,
    'containerName: delegate',
    ...facts.upgraderConfig,
    'delegateConfig:',
    `  accountId: ${ACCOUNT}`,
    '  managerHost: https://app.harness.io',
  ];
  const data = { 'config.yaml': `${lines.join('\n')}\n` };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(facts, '-upgrader-config'), ...{ data } };
}

function cronJob(facts: Facts): Manifest {
  const pod = {
    serviceAccountName: `${facts.fullname}-upgrader-cronjob-sa`,
    restartPolicy: 'Never',
    securityContext: { fsGroup: 1001 },
    containers: [
      {
        name: 'upgrader',
        image: facts.upgraderImage,
        imagePullPolicy: 'Always',
        envFrom: [{ secretRef: { name: facts.upgraderTokenSecret ?? `${facts.fullname}-upgrader-token` } }],
        volumeMounts: [{ name: 'config-volume', mountPath: '/etc/config' }],
      },
    ],
    volumes: [{ name: 'config-volume', configMap: { name: `${facts.fullname}-upgrader-config` } }],
  };
  const spec = {
    schedule: '0 */1 * * *',
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 20,
    jobTemplate: { spec: { template: { spec: pod } } },
  };
  return { apiVersion: 'batch/v1', kind: 'CronJob', metadata: metadata(facts, '-upgrader-job'), ...{ spec } };
}

function role(facts: Facts): Manifest {
  const read = ['get', 'list', 'watch'];
  const rules = [
    { apiGroups: ['batch', 'apps', 'extensions'], resources: ['cronjobs'], verbs: [...read, 'update', 'patch'] },
    { apiGroups: ['extensions', 'apps'], resources: ['deployments'], verbs: [...read, 'create', 'update', 'patch'] },
  ];
  return { apiVersion, kind: 'Role', metadata: metadata(facts, '-upgrader'), ...{ rules } };
}

function binding(facts: Facts): Manifest {
  const { namespace } = facts;
  const bound = {
    subjects: [{ kind: 'ServiceAccount', name: `${facts.fullname}-upgrader-cronjob-sa`, namespace }],
    roleRef: { apiGroup: GROUP, kind: 'Role', name: `${facts.fullname}-upgrader` },
  };
  return { apiVersion, kind: 'RoleBinding', metadata: metadata(facts, '-upgrader-cronjob'), ...bound };
}

function token(facts: Facts): Manifest[] {
  const content = { type: 'Opaque', data: { UPGRADER_TOKEN: 'dG9rZW4=' } };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: metadata(facts, '-upgrader-token'), ...content };
  return facts.upgraderTokenSecret === undefined ? [secret] : [];
}

function account(facts: Facts): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(facts, '-upgrader-cronjob-sa') };
}
