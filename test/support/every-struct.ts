/** A program for every struct that the package takes, by way of each factory, method and property that takes it. */
import { Duration } from 'cdk8s';
import {
  BuildEgress,
  BuildFarmNamespace,
  BuildIsolation,
  BuildQuota,
  CloudIdentity,
  CustomCa,
  DelegateAccess,
  DelegateAdoption,
  DelegateEgress,
  DelegateImage,
  DelegateSelection,
  DelegateToken,
  DelegateUpdateStrategy,
  DockerDelegate,
  HarnessDelegate,
  HelmValues,
  Istio,
  KubernetesClusterConnector,
  KubernetesCredentials,
  LabelOperator,
  MutualTls,
  NetworkPeer,
  ProxyCredentials,
  RuntimeInput,
  StageResources,
  StageVolume,
} from 'harness-constructs';
import { synthInfra } from '../ci-build-infra/infras';
import { connectorWith, MANUAL, MASTER } from '../connector/connectors';
import { addDelegate, LEGACY } from '../delegate/delegates';
import { buildsIn, infrastructureOf, MAKE, stageOf } from '../pipeline/stages';
import { OF_PIPELINES } from './pipeline-structs';
import { OF_STEPS } from './step-structs';
import { and, type Program } from './struct-program';
import { newChart } from './synth';

const amounts = { cpu: '1', memory: '1Gi' };
const values = HelmValues.parse('delegateName: ci\naccountId: a\ndelegateToken: b\n');
const peer = NetworkPeer.cidr('10.0.0.0/8');

const delegate = (props: object) => addDelegate(newChart(), 'Delegate', props);
const farm = () => synthInfra().farm;
const access =
  (of: (options: never) => DelegateAccess): Program =>
  (members) =>
    delegate({ access: of(and(members)) });
const volume =
  (of: (options: never) => StageVolume): Program =>
  (members) =>
    infrastructureOf({ volumes: [of(and(members))] });
const overlay = (spread: object) =>
  infrastructureOf({ podSpecOverlay: { topologySpreadConstraints: [spread as never] } });
const credentials =
  (of: (url: string, options: never) => KubernetesCredentials, least: object): Program =>
  (members) =>
    connectorWith({ credentials: of(MASTER, and(members, least)) });
const peers =
  (of: (options: never) => NetworkPeer): Program =>
  (members) =>
    buildsIn({ dnsServers: [of(and(members))] });
const resources = (options: object) => StageResources.of([MAKE], options);

/** Structs within properties, and options: what they do not have is refused. */
export const CLOSED: { readonly [struct: string]: readonly Program[] } = {
  ...OF_PIPELINES,
  ...OF_STEPS,
  AccessRule: [
    (members) => delegate({ access: DelegateAccess.rules([rule(members)], ['a']) }),
    (members) => delegate({ access: DelegateAccess.clusterRules([rule(members)]) }),
  ],
  AzureIdentityOptions: [(members) => buildsIn({ cloudIdentity: CloudIdentity.azure(UUID, and(members)) })],
  BuildNamespaceAttributes: [(members) => BuildFarmNamespace.fromNamespaceName(newChart(), 'A', 'a', and(members))],
  BuildNamespaceOptions: [(members) => farm().addBuildNamespace('a', and(members))],
  BuildRequests: [
    (members) => buildsIn({ quota: BuildQuota.forConcurrentBuilds(1, and(members, amounts)) }),
    (members) => buildsIn({ quota: BuildQuota.ofTotal({ ...amounts, pods: 1 }, and(members, amounts)) }),
  ],
  CiConnectorOptions: [(members) => synthInfra({ connectorOptions: and(members) })],
  CiDelegateOptions: [(members) => synthInfra({ delegateOptions: and(members) })],
  CiFarmStageProps: [(members) => farm().stage(and(members, { name: 'a', steps: [MAKE] }))],
  CidrOptions: [peers((options) => NetworkPeer.cidr('10.0.0.0/8', options))],
  ClaimOptions: [volume((options) => StageVolume.persistentVolumeClaim('/a', 'b', options))],
  ClientKeyCredentialsOptions: [
    credentials((url, options) => KubernetesCredentials.clientKeyCert(url, options), {
      clientCertRef: 'account.a',
      clientKeyRef: 'account.b',
    }),
  ],
  ConnectorAttributes: [
    (members) => KubernetesClusterConnector.fromReference(newChart(), 'A', 'account.a', and(members)),
  ],
  CustomCaOptions: [
    (members) => delegate({ ...LEGACY, customCa: CustomCa.fromSecretName('a', and(members)) }),
    (members) => delegate({ ...LEGACY, customCa: CustomCa.fromConfigMapName('a', and(members)) }),
  ],
  DelegateAttributes: [
    (members) => HarnessDelegate.fromDelegateAttributes(newChart(), 'A', and(members, { delegateName: 'ci' })),
  ],
  DelegateAutoscaling: [(members) => delegate({ autoscaling: and(members, { maxReplicas: 3 }) })],
  DelegateDisruptionBudget: [(members) => delegate({ replicas: 2, podDisruptionBudget: and(members) })],
  DelegateForOptions: [
    (members) => stageOf().delegateFor(and(members)),
    (members) => {
      const { farm: ci } = synthInfra();
      return ci.delegateFor(ci.stage({ name: 'a', steps: [MAKE] }), and(members));
    },
  ],
  DelegateHostAlias: [(members) => delegate({ hostAliases: [and(members, { ip: '10.0.0.1', hostnames: ['a'] })] })],
  DelegateImageParts: [
    (members) => delegate({ image: DelegateImage.fromParts(and(members, { repository: 'a', tag: '1.30.1' })) }),
  ],
  DelegateNetworkPolicy: [(members) => delegate({ networkPolicy: and(members) })],
  DelegateProxy: [(members) => delegate({ ...LEGACY, proxy: and(members, { host: 'a', port: 3128 }) })],
  DelegateResources: [(members) => delegate({ resources: and(members) })],
  DelegateToleration: [(members) => delegate({ tolerations: [and(members, { key: 'a' })] })],
  DelegateTopologySpread: [(members) => delegate({ topologySpread: [and(members, { topologyKey: 'a' })] })],
  DelegateUpgrader: [(members) => delegate({ ...LEGACY, upgrader: and(members, { image: DelegateImage.of('a:1') }) })],
  DelegateVolumeMount: [
    (members) =>
      delegate({
        volumes: [{ name: 'a', emptyDir: {} }],
        volumeMounts: [and(members, { name: 'a', mountPath: '/a' })],
      }),
  ],
  DockerDelegateAttributes: [
    (members) =>
      connectorWith({
        ...MANUAL,
        delegates: DelegateSelection.of(DockerDelegate.fromDelegateName('ci', and(members))),
      }),
  ],
  EmptyDirOptions: [volume((options) => StageVolume.emptyDir('/a', options))],
  ExternalSecretTokenOptions: [
    (members) =>
      delegate({ token: DelegateToken.fromExternalSecret(and(members, { storeName: 'a', remoteKey: 'b' })) }),
  ],
  HelmAdoptionOptions: [
    (members) => delegate({ ...LEGACY, adoption: DelegateAdoption.helm(and(members, { release: 'a' })) }),
  ],
  HelmReleaseOptions: [
    (members) => values.adoptionReport(and(members, RELEASE)),
    (members) => HarnessDelegate.fromHelmValues(newChart(), 'A', values, and(members, RELEASE)),
  ],
  HelmValuesOptions: [
    (members) => HelmValues.parse('delegateName: ci\naccountId: a\ndelegateToken: b\n', and(members)),
  ],
  HostPathOptions: [volume((options) => StageVolume.hostPath('/a', '/b', options))],
  InfrastructureInputs: [(members) => infrastructureOf({ inputs: and(members) })],
  InheritFromDelegateOptions: [
    (members) => connectorWith({ credentials: KubernetesCredentials.inheritFromDelegate(and(members)) }),
  ],
  IstioOptions: [
    (members) => buildsIn({ istio: Istio.cni(and(members)) }),
    (members) => buildsIn({ istio: Istio.ambient(and(members)) }),
    (members) =>
      buildsIn({ istio: Istio.initContainer(and(members)), isolation: BuildIsolation.dockerInDocker({ reason: 'a' }) }),
  ],
  LabelExpression: [
    (members) =>
      overlay({ topologyKey: 'a', matchExpressions: [and(members, { key: 'b', operator: LabelOperator.EXISTS })] }),
  ],
  LooseIsolationOptions: [
    (members) => buildsIn({ isolation: BuildIsolation.dockerInDocker(and(members, { reason: 'a' })) }),
    (members) => buildsIn({ isolation: BuildIsolation.hostPaths(['/a'], and(members, { reason: 'a' })) }),
  ],
  MutualTlsOptions: [
    (members) =>
      delegate({
        ...LEGACY,
        managerEndpoint: 'https://a.agent.harness.io',
        mutualTls: MutualTls.fromSecretName('a', and(members)),
      }),
  ],
  NetworkDestination: [
    (members) => buildsIn({ egress: BuildEgress.restrictedTo([and(members, { peer })]) }),
    (members) => buildsIn({ additionalEgress: [and(members, { peer })] }),
    (members) => delegate({ networkPolicy: { egress: DelegateEgress.restrictedTo([and(members, { peer })]) } }),
  ],
  OpenIdConnectCredentialsOptions: [
    credentials((url, options) => KubernetesCredentials.openIdConnect(url, options), {
      issuerUrl: 'https://a',
      username: 'a',
      passwordRef: 'account.a',
      clientIdRef: 'account.b',
    }),
  ],
  PodAccessOptions: [
    access((options) => DelegateAccess.namespaceAdmin(['a'], options)),
    access((options) => DelegateAccess.deployments(['a'], options)),
    access((options) => DelegateAccess.ciBuilds(['a'], options)),
    access((options) => DelegateAccess.clusterRoleInNamespaces('edit', ['a'], options)),
    access((options) => DelegateAccess.rules([rule({})], ['a'], options)),
  ],
  PodSpecOverlay: [
    (members) =>
      infrastructureOf({
        podSpecOverlay: and(members, { topologySpreadConstraints: [{ topologyKey: 'a', matchLabels: { a: 'b' } }] }),
      }),
  ],
  PodsOptions: [peers((options) => NetworkPeer.pods({ a: 'b' }, options))],
  ProbeTuning: [
    (members) => delegate({ livenessProbe: and(members) }),
    (members) => delegate({ readinessProbe: and(members) }),
    (members) => delegate({ startupProbe: and(members, { period: Duration.seconds(5) }) }),
  ],
  ProxyCredentialsOptions: [
    (members) =>
      delegate({
        ...LEGACY,
        proxy: { host: 'a', port: 3128, credentials: ProxyCredentials.fromSecretName('a', and(members)) },
      }),
  ],
  ResourceAmounts: [
    (members) => resources({ sidecar: { requests: and(members, amounts) } }),
    (members) => resources({ sidecar: { requests: amounts, limits: and(members, amounts) } }),
  ],
  RollingUpdateOptions: [(members) => delegate({ updateStrategy: DelegateUpdateStrategy.rollingUpdate(and(members)) })],
  RuntimeInputOptions: [(members) => infrastructureOf({ inputs: { os: RuntimeInput.of(and(members)) } })],
  SecretTokenOptions: [(members) => delegate({ token: DelegateToken.fromSecretName('a', and(members)) })],
  ServiceAccountCredentialsOptions: [
    credentials((url, options) => KubernetesCredentials.serviceAccount(url, options), { tokenRef: 'account.a' }),
  ],
  SidecarResources: [(members) => resources({ sidecar: and(members, { requests: amounts }) })],
  StageInfrastructureOptions: [
    (members) => farm().stage({ name: 'a', steps: [MAKE], infrastructureOptions: and(members) }),
  ],
  StageResourcesOptions: [(members) => resources(members)],
  StageSecurityContext: [(members) => infrastructureOf({ containerSecurityContext: and(members) })],
  StageToleration: [(members) => infrastructureOf({ tolerations: [and(members, { key: 'a' })] })],
  StageTopologySpread: [(members) => overlay(and(members, { topologyKey: 'a', matchLabels: { a: 'b' } }))],
  TotalRequests: [(members) => buildsIn({ quota: BuildQuota.ofTotal(and(members, { ...amounts, pods: 1 })) })],
  UsernamePasswordCredentialsOptions: [
    credentials((url, options) => KubernetesCredentials.usernamePassword(url, options), {
      username: 'a',
      passwordRef: 'account.a',
    }),
  ],
};

const UUID = '5a0d3f5e-0b0e-4f43-9d3b-1a3f0c8f4c11';
const RELEASE = { release: 'a', namespace: 'b', upgraderImage: DelegateImage.of('a:1'), image: LEGACY.image };

function rule(members: object): never {
  return and(members, { apiGroups: [''], resources: ['pods'], verbs: ['get'] });
}
