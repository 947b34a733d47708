import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { DelegateAccess } from '../../../lib/access';
import { NetworkPeer, PercentOrAbsolute } from '../../../lib/core';
import {
  AutoscalingMetric,
  CustomCa,
  DelegateAdoption,
  DelegateEgress,
  DelegateImage,
  DelegateToken,
  DelegateUpdateStrategy,
  DelegateVariable,
  type HarnessDelegateProps,
  MutualTls,
  ProxyCredentials,
  UpgradeSchedule,
} from '../../../lib/delegate';
import { HarnessScope } from '../../../lib/document';
import { CloudIdentity } from '../../../lib/workload';
import { dnsLabel, dnsSubdomain, labelKey } from './texts';
import { TYPES } from './wrong-delegate-types';
import { wrongValuesFor } from './wrong-types';

const blank = fc.constantFrom(' ', '\n', '\t', '\u00a0');
const upper = fc.constantFrom('A', 'Z', 'Ä', '_', ' ', '/', '%', ':');
/** A string that is valid except for one character, or too long, or empty. */
const noLabel = fc.oneof(
  fc.tuple(dnsLabel, upper, dnsLabel).map((parts) => parts.join('')),
  fc.tuple(dnsLabel, fc.constantFrom('-', '.')).map((parts) => parts.join('')),
  fc.integer({ min: 64, max: 300 }).map((length) => 'a'.repeat(length)),
  fc.constantFrom('', 'PUT_YOUR_NAME'),
);
const noSubdomain = noLabel.filter((text) => text.length < 64 || text.length > 253);
const noLabelValue = fc.oneof(
  fc.tuple(dnsLabel, fc.constantFrom(' ', '/', 'ä', '-')).map((parts) => parts.join('')),
  fc.constant('a'.repeat(64)),
);
const noLabels = fc.oneof(
  fc.tuple(labelKey, noLabelValue).map(([key, value]) => ({ [key]: value })),
  fc.tuple(noLabelValue, dnsLabel).map(([key, value]) => ({ [key]: value })),
);
const noAnnotations = noLabelValue.filter((key) => key !== '').map((key) => ({ [key.toUpperCase()]: 'a' }));
const reserved = dnsLabel.map((name) => ({ 'harness.io/name': name }));
const noCount = fc.oneof(fc.integer({ max: -1 }), fc.double({ min: 0.1, max: 0.9 }), fc.constantFrom(NaN, Infinity));
const noDuration = fc.integer({ min: 1, max: 999 }).map((amount) => Duration.millis(amount));
const noQuantity = fc.oneof(
  fc.constantFrom('', '0', '1 Gi', 'half', '1Zi', '-1'),
  fc.tuple(fc.nat(), fc.constantFrom('mi', 'gi', 'KI', '%', ' ')).map((parts) => parts.join('')),
);
const noProbe = fc.oneof(
  noCount.map((failureThreshold) => ({ failureThreshold })),
  noDuration.chain((time) => fc.constantFrom({ initialDelay: time }, { period: time }, { timeout: time })),
);
const element = (invalid: fc.Arbitrary<unknown>) => invalid.map((value) => [value]);
const dnsOr = (invalid: fc.Arbitrary<string>, at: (name: string) => object) => element(invalid.map(at));

/** Invalid values of the right type for each property; `none` if all values are valid. */
const none = undefined;
const INVALID: { readonly [K in keyof Required<HarnessDelegateProps>]: fc.Arbitrary<unknown> | undefined } = {
  accountId: fc.oneof(
    fc.tuple(dnsLabel, blank).map((parts) => parts.join('')),
    fc.constantFrom('', 'PUT_YOUR_ACCOUNT_ID', 'a/b', 'a.b', 'ä'),
  ),
  delegateName: fc.oneof(
    noLabel,
    dnsSubdomain.filter((name) => name.includes('.')),
  ),
  image: fc
    .oneof(
      fc.tuple(dnsLabel, blank).map(([tag, space]) => `a/b:${tag}${space}`),
      dnsLabel.map((path) => `registry.example.com/${path}/`),
      fc.constantFrom('a/b', '', 'a/b@sha256:0'),
    )
    .map((reference) => DelegateImage.of(reference)),
  token: fc.oneof(
    noSubdomain.map((name) => DelegateToken.fromSecretName(name)),
    fc.tuple(dnsLabel, blank).map((parts) => DelegateToken.unsafePlainText(parts.join(''))),
    noSubdomain.map((storeName) => DelegateToken.fromExternalSecret({ storeName, remoteKey: 'a' })),
  ),
  scope: fc.constantFrom('', '1a', 'a-b', 'step').map((id) => HarnessScope.organization(id)),
  access: fc.oneof(
    noLabel.map((name) => DelegateAccess.ciBuilds([name])),
    fc.constantFrom(
      DelegateAccess.deployments([]),
      DelegateAccess.rules([]),
      DelegateAccess.clusterRole('cluster-admin'),
    ),
    dnsLabel.map((name) => DelegateAccess.clusterRole(`${name}/`)),
  ),
  managerEndpoint: fc.oneof(
    dnsSubdomain,
    dnsSubdomain.map((host) => `ftp://${host}`),
    dnsLabel.map((name) => `https://${name}@app.harness.io`),
    dnsLabel.map((name) => `https://app.harness.io/?${name}`),
  ),
  unsafePlainHttp: none,
  tags: element(fc.tuple(dnsLabel, fc.oneof(blank, fc.constantFrom(',', '\u0000'))).map((parts) => parts.join('x'))),
  description: blank,
  namespace: noLabel,
  createNamespace: none,
  podSecurityLevel: fc.constantFrom('strict', 'Restricted'),
  profile: fc.constantFrom('Hardened', 'none'),
  generation: fc.constantFrom('old', 'New'),
  imagePullPolicy: fc.constantFrom('always', 'Sometimes'),
  imagePullSecrets: element(noSubdomain),
  cloudIdentity: dnsLabel.chain((text) =>
    fc.constantFrom(CloudIdentity.irsa(text), CloudIdentity.gke(text), CloudIdentity.azure(text)),
  ),
  replicas: noCount,
  autoscaling: fc.oneof(
    noCount.map((maxReplicas) => ({ maxReplicas })),
    fc.integer({ min: 1, max: 9 }).map((count) => ({ minReplicas: count, maxReplicas: count })),
    fc.constant({ maxReplicas: 9, metrics: [] }),
    noCount.map((percent) => ({ maxReplicas: 9, metrics: [AutoscalingMetric.cpuUtilization(percent)] })),
  ),
  podDisruptionBudget: fc.oneof(
    noCount.map((count) => ({ maxUnavailable: PercentOrAbsolute.absolute(count) })),
    fc.integer({ min: 100, max: 999 }).map((percent) => ({ minAvailable: PercentOrAbsolute.percent(percent) })),
  ),
  updateStrategy: noCount.map((count) =>
    DelegateUpdateStrategy.rollingUpdate({ maxSurge: PercentOrAbsolute.percent(count) }),
  ),
  minReady: fc.oneof(noDuration, fc.constant(Duration.hours(1))),
  terminationGracePeriod: fc.oneof(noDuration, fc.constant(Duration.seconds(0))),
  idleWaitBeforeStop: fc.oneof(noDuration, fc.constant(Duration.days(30))),
  resources: noQuantity.chain((text) =>
    fc.constantFrom({ cpuRequest: text }, { memoryLimit: text }, { ephemeralStorageRequest: text }, { cpuLimit: text }),
  ),
  livenessProbe: noProbe,
  readinessProbe: noProbe,
  startupProbe: noProbe,
  env: element(
    fc.oneof(
      dnsLabel.map((name) => DelegateVariable.plain(`1${name}`, '')),
      dnsLabel.map((name) => DelegateVariable.plain(`A${name.replaceAll('-', '_')}_TOKEN`, 'x')),
      noSubdomain.map((name) => DelegateVariable.fromSecret('A', name, 'a')),
      dnsLabel.map((path) => DelegateVariable.fromField('A', `spec.${path}`)),
    ),
  ),
  initScript: fc.constant('PUT_YOUR_SCRIPT'),
  volumes: dnsOr(noLabel, (name) => ({ name })),
  volumeMounts: dnsOr(
    dnsLabel.map((name) => `not-there-${name}`.slice(0, 63).replace(/-+$/, '0')),
    (name) => ({ name, mountPath: '/not-there' }),
  ),
  initContainers: dnsOr(noLabel, (name) => ({ name, image: 'a' })),
  sidecars: dnsOr(fc.oneof(noLabel, fc.constant('delegate')), (name) => ({ name, image: 'a' })),
  upgrader: fc.oneof(
    fc.constantFrom('a/b', 'a/b:latest', '').map((reference) => ({ image: DelegateImage.of(reference) })),
    fc.integer({ min: 61, max: 999 }).map((count) => ({
      image: DelegateImage.of('example.com/upgrader:1.6.0'),
      schedule: UpgradeSchedule.every(Duration.minutes(count)),
    })),
  ),
  adoption: fc
    .oneof(
      noLabel.map((resourceName) => ({ release: 'a', resourceName })),
      noLabelValue.map((release) => ({ release })),
      noSubdomain.map((serviceAccountName) => ({ release: 'a', serviceAccountName })),
    )
    .map((options) => DelegateAdoption.helm(options)),
  javaOptions: fc.constantFrom('', 'Xmx1g', '-Xms64M\n-Xmx1g', '-Xmx1g -Dhttp.proxyPassword=x', 'PUT_YOUR_OPTIONS'),
  pollForTasks: none,
  allowShellTasks: none,
  readOnlyRootFilesystem: none,
  unsafeRunAsRoot: none,
  openShift: none,
  nodeSelector: noLabels,
  tolerations: element(
    fc.oneof(
      noLabelValue.map((value) => ({ key: 'a', value })),
      dnsLabel.map((value) => ({ value })),
      noCount.map((tolerationSeconds) => ({ effect: 'NoExecute', tolerationSeconds })),
    ),
  ),
  affinity: none,
  topologySpread: element(noCount.map((maxSkew) => ({ topologyKey: 'a', maxSkew }))),
  priorityClassName: noSubdomain,
  runtimeClassName: noSubdomain,
  hostAliases: element(dnsLabel.map((ip) => ({ ip, hostnames: ['a'] }))),
  dnsPolicy: fc.constantFrom('Cluster', 'none'),
  dnsConfig: none,
  networkPolicy: fc.oneof(
    dnsLabel.map((block) => ({ metricsFrom: [NetworkPeer.cidr(block)] })),
    noLabel.map((name) => ({ metricsFrom: [NetworkPeer.namespace(name)] })),
    noCount.map((port) => ({
      egress: DelegateEgress.restrictedTo([{ peer: NetworkPeer.cidr('10.0.0.0/8'), ports: [port] }]),
    })),
  ),
  proxy: fc.oneof(
    noCount.map((port) => ({ host: 'proxy', port })),
    fc.constantFrom('', 'http://proxy', 'me:secret@proxy', 'proxy:3128').map((host) => ({ host, port: 3128 })),
    fc.constantFrom('10.0.0.0/8', 'a,b', 'a b', '').map((host) => ({ host: 'proxy', port: 3128, noProxy: [host] })),
    noSubdomain.map((name) => ({ host: 'proxy', port: 1, credentials: ProxyCredentials.fromSecretName(name) })),
  ),
  customCa: noSubdomain.chain((name) =>
    fc.constantFrom(
      CustomCa.fromSecretName(name),
      CustomCa.fromConfigMapName(name),
      CustomCa.fromSecretName('a', { buildPodPaths: ['etc/ca.pem'] }),
      CustomCa.fromSecretName('a', { buildPodPaths: ['/a,/b'] }),
    ),
  ),
  mutualTls: noSubdomain.chain((name) =>
    fc.constantFrom(MutualTls.fromSecretName(name), MutualTls.fromSecretName('a', { certificateKey: 'a/b' })),
  ),
  labels: fc.oneof(noLabels, reserved),
  annotations: noAnnotations,
  podLabels: fc.oneof(noLabels, reserved),
  podAnnotations: noAnnotations,
  metricsAnnotations: none,
  unsafeAllowPruning: none,
};

interface OneProperty {
  readonly property: keyof HarnessDelegateProps;
  readonly value: unknown;
}

function oneOf(properties: (keyof HarnessDelegateProps)[], values: (property: keyof HarnessDelegateProps) => unknown) {
  const withValue = (property: keyof HarnessDelegateProps) =>
    (values(property) as fc.Arbitrary<unknown>).map((value): OneProperty => ({ property, value }));
  return fc.constantFrom(...properties).chain(withValue);
}

const ALL = Object.keys(INVALID) as (keyof HarnessDelegateProps)[];
/** Properties with invalid values of the right type. */
export const RESTRICTED_PROPERTIES = ALL.filter((property) => INVALID[property] !== none);
/** A property, and an invalid value of the right type. */
export const invalidValue = oneOf(RESTRICTED_PROPERTIES, (property) => INVALID[property]);
/** A property, and a value of the wrong type. */
export const wrongType = oneOf(ALL, (property) =>
  fc.constantFrom(...wrongValuesFor(TYPES[property]).map(([, value]) => value)),
);
