import type { CronJob, JobSpec } from 'kubernetes-types/batch/v1';
import type { PodSpec } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject, someOf } from '../../../values';
import type { ResolvedDelegate, ResolvedUpgrader } from '../../resolve';
import { objectMetadata } from '../object-metadata';

const CONFIG = { name: 'config-volume', mountPath: '/etc/config', readOnly: true };

/** A run that is late by more than that waits for the next one: without a bound, many missed runs stop all others. */
const STARTING_DEADLINE_SECONDS = 60;
const DAY_IN_SECONDS = 86_400;

/** A run that hangs or fails makes room for the next, and is there to be read for a day. */
const JOB: Omit<JobSpec, 'template'> = {
  backoffLimit: 1,
  activeDeadlineSeconds: 600,
  ttlSecondsAfterFinished: DAY_IN_SECONDS,
};

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
export function renderCronJob(delegate: ResolvedDelegate, upgrader: ResolvedUpgrader): RenderedObject {
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
 * Not those of the delegate: by them its Services, budgets and network policies find its pods. A proxy of Istio would keep
 * the pod from ever ending.
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
