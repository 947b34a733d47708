/** Namespaces for CI builds. */
export { resolveAdmission } from './admission';
export { BuildFarmNamespace } from './build-farm-namespace';
export { resolveBuildFarm } from './build-namespace-objects';
export { checkCostLabels, refuseOtherValues } from './cost-labels';
export { BuildEgress } from './egress';
export type { BuildNamespaceAttributes, IBuildFarmNamespace } from './imported-build-farm-namespace';
export { PolicyEnforcement } from './enforcement';
export { FARM_KINDS } from './kinds';
export {
  type BaselineIsolationOptions,
  BuildIsolation,
  type DockerInDockerIsolationOptions,
  type LooseIsolationOptions,
  type RestrictedIsolationOptions,
  SeccompSource,
} from './isolation';
export { Istio, type IstioOptions, IstioPortHandling, marksOf } from './istio';
export { IstioHeadlessService, type IstioHeadlessServiceProps } from './istio-headless-service';
export { FARM_LABELS, FARM_NAME, type ObjectMarks } from './namespace';
export { ClusterPlatform, type LargestPod } from './platform';
export { checkPlatformIdentity, identitiesOf } from './platform-identity';
export type { BuildClusterOptions, BuildFarmNamespaceProps, BuildNamespaceOptions } from './props';
export { BuildQuota } from './quota';
export { shareOf } from './quota-delegate';
export type { BuildLimits, BuildRequests, TotalRequests } from './quota-props';
export { type Statements, unknownLine } from './summary';
export { type DelegatePods, podsOfDelegate } from './summary/delegate-pods';
export { delegateEgressLines } from './summary/network-lines';
export { namedAddresses } from './summary/named-addresses';
export { concernsOfDelegate, concernsOfPriority } from './summary/platform-concerns';
export { type Concern, platformNotes } from './summary/platform-facts';
export { BuildVolumeType, type BuildVolumeTypeOptions } from './volume-types';
