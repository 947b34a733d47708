import { Duration } from 'cdk8s';
import type { EnvVar, EnvVarSource, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { definedOf, multiplyQuantity, parseQuantity, PercentOrAbsolute, QUANTITY } from '../../core';
import { AutoscalingMetric, type DelegateAutoscaling, DelegateUpdateStrategy } from '../availability-props';
import { DelegateVariable, type DelegateVolumeMount, type ProbeTuning } from '../container-props';
import type { HarnessDelegateProps } from '../delegate-objects';
import type { AsFound } from '../profile';
import type { DelegateDnsPolicy } from '../scheduling';
import { refuseValue } from './chart-values';
import type { ChartSettings, Release } from './release';

/** Labels, placement, and additions to the pod. */
export function planPod({ settings, fullname }: Release): Partial<HarnessDelegateProps> {
  const certificates = sharedCertificates(settings, fullname);
  return {
    labels: { ...settings.map('commonLabels'), ...settings.map('additionalLabels') },
    annotations: settings.map('commonAnnotations'),
    podLabels: joined(settings, ['commonLabels', 'delegateLabels', 'delegatePodLabels']),
    podAnnotations: joined(settings, ['annotations', 'commonAnnotations', 'delegateAnnotations']),
    // The annotations above include them if the release has them.
    metricsAnnotations: false,
    nodeSelector: settings.object('nodeSelector'),
    affinity: settings.object('affinity'),
    priorityClassName: settings.text('priorityClassName'),
    dnsPolicy: settings.text('dnsPolicy') as DelegateDnsPolicy | undefined,
    dnsConfig: settings.object('dnsConfig'),
    env: settings.list<EnvVar>('custom_envs').map((variable, index) => variableOf(variable, `custom_envs[${index}]`)),
    volumes: [...certificates.volumes, ...settings.list<Volume>('custom_volumes')],
    volumeMounts: [
      ...certificates.mounts,
      ...settings.list<VolumeMount>('custom_mounts').map((mount, index) => mountOf(mount, `custom_mounts[${index}]`)),
    ],
    initContainers: [...settings.list('custom_init_containers')],
    sidecars: [...settings.list('custom_containers')],
  };
}

function joined(settings: ChartSettings, paths: readonly string[]): { [key: string]: string } {
  return Object.assign({}, ...paths.map((path) => settings.map(path))) as { [key: string]: string };
}

/** The older mechanism for certificates. Their Secret stays as it is. */
function sharedCertificates(
  settings: ChartSettings,
  fullname: string,
): { readonly volumes: Volume[]; readonly mounts: DelegateVolumeMount[] } {
  const mountPath = settings.text('shared_certificates.certs_path');
  if (settings.text('shared_certificates.ca_bundle') === undefined || mountPath === undefined) {
    return { volumes: [], mounts: [] };
  }
  const [name, file] = ['certvol', 'ca.bundle'];
  const secret = { secretName: `${fullname}-addcerts`, items: [{ key: file, path: file }] };
  return { volumes: [{ name, secret }], mounts: [{ name, mountPath, subPath: file }] };
}

/** A mount. Fields without a property are refused. */
function mountOf({ name, mountPath, subPath, readOnly, ...others }: VolumeMount, path: string): DelegateVolumeMount {
  refuseOthers(path, others, 'name, mountPath, subPath or readOnly');
  return { name, mountPath, ...definedOf({ subPath, readOnly }) };
}

function variableOf({ name, value = '', valueFrom, ...others }: EnvVar, path: string): DelegateVariable {
  refuseOthers(path, others, 'name, value or valueFrom');
  return valueFrom ? referenceOf(name, valueFrom, `${path}.valueFrom`) : DelegateVariable.plain(name, value);
}

function referenceOf(name: string, source: EnvVarSource, path: string): DelegateVariable {
  const { secretKeyRef, configMapKeyRef, fieldRef, ...others } = source;
  refuseOthers(path, others, 'secretKeyRef, configMapKeyRef or fieldRef');
  if (fieldRef) {
    return DelegateVariable.fromField(name, fieldRef.fieldPath);
  }
  const { name: objectName = '', key = '', ...rest } = secretKeyRef ?? configMapKeyRef ?? {};
  refuseOthers(path, rest, 'name or key');
  return secretKeyRef
    ? DelegateVariable.fromSecret(name, objectName, key)
    : DelegateVariable.fromConfigMap(name, objectName, key);
}

/** Refuses the rest of a value, which would be lost silently. */
function refuseOthers(path: string, others: object, allowed: string): void {
  const [other] = Object.keys(others);
  if (other !== undefined) {
    refuseValue(`${path}.${other}`, {
      problem: 'unknown field',
      allowed,
      remedy: 'Remove it, or keep the chart: the field would be lost.',
    });
  }
}

/** The number of pods, their updates, and their probes. */
export function planWorkload(settings: ChartSettings): Partial<HarnessDelegateProps> {
  const isScaled = settings.flag('autoscaling.enabled');
  return {
    replicas: isScaled ? undefined : settings.number('replicas'),
    autoscaling: isScaled ? autoscalingOf(settings) : undefined,
    updateStrategy: updateStrategyOf(settings),
    minReady: seconds(settings, 'minReadySeconds'),
    startupProbe: probeOf(settings, 'startupProbe'),
    livenessProbe: probeOf(settings, 'livenessProbe'),
    javaOptions: settings.text('javaOpts'),
    pollForTasks: settings.flag('pollForTasks'),
    initScript: settings.text('initScript'),
  };
}

function seconds(settings: ChartSettings, path: string): Duration | undefined {
  const given = settings.number(path);
  return given === undefined ? undefined : Duration.seconds(given);
}

function autoscalingOf(settings: ChartSettings): DelegateAutoscaling {
  const cpu = settings.number('autoscaling.targetCPUUtilizationPercentage');
  const memory = settings.number('autoscaling.targetMemoryUtilizationPercentage');
  return {
    minReplicas: settings.number('autoscaling.minReplicas'),
    maxReplicas: settings.number('autoscaling.maxReplicas') ?? 1,
    metrics: [
      ...(cpu ? [AutoscalingMetric.cpuUtilization(cpu)] : []),
      ...(memory ? [AutoscalingMetric.memoryUtilization(memory)] : []),
    ],
  };
}

function updateStrategyOf(settings: ChartSettings): DelegateUpdateStrategy | undefined {
  if (settings.text('deploymentStrategy') === 'Recreate') {
    return DelegateUpdateStrategy.recreate();
  }
  const maxSurge = podsOf(settings, 'rollingUpdate.maxSurge');
  const maxUnavailable = podsOf(settings, 'rollingUpdate.maxUnavailable');
  return maxSurge || maxUnavailable ? DelegateUpdateStrategy.rollingUpdate({ maxSurge, maxUnavailable }) : undefined;
}

function podsOf(settings: ChartSettings, path: string): PercentOrAbsolute | undefined {
  const given = settings.text(path);
  if (given === undefined) {
    return undefined;
  }
  const [, amount, percent] = /^([0-9]+)(%?)$/.exec(given) ?? [];
  if (amount === undefined) {
    refuseValue(path, { given, allowed: 'a number of pods or a percentage', remedy: 'Use a form such as 1 or 25%.' });
  }
  return percent === '%' ? PercentOrAbsolute.percent(Number(amount)) : PercentOrAbsolute.absolute(Number(amount));
}

function probeOf(settings: ChartSettings, name: string): ProbeTuning {
  return {
    initialDelay: seconds(settings, `${name}.initialDelaySeconds`),
    period: seconds(settings, `${name}.periodSeconds`),
    timeout: seconds(settings, `${name}.timeoutSeconds`),
    failureThreshold: settings.number(`${name}.failureThreshold`),
  };
}

type Amounts = { [resource: string]: string };

/** Requests and limits as in the chart; those that it leaves out stay unset. */
export function resourcesOf(settings: ChartSettings): NonNullable<AsFound['resources']> {
  const whole = settings.object<{ [kind: string]: { [resource: string]: string | number } }>('resources');
  if (whole === undefined) {
    const memory = amount('memory', `${settings.number('memory')}Mi`);
    const cpu = settings.text('cpu');
    return {
      requests: definedOf({ cpu: cpu === undefined ? undefined : amount('cpu', cpu), memory }),
      limits: { memory },
    };
  }
  const { requests = {}, limits = {}, ...others } = whole;
  for (const name of Object.keys(others)) {
    refuseValue(`resources.${name}`, { problem: 'unknown field', allowed: 'requests or limits', remedy: 'Remove it.' });
  }
  return { requests: amounts('resources.requests', requests), limits: amounts('resources.limits', limits) };
}

function amounts(path: string, given: { [resource: string]: string | number }): Amounts {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, amount(`${path}.${name}`, `${value}`)]),
  );
}

/** Written as by the API server, `2Gi` for 2048Mi. Otherwise GitOps tools would show a permanent difference. */
function amount(path: string, given: string): string {
  if (parseQuantity(given) === undefined) {
    refuseValue(path, { given, allowed: QUANTITY.allowed, remedy: QUANTITY.remedy });
  }
  return multiplyQuantity(given, 1);
}
