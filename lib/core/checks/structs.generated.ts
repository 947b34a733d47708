/**
 * The members of each struct, and the values of each enumeration: generated from the interfaces by `npm run docs:generate`.
 * `structs.ts` explains the notation.
 */
export const TABLE = `
AccessRule apiGroups![s resources![s verbs![s resourceNames?[s
AllowedImagesOptions digests?b harnessRegistries?[s
AllowedImagesWithoutHarnessOptions reason!s digests?b
ApiKeySource fromEnvironment?s fromConfiguration?s
ArgoCdIgnoreDifferences group!s kind!s name!s namespace!s jsonPointers![s
AzureIdentityOptions tenantId?s
BackgroundStepOptions <ContainerStepOptions command?s shell?#StepShell entrypoint?[s portBindings?{s
BaselineIsolationOptions auditRestricted?b
BridgeOptions+ ignoreChanges?[s objectOptions?f providers?* id?* parent?* dependsOn?* protect?* replaceOnChanges?* replacementTrigger?* version?* aliases?* provider?* customTimeouts?* transformations?* transforms?* urn?* pluginDownloadURL?* retainOnDelete?* deletedWith?* replaceWith?* hooks?* hideDiffs?* envVarMappings?*
BuildAndPushStepOptions <StepOptions connector!#StepConnector registry!#ImageRegistry tags![s dockerfile?s context?s buildArguments?{s
BuildCertificates configMapName!s key?s javaTrustStoreKey?s javaTrustStorePassword?s
BuildClusterOptions platform?#ClusterPlatform kubernetesVersion?s clusterScoped?b
BuildDnsConfig nameservers?[s searches?[s options?{s
BuildFarmNamespaceArgs namespace?~s createNamespace?b serviceAccountName?~s createServiceAccount?b additionalServiceAccounts?[~s imagePullSecrets?[~s cloudIdentity?#CloudIdentity isolation?#BuildIsolation enforcement?#PolicyEnforcement additionalVolumeTypes?[#BuildVolumeType allowedProjects?[#HarnessScope allowedImages?#AllowedImages costLabels?{~s podProfile?#BuildPodProfile egress?#BuildEgress additionalEgress?[#NetworkDestination dnsServers?[#NetworkPeer quota?#BuildQuota istio?#Istio labels?{~s annotations?{~s unsafeAllowPruning?b platform?#ClusterPlatform kubernetesVersion?~s clusterScoped?b sharedWith?#DelegateInput delegates?[#DelegateInput
BuildFarmNamespaceProps <BuildNamespaceOptions <BuildClusterOptions namespace?s sharedWith?#IHarnessDelegate
BuildLimits cpu?s memory?s
BuildNamespaceAttributes serviceAccountName?s istio?#Istio platform?#ClusterPlatform stageLabels?{s
BuildNamespaceOptions createNamespace?b serviceAccountName?s createServiceAccount?b additionalServiceAccounts?[s imagePullSecrets?[s cloudIdentity?#CloudIdentity isolation?#BuildIsolation enforcement?#PolicyEnforcement additionalVolumeTypes?[#BuildVolumeType allowedProjects?[#HarnessScope allowedImages?#AllowedImages costLabels?{s podProfile?#BuildPodProfile egress?#BuildEgress additionalEgress?[#NetworkDestination dnsServers?[#NetworkPeer quota?#BuildQuota istio?#Istio labels?{s annotations?{s unsafeAllowPruning?b
BuildPodProfileOptions userNamespaces?#UserNamespaces seccomp?#PodSeccomp runtimeClassName?s deadline?#Duration priorityClassName?s nodeSelector?{s tolerations?[#DelegateToleration topologySpread?[#DelegateTopologySpread imageMirrors?{s imagePullSecrets?[s proxy?#BuildProxy environment?{s certificates?#BuildCertificates labels?{s annotations?{s enableServiceLinks?b ephemeralStorage?#DefaultEphemeralStorage dnsConfig?#BuildDnsConfig preventEviction?b overridable?[#OverridableSetting rollout?#ProfileRollout
BuildProxy http!s https?s noProxy?[s
BuildRequests cpu!s memory!s ephemeralStorage?s limits?#BuildLimits extendedResources?{n claims?n storage?s secrets?n services?n
BuildVolumeTypeOptions reason!s
CallOptions signal?#AbortSignal
Cause probes![#ProbeName meaning!s fix!s mayPass!b
Cdk8sComponentArgs build!f namespace?~s labels?{~s
CiBuildInfraArgs createNamespace?b serviceAccountName?~s createServiceAccount?b additionalServiceAccounts?[~s imagePullSecrets?[~s cloudIdentity?#CloudIdentity isolation?#BuildIsolation enforcement?#PolicyEnforcement additionalVolumeTypes?[#BuildVolumeType allowedProjects?[#HarnessScope allowedImages?#AllowedImages costLabels?{~s podProfile?#BuildPodProfile egress?#BuildEgress additionalEgress?[#NetworkDestination dnsServers?[#NetworkPeer quota?#BuildQuota istio?#Istio labels?{~s annotations?{~s unsafeAllowPruning?b platform?#ClusterPlatform kubernetesVersion?~s clusterScoped?b accountId!~s delegateNamespace?~s buildNamespaces?[~s scope?#HarnessScope connectorOptions?#CiConnectorOptions delegateName?~s image?#DelegateImage delegateOptions?#CiDelegateOptions createDelegateNamespace?b sharedNamespace?b connectionTest?b additionalAccess?#DelegateAccess headlessService?b stagePodOptions?#StagePodOptions token?~#DelegateToken delegate?#DelegateInput useBuildNamespaces?[#BuildFarmNamespace configure?f connector?#FarmConnectorArgs useConnector?#ExistingConnectorArgs validation?#FarmValidationArgs
CiBuildInfraProps <CiFarmOptions <BuildClusterOptions accountId!s scope?#HarnessScope connector?#IKubernetesClusterConnector token?#DelegateToken delegate?#IHarnessDelegate
CiConnectorOptions name?s identifier?s description?s tags?{s ignoreTestConnection?b
CiDelegateOptions <DelegateAvailabilityProps <DelegateContainerProps <DelegateSchedulingProps <DelegateNetworkProps <DelegateLegacyProps <DelegateMetadataProps <DelegateUpgraderProps managerEndpoint?s unsafePlainHttp?b tags?[s description?s generation?#DelegateGeneration imagePullPolicy?#ImagePullPolicy imagePullSecrets?[s cloudIdentity?#CloudIdentity
CiFarmInfrastructureOptions <StageInfrastructureOptions scope?#HarnessScope
CiFarmOptions <BuildNamespaceOptions connectorOptions?#CiConnectorOptions delegateName?s image?#DelegateImage delegateOptions?#CiDelegateOptions delegateNamespace?s createDelegateNamespace?b buildNamespaces?[s sharedNamespace?b connectionTest?b additionalAccess?#DelegateAccess headlessService?b stagePodOptions?#StagePodOptions
CiFarmStageProps <CiStageOptions scope?#HarnessScope buildNamespace?#IBuildFarmNamespace infrastructureOptions?#StageInfrastructureOptions
CiStageOptions name!s steps![#CiStep identifier?s description?s pipelineIdentifier?s cloneCodebase?b cacheIntelligence?b sharedPaths?[s variables?[#StageVariable delegateSelectors?#DelegateSelection routing?#StageRouting timeout?#Duration connectors?[#StepConnector additionalMembers?o additionalSpec?o inputs?#StageInputs
CiStageProps <CiStageOptions infrastructure!#KubernetesDirectInfrastructure
CiTeamOptions <CiFarmOptions scope!#HarnessScope token!#DelegateToken
CidrOptions except?[s
ClaimInputs readOnly?#RuntimeInput
ClaimOptions readOnly?b inputs?#ClaimInputs
ClientKeyCredentialsOptions clientCertRef!s clientKeyRef!s clientKeyPassphraseRef?s clientKeyAlgorithm?#ClientKeyAlgorithm caCertRef?s
ClusterArgs kubernetesVersion?~s buildNamespaces?[~s context?~s serviceAccount?#ClusterArgs.serviceAccount privilegedNamespaces?[~s features?[#Feature skipDefaultNamespaceValidation?b kubeconfig!#KubeconfigInput
ClusterArgs.serviceAccount namespace!~s name!~s
ClusterInputs kubernetesVersion?s buildNamespaces?[s context?s serviceAccount?#ClusterInputs.serviceAccount privilegedNamespaces?[s features?[#Feature skipDefaultNamespaceValidation?b kubeconfig!#KubeconfigInput
ClusterInputs.serviceAccount namespace!s name!s
ClusterProbeOptions kubeconfig!#KubeconfigSource context?s serviceAccount?#ClusterProbeOptions.serviceAccount buildNamespaces?[s privilegedNamespaces?[s kubernetesVersion?s features?[#Feature skipDefaultNamespaceValidation?b
ClusterProbeOptions.serviceAccount namespace!s name!s
ConnectorAccountProps access!#DelegateAccess serviceAccountName?s namespace?s createNamespace?b labels?{s annotations?{s unsafeAllowPruning?b
ConnectorAddress <PlatformScope identifier!s
ConnectorAttributes accountId?s scope?#HarnessScope inheritsFromDelegate?b delegates?#DelegateSelection
ConnectorBody <ConnectorAddress name!s type!s description?s tags?{s spec!o
ConnectorDocumentArgs <ConnectorResourceArgs document!~o
ConnectorInputs <PlatformInputs connector!#ConnectorBody forceDelete?b importId?s
ConnectorProps name!s identifier?s description?s tags?{s scope?#HarnessScope
ConnectorResourceArgs <PlatformArgs forceDelete?b importId?s
ConnectorValidationArgs <ValidationArgs triggers?~[o
ConnectorValidationResult status!#ConnectorValidationResult.status testedAt!n delegateId?s probes![#ProbeResult
ContainerStepOptions <StepOptions image?s connector?#StepConnector imagePullPolicy?#ImagePullPolicy privileged?b environment?{s reports?[s
CustomCaOptions buildPodPaths?[s
DefaultEphemeralStorage request!s limit?s
DelegateAdoptionProps adoption?#DelegateAdoption
DelegateAttributes delegateName!s namespace?s serviceAccountName?s tokenSecretName?s tags?[s accountId?s scope?#HarnessScope version?s
DelegateAutoscaling minReplicas?n maxReplicas!n metrics?[#AutoscalingMetric
DelegateAvailabilityProps replicas?n autoscaling?#DelegateAutoscaling podDisruptionBudget?#DelegateDisruptionBudget updateStrategy?#DelegateUpdateStrategy minReady?#Duration terminationGracePeriod?#Duration idleWaitBeforeStop?#Duration
DelegateChoice source!#DelegateChoiceSource selectors![s codebaseSource!#DelegateChoiceSource codebaseSelectors![s explanation!s
DelegateContainerProps resources?#DelegateResources livenessProbe?#ProbeTuning readinessProbe?#ProbeTuning startupProbe?#ProbeTuning env?[#DelegateVariable initScript?s volumes?[o volumeMounts?[#DelegateVolumeMount initContainers?[o sidecars?[o readOnlyRootFilesystem?b unsafeRunAsRoot?b openShift?b
DelegateDisruptionBudget maxUnavailable?#PercentOrAbsolute minAvailable?#PercentOrAbsolute
DelegateForOptions pipelineSelectors?#DelegateSelection codebaseSelectorFlag?b
DelegateHostAlias ip!s hostnames![s
DelegateIdentityProps accountId!s delegateName!s image!#DelegateImage token!#DelegateToken access!#DelegateAccess scope?#HarnessScope managerEndpoint?s unsafePlainHttp?b tags?[s description?s namespace?s createNamespace?b podSecurityLevel?#PodSecurityLevel profile?#DelegateProfile generation?#DelegateGeneration imagePullPolicy?#ImagePullPolicy imagePullSecrets?[s cloudIdentity?#CloudIdentity
DelegateImageParts registry?s repository!s tag?s digest?s
DelegateLegacyProps javaOptions?s pollForTasks?b allowShellTasks?b
DelegateMetadataProps labels?{s annotations?{s podLabels?{s podAnnotations?{s metricsAnnotations?b unsafeAllowPruning?b
DelegateNetworkPolicy metricsFrom?[#NetworkPeer egress?#DelegateEgress dnsServers?[#NetworkPeer
DelegateNetworkProps networkPolicy?#DelegateNetworkPolicy proxy?#DelegateProxy customCa?#CustomCa mutualTls?#MutualTls
DelegateOutputs delegateName!s delegateNamespace!~* delegateServiceAccountName!~* delegateSelectors![~* tokenSecretName?~* delegateVersion?s managerEndpoint?~*
DelegateProxy host!s port!n scheme?#ProxyScheme noProxy?[s credentials?#ProxyCredentials
DelegateResources cpuRequest?s cpuLimit?s noCpuLimit?b memoryRequest?s memoryLimit?s ephemeralStorageRequest?s ephemeralStorageLimit?s
DelegateSchedulingProps nodeSelector?{s tolerations?[#DelegateToleration affinity?o topologySpread?[#DelegateTopologySpread priorityClassName?s runtimeClassName?s hostAliases?[#DelegateHostAlias dnsPolicy?#DelegateDnsPolicy dnsConfig?o
DelegateToleration key?s value?s effect?#TaintEffect tolerationSeconds?n
DelegateTopologySpread topologyKey!s maxSkew?n whenUnsatisfiable?#UnsatisfiableConstraint minDomains?n
DelegateUpgrader image!#DelegateImage imagePullPolicy?#ImagePullPolicy imagePullSecrets?[s schedule?#UpgradeSchedule suspend?b resources?#DelegateResources registryMirror?s token?#DelegateToken nodeSelector?{s tolerations?[#DelegateToleration affinity?o priorityClassName?s
DelegateUpgraderProps upgrader?#DelegateUpgrader
DelegateVolumeMount name!s mountPath!s subPath?s readOnly?b
DeleteOptions <CallOptions force?b
DockerDelegateAttributes tags?[s scope?#HarnessScope version?s
DockerInDockerIsolationOptions <LooseIsolationOptions unsafeSharedNodes?b
EcrOptions account!s region!s imageName!s
EmptyDirInputs medium?#expression
EmptyDirOptions medium?#VolumeMedium size?#expression inputs?#EmptyDirInputs
ExistingConnectorArgs <ConnectorAttributes reference!s
ExternalSecretTokenOptions <TokenRotationOptions storeName!s storeKind?#SecretStoreKind remoteKey!s remoteProperty?s remoteVersion?s refreshInterval?#Duration
FarmConnectorArgs unsafePlainHttp?b forceDelete?b importId?s endpoint?~s certificateAuthority?~s apiKey?#ApiKeySource
FarmValidationArgs cluster?#ClusterArgs triggers?~[o unsafePlainHttp?b endpoint?~s certificateAuthority?~s apiKey?#ApiKeySource delegateGeneration?#FarmValidationArgs.delegateGeneration plUseRunner?b policies?#FarmValidationArgs.policies timeoutSeconds?n pollIntervalSeconds?n
FarmValidationArgs.policies connected?~#FarmValidationArgs.policies.connected cluster?~#FarmValidationArgs.policies.cluster harness?~#FarmValidationArgs.policies.harness
Finding probe!#ProbeName code!#Finding.code message!s evidence?s fix!s missingRules?[#Finding.missingRules
Finding.missingRules namespace?s rules![#AccessRule
FluxIgnoreRule paths![s target!#FluxIgnoreTarget
FluxIgnoreTarget group!s kind!s name!s namespace!s
GcsDestinationOptions bucket!s target?s
GitCloneStepOptions <StepOptions connector!#StepConnector repository?s reference!#GitReference cloneDirectory?s
GoogleRegistryOptions host!s projectId!s imageName!s
HarnessAppProps+ outputOwner?s quiet?b outdir?* outputFileExtension?* yamlOutputType?* recordConstructMetadata?* resolvers?*
HarnessDelegateArgs namespace?~s createNamespace?b imagePullSecrets?[~s cloudIdentity?#CloudIdentity labels?{~s annotations?{~s unsafeAllowPruning?b podSecurityLevel?#PodSecurityLevel accountId!~s scope?#HarnessScope delegateName!~s image!#DelegateImage description?~s tags?[~s managerEndpoint?~s unsafePlainHttp?b generation?#DelegateGeneration imagePullPolicy?#ImagePullPolicy replicas?n autoscaling?#DelegateAutoscaling podDisruptionBudget?#DelegateDisruptionBudget updateStrategy?#DelegateUpdateStrategy minReady?#Duration terminationGracePeriod?#Duration idleWaitBeforeStop?#Duration resources?#DelegateResources livenessProbe?#ProbeTuning readinessProbe?#ProbeTuning startupProbe?#ProbeTuning env?[#DelegateVariable initScript?~s volumes?[o volumeMounts?[#DelegateVolumeMount initContainers?[o sidecars?[o readOnlyRootFilesystem?b unsafeRunAsRoot?b openShift?b nodeSelector?{~s tolerations?[#DelegateToleration affinity?o topologySpread?[#DelegateTopologySpread priorityClassName?~s runtimeClassName?~s hostAliases?[#DelegateHostAlias dnsPolicy?#DelegateDnsPolicy dnsConfig?o networkPolicy?#DelegateNetworkPolicy proxy?#DelegateProxy customCa?#CustomCa mutualTls?#MutualTls javaOptions?~s pollForTasks?b allowShellTasks?b podLabels?{~s podAnnotations?{~s metricsAnnotations?b upgrader?#DelegateUpgrader access!#DelegateAccess profile?#DelegateProfile adoption?#DelegateAdoption token!~#DelegateToken
HarnessDelegateProps <DelegateIdentityProps <DelegateAvailabilityProps <DelegateContainerProps <DelegateSchedulingProps <DelegateNetworkProps <DelegateLegacyProps <DelegateMetadataProps <DelegateUpgraderProps <DelegateAdoptionProps
HarnessErrorDetails constructPath!s property!s problem?s given?s allowed!s remedy!s
HelmAdoptionOptions release!s resourceName?s serviceAccountName?s createServiceAccount?b
HelmReleaseOptions release!s namespace!s image?#DelegateImage upgraderImage?#DelegateImage harden?[#HelmHardening unsafePlainHttp?b
HelmValuesOptions files?[s set?[s setString?[s
HostPathInputs type?#expression
HostPathOptions type?#HostPathType inputs?#HostPathInputs
InfrastructureInputs os?#RuntimeInput automountServiceAccountToken?#RuntimeInput nodeSelector?#RuntimeInput volumes?#RuntimeInput containerSecurityContext?#RuntimeInput tolerations?#RuntimeInput podSpecOverlay?#expression hostNames?#RuntimeInput labels?#expression annotations?#expression runAsUser?#expression initTimeout?#expression imagePullPolicy?#expression
InheritFromDelegateOptions unsafeAnyDelegate?b
IstioHeadlessServiceArgs accountId!~s delegateNamespace?~s buildNamespaces?[~s name?~s port?n labels?{~s annotations?{~s
IstioHeadlessServiceProps accountId!s delegateNamespace?s buildNamespaces?[s name?s port?n labels?{s annotations?{s
IstioOptions strict?b revision?s portHandling?#IstioPortHandling
KubeconfigInput file?s contentFromEnvironment?s contentFromConfiguration?s inCluster?b ambient?b
KubeconfigSource file?s content?s inCluster?b ambient?b
KubernetesClusterConnectorArgs document?~o forceDelete?b importId?s accountId?~s endpoint?~s unsafePlainHttp?b certificateAuthority?~s apiKey?#ApiKeySource credentials?#KubernetesCredentials delegates?#DelegateSelection ignoreTestConnection?b name?~s identifier?~s description?~s tags?{~s scope?#HarnessScope
KubernetesClusterConnectorProps <ConnectorProps credentials!#KubernetesCredentials delegates?#DelegateSelection ignoreTestConnection?b
KubernetesDirectInfrastructureProps <StageInfrastructureOptions connector!#IKubernetesClusterConnector scope?#HarnessScope namespace?#expression buildNamespace?#IBuildFarmNamespace
LabelExpression key!s operator!#LabelOperator values?[s
LooseIsolationOptions reason!s
MutualTlsOptions certificateKey?s privateKeyKey?s
NetworkDestination peer!#NetworkPeer ports?[n
NetworkPolicyBlockShape cidr!s except?[s
NumberVariableOptions <StageVariableOptions defaultValue?n
ObjectInfo apiVersion!s kind!s path!s
OpenIdConnectCredentialsOptions issuerUrl!s username?s usernameRef?s passwordRef!s clientIdRef!s clientSecretRef?s scopes?[s
OtherStepOptions <ContainerStepOptions connectors?[#StepConnector
PausedRolloutOptions reason!s
PlatformArgs accountId!~s endpoint?~s unsafePlainHttp?b certificateAuthority?~s apiKey?#ApiKeySource
PlatformInputs accountId!s endpoint?s unsafePlainHttp?b certificateAuthority?s apiKey!#ApiKeySource
PlatformOptions accountId!s apiKey!s endpoint?s unsafePlainHttp?b certificateAuthority?s onRetry?f
PlatformScope orgIdentifier?s projectIdentifier?s
PluginStepOptions <ContainerStepOptions settings?o
PodAccessOptions sharedNamespace?b
PodSpecOverlay topologySpreadConstraints?[#StageTopologySpread podSpec?o overlayYamlFlag?b
PodsOptions namespaceLabels?{s
ProbeResult probe!#ProbeName policy!#ProbePolicy status!#ProbeResult.status findings![#Finding
ProbeTuning initialDelay?#Duration period?#Duration timeout?#Duration failureThreshold?n
ProxyCredentialsOptions userKey?s passwordKey?s
ResourceAmounts cpu!s memory!s
ResourceOptions+ deleteBeforeReplace?* additionalSecretOutputs?* import?* id?* parent?* dependsOn?* protect?* ignoreChanges?* replaceOnChanges?* replacementTrigger?* version?* aliases?* provider?* customTimeouts?* transformations?* transforms?* urn?* pluginDownloadURL?* retainOnDelete?* deletedWith?* replaceWith?* hooks?* hideDiffs?* envVarMappings?*
RestrictedIsolationOptions seccompFrom?#SeccompSource
Retry operation!s attempts!n reason!s delayMilliseconds!n
RollingUpdateOptions maxSurge?#PercentOrAbsolute maxUnavailable?#PercentOrAbsolute
RunStepOptions <ContainerStepOptions command!s shell?#StepShell outputVariables?[#StepOutputVariable
RuntimeInputOptions defaultValue?s allowedValues?[s regex?s duringExecution?b
S3DestinationOptions bucket!s region!s target?s
SecretTokenOptions <TokenRotationOptions key?s
ServiceAccountCredentialsOptions tokenRef!s caCertRef?s
SidecarResources requests!#ResourceAmounts limits?#ResourceAmounts
SpotConnectorProps <ConnectorProps spotAccountId?s spotAccountIdRef?s apiTokenRef!s delegates?#DelegateSelection executeOnDelegate?b
StageInfrastructureOptions os?#BuildOperatingSystem automountServiceAccountToken?b nodeSelector?{#expression volumes?[#StageVolume serviceAccountName?#expression labels?{#expression annotations?{#expression containerSecurityContext?#StageSecurityContext runAsUser?n priorityClassName?#expression tolerations?[#StageToleration podSpecOverlay?#PodSpecOverlay hostNames?[#expression initTimeout?#Duration imageConnector?#expression imagePullPolicy?#ImagePullPolicy inputs?#InfrastructureInputs
StageInputs cloneCodebase?#RuntimeInput delegateSelectors?s
StagePodOptions increasedDefaults?b sidecar?#SidecarResources
StageResourcesOptions <StagePodOptions clonesCodebase?b privileged?b
StageSecurityContext privileged?b allowPrivilegeEscalation?b addCapabilities?[#expression dropCapabilities?[#expression readOnlyRootFilesystem?b runAsNonRoot?b procMount?#ProcMount runAsUser?n inputs?#StageSecurityContextInputs
StageSecurityContextInputs privileged?#RuntimeInput allowPrivilegeEscalation?#RuntimeInput addCapabilities?#RuntimeInput dropCapabilities?#RuntimeInput readOnlyRootFilesystem?#RuntimeInput runAsNonRoot?#RuntimeInput runAsUser?#expression
StageToleration <DelegateToleration identifier?s inputs?#StageTolerationInputs key?#expression value?#expression
StageTolerationInputs effect?#expression
StageTopologySpread <DelegateTopologySpread matchLabels?{#expression matchExpressions?[#LabelExpression
StageVariableOptions description?s required?b
StepGroupOptions identifier?s additionalMembers?o
StepInputs runAsUser?s privileged?#RuntimeInput shell?s
StepOptions identifier?s description?s timeout?#Duration runAsUser?n resources?#StepResources additionalSpec?o additionalMembers?o inputs?#StepInputs
StepOutputVariable name!s description?s
StepResources cpu?s memory?s
TextVariableOptions <StageVariableOptions defaultValue?s
TokenRotationOptions revision?s reloader?b
TotalRequests cpu!s memory!s ephemeralStorage?s limits?#BuildLimits extendedResources?{n pods!n claims?n storage?s secrets?n services?n
UploadStepOptions <StepOptions connector!#StepConnector destination!#UploadDestination sourcePath!s
UsernamePasswordCredentialsOptions username?s usernameRef?s passwordRef!s
ValidateConnectorOptions platform!#PlatformOptions connector!#ConnectorAddress delegateSelectors![s delegateGeneration?#ValidateConnectorOptions.delegateGeneration plUseRunner?b cluster?#ClusterProbeOptions policies?#ValidateConnectorOptions.policies timeoutSeconds?n pollIntervalSeconds?n onProgress?f signal?#AbortSignal
ValidateConnectorOptions.policies connected?#ProbePolicy cluster?#ProbePolicy harness?#ProbePolicy
ValidationArgs <PlatformArgs connector!#ConnectorAddress delegateSelectors!~[~s delegateGeneration?#ValidationArgs.delegateGeneration plUseRunner?b cluster?#ClusterArgs policies?#ValidationArgs.policies timeoutSeconds?n pollIntervalSeconds?n
ValidationArgs.policies connected?~#ValidationArgs.policies.connected cluster?~#ValidationArgs.policies.cluster harness?~#ValidationArgs.policies.harness
ValidationInputs <ValidationSubject triggers?o expect?s
ValidationProgress probe!#ProbeName message!s
ValidationSubject <PlatformInputs connector!#ConnectorAddress delegateSelectors![s delegateGeneration?#ValidationSubject.delegateGeneration plUseRunner?b cluster?#ClusterInputs policies?#ValidationSubject.policies timeoutSeconds?n pollIntervalSeconds?n
ValidationSubject.policies connected?#ProbePolicy cluster?#ProbePolicy harness?#ProbePolicy
VaultConnectorOptions authentication!#VaultAuthentication renewalIntervalMinutes?n
BuildOperatingSystem=Linux|Windows
ClientKeyAlgorithm=RSA|EC
ConnectorValidationResult.status=SUCCESS|FAILURE
DelegateChoiceSource=stage|a runtime input|pipeline|connector|any available delegate|a connector defined elsewhere
DelegateDnsPolicy=ClusterFirst|Default|None
DelegateGeneration=new|legacy
DelegateProfile=hardened|documented
FarmValidationArgs.delegateGeneration=new|legacy
FarmValidationArgs.policies.cluster=advisory|required|skip
FarmValidationArgs.policies.connected=advisory|required|skip
FarmValidationArgs.policies.harness=advisory|required|skip
Feature=ci-builds|ci-builds-openshift|deployments|connection-test|cost-visibility
Finding.code=API_KEY_LACKS_PERMISSION|API_KEY_REJECTED|BUILD_NAMESPACE_MISSING|BUILD_NAMESPACE_UNGUARDED|CLUSTER_CERTIFICATE_UNTRUSTED|CLUSTER_NAME_UNKNOWN|CLUSTER_REFUSED|CLUSTER_TIMED_OUT|CONNECTOR_NOT_FOUND|CREDENTIALS_REJECTED|DEFAULT_NAMESPACE_FORBIDDEN|DELEGATE_NOT_CONNECTED|DELEGATE_OUTSIDE_CLUSTER|DELEGATE_TASK_TIMED_OUT|DENIED_BY_POLICY|IMPERSONATION_FORBIDDEN|KUBECONFIG_UNUSABLE|KUBERNETES_CLIENT_MISSING|KUBERNETES_TOO_OLD|NEW_DELEGATE_NOT_TESTABLE|NOT_TESTED_IN_TIME|NO_DELEGATE_WITH_TAGS|NO_ELIGIBLE_DELEGATE|PLATFORM_FAILED|PLATFORM_RATE_LIMITED|PLATFORM_UNREACHABLE|RIGHTS_MISSING|SECRET_NOT_FOUND|SECRET_UNREADABLE|UNKNOWN_FAILURE
HostPathType=Directory|DirectoryOrCreate|File|FileOrCreate|Socket|CharDevice|BlockDevice
ImagePullPolicy=Always|IfNotPresent|Never
IstioPortHandling=hold|exclude
LabelOperator=In|NotIn|Exists|DoesNotExist
OverridableSetting=annotations|dnsConfig|environment|labels|nodeSelector|priorityClassName|runtimeClassName|topologySpread
PodSeccomp=RuntimeDefault|off
PodSecurityLevel=restricted|baseline|privileged
ProbeName=connected|cluster|harness
ProbePolicy=required|advisory|skip
ProbeResult.status=passed|failed|skipped
ProcMount=Default|Unmasked
ProxyScheme=http|https
SeccompSource=elsewhere
SecretStoreKind=SecretStore|ClusterSecretStore
StageRouting=legacy delegate|stage variable|account flag
StepShell=Sh|Bash|Powershell|Pwsh|Python
TaintEffect=NoSchedule|PreferNoSchedule|NoExecute
UnsatisfiableConstraint=DoNotSchedule|ScheduleAnyway
UserNamespaces=required|off
ValidateConnectorOptions.delegateGeneration=new|legacy
ValidationArgs.delegateGeneration=new|legacy
ValidationArgs.policies.cluster=advisory|required|skip
ValidationArgs.policies.connected=advisory|required|skip
ValidationArgs.policies.harness=advisory|required|skip
ValidationSubject.delegateGeneration=new|legacy
VaultAuthentication=AppRole|Token|VaultAgent|Kubernetes|AwsIam|Jwt
VolumeMedium=|Memory
`;

/** The structs in the table. */
export type StructName =
  | 'AccessRule'
  | 'AllowedImagesOptions'
  | 'AllowedImagesWithoutHarnessOptions'
  | 'ApiKeySource'
  | 'ArgoCdIgnoreDifferences'
  | 'AzureIdentityOptions'
  | 'BackgroundStepOptions'
  | 'BaselineIsolationOptions'
  | 'BridgeOptions'
  | 'BuildAndPushStepOptions'
  | 'BuildCertificates'
  | 'BuildClusterOptions'
  | 'BuildDnsConfig'
  | 'BuildFarmNamespaceArgs'
  | 'BuildFarmNamespaceProps'
  | 'BuildLimits'
  | 'BuildNamespaceAttributes'
  | 'BuildNamespaceOptions'
  | 'BuildPodProfileOptions'
  | 'BuildProxy'
  | 'BuildRequests'
  | 'BuildVolumeTypeOptions'
  | 'CallOptions'
  | 'Cause'
  | 'Cdk8sComponentArgs'
  | 'CiBuildInfraArgs'
  | 'CiBuildInfraProps'
  | 'CiConnectorOptions'
  | 'CiDelegateOptions'
  | 'CiFarmInfrastructureOptions'
  | 'CiFarmOptions'
  | 'CiFarmStageProps'
  | 'CiStageOptions'
  | 'CiStageProps'
  | 'CiTeamOptions'
  | 'CidrOptions'
  | 'ClaimInputs'
  | 'ClaimOptions'
  | 'ClientKeyCredentialsOptions'
  | 'ClusterArgs'
  | 'ClusterArgs.serviceAccount'
  | 'ClusterInputs'
  | 'ClusterInputs.serviceAccount'
  | 'ClusterProbeOptions'
  | 'ClusterProbeOptions.serviceAccount'
  | 'ConnectorAccountProps'
  | 'ConnectorAddress'
  | 'ConnectorAttributes'
  | 'ConnectorBody'
  | 'ConnectorDocumentArgs'
  | 'ConnectorInputs'
  | 'ConnectorProps'
  | 'ConnectorResourceArgs'
  | 'ConnectorValidationArgs'
  | 'ConnectorValidationResult'
  | 'ContainerStepOptions'
  | 'CustomCaOptions'
  | 'DefaultEphemeralStorage'
  | 'DelegateAdoptionProps'
  | 'DelegateAttributes'
  | 'DelegateAutoscaling'
  | 'DelegateAvailabilityProps'
  | 'DelegateChoice'
  | 'DelegateContainerProps'
  | 'DelegateDisruptionBudget'
  | 'DelegateForOptions'
  | 'DelegateHostAlias'
  | 'DelegateIdentityProps'
  | 'DelegateImageParts'
  | 'DelegateLegacyProps'
  | 'DelegateMetadataProps'
  | 'DelegateNetworkPolicy'
  | 'DelegateNetworkProps'
  | 'DelegateOutputs'
  | 'DelegateProxy'
  | 'DelegateResources'
  | 'DelegateSchedulingProps'
  | 'DelegateToleration'
  | 'DelegateTopologySpread'
  | 'DelegateUpgrader'
  | 'DelegateUpgraderProps'
  | 'DelegateVolumeMount'
  | 'DeleteOptions'
  | 'DockerDelegateAttributes'
  | 'DockerInDockerIsolationOptions'
  | 'EcrOptions'
  | 'EmptyDirInputs'
  | 'EmptyDirOptions'
  | 'ExistingConnectorArgs'
  | 'ExternalSecretTokenOptions'
  | 'FarmConnectorArgs'
  | 'FarmValidationArgs'
  | 'FarmValidationArgs.policies'
  | 'Finding'
  | 'Finding.missingRules'
  | 'FluxIgnoreRule'
  | 'FluxIgnoreTarget'
  | 'GcsDestinationOptions'
  | 'GitCloneStepOptions'
  | 'GoogleRegistryOptions'
  | 'HarnessAppProps'
  | 'HarnessDelegateArgs'
  | 'HarnessDelegateProps'
  | 'HarnessErrorDetails'
  | 'HelmAdoptionOptions'
  | 'HelmReleaseOptions'
  | 'HelmValuesOptions'
  | 'HostPathInputs'
  | 'HostPathOptions'
  | 'InfrastructureInputs'
  | 'InheritFromDelegateOptions'
  | 'IstioHeadlessServiceArgs'
  | 'IstioHeadlessServiceProps'
  | 'IstioOptions'
  | 'KubeconfigInput'
  | 'KubeconfigSource'
  | 'KubernetesClusterConnectorArgs'
  | 'KubernetesClusterConnectorProps'
  | 'KubernetesDirectInfrastructureProps'
  | 'LabelExpression'
  | 'LooseIsolationOptions'
  | 'MutualTlsOptions'
  | 'NetworkDestination'
  | 'NetworkPolicyBlockShape'
  | 'NumberVariableOptions'
  | 'ObjectInfo'
  | 'OpenIdConnectCredentialsOptions'
  | 'OtherStepOptions'
  | 'PausedRolloutOptions'
  | 'PlatformArgs'
  | 'PlatformInputs'
  | 'PlatformOptions'
  | 'PlatformScope'
  | 'PluginStepOptions'
  | 'PodAccessOptions'
  | 'PodSpecOverlay'
  | 'PodsOptions'
  | 'ProbeResult'
  | 'ProbeTuning'
  | 'ProxyCredentialsOptions'
  | 'ResourceAmounts'
  | 'ResourceOptions'
  | 'RestrictedIsolationOptions'
  | 'Retry'
  | 'RollingUpdateOptions'
  | 'RunStepOptions'
  | 'RuntimeInputOptions'
  | 'S3DestinationOptions'
  | 'SecretTokenOptions'
  | 'ServiceAccountCredentialsOptions'
  | 'SidecarResources'
  | 'SpotConnectorProps'
  | 'StageInfrastructureOptions'
  | 'StageInputs'
  | 'StagePodOptions'
  | 'StageResourcesOptions'
  | 'StageSecurityContext'
  | 'StageSecurityContextInputs'
  | 'StageToleration'
  | 'StageTolerationInputs'
  | 'StageTopologySpread'
  | 'StageVariableOptions'
  | 'StepGroupOptions'
  | 'StepInputs'
  | 'StepOptions'
  | 'StepOutputVariable'
  | 'StepResources'
  | 'TextVariableOptions'
  | 'TokenRotationOptions'
  | 'TotalRequests'
  | 'UploadStepOptions'
  | 'UsernamePasswordCredentialsOptions'
  | 'ValidateConnectorOptions'
  | 'ValidateConnectorOptions.policies'
  | 'ValidationArgs'
  | 'ValidationArgs.policies'
  | 'ValidationInputs'
  | 'ValidationProgress'
  | 'ValidationSubject'
  | 'ValidationSubject.policies'
  | 'VaultConnectorOptions';
