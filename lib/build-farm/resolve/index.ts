import type { Construct } from 'constructs';
import {
  checkAnnotations,
  checkCloudIdentity,
  checkImagePullSecrets,
  checkLabels,
  type CloudIdentity,
  type ResolvedNamespace,
  resolveNamespace,
} from '../../delegate';
import { checkDestination, checkPeer, DNS_SERVERS, type NetworkDestination, type NetworkPeer } from '../../network';
import { constructProps, DNS_SUBDOMAIN, PropertyChecks } from '../../values';
import { FARM_LABELS, FARM_NAME } from '../farm-name';
import { BuildEgress, type BuildFarmNamespaceProps, BuildIsolation, ClusterPlatform, type Istio } from '../props';
import { type Admission, resolveAdmission } from './admission';
import { checkIsolation } from './isolation';
import { checkIstio, type IstioMarks, marksOf } from './istio';
import { type ResolvedQuota, resolveQuota } from './quota';
import { FARM_SHAPES } from './shapes';
import { resolveShared, type SharedWith } from './shared';

export { allowedCapabilities, BASELINE_CAPABILITIES } from './capabilities';
export { type IstioMarks, marksOf } from './istio';
export type { ResolvedQuota } from './quota';
export { ISTIO, NAMESPACE_OPTIONS, OPTION_SHAPES, PLATFORM } from './shapes';
export type { SharedWith } from './shared';

/** Addresses at which clouds hand out the credentials of a node. */
const METADATA_ADDRESSES = ['169.254.169.254/32', 'fd00:ec2::254/128'];

type Marks = { [key: string]: string };

/** A namespace for builds with every default filled in and every property checked: all that the renderers see. */
export interface ResolvedBuildFarm extends ResolvedNamespace {
  readonly serviceAccountName: string;
  readonly allowedAccounts: readonly string[];
  readonly imagePullSecrets: readonly string[];
  readonly cloudIdentity?: CloudIdentity;
  readonly isolation: BuildIsolation;
  readonly isOpenShift: boolean;
  readonly admission: Admission;
  readonly egress: BuildEgress;
  /** `undefined`: everything. */
  readonly destinations?: readonly NetworkDestination[];
  readonly dnsServers: readonly NetworkPeer[];
  readonly quota?: ResolvedQuota;
  readonly istio?: Istio;
  readonly istioMarks: IstioMarks;
  readonly shared?: SharedWith;
  readonly labels: Marks;
  readonly annotations: Marks;
}

/** What of a namespace decides on rights and ingress. */
export type BuildPlace = Pick<
  ResolvedBuildFarm,
  'namespace' | 'labels' | 'annotations' | 'isOpenShift' | 'istioMarks' | 'shared'
>;

/** Throws for bad input, before anything is made. */
export function resolveBuildFarm(scope: Construct, props: BuildFarmNamespaceProps): ResolvedBuildFarm {
  const checks = new PropertyChecks(scope);
  constructProps(FARM_SHAPES)(checks, '', props);
  const { isolation = BuildIsolation.baseline(), egress = BuildEgress.everythingButCloudMetadata() } = props;
  const { platform = ClusterPlatform.generic(), istio, labels = {}, annotations = {} } = props;
  const isOpenShift = platform._record.isOpenShift === true;
  const istioMarks = marksOf(istio);
  checkIsolation(checks, isolation, platform);
  checkIstio(checks, isolation, istio);
  checkLabels(checks, 'labels', labels);
  checkAnnotations(checks, 'annotations', annotations);
  const place = resolveNamespace(scope, checks, props, FARM_NAME);
  const accounts = resolveAccounts(checks, props);
  return {
    ...place,
    ...accounts,
    ...resolveEgress(checks, props, egress, platform, istioMarks),
    isolation,
    isOpenShift,
    admission: resolveAdmission(checks, props),
    egress,
    quota: resolveQuota(checks, props.quota),
    istio,
    istioMarks,
    shared: resolveShared(checks, place.namespace, accounts.allowedAccounts, props.sharedWith),
    labels: { ...FARM_LABELS, ...labels },
    annotations,
  };
}

function resolveAccounts(
  checks: PropertyChecks,
  props: BuildFarmNamespaceProps,
): Pick<ResolvedBuildFarm, 'serviceAccountName' | 'allowedAccounts' | 'imagePullSecrets' | 'cloudIdentity'> {
  const { serviceAccountName = 'harness-build', additionalServiceAccounts = [], imagePullSecrets = [] } = props;
  checks.text('serviceAccountName', serviceAccountName, {
    ...DNS_SUBDOMAIN,
    allowed: `${DNS_SUBDOMAIN.allowed}, but not "default", the account of pods that name none`,
    holds: (value) => DNS_SUBDOMAIN.holds(value) && value !== 'default',
  });
  additionalServiceAccounts.forEach((name, index) => {
    checks.text(`additionalServiceAccounts[${index}]`, name, DNS_SUBDOMAIN);
    checks.once(`additionalServiceAccounts[${index}]`, name, [
      serviceAccountName,
      ...additionalServiceAccounts.slice(0, index),
    ]);
  });
  checkImagePullSecrets(checks, imagePullSecrets);
  checkCloudIdentity(checks, props.cloudIdentity);
  return {
    serviceAccountName,
    allowedAccounts: [serviceAccountName, ...additionalServiceAccounts],
    imagePullSecrets,
    cloudIdentity: props.cloudIdentity,
  };
}

function resolveEgress(
  checks: PropertyChecks,
  { additionalEgress = [], dnsServers = [...DNS_SERVERS] }: BuildFarmNamespaceProps,
  egress: BuildEgress,
  platform: ClusterPlatform,
  istio: IstioMarks,
): Pick<ResolvedBuildFarm, 'destinations' | 'dnsServers'> {
  egress._given.forEach((destination, index) => checkDestination(checks, destination, `egress[${index}]`));
  additionalEgress.forEach((destination, index) => checkDestination(checks, destination, `additionalEgress[${index}]`));
  dnsServers.forEach((peer, index) => checkPeer(checks, peer, `dnsServers[${index}]`));
  const open = egress._destinations([...METADATA_ADDRESSES, ...(platform._record.metadataAddresses ?? [])]);
  const destinations = open && [...open, ...istio.egress, ...additionalEgress];
  return { destinations: destinations && [...destinations, ...tunnels(destinations, istio)], dnsServers };
}

/** In the ambient mesh every pod that builds may connect to is reached at the port of the tunnel. */
function tunnels(destinations: readonly NetworkDestination[], { tunnelPort }: IstioMarks): NetworkDestination[] {
  return tunnelPort === undefined
    ? []
    : destinations
        .filter(({ peer, ports }) => peer._peer.ipBlock === undefined && ports !== undefined)
        .map(({ peer }) => ({ peer, ports: [tunnelPort] }));
}
