/** Shapes for instances of value classes: their contents, and an example of how to create one. */
import { ACCESS } from '../access';
import {
  DESTINATIONS,
  DURATION,
  instance,
  type Kinds,
  NETWORK_DESTINATION,
  NETWORK_PEER,
  NUMBER,
  type Shape,
  struct,
  TEXT,
} from '../core';
import { SCOPE } from '../document';
import { CLOUD_IDENTITY } from '../workload';
import type { DelegateUpdateStrategy } from './availability-props';
import type { CustomCa, MutualTls } from './certificates';
import type { DelegateToken } from './delegate-token';
import type { DelegateImage } from './image';
import type { DelegateAdoption } from './names';
import type { DelegateEgress } from './network-policy';
import type { ProxyCredentials } from './proxy';
import type { UpgradeSchedule } from './upgrader-props';

const PODS = instance(
  'a PercentOrAbsolute',
  'Use PercentOrAbsolute.percent(…) or PercentOrAbsolute.absolute(…).',
  'isPercent',
  ({ amount }: { amount: unknown }) => [['', NUMBER, amount]],
);

const IMAGE_PARTS = struct('DelegateImageParts');

const IMAGE = instance(
  'a DelegateImage',
  'Use a factory such as DelegateImage.of(…).',
  '_parts',
  ({ _reference, _parts }: DelegateImage) => [
    _parts === undefined ? ['', TEXT, _reference] : ['', IMAGE_PARTS, _parts],
  ],
);

const ROLLING_UPDATE = struct('RollingUpdateOptions', { PercentOrAbsolute: () => PODS });

const UPDATE_STRATEGY = instance(
  'a DelegateUpdateStrategy',
  'Use DelegateUpdateStrategy.rollingUpdate(…) or DelegateUpdateStrategy.recreate().',
  '_options',
  (strategy: DelegateUpdateStrategy) => [['', ROLLING_UPDATE, strategy._options]],
);

const METRIC = instance(
  'an AutoscalingMetric',
  'Use AutoscalingMetric.memoryUtilization(…) or AutoscalingMetric.cpuUtilization(…).',
  'averageUtilization',
  ({ averageUtilization }: { averageUtilization: unknown }) => [['', NUMBER, averageUtilization]],
);

const EGRESS = instance(
  'a DelegateEgress',
  'Use DelegateEgress.open() or DelegateEgress.restrictedTo(…).',
  '_isOpen',
  (egress: DelegateEgress) => (egress._isOpen ? [] : [['', DESTINATIONS, egress._destinations]]),
);

const SECRET_TOKEN = struct('SecretTokenOptions');

const EXTERNAL_TOKEN = struct('ExternalSecretTokenOptions');

const TOKEN = instance(
  'a DelegateToken',
  'Use a factory such as DelegateToken.fromSecretName(…).',
  '_source',
  ({ _source: source }: DelegateToken): [string, Shape, unknown][] => {
    switch (source.kind) {
      case 'plain':
        return [['', TEXT, source.token]];
      case 'external':
        return [['', EXTERNAL_TOKEN, source.options]];
      case 'existing':
        return [
          ['', TEXT, source.secretName],
          ['', SECRET_TOKEN, source.options],
        ];
    }
  },
);

const SCHEDULE = instance(
  'an UpgradeSchedule',
  'Use UpgradeSchedule.every(…) or UpgradeSchedule.cron(…).',
  '_source',
  ({ _source: source }: UpgradeSchedule): [string, Shape, unknown][] => [
    source.kind === 'every' ? ['', DURATION, source.interval] : ['', TEXT, source.expression],
  ],
);

const HELM_ADOPTION = struct('HelmAdoptionOptions');

const ADOPTION = instance(
  'a DelegateAdoption',
  'Use DelegateAdoption.helm(…).',
  '_options',
  ({ _options }: DelegateAdoption) => [['', HELM_ADOPTION, _options]],
);

const PROXY_CREDENTIALS = struct('ProxyCredentialsOptions');

const CREDENTIALS = instance(
  'ProxyCredentials',
  'Use ProxyCredentials.fromSecretName(…).',
  '_source',
  ({ _source: { secretName, options } }: ProxyCredentials) => [
    ['.secretName', TEXT, secretName],
    ['', PROXY_CREDENTIALS, options],
  ],
);

const CA_OPTIONS = struct('CustomCaOptions');

const CUSTOM_CA = instance(
  'a CustomCa',
  'Use CustomCa.fromSecretName(…) or CustomCa.fromConfigMapName(…).',
  '_source',
  ({ _source: { kind, name, options } }: CustomCa) => [
    [`.${kind}Name`, TEXT, name],
    ['', CA_OPTIONS, options],
  ],
);

const TLS_OPTIONS = struct('MutualTlsOptions');

const MUTUAL_TLS = instance(
  'a MutualTls',
  'Use MutualTls.fromSecretName(…).',
  '_source',
  ({ _source: { secretName, options } }: MutualTls) => [
    ['.secretName', TEXT, secretName],
    ['', TLS_OPTIONS, options],
  ],
);

export const DELEGATE_KINDS: Kinds = {
  CloudIdentity: () => CLOUD_IDENTITY,
  NetworkDestination: () => NETWORK_DESTINATION,
  NetworkPeer: () => NETWORK_PEER,
  AutoscalingMetric: () => METRIC,
  CustomCa: () => CUSTOM_CA,
  DelegateAccess: () => ACCESS,
  DelegateAdoption: () => ADOPTION,
  DelegateEgress: () => EGRESS,
  DelegateImage: () => IMAGE,
  DelegateToken: () => TOKEN,
  DelegateUpdateStrategy: () => UPDATE_STRATEGY,
  DelegateVariable: () => instance('a DelegateVariable', 'Use a factory such as DelegateVariable.plain(…).', '_source'),
  HarnessScope: () => SCOPE,
  MutualTls: () => MUTUAL_TLS,
  PercentOrAbsolute: () => PODS,
  ProxyCredentials: () => CREDENTIALS,
  UpgradeSchedule: () => SCHEDULE,
};
