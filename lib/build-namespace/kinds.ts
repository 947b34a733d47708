/** Contents of value class instances, and how to create one, for checks and errors. */
import {
  DESTINATIONS,
  instance,
  type Kinds,
  listOf,
  NETWORK_DESTINATION,
  NETWORK_PEER,
  NUMBER,
  optional,
  optionsOf,
  type Shape,
  struct,
  TEXT,
} from '../core';
import { ALLOWED_IMAGES, POD_PROFILE } from '../build-pods';
import { SCOPE } from '../document';
import { DELEGATE } from '../reference';
import { CLOUD_IDENTITY } from '../workload';
import type { BuildEgress } from './egress';
import type { PolicyEnforcement } from './enforcement';
import type { BuildIsolation } from './isolation';
import type { Istio } from './istio';
import type { BuildQuota } from './quota';
import type { BuildVolumeType } from './volume-types';

const LOOSE_OPTIONS = optionsOf(struct('LooseIsolationOptions'));

const OPTIONS_OF_LEVEL: { readonly [level: string]: Shape } = {
  baseline: struct('BaselineIsolationOptions'),
  restricted: struct('RestrictedIsolationOptions'),
  privileged: LOOSE_OPTIONS,
};

const DOCKER_OPTIONS = optionsOf(struct('DockerInDockerIsolationOptions'));

const ISOLATION = instance(
  'a BuildIsolation',
  'Use a factory such as BuildIsolation.baseline().',
  'podSecurityLevel',
  ({
    podSecurityLevel,
    isLoose,
    allowsPrivileged,
    reason,
    _hostPaths,
    _options,
  }: BuildIsolation): [string, Shape, unknown][] => [
    // An older copy of the package has no options for the other levels.
    ['', allowsPrivileged ? DOCKER_OPTIONS : OPTIONS_OF_LEVEL[podSecurityLevel], isLoose ? _options : (_options ?? {})],
    ['.reason', isLoose ? TEXT : optional(TEXT), reason],
    ['.hostPaths', listOf(TEXT), _hostPaths],
  ],
);

const ENFORCEMENT = instance(
  'a PolicyEnforcement',
  'Use a factory such as PolicyEnforcement.deny().',
  '_mode',
  ({ _mode, _options }: PolicyEnforcement): [string, Shape, unknown][] =>
    _mode === 'deny'
      ? []
      : [
          ['', LOOSE_OPTIONS, _options],
          ['.reason', TEXT, _options?.reason],
        ],
);

const VOLUME_OPTIONS = optionsOf(struct('BuildVolumeTypeOptions'));

const VOLUME_TYPE = instance(
  'a BuildVolumeType',
  'Use a factory such as BuildVolumeType.csi(…).',
  '_type',
  ({ _type, _only, _options }: BuildVolumeType): [string, Shape, unknown][] => [
    ['', VOLUME_OPTIONS, _options],
    ['.type', TEXT, _type],
    ...(_only === undefined ? [] : [[`.${_only.name}`, TEXT, _only.value] as [string, Shape, unknown]]),
    ['.reason', TEXT, _options?.reason],
  ],
);

const EGRESS = instance(
  'a BuildEgress',
  'Use a factory such as BuildEgress.publicOnly().',
  '_given',
  (egress: BuildEgress) => [['', DESTINATIONS, egress._given]],
);

const REQUESTS = struct('BuildRequests');

const TOTAL = struct('TotalRequests');

const QUOTA = instance(
  'a BuildQuota',
  'Use a factory such as BuildQuota.forConcurrentBuilds(…).',
  '_source',
  ({ _source: { builds, total, requests } }: BuildQuota): [string, Shape, unknown][] =>
    total !== undefined
      ? [
          ['.total', TOTAL, total],
          ['.build', optional(REQUESTS), requests],
        ]
      : [
          ['.builds', NUMBER, builds],
          ['.requests', REQUESTS, requests],
        ],
);

const ISTIO_OPTIONS = struct('IstioOptions');

const ISTIO = instance('an Istio', 'Use a factory such as Istio.cni().', '_mode', ({ _options }: Istio) => [
  ['', ISTIO_OPTIONS, _options],
]);

const PLATFORM = instance('a ClusterPlatform', 'Use a factory such as ClusterPlatform.eks().', '_record');

export const FARM_KINDS: Kinds = {
  AllowedImages: () => ALLOWED_IMAGES,
  CloudIdentity: () => CLOUD_IDENTITY,
  NetworkDestination: () => NETWORK_DESTINATION,
  NetworkPeer: () => NETWORK_PEER,
  BuildEgress: () => EGRESS,
  BuildIsolation: () => ISOLATION,
  BuildPodProfile: () => POD_PROFILE,
  BuildQuota: () => QUOTA,
  BuildVolumeType: () => VOLUME_TYPE,
  ClusterPlatform: () => PLATFORM,
  HarnessScope: () => SCOPE,
  IHarnessDelegate: () => DELEGATE,
  Istio: () => ISTIO,
  PolicyEnforcement: () => ENFORCEMENT,
};
