import type { PodDNSConfig } from 'kubernetes-types/core/v1';
import type { NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule } from 'kubernetes-types/networking/v1';
import {
  blockOf,
  BUILD_PORT,
  checkDestination,
  checkPeer,
  type ClusterDns,
  DNS_PORTS,
  DNS_SERVERS,
  inWords,
  type NetworkDestination,
  NetworkPeer,
  parseAddress,
  parseBlock,
  type PropertyChecks,
  rendered,
  type RenderedObject,
  someOf,
  tcp,
  toDestinations,
  toDns,
  toMetadata,
  TUNNEL_PORT,
  tunnelsTo,
} from '../core';
import { AMBIENT_LABEL, checkClosed, INJECT_LABEL, withoutClosed } from '../workload';
import type { CustomCa, MutualTls } from './certificates';
import type { ResolveContext } from './context';
import type { GenerationRecord } from './generation';
import type { DelegateIdentityProps, ResolvedIdentity } from './identity';
import { objectMetadata, type ObjectOwner, type ResolvedMetadata } from './metadata';
import type { DelegateProxy } from './proxy';
import type { DelegateSchedulingProps } from './scheduling';

/** Allowed egress of the delegate. */
export class DelegateEgress {
  /** Allows all egress. */
  public static open(): DelegateEgress {
    return new DelegateEgress(true, []);
  }

  /**
   * Allows the given destinations, and those that follow from other properties: DNS, port 20001 of the pods in the
   * namespaces of `DelegateAccess.ciBuilds`, and the addresses of the cloud identity. Add the API server, Harness, registries
   * and Git servers; with `proxy`, add the addresses of the proxy instead.
   *
   * Addresses of cloud metadata and link-local addresses are excluded from blocks that contain others as well, which must be
   * known at construction. To open such an address, for example if the delegate uses the identity of its node, list a block of
   * nothing else: `{ peer: NetworkPeer.cidr('169.254.169.254/32'), ports: [80] }`.
   */
  public static restrictedTo(destinations: NetworkDestination[]): DelegateEgress {
    return new DelegateEgress(false, destinations);
  }

  /** The same egress in a cluster whose DNS is known. @internal */
  public _within(dns: ClusterDns): DelegateEgress {
    return new DelegateEgress(this._isOpen, this._destinations, dns);
  }

  private constructor(
    /** @internal */
    public readonly _isOpen: boolean,
    /** @internal */
    public readonly _destinations: readonly NetworkDestination[],
    /** @internal */
    public readonly _dns: ClusterDns = { servers: DNS_SERVERS, ports: DNS_PORTS },
  ) {}

  /** `open`, or the number of destinations. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._isOpen ? 'open' : `restricted to ${this._destinations.length} destinations`;
  }
}

/**
 * A NetworkPolicy for the delegate's pods. It denies all ingress except to metrics, and in Istio's ambient mesh except the
 * probes of the kubelet, which have an address of the mesh there. Inferred: Harness documents that the
 * delegate only makes outbound connections, but no policy.
 */
export interface DelegateNetworkPolicy {
  /**
   * Peers that can scrape metrics from the delegate (TCP 3000; 3460 for the legacy delegate). In a mesh, they also reach the
   * port to which Istio redirects them: 15020 of a sidecar, which merges the metrics, or 15008 of the ambient mesh.
   *
   * @see https://istio.io/latest/docs/ops/integrations/prometheus/#option-1-metrics-merging
   * @default - none
   */
  readonly metricsFrom?: NetworkPeer[];
  /**
   * Allowed egress of the delegate.
   *
   * @default DelegateEgress.open()
   */
  readonly egress?: DelegateEgress;
  /**
   * DNS servers that a restricted egress allows (ports 53 and 5353, UDP and TCP; in a farm, the ports of its platform). An
   * empty list closes these ports.
   *
   * @see https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
   * @default - in a farm, the servers of its platform; otherwise the pods of the cluster, NodeLocal DNSCache (169.254.20.10), LocalDNS of AKS (169.254.10.11) and Google Cloud DNS (169.254.169.254); and the servers of `dnsConfig`
   */
  readonly dnsServers?: NetworkPeer[];
}

/** Network settings of the delegate. */
export interface DelegateNetworkProps {
  /**
   * Adds a NetworkPolicy.
   *
   * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
   * @default - none
   */
  readonly networkPolicy?: DelegateNetworkPolicy;
  /**
   * Outbound proxy. Legacy delegate only: Harness has announced it for the new delegate.
   *
   * @see https://developer.harness.io/docs/platform/delegates/manage-delegates/configure-delegate-proxy-settings
   * @default - none
   */
  readonly proxy?: DelegateProxy;
  /**
   * CA certificates that the delegate trusts. The new delegate requires image 1.40.2 or later.
   *
   * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/install-delegates-with-custom-certs
   * @default - the CA certificates of its image
   */
  readonly customCa?: CustomCa;
  /**
   * Client certificate that authenticates the delegate to Harness. The new delegate requires image 1.40.2 or later.
   *
   * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/delegate-mtls-support
   * @default - none
   */
  readonly mutualTls?: MutualTls;
}

/** Throws if no destination of a restricted egress can be the proxy. For a host name, only the port can be checked. */
function checkProxyEgress(
  { checks, props: { proxy } }: ResolveContext<DelegateNetworkProps>,
  destinations: readonly NetworkDestination[],
): void {
  if (proxy === undefined) {
    return;
  }
  const open = destinations.filter(({ ports }) => ports === undefined || ports.includes(proxy.port));
  const blocks = open.flatMap(({ peer }) => peer._peers.map(({ ipBlock }) => ipBlock?.cidr ?? ''));
  checks.later('networkPolicy.egress', [proxy.host, ...blocks], (host, ...known) => {
    if (!known.some((block) => mayHold(block, host))) {
      refuseUnreachable(checks, proxy, host);
    }
  });
}

/** Whether the block may contain the host. The addresses of pods and names are not known, so they may match. */
function mayHold(block: string, host: string): boolean {
  const [addresses, address] = [parseBlock(block), parseAddress(host)];
  return (
    addresses === undefined ||
    address === undefined ||
    (addresses.version === address.version && addresses.first <= address.value && address.value <= addresses.last)
  );
}

function refuseUnreachable(checks: PropertyChecks, { port }: DelegateProxy, host: string): never {
  return checks.refuse(
    'networkPolicy.egress',
    inWords('no destination for the proxy'),
    `a destination for the proxy ${host}, port ${port}`,
    `Add { peer: NetworkPeer.cidr(…), ports: [${port}] } with the addresses of the proxy.`,
  );
}

type Context = ResolveContext<DelegateIdentityProps & DelegateNetworkProps & DelegateSchedulingProps>;

/** A NetworkPolicy, with every default. */
export interface ResolvedNetworkPolicy {
  readonly metricsFrom: readonly NetworkPeer[];
  /** `undefined` allows all egress. */
  readonly destinations?: readonly NetworkDestination[];
  readonly dnsServers: readonly NetworkPeer[];
  readonly dnsPorts: readonly number[];
  /** Namespaces whose build pods the delegate talks to. */
  readonly buildNamespaces: readonly string[];
}

export function resolveNetworkPolicy(context: Context, policy: DelegateNetworkPolicy): ResolvedNetworkPolicy {
  const { checks, props } = context;
  const {
    metricsFrom = [],
    egress = DelegateEgress.open(),
    dnsServers = [...egress._dns.servers, ...ownServers(props)],
  } = policy;
  dnsServers.forEach((peer, index) => checkPeer(checks, peer, `networkPolicy.dnsServers[${index}]`));
  metricsFrom.forEach((peer, index) => checkPeer(checks, peer, `networkPolicy.metricsFrom[${index}]`));
  checks.each(egress._destinations, (destination, index) => {
    checkDestination(checks, destination, `networkPolicy.egress[${index}]`);
    checkClosed(checks, destination, `networkPolicy.egress[${index}]`, true);
  });
  if (!egress._isOpen) {
    checkProxyEgress(context, egress._destinations);
  }
  const builds = props.access._grants
    .filter(({ choice }) => choice === 'ci-builds')
    .flatMap(({ namespaces }) => namespaces ?? []);
  return {
    metricsFrom,
    destinations: egress._isOpen ? undefined : egress._destinations.map(withoutClosed),
    dnsServers,
    dnsPorts: egress._dns.ports,
    buildNamespaces: [...new Set(builds)],
  };
}

/** The servers in `dnsConfig`. */
function ownServers({ dnsConfig }: DelegateSchedulingProps): NetworkPeer[] {
  const { nameservers = [] } = (dnsConfig ?? {}) as PodDNSConfig;
  return nameservers.map((server) => NetworkPeer.cidr(blockOf(server)));
}

interface ConnectedDelegate extends ObjectOwner {
  readonly identity: ResolvedIdentity;
  readonly generation: GenerationRecord;
}

/** @see https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
export function renderNetworkPolicy(delegate: ConnectedDelegate, policy: ResolvedNetworkPolicy): RenderedObject {
  const { destinations } = policy;
  const object: NetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: objectMetadata(delegate),
    spec: {
      podSelector: { matchLabels: delegate.metadata.selector },
      policyTypes: destinations ? ['Ingress', 'Egress'] : ['Ingress'],
      ingress: someOf(ingressRules(delegate, policy)),
      egress: destinations && someOf(egressRules(delegate, policy)),
    },
  };
  return rendered('NetworkPolicy', object, 'delegateName');
}

function ingressRules(delegate: ConnectedDelegate, { metricsFrom }: ResolvedNetworkPolicy): NetworkPolicyIngressRule[] {
  const ports = [delegate.generation.port, ...meshPorts(delegate.metadata)];
  return [
    // A rule without peers would allow all peers.
    ...(metricsFrom.length > 0 ? [{ from: metricsFrom.flatMap(({ _peers }) => _peers), ports: tcp(ports) }] : []),
    ...(isAmbient(delegate.metadata) ? [{ from: AMBIENT_PROBES.map((cidr) => ({ ipBlock: { cidr } })) }] : []),
  ];
}

/* A mesh changes the connections to its pods. The labels of the pods say which one they are in. */

/**
 * Addresses that the probes of the kubelet have in the ambient mesh. A network plugin that admits those of the node does not
 * recognize them.
 *
 * @see https://istio.io/latest/docs/ambient/usage/networkpolicy/
 * @see https://github.com/istio/istio/blob/master/cni/pkg/nodeagent/options.go
 */
const AMBIENT_PROBES = ['169.254.7.127/32', 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128'];

/**
 * Port of a sidecar to which Istio redirects scrapes, where it serves the merged metrics, without mutual TLS.
 *
 * @see https://istio.io/latest/docs/ops/integrations/prometheus/#option-1-metrics-merging
 */
const MERGED_METRICS_PORT = 15020;

const isAmbient = ({ podLabels }: ResolvedMetadata): boolean => podLabels[AMBIENT_LABEL] === 'ambient';

/** Ports at which scrapes arrive in a mesh, besides that of the metrics. */
function meshPorts(metadata: ResolvedMetadata): number[] {
  const { podLabels, podAnnotations } = metadata;
  const isMerged =
    (podLabels[INJECT_LABEL] ?? podAnnotations[INJECT_LABEL]) === 'true' &&
    podAnnotations['prometheus.io/scrape'] === 'true' &&
    podAnnotations['prometheus.istio.io/merge-metrics'] !== 'false';
  return [...(isMerged ? [MERGED_METRICS_PORT] : []), ...(isAmbient(metadata) ? [TUNNEL_PORT] : [])];
}

function egressRules(delegate: ConnectedDelegate, policy: ResolvedNetworkPolicy): NetworkPolicyEgressRule[] {
  const { identity, metadata } = delegate;
  const { destinations = [], buildNamespaces, dnsServers, dnsPorts } = policy;
  const toBuilds = {
    to: buildNamespaces.flatMap((namespace) => NetworkPeer.namespace(namespace)._peers),
    ports: tcp([BUILD_PORT, ...(isAmbient(metadata) ? [TUNNEL_PORT] : [])]),
  };
  return [
    ...toDns(dnsServers, dnsPorts),
    ...(buildNamespaces.length > 0 ? [toBuilds] : []),
    ...toMetadata(identity.cloudIdentity?._marks.metadataEndpoints ?? []),
    ...toDestinations([...destinations, ...(isAmbient(metadata) ? tunnelsTo(destinations) : [])]),
  ];
}
