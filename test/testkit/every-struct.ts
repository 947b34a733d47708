/** A program for every struct that a factory or method takes, by way of each of them. */
import { Secret } from 'cdk8s-plus-28';
import { DelegateAccess } from '../../lib/access';
import {
  BuildEgress,
  BuildFarmNamespace,
  BuildIsolation,
  BuildQuota,
  BuildVolumeType,
  Istio,
  PolicyEnforcement,
  SeccompSource,
} from '../../lib/build-namespace';
import { AllowedImages, BuildPodProfile, ProfileRollout } from '../../lib/build-pods';
import { HarnessScope } from '../../lib/document';
import { KubernetesClusterConnector, KubernetesCredentials } from '../../lib/connector';
import { NetworkPeer } from '../../lib/core';
import {
  CustomCa,
  DelegateAdoption,
  DelegateEgress,
  DelegateImage,
  DelegateToken,
  DelegateUpdateStrategy,
  HarnessDelegate,
  HelmValues,
  MutualTls,
  ProxyCredentials,
} from '../../lib/delegate';
import { RuntimeInput } from '../../lib/document';
import { StageResources, StageVolume } from '../../lib/pipeline';
import { DelegateSelection, DockerDelegate } from '../../lib/reference';
import { CloudIdentity } from '../../lib/workload';
import { connectorWith, MANUAL, MASTER } from '../connector/connectors';
import { addDelegate, LEGACY } from '../delegate/delegates';
import { synthInfra } from '../farm/infras';
import { buildsIn } from '../pipeline/build-namespaces';
import { infrastructureOf, MAKE, stageOf } from '../pipeline/stages';
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
const credentials =
  (of: (url: string, options: never) => KubernetesCredentials, least: object): Program =>
  (members) =>
    connectorWith({ credentials: of(MASTER, and(members, least)) });
const peers =
  (of: (options: never) => NetworkPeer): Program =>
  (members) =>
    buildsIn({ dnsServers: [of(and(members))] });
const volumeType =
  (of: (options: never) => BuildVolumeType): Program =>
  (members) =>
    buildsIn({ additionalVolumeTypes: [of(and(members, { reason: 'a' }))] });
const resources = (options: object) => StageResources.of([MAKE], options);

/** Options: what they do not have is refused. */
export const CLOSED: { readonly [struct: string]: readonly Program[] } = {
  ...OF_PIPELINES,
  ...OF_STEPS,
  AccessRule: [
    (members) => delegate({ access: DelegateAccess.rules([rule(members)], ['a']) }),
    (members) => delegate({ access: DelegateAccess.clusterRules([rule(members)]) }),
  ],
  AllowedImagesOptions: [(members) => buildsIn({ allowedImages: AllowedImages.of(['ghcr.io/a'], and(members)) })],
  AllowedImagesWithoutHarnessOptions: [
    (members) =>
      buildsIn({ allowedImages: AllowedImages.withoutHarness(['ghcr.io/a'], and(members, { reason: 'Tests.' })) }),
  ],
  AzureIdentityOptions: [(members) => buildsIn({ cloudIdentity: CloudIdentity.azure(UUID, and(members)) })],
  BuildPodProfileOptions: [
    (members) => buildsIn({ kubernetesVersion: '1.36', podProfile: BuildPodProfile.of(and(members)) }),
  ],
  PausedRolloutOptions: [
    (members) => {
      const rollout = ProfileRollout.off(and(members, { reason: 'Tests.' }));
      return buildsIn({ kubernetesVersion: '1.36', podProfile: BuildPodProfile.of({ rollout }) });
    },
  ],
  BuildLimits: [
    (members) => buildsIn({ quota: BuildQuota.forConcurrentBuilds(1, { ...amounts, limits: and(members) }) }),
    (members) => buildsIn({ quota: BuildQuota.ofTotal({ ...amounts, pods: 1, limits: and(members) }) }),
    (members) => buildsIn({ quota: BuildQuota.ofTotal({ ...amounts, pods: 1 }, { ...amounts, limits: and(members) }) }),
  ],
  BuildNamespaceAttributes: [(members) => BuildFarmNamespace.fromNamespaceName(newChart(), 'A', 'a', and(members))],
  BuildNamespaceOptions: [(members) => farm().addBuildNamespace('a', and(members))],
  BuildRequests: [
    (members) => buildsIn({ quota: BuildQuota.forConcurrentBuilds(1, and(members, amounts)) }),
    (members) => buildsIn({ quota: BuildQuota.ofTotal({ ...amounts, pods: 1 }, and(members, amounts)) }),
  ],
  BuildVolumeTypeOptions: [
    volumeType((options) => BuildVolumeType.csi('a', options)),
    volumeType((options) => BuildVolumeType.nfs('a', options)),
    volumeType((options) => BuildVolumeType.ephemeral(options)),
    volumeType((options) => BuildVolumeType.image(options)),
    volumeType((options) => BuildVolumeType.other('iscsi', options)),
  ],
  CiFarmStageProps: [(members) => farm().stage(and(members, { name: 'a', steps: [MAKE] }))],
  CiTeamOptions: [
    (members) =>
      farm().perTeam(
        'a',
        and(members, { scope: HarnessScope.project('bc', 'de'), token: DelegateToken.fromSecretName('a') }),
      ),
  ],
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
  DelegateForOptions: [
    (members) => stageOf().delegateFor(and(members)),
    (members) => {
      const { farm: ci } = synthInfra();
      return ci.delegateFor(ci.stage({ name: 'a', steps: [MAKE] }), and(members));
    },
  ],
  DelegateImageParts: [
    (members) => delegate({ image: DelegateImage.fromParts(and(members, { repository: 'a', tag: '1.30.1' })) }),
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
    (members) => HelmValues.load('examples/from-helm-values.values.yaml', and(members)),
  ],
  HostPathOptions: [volume((options) => StageVolume.hostPath('/a', '/b', options))],
  InheritFromDelegateOptions: [
    (members) => connectorWith({ credentials: KubernetesCredentials.inheritFromDelegate(and(members)) }),
  ],
  IstioOptions: [
    (members) => buildsIn({ istio: Istio.cni(and(members)) }),
    (members) => buildsIn({ istio: Istio.ambient(and(members)) }),
    (members) =>
      buildsIn({ istio: Istio.initContainer(and(members)), isolation: BuildIsolation.dockerInDocker({ reason: 'a' }) }),
  ],
  BaselineIsolationOptions: [(members) => buildsIn({ isolation: BuildIsolation.baseline(and(members)) })],
  RestrictedIsolationOptions: [
    (members) =>
      buildsIn({ isolation: BuildIsolation.restricted(and(members, { seccompFrom: SeccompSource.ELSEWHERE })) }),
  ],
  DockerInDockerIsolationOptions: [
    (members) => buildsIn({ isolation: BuildIsolation.dockerInDocker(and(members, { reason: 'a' })) }),
  ],
  LooseIsolationOptions: [
    (members) => buildsIn({ isolation: BuildIsolation.hostPaths(['/a'], and(members, { reason: 'a' })) }),
    ...(['warn', 'audit', 'breakGlass'] as const).map(
      (mode): Program =>
        (members) =>
          buildsIn({ enforcement: PolicyEnforcement[mode](and(members, { reason: 'a' })) }),
    ),
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
  PodsOptions: [peers((options) => NetworkPeer.pods({ a: 'b' }, options))],
  ProxyCredentialsOptions: [
    (members) =>
      delegate({
        ...LEGACY,
        proxy: { host: 'a', port: 3128, credentials: ProxyCredentials.fromSecretName('a', and(members)) },
      }),
  ],
  RollingUpdateOptions: [(members) => delegate({ updateStrategy: DelegateUpdateStrategy.rollingUpdate(and(members)) })],
  RuntimeInputOptions: [(members) => infrastructureOf({ inputs: { os: RuntimeInput.of(and(members)) } })],
  SecretTokenOptions: [
    (members) => delegate({ token: DelegateToken.fromSecretName('a', and(members)) }),
    (members) => {
      const chart = newChart();
      const token = DelegateToken.fromSecret(Secret.fromSecretName(chart, 'Secret', 'a'), and(members));
      return addDelegate(chart, 'Delegate', { token });
    },
  ],
  ServiceAccountCredentialsOptions: [
    credentials((url, options) => KubernetesCredentials.serviceAccount(url, options), { tokenRef: 'account.a' }),
  ],
  StageResourcesOptions: [(members) => resources(members)],
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
