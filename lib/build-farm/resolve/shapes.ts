import { CLOUD_IDENTITY, DELEGATE } from '../../delegate';
import { DESTINATION, PEER } from '../../network';
import {
  choice,
  FLAG,
  instance,
  listOf,
  mapOf,
  NUMBER,
  optional,
  optionsOf,
  required,
  type Shape,
  type ShapesOf,
  struct,
  TEXT,
} from '../../values';
import {
  type BuildClusterOptions,
  type BuildEgress,
  type BuildFarmNamespaceProps,
  type BuildIsolation,
  type BuildNamespaceOptions,
  type BuildQuota,
  type BuildRequests,
  type Istio,
  type IstioOptions,
  IstioPortHandling,
  type LooseIsolationOptions,
  type TotalRequests,
} from '../props';

const ISOLATION = instance(
  'a choice of BuildIsolation, for example BuildIsolation.baseline()',
  'podSecurityLevel',
  ({ isLoose, reason, _hostPaths, _options }: BuildIsolation): [string, Shape, unknown][] => [
    ['', optionsOf(struct<LooseIsolationOptions>({ reason: required(TEXT) })), _options],
    ['.reason', isLoose ? required(TEXT) : optional(TEXT), reason],
    ['.hostPaths', listOf(TEXT), _hostPaths],
  ],
);

const EGRESS = instance(
  'a choice of BuildEgress, for example BuildEgress.publicOnly()',
  '_given',
  (egress: BuildEgress) => [['', listOf(DESTINATION), egress._given]],
);

const REQUESTS: ShapesOf<BuildRequests> = {
  cpu: required(TEXT),
  memory: required(TEXT),
  ephemeralStorage: TEXT,
  claims: NUMBER,
};
const TOTAL: ShapesOf<TotalRequests> = { ...REQUESTS, pods: required(NUMBER) };

const QUOTA = instance(
  'BuildQuota.forConcurrentBuilds(…) or .ofTotal(…)',
  '_source',
  ({ _source: { builds, total, requests } }: BuildQuota): [string, Shape, unknown][] =>
    total !== undefined
      ? [
          ['.total', struct(TOTAL), total],
          ['.build', optional(struct(REQUESTS)), requests],
        ]
      : [
          ['.builds', required(NUMBER), builds],
          ['.requests', required(struct(REQUESTS)), requests],
        ],
);

export const ISTIO = instance('Istio.cni(), .ambient() or .initContainer()', '_mode', ({ _options }: Istio) => [
  ['', struct<IstioOptions>({ strict: FLAG, revision: TEXT, portHandling: choice(IstioPortHandling) }), _options],
]);

export const PLATFORM = instance('a choice of ClusterPlatform, for example ClusterPlatform.eks()', '_record');

/** Kinds of what each namespace of a farm can be told. What they may hold is checked where they are resolved. */
const NAMESPACE_SHAPES: ShapesOf<BuildNamespaceOptions> = {
  createNamespace: FLAG,
  serviceAccountName: TEXT,
  additionalServiceAccounts: listOf(TEXT),
  imagePullSecrets: listOf(TEXT),
  cloudIdentity: CLOUD_IDENTITY,
  isolation: ISOLATION,
  egress: EGRESS,
  additionalEgress: listOf(DESTINATION),
  dnsServers: listOf(PEER),
  quota: QUOTA,
  istio: ISTIO,
  labels: mapOf(TEXT),
  annotations: mapOf(TEXT),
};
export const NAMESPACE_OPTIONS = struct(NAMESPACE_SHAPES);

/** Kinds of the properties that a whole farm has as well. */
export const OPTION_SHAPES: ShapesOf<BuildNamespaceOptions & BuildClusterOptions> = {
  ...NAMESPACE_SHAPES,
  platform: PLATFORM,
  kubernetesVersion: TEXT,
  clusterScoped: FLAG,
};

/** Kinds of all properties of a namespace. */
export const FARM_SHAPES: ShapesOf<BuildFarmNamespaceProps> = {
  ...OPTION_SHAPES,
  namespace: TEXT,
  sharedWith: DELEGATE,
};
