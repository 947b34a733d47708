import { ACCESS } from '../../access';
import { SCOPE } from '../../document';
import { DESTINATION, PEER } from '../../network';
import {
  choice,
  DURATION,
  FLAG,
  instance,
  listOf,
  mapOf,
  NUMBER,
  optionsOf,
  PLAIN_OBJECT,
  required,
  type Shape,
  type ShapesOf,
  struct,
  TEXT,
} from '../../values';
import {
  type AzureIdentityOptions,
  type CloudIdentity,
  type DelegateAutoscaling,
  type DelegateDisruptionBudget,
  type DelegateAdoption,
  DelegateDnsPolicy,
  type HelmAdoptionOptions,
  type DelegateEgress,
  DelegateGeneration,
  type DelegateHostAlias,
  type DelegateImage,
  type DelegateImageParts,
  type DelegateNetworkPolicy,
  DelegateProfile,
  type DelegateResources,
  type DelegateToken,
  type DelegateToleration,
  type DelegateTopologySpread,
  type DelegateUpdateStrategy,
  type DelegateUpgrader,
  type DelegateVolumeMount,
  type ExternalSecretTokenOptions,
  type HarnessDelegateProps,
  ImagePullPolicy,
  PodSecurityLevel,
  type ProbeTuning,
  type RollingUpdateOptions,
  SecretStoreKind,
  type SecretTokenOptions,
  TaintEffect,
  UnsatisfiableConstraint,
  type UpgradeSchedule,
} from '../props';
import { CUSTOM_CA, MUTUAL_TLS, PROXY } from './connection-shapes';

const TEXTS = mapOf(TEXT);
const PODS = instance(
  'PercentOrAbsolute.percent(…) or .absolute(…)',
  'isPercent',
  ({ amount }: { amount: unknown }) => [['', NUMBER, amount]],
);

const IMAGE = instance('DelegateImage.of(…) or .fromParts(…)', '_parts', ({ _reference, _parts }: DelegateImage) => [
  _parts === undefined
    ? ['', TEXT, _reference]
    : ['', struct<DelegateImageParts>({ registry: TEXT, repository: required(TEXT), tag: TEXT, digest: TEXT }), _parts],
]);

const UPDATE_STRATEGY = instance(
  'DelegateUpdateStrategy.rollingUpdate(…) or .recreate()',
  '_options',
  (strategy: DelegateUpdateStrategy) => [
    ['', struct<RollingUpdateOptions>({ maxSurge: PODS, maxUnavailable: PODS }), strategy._options],
  ],
);

const METRIC = instance(
  'AutoscalingMetric.memoryUtilization(…) or .cpuUtilization(…)',
  'averageUtilization',
  ({ averageUtilization }: { averageUtilization: unknown }) => [['', NUMBER, averageUtilization]],
);

const EGRESS = instance('DelegateEgress.open() or .restrictedTo(…)', '_isOpen', (egress: DelegateEgress) =>
  egress._isOpen ? [] : [['', listOf(DESTINATION), egress._destinations]],
);

const PROBE = struct<ProbeTuning>({
  initialDelay: DURATION,
  period: DURATION,
  timeout: DURATION,
  failureThreshold: NUMBER,
});

const SECRET_OPTIONS: ShapesOf<SecretTokenOptions> = { key: TEXT, revision: TEXT, reloader: FLAG };
const EXTERNAL_OPTIONS: ShapesOf<ExternalSecretTokenOptions> = {
  storeName: required(TEXT),
  storeKind: choice(SecretStoreKind),
  remoteKey: required(TEXT),
  remoteProperty: TEXT,
  remoteVersion: TEXT,
  refreshInterval: DURATION,
  revision: TEXT,
  reloader: FLAG,
};
const TOKEN = instance(
  'a reference of DelegateToken, for example DelegateToken.fromSecretName(…)',
  '_source',
  ({ _source: source }: DelegateToken): [string, Shape, unknown][] => {
    switch (source.kind) {
      case 'plain':
        return [['', TEXT, source.token]];
      case 'external':
        return [['', struct(EXTERNAL_OPTIONS), source.options]];
      case 'existing':
        return [
          ['', TEXT, source.secretName],
          ['', struct(SECRET_OPTIONS), source.options],
        ];
    }
  },
);

export const CLOUD_IDENTITY = instance(
  'a choice of CloudIdentity, for example CloudIdentity.irsa(…)',
  '_marks',
  ({ _options }: CloudIdentity) => [['', optionsOf(struct<AzureIdentityOptions>({ tenantId: TEXT })), _options]],
);

const RESOURCES = struct<DelegateResources>({
  cpuRequest: TEXT,
  cpuLimit: TEXT,
  noCpuLimit: FLAG,
  memoryRequest: TEXT,
  memoryLimit: TEXT,
  ephemeralStorageRequest: TEXT,
  ephemeralStorageLimit: TEXT,
});

const TOLERATIONS = listOf(
  struct<DelegateToleration>({ key: TEXT, value: TEXT, effect: choice(TaintEffect), tolerationSeconds: NUMBER }),
);

const SCHEDULE = instance(
  'UpgradeSchedule.every(…) or .cron(…)',
  '_source',
  ({ _source: source }: UpgradeSchedule): [string, Shape, unknown][] => [
    source.kind === 'every' ? ['', DURATION, source.interval] : ['', TEXT, source.expression],
  ],
);

const UPGRADER = struct<DelegateUpgrader>({
  image: required(IMAGE),
  imagePullPolicy: choice(ImagePullPolicy),
  imagePullSecrets: listOf(TEXT),
  schedule: SCHEDULE,
  suspend: FLAG,
  resources: RESOURCES,
  registryMirror: TEXT,
  token: TOKEN,
  nodeSelector: TEXTS,
  tolerations: TOLERATIONS,
  affinity: PLAIN_OBJECT,
  priorityClassName: TEXT,
});

const ADOPTION = instance('DelegateAdoption.helm(…)', '_options', ({ _options }: DelegateAdoption) => [
  [
    '',
    struct<HelmAdoptionOptions>({
      release: required(TEXT),
      resourceName: TEXT,
      serviceAccountName: TEXT,
      createServiceAccount: FLAG,
    }),
    _options,
  ],
]);

/** Kinds of all properties. What they may hold is checked where they are resolved. */
export const SHAPES: ShapesOf<HarnessDelegateProps> = {
  accountId: required(TEXT),
  delegateName: required(TEXT),
  image: required(IMAGE),
  token: required(TOKEN),
  access: required(ACCESS),
  scope: SCOPE,
  managerEndpoint: TEXT,
  unsafePlainHttp: FLAG,
  tags: listOf(TEXT),
  description: TEXT,
  namespace: TEXT,
  createNamespace: FLAG,
  podSecurityLevel: choice(PodSecurityLevel),
  profile: choice(DelegateProfile),
  generation: choice(DelegateGeneration),
  imagePullPolicy: choice(ImagePullPolicy),
  imagePullSecrets: listOf(TEXT),
  cloudIdentity: CLOUD_IDENTITY,
  replicas: NUMBER,
  autoscaling: struct<DelegateAutoscaling>({
    minReplicas: NUMBER,
    maxReplicas: required(NUMBER),
    metrics: listOf(METRIC),
  }),
  podDisruptionBudget: struct<DelegateDisruptionBudget>({ maxUnavailable: PODS, minAvailable: PODS }),
  updateStrategy: UPDATE_STRATEGY,
  minReady: DURATION,
  terminationGracePeriod: DURATION,
  idleWaitBeforeStop: DURATION,
  resources: RESOURCES,
  livenessProbe: PROBE,
  readinessProbe: PROBE,
  startupProbe: PROBE,
  env: listOf(instance('a DelegateVariable, for example DelegateVariable.plain(…)', '_source')),
  initScript: TEXT,
  volumes: listOf(PLAIN_OBJECT),
  volumeMounts: listOf(
    struct<DelegateVolumeMount>({ name: required(TEXT), mountPath: required(TEXT), subPath: TEXT, readOnly: FLAG }),
  ),
  initContainers: listOf(PLAIN_OBJECT),
  sidecars: listOf(PLAIN_OBJECT),
  javaOptions: TEXT,
  pollForTasks: FLAG,
  allowShellTasks: FLAG,
  readOnlyRootFilesystem: FLAG,
  unsafeRunAsRoot: FLAG,
  openShift: FLAG,
  nodeSelector: TEXTS,
  tolerations: TOLERATIONS,
  affinity: PLAIN_OBJECT,
  topologySpread: listOf(
    struct<DelegateTopologySpread>({
      topologyKey: required(TEXT),
      maxSkew: NUMBER,
      whenUnsatisfiable: choice(UnsatisfiableConstraint),
      minDomains: NUMBER,
    }),
  ),
  priorityClassName: TEXT,
  runtimeClassName: TEXT,
  hostAliases: listOf(struct<DelegateHostAlias>({ ip: required(TEXT), hostnames: required(listOf(TEXT)) })),
  dnsPolicy: choice(DelegateDnsPolicy),
  dnsConfig: PLAIN_OBJECT,
  networkPolicy: struct<DelegateNetworkPolicy>({ metricsFrom: listOf(PEER), egress: EGRESS, dnsServers: listOf(PEER) }),
  proxy: PROXY,
  customCa: CUSTOM_CA,
  mutualTls: MUTUAL_TLS,
  labels: TEXTS,
  annotations: TEXTS,
  podLabels: TEXTS,
  podAnnotations: TEXTS,
  metricsAnnotations: FLAG,
  adoption: ADOPTION,
  upgrader: UPGRADER,
};
