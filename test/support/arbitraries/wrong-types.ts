/** Values of the wrong type, which TypeScript refuses and programs in JavaScript pass all the same. */
import {
  DelegateAdoption,
  type DelegateAutoscaling,
  type DelegateDisruptionBudget,
  type DelegateHostAlias,
  DelegateImage,
  type DelegateNetworkPolicy,
  type DelegateProxy,
  type DelegateResources,
  type DelegateToleration,
  type DelegateTopologySpread,
  type DelegateUpgrader,
  type DelegateVolumeMount,
  type HarnessDelegateProps,
  type HelmAdoptionOptions,
  type ProbeTuning,
} from 'harness-constructs';

/** What a field must be. `choice` is a text of an enumeration, `instance` one of a class of this package or of cdk8s. */
export type Type = 'text' | 'flag' | 'number' | 'list' | 'object' | 'choice' | 'instance';
type TypesOf<T> = { readonly [K in keyof Required<T>]: Type };

const NO_DURATION = { seconds: 10 };
const WRONG_VALUES: { readonly [what: string]: readonly [value: unknown, fits: readonly Type[]] } = {
  null: [null, []],
  'the number 42': [42, ['number']],
  'the number 0': [0, ['number']],
  NaN: [NaN, ['number']],
  'a boolean': [true, ['flag']],
  'the text "text"': ['text', ['text']],
  'an empty text': ['', ['text']],
  'an empty list': [[], ['list']],
  'an empty object': [{}, ['object']],
  'an object': [NO_DURATION, ['object']],
  'a function': [() => 'x', []],
  'a big integer': [10n, []],
};

/** Every value that is none of the type, with a word for it. */
export function wrongValuesFor(type: Type): [what: string, value: unknown][] {
  return Object.entries(WRONG_VALUES)
    .filter(([, [, fits]]) => !fits.includes(type))
    .map(([what, [value]]) => [what, value]);
}

/** Every property: a new one is a type error here. */
export const TYPES: TypesOf<HarnessDelegateProps> = {
  accountId: 'text',
  delegateName: 'text',
  image: 'instance',
  token: 'instance',
  access: 'instance',
  scope: 'instance',
  managerEndpoint: 'text',
  unsafePlainHttp: 'flag',
  tags: 'list',
  description: 'text',
  namespace: 'text',
  createNamespace: 'flag',
  podSecurityLevel: 'choice',
  profile: 'choice',
  generation: 'choice',
  imagePullPolicy: 'choice',
  imagePullSecrets: 'list',
  cloudIdentity: 'instance',
  replicas: 'number',
  autoscaling: 'object',
  podDisruptionBudget: 'object',
  updateStrategy: 'instance',
  minReady: 'instance',
  terminationGracePeriod: 'instance',
  idleWaitBeforeStop: 'instance',
  resources: 'object',
  livenessProbe: 'object',
  readinessProbe: 'object',
  startupProbe: 'object',
  env: 'list',
  initScript: 'text',
  volumes: 'list',
  volumeMounts: 'list',
  initContainers: 'list',
  sidecars: 'list',
  javaOptions: 'text',
  pollForTasks: 'flag',
  allowShellTasks: 'flag',
  readOnlyRootFilesystem: 'flag',
  unsafeRunAsRoot: 'flag',
  openShift: 'flag',
  nodeSelector: 'object',
  tolerations: 'list',
  affinity: 'object',
  topologySpread: 'list',
  priorityClassName: 'text',
  runtimeClassName: 'text',
  hostAliases: 'list',
  dnsPolicy: 'choice',
  dnsConfig: 'object',
  networkPolicy: 'object',
  proxy: 'object',
  customCa: 'instance',
  mutualTls: 'instance',
  labels: 'object',
  annotations: 'object',
  podLabels: 'object',
  podAnnotations: 'object',
  metricsAnnotations: 'flag',
  upgrader: 'object',
  adoption: 'instance',
};

/** A field within a property, and properties that are fine but for that field. */
export interface NestedField {
  readonly path: string;
  readonly type: Type;
  readonly propsWith: (value: unknown) => object;
}

function within<T extends object>(path: string, types: TypesOf<T>, around: (given: object) => object): NestedField[] {
  return Object.entries(types).map(([key, type]) => ({
    path: `${path}.${key}`,
    type: type as Type,
    propsWith: (value) => around({ [key]: value }),
  }));
}

const PROBE: TypesOf<ProbeTuning> = {
  initialDelay: 'instance',
  period: 'instance',
  timeout: 'instance',
  failureThreshold: 'number',
};

const IMAGE_OF_UPGRADER = DelegateImage.of('example.com/harness/upgrader:1.6.0');
const LEGACY_IMAGE = DelegateImage.of('example.com/harness/delegate:26.02.88404');

/** Fields of the structs, and elements of the lists. */
export const NESTED_FIELDS: readonly NestedField[] = [
  ...within<DelegateAutoscaling>(
    'autoscaling',
    { minReplicas: 'number', maxReplicas: 'number', metrics: 'list' },
    (given) => ({
      autoscaling: { maxReplicas: 3, ...given },
    }),
  ),
  ...within<DelegateDisruptionBudget>(
    'podDisruptionBudget',
    { maxUnavailable: 'instance', minAvailable: 'instance' },
    (podDisruptionBudget) => ({ replicas: 3, podDisruptionBudget }),
  ),
  ...within<DelegateResources>(
    'resources',
    {
      cpuRequest: 'text',
      cpuLimit: 'text',
      noCpuLimit: 'flag',
      memoryRequest: 'text',
      memoryLimit: 'text',
      ephemeralStorageRequest: 'text',
      ephemeralStorageLimit: 'text',
    },
    (resources) => ({ resources }),
  ),
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
    within<ProbeTuning>(probe, PROBE, (given) => ({ [probe]: given })),
  ),
  ...within<DelegateVolumeMount>(
    'volumeMounts[0]',
    { name: 'text', mountPath: 'text', subPath: 'text', readOnly: 'flag' },
    (given) => ({ volumes: [{ name: 'a' }], volumeMounts: [{ name: 'a', mountPath: '/a', ...given }] }),
  ),
  ...within<DelegateToleration>(
    'tolerations[0]',
    { key: 'text', value: 'text', effect: 'choice', tolerationSeconds: 'number' },
    (given) => ({ tolerations: [{ key: 'a', ...given }] }),
  ),
  ...within<DelegateTopologySpread>(
    'topologySpread[0]',
    { topologyKey: 'text', maxSkew: 'number', whenUnsatisfiable: 'choice', minDomains: 'number' },
    (given) => ({ topologySpread: [{ topologyKey: 'a', ...given }] }),
  ),
  ...within<DelegateHostAlias>('hostAliases[0]', { ip: 'text', hostnames: 'list' }, (given) => ({
    hostAliases: [{ ip: '::1', hostnames: ['a'], ...given }],
  })),
  ...within<DelegateUpgrader>(
    'upgrader',
    {
      image: 'instance',
      imagePullPolicy: 'choice',
      imagePullSecrets: 'list',
      schedule: 'instance',
      suspend: 'flag',
      resources: 'object',
      registryMirror: 'text',
      token: 'instance',
      nodeSelector: 'object',
      tolerations: 'list',
      affinity: 'object',
      priorityClassName: 'text',
    },
    (given) => ({ image: LEGACY_IMAGE, upgrader: { image: IMAGE_OF_UPGRADER, ...given } }),
  ),
  ...within<HelmAdoptionOptions>(
    'adoption',
    { release: 'text', resourceName: 'text', serviceAccountName: 'text', createServiceAccount: 'flag' },
    (given) => ({ image: LEGACY_IMAGE, adoption: DelegateAdoption.helm({ release: 'a', ...given }) }),
  ),
  ...within<DelegateNetworkPolicy>(
    'networkPolicy',
    { metricsFrom: 'list', egress: 'instance', dnsServers: 'list' },
    (networkPolicy) => ({
      networkPolicy,
    }),
  ),
  ...within<DelegateProxy>(
    'proxy',
    { host: 'text', port: 'number', scheme: 'choice', noProxy: 'list', credentials: 'instance' },
    (given) => ({
      image: DelegateImage.of('a:26.02.88404'),
      proxy: { host: 'proxy.example.com', port: 3128, ...given },
    }),
  ),
  ...(['tags', 'imagePullSecrets'] as const).map((list) => element(list, 'text')),
  ...(['env', 'volumes', 'initContainers', 'sidecars', 'volumeMounts'] as const).map((list) =>
    element(list, 'instance'),
  ),
  ...(['hostAliases', 'topologySpread'] as const).map((list) => element(list, 'instance')),
  element('tolerations', 'object'),
  ...(['labels', 'annotations', 'podLabels', 'podAnnotations', 'nodeSelector'] as const).map((map): NestedField => ({
    path: `${map}["a"]`,
    type: 'text',
    propsWith: (value) => ({ [map]: { a: value } }),
  })),
  {
    path: 'autoscaling.metrics[0]',
    type: 'instance',
    propsWith: (value) => ({ autoscaling: { maxReplicas: 3, metrics: [value] } }),
  },
  {
    path: 'networkPolicy.metricsFrom[0]',
    type: 'instance',
    propsWith: (value) => ({ networkPolicy: { metricsFrom: [value] } }),
  },
];

function element(list: keyof HarnessDelegateProps, type: Type): NestedField {
  return { path: `${list}[0]`, type, propsWith: (value) => ({ [list]: [value] }) };
}
