import { Duration } from 'cdk8s';
import { definedOf, multiplyQuantity, parseQuantity, PercentOrAbsolute } from '../../../values';
import type { AsFound } from '../../profile';
import {
  AutoscalingMetric,
  type DelegateAutoscaling,
  DelegateUpdateStrategy,
  type HarnessDelegateProps,
  type ProbeTuning,
} from '../../props';
import type { ChartSettings } from '../chart-settings';
import { refuseValue } from '../value-errors';

/** How many pods there are, and how they are watched. */
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
    refuseValue(path, { given, allowed: 'a number of pods or a percentage', remedy: 'Correct it, for example 25%.' });
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

/** Requests and limits in the words of the chart; what it leaves out stays out. */
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
    refuseValue(`resources.${name}`, { allowed: 'requests and limits', remedy: 'Remove it.' });
  }
  return { requests: amounts('resources.requests', requests), limits: amounts('resources.limits', limits) };
}

function amounts(path: string, given: { [resource: string]: string | number }): Amounts {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, amount(`${path}.${name}`, `${value}`)]),
  );
}

/** As the API server writes it: `2Gi` for 2048Mi. GitOps tools would show a difference for ever. */
function amount(path: string, given: string): string {
  if (parseQuantity(given) === undefined) {
    refuseValue(path, { given, allowed: 'a Kubernetes quantity, for example 500m or 256Mi', remedy: 'Correct it.' });
  }
  return multiplyQuantity(given, 1);
}
