/** How many pods there are, what each of them gets, and how they are watched. */
import { type ChartValue, declared, undeclared } from './chart-value';

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
    note: 'There is an autoscaler where autoscaling is set.',
  }),
  declared('autoscaling.minReplicas', 'number', 1, { property: 'autoscaling.minReplicas' }),
  declared('autoscaling.maxReplicas', 'number', 10, { property: 'autoscaling.maxReplicas' }),
  declared('autoscaling.targetCPUUtilizationPercentage', 'number', 80, {
    property: 'autoscaling.metrics',
    note: 'AutoscalingMetric.cpuUtilization(). With 0 and no memory metric the chart makes no autoscaler and sets no replicas: refused.',
  }),
  undeclared('autoscaling.targetMemoryUtilizationPercentage', 'number', {
    property: 'autoscaling.metrics',
    note: 'AutoscalingMetric.memoryUtilization(), the default here.',
  }),
  declared('deploymentStrategy', 'text', 'RollingUpdate', { property: 'updateStrategy' }),
  undeclared('rollingUpdate.maxSurge', 'amount', {
    property: 'updateStrategy',
    note: 'A number or a percentage; the chart makes a text of a number, which Kubernetes refuses.',
  }),
  undeclared('rollingUpdate.maxUnavailable', 'amount', {
    property: 'updateStrategy',
    note: 'As rollingUpdate.maxSurge.',
  }),
  declared('minReadySeconds', 'number', 120, { property: 'minReady' }),
  declared('cpu', 'amount', 1, { property: 'resources.cpuRequest' }),
  declared('memory', 'number', 2048, {
    property: 'resources.memoryRequest',
    note: 'In mebibytes, and the limit as well (resources.memoryLimit).',
  }),
  undeclared('resources', 'object', { property: 'resources', note: 'It makes the chart ignore cpu and memory.' }),
  ...probe('startupProbe', { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 40, timeoutSeconds: 1 }),
  ...probe('livenessProbe', { initialDelaySeconds: 30, periodSeconds: 20, failureThreshold: 3, timeoutSeconds: 1 }),
  declared('javaOpts', 'text', '-Xms64M', {
    property: 'javaOptions',
    note: 'The chart writes it without quotes.',
  }),
  declared('pollForTasks', 'flagText', 'false', { property: 'pollForTasks' }),
  declared('initScript', 'text', '', { property: 'initScript' }),
];
