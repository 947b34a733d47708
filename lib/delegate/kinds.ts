/** Shapes for instances of value classes: their contents, and an example of how to create one. */
import { ACCESS } from '../access';
import { instance, type Kinds, NETWORK_DESTINATION, NETWORK_PEER, type Shape, struct, TEXT } from '../core';
import { SCOPE } from '../document';
import { CLOUD_IDENTITY } from '../workload';
import type { DelegateToken } from './delegate-token';
import type { DelegateImage } from './image';
import {
  ADOPTION,
  CREDENTIALS,
  CUSTOM_CA,
  EGRESS,
  METRIC,
  MUTUAL_TLS,
  PODS,
  SCHEDULE,
  UPDATE_STRATEGY,
  VARIABLE,
} from './kinds-of-options';

const IMAGE_PARTS = struct('DelegateImageParts');

const IMAGE = instance(
  'a DelegateImage',
  'Use a factory such as DelegateImage.of(…).',
  '_parts',
  ({ _reference, _parts }: DelegateImage) => [
    _parts === undefined ? ['', TEXT, _reference] : ['', IMAGE_PARTS, _parts],
  ],
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
  DelegateVariable: () => VARIABLE,
  HarnessScope: () => SCOPE,
  MutualTls: () => MUTUAL_TLS,
  PercentOrAbsolute: () => PODS,
  ProxyCredentials: () => CREDENTIALS,
  UpgradeSchedule: () => SCHEDULE,
};
