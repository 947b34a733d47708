/** Shapes for instances that few delegates have. */
import { DESTINATIONS, DURATION, instance, NUMBER, type Shape, struct, TEXT } from '../core';
import type { DelegateUpdateStrategy } from './availability-props';
import type { CustomCa, MutualTls } from './certificates';
import type { DelegateAdoption } from './names';
import type { DelegateEgress } from './network-policy';
import type { ProxyCredentials } from './proxy';
import type { UpgradeSchedule } from './upgrader-props';

export const PODS = instance(
  'a PercentOrAbsolute',
  'Use PercentOrAbsolute.percent(…) or PercentOrAbsolute.absolute(…).',
  'isPercent',
  ({ amount }: { amount: unknown }) => [['', NUMBER, amount]],
);

const ROLLING_UPDATE = struct('RollingUpdateOptions', { PercentOrAbsolute: () => PODS });

export const UPDATE_STRATEGY = instance(
  'a DelegateUpdateStrategy',
  'Use DelegateUpdateStrategy.rollingUpdate(…) or DelegateUpdateStrategy.recreate().',
  '_options',
  (strategy: DelegateUpdateStrategy) => [['', ROLLING_UPDATE, strategy._options]],
);

export const METRIC = instance(
  'an AutoscalingMetric',
  'Use AutoscalingMetric.memoryUtilization(…) or AutoscalingMetric.cpuUtilization(…).',
  'averageUtilization',
  ({ averageUtilization }: { averageUtilization: unknown }) => [['', NUMBER, averageUtilization]],
);

export const EGRESS = instance(
  'a DelegateEgress',
  'Use DelegateEgress.open() or DelegateEgress.restrictedTo(…).',
  '_isOpen',
  (egress: DelegateEgress) => (egress._isOpen ? [] : [['', DESTINATIONS, egress._destinations]]),
);

export const SCHEDULE = instance(
  'an UpgradeSchedule',
  'Use UpgradeSchedule.every(…) or UpgradeSchedule.cron(…).',
  '_source',
  ({ _source: source }: UpgradeSchedule): [string, Shape, unknown][] => [
    source.kind === 'every' ? ['', DURATION, source.interval] : ['', TEXT, source.expression],
  ],
);

const HELM_ADOPTION = struct('HelmAdoptionOptions');

export const ADOPTION = instance(
  'a DelegateAdoption',
  'Use DelegateAdoption.helm(…).',
  '_options',
  ({ _options }: DelegateAdoption) => [['', HELM_ADOPTION, _options]],
);

const PROXY_CREDENTIALS = struct('ProxyCredentialsOptions');

export const CREDENTIALS = instance(
  'ProxyCredentials',
  'Use ProxyCredentials.fromSecretName(…).',
  '_source',
  ({ _source: { secretName, options } }: ProxyCredentials) => [
    ['.secretName', TEXT, secretName],
    ['', PROXY_CREDENTIALS, options],
  ],
);

const CA_OPTIONS = struct('CustomCaOptions');

export const CUSTOM_CA = instance(
  'a CustomCa',
  'Use CustomCa.fromSecretName(…) or CustomCa.fromConfigMapName(…).',
  '_source',
  ({ _source: { kind, name, options } }: CustomCa) => [
    [`.${kind}Name`, TEXT, name],
    ['', CA_OPTIONS, options],
  ],
);

const TLS_OPTIONS = struct('MutualTlsOptions');

export const MUTUAL_TLS = instance(
  'a MutualTls',
  'Use MutualTls.fromSecretName(…).',
  '_source',
  ({ _source: { secretName, options } }: MutualTls) => [
    ['.secretName', TEXT, secretName],
    ['', TLS_OPTIONS, options],
  ],
);

export const VARIABLE = instance('a DelegateVariable', 'Use a factory such as DelegateVariable.plain(…).', '_source');
