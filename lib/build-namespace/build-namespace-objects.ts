import type { Construct } from 'constructs';
import {
  checkAll,
  checkDestination,
  checkPeer,
  constructProps,
  type NetworkDestination,
  type NetworkPeer,
  PropertyChecks,
  type RenderedObject,
  tunnelsTo,
} from '../core';
import { admittedImages } from '../build-pods';
import {
  checkAnnotations,
  checkClosed,
  checkLabels,
  type ResolvedNamespace,
  resolveNamespace,
  withoutClosed,
} from '../workload';
import { renderOpenShift } from './access';
import { renderServiceAccount, resolveAccounts } from './accounts';
import { checkAllowedImages } from './admission-images';
import { checkAllowedProjects } from './admission-projects';
import { type Admission, renderAdmissionPolicy, resolveAdmission } from './admission';
import { checkCostLabels, withCostLabels } from './cost-labels';
import { BuildEgress, renderNetworkPolicy } from './egress';
import { checkEnforcement, PolicyEnforcement } from './enforcement';
import { FARM_KINDS } from './kinds';
import { BuildIsolation, checkAudited, checkIsolation } from './isolation';
import { checkIstio, checkMeshPlatform, type IstioMarks, marksOf } from './istio';
import { FARM_LABELS, FARM_NAME, type IsolatedPlace, renderNamespace, resolveShared } from './namespace';
import { ClusterPlatform } from './platform';
import { checkPlatformIdentity, checkSamePlatform } from './platform-identity';
import {
  givesUserNamespaces,
  mutationOf,
  renderPodProfile,
  resolvePodProfile,
  type ResolvedPodProfile,
  seccompRemedy,
} from './pod-profile';
import type { BuildFarmNamespaceProps } from './props';
import { renderQuota, type ResolvedQuota, resolveQuota } from './quota';
import { checkVolumeTypes } from './volume-types';

/** A build namespace with all defaults and all properties checked: the only input of the renderers. */
export interface ResolvedBuildFarm extends ResolvedNamespace, IsolatedPlace {
  readonly admission: Admission;
  readonly podProfile?: ResolvedPodProfile;
  readonly egress: BuildEgress;
  /** `undefined` allows everything. */
  readonly destinations?: readonly NetworkDestination[];
  readonly dnsServers: readonly NetworkPeer[];
  readonly dnsPorts: readonly number[];
  readonly quota?: ResolvedQuota;
  readonly platform: ClusterPlatform;
}

const PROPS = constructProps('BuildFarmNamespaceProps', FARM_KINDS);

/** Throws for invalid input, before any object is created. */
export function resolveBuildFarm(scope: Construct, props: BuildFarmNamespaceProps): ResolvedBuildFarm {
  const checks = new PropertyChecks(scope);
  return checks.resolved(PROPS, props, (usable) => resolved(scope, checks, usable));
}

function resolved(scope: Construct, checks: PropertyChecks, props: BuildFarmNamespaceProps): ResolvedBuildFarm {
  const isolation = () => props.isolation ?? BuildIsolation.baseline();
  const platform = () => props.platform ?? ClusterPlatform.generic();
  checks.part(() => checkIsolation(checks, isolation(), platform(), seccompRemedy(props)));
  const podProfile = checks.part(() => resolvePodProfile(checks, props, isolation()));
  checks.part(() => checkPlatformIdentity(checks, 'cloudIdentity', props.cloudIdentity, props.platform));
  checks.part(() => checkIstio(checks, isolation(), platform(), props.istio));
  checks.part(() => checkVolumeTypes(checks, props.additionalVolumeTypes ?? [], isolation()));
  checks.part(() => checkLabels(checks, 'labels', props.labels));
  checks.part(() => checkAnnotations(checks, 'annotations', props.annotations ?? {}));
  const place = checks.part(() => resolveNamespace(scope, checks, props, FARM_NAME));
  const accounts = checks.part(() => resolveAccounts(checks, props, place.or(NO_PLACE)));
  const egress = checks.part(() => resolveEgress(checks, props, platform(), marksOf(props.istio)));
  const admission = checks.part(() => resolveAdmission(checks, props));
  const withoutPolicy = () => (admission.value.exists ? undefined : admission.value.why);
  checks.part(() => checkAudited(checks, isolation(), withoutPolicy()));
  checks.part(() => props.enforcement && checkEnforcement(checks, props.enforcement, withoutPolicy()));
  checks.part(() => props.allowedProjects && checkAllowedProjects(checks, props.allowedProjects, withoutPolicy()));
  const { allowedImages, costLabels } = props;
  checks.part(() => allowedImages && checkAllowedImages(checks, allowedImages, withoutPolicy()));
  checks.part(() => costLabels && checkCostLabels(checks, costLabels, props, withoutPolicy()));
  const quota = checks.part(() => resolveQuota(checks, props.quota, props));
  const shared = checks.part(() =>
    resolveShared(checks, place.value.namespace, accounts.value.allowedAccounts, props.sharedWith),
  );
  return {
    ...place.value,
    ...accounts.value,
    ...egress.value,
    isolation: isolation(),
    enforcement: props.enforcement ?? PolicyEnforcement.deny(),
    volumeTypes: [...(props.additionalVolumeTypes ?? [])],
    allowedProjects: [...(props.allowedProjects ?? [])],
    images: allowedImages && admittedImages(allowedImages, props.podProfile),
    costLabels: costLabels ?? {},
    isPruneProtected: props.unsafeAllowPruning !== true,
    isOpenShift: platform()._record.isOpenShift === true,
    platform: platform(),
    admission: admission.value,
    hasUserNamespaces: givesUserNamespaces(podProfile.value),
    podProfile: withCostLabels(podProfile.value, costLabels ?? {}, mutationOf(props).exists),
    quota: quota.value,
    istio: props.istio,
    istioMarks: marksOf(props.istio),
    shared: shared.value,
    labels: { ...FARM_LABELS, ...props.labels, ...costLabels },
    annotations: props.annotations ?? {},
  };
}

/** Throws if the namespace does not fit the platform of a farm that uses it. `own` is the one that it was made for. */
export function checkCluster(
  checks: PropertyChecks,
  { isolation, cloudIdentity, istio }: ResolvedBuildFarm,
  own: ClusterPlatform | undefined,
  platform: ClusterPlatform,
): void {
  // On OpenShift, a namespace has other objects.
  const made = own ?? (platform._record.isOpenShift ? ClusterPlatform.generic() : undefined);
  checkSamePlatform(checks, made, platform);
  checkAll([
    // The profile is that of the namespace, wherever it is.
    () => checkIsolation(checks, isolation, platform),
    () => checkPlatformIdentity(checks, 'cloudIdentity', cloudIdentity, platform),
    () => checkMeshPlatform(checks, platform, istio),
  ]);
}

/** In place of a namespace that was refused. */
const NO_PLACE: ResolvedNamespace = { namespace: '', createNamespace: true };

function resolveEgress(
  checks: PropertyChecks,
  props: BuildFarmNamespaceProps,
  platform: ClusterPlatform,
  istio: IstioMarks,
): Pick<ResolvedBuildFarm, 'egress' | 'destinations' | 'dnsServers' | 'dnsPorts'> {
  const { dns } = platform._record;
  const { egress = BuildEgress.everythingButCloudMetadata(), additionalEgress = [], dnsServers = dns.servers } = props;
  const check = (destination: NetworkDestination, where: string, mayOpen: boolean) => {
    checkDestination(checks, destination, where);
    checkClosed(checks, destination, where, mayOpen);
  };
  checks.each(egress._given, (destination, index) => check(destination, `egress[${index}]`, false));
  checks.each(additionalEgress, (destination, index) => check(destination, `additionalEgress[${index}]`, true));
  checks.each(dnsServers, (peer, index) => checkPeer(checks, peer, `dnsServers[${index}]`));
  const open = egress._destinations;
  const destinations = open && [...open, ...istio.egress, ...additionalEgress.map(withoutClosed)];
  return {
    egress,
    destinations: destinations && [...destinations, ...(istio.isAmbient ? tunnelsTo(destinations) : [])],
    dnsServers: [...dnsServers],
    dnsPorts: dns.ports,
  };
}

/** All objects of a build namespace, in the order of application. */
export function renderBuildFarm(farm: ResolvedBuildFarm): RenderedObject[] {
  return [
    ...(farm.createNamespace ? [renderNamespace(farm)] : []),
    ...renderAdmissionPolicy(farm),
    ...renderPodProfile(farm),
    ...(farm.createServiceAccount ? [renderServiceAccount(farm)] : []),
    ...renderOpenShift(farm),
    ...renderNetworkPolicy(farm),
    ...renderQuota(farm),
  ];
}
