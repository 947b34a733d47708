/** Scheduling of the delegate's pods. */
import type { Affinity, HostAlias, PodDNSConfig, Toleration, TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import { derived, DNS_SUBDOMAIN, inWords, own, parseAddress, type PropertyChecks, type Rule } from '../core';
import {
  checkLabels,
  type DelegateToleration,
  type DelegateTopologySpread,
  resolveSpread,
  resolveToleration,
} from '../workload';
import type { ResolveContext } from './context';

/** Host names for an IP address in the pods' `/etc/hosts`. */
export interface DelegateHostAlias {
  /** IPv4 or IPv6 address. */
  readonly ip: string;
  /** Host names. */
  readonly hostnames: string[];
}

/**
 * DNS policy of the pods.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy
 */
export enum DelegateDnsPolicy {
  /** The cluster's DNS first. */
  CLUSTER_FIRST = 'ClusterFirst',
  /** The node's DNS. */
  DEFAULT = 'Default',
  /** Only `dnsConfig`, which must have at least one name server. */
  NONE = 'None',
}

/** Scheduling and name resolution of the pods. */
export interface DelegateSchedulingProps {
  /**
   * Node labels that the pods require.
   *
   * @default - none
   */
  readonly nodeSelector?: { [key: string]: string };
  /**
   * Taints that the pods tolerate.
   *
   * @default - none
   */
  readonly tolerations?: DelegateToleration[];
  /**
   * Affinity, as in the Kubernetes API (`nodeAffinity`, `podAffinity`, `podAntiAffinity`).
   *
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#affinity-and-anti-affinity
   * @default - none
   */
  readonly affinity?: unknown;
  /**
   * Spreads the pods over nodes or zones.
   *
   * @default - none
   */
  readonly topologySpread?: DelegateTopologySpread[];
  /**
   * Name of a PriorityClass.
   *
   * @default - the default of the cluster
   */
  readonly priorityClassName?: string;
  /**
   * Name of a RuntimeClass.
   *
   * @default - the default of the node
   */
  readonly runtimeClassName?: string;
  /**
   * Entries of the pods' `/etc/hosts`.
   *
   * @default - none
   */
  readonly hostAliases?: DelegateHostAlias[];
  /**
   * DNS policy of the pods.
   *
   * @default - the Kubernetes default: DelegateDnsPolicy.CLUSTER_FIRST
   */
  readonly dnsPolicy?: DelegateDnsPolicy;
  /**
   * DNS settings, as in the Kubernetes API (`nameservers`, `searches`, `options`).
   *
   * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config
   * @default - none
   */
  readonly dnsConfig?: unknown;
}

const IP_ADDRESS: Rule = {
  allowed: 'an IPv4 or IPv6 address',
  remedy: 'Pass an address such as 10.0.0.10 or fd00::10, and not a host name.',
  holds: (value) => parseAddress(value) !== undefined,
};

/** Scheduling and name resolution of the pods, with every default. */
export interface ResolvedScheduling {
  readonly nodeSelector?: { [key: string]: string };
  readonly tolerations?: Toleration[];
  readonly affinity?: Affinity;
  /** Constraints without their label selector. */
  readonly topologySpread?: TopologySpreadConstraint[];
  readonly priorityClassName?: string;
  readonly runtimeClassName?: string;
  readonly hostAliases?: HostAlias[];
  readonly dnsPolicy?: DelegateDnsPolicy;
  readonly dnsConfig?: PodDNSConfig;
}

export function resolveScheduling(context: ResolveContext<DelegateSchedulingProps>): ResolvedScheduling {
  const { checks, props } = context;
  const className = (property: string, name?: string) =>
    name === undefined || checks.text(property, name, DNS_SUBDOMAIN);
  checks.apart(
    () => checkLabels(checks, 'nodeSelector', props.nodeSelector),
    () => className('priorityClassName', props.priorityClassName),
    () => className('runtimeClassName', props.runtimeClassName),
    () => checkDns(checks, props.dnsPolicy, props.dnsConfig as PodDNSConfig | undefined),
  );
  const tolerated = checks.part(() =>
    checks.each(props.tolerations, (toleration, index) =>
      resolveToleration(checks, toleration, `tolerations[${index}]`),
    ),
  );
  const spread = checks.part(() => props.topologySpread && resolveSpreads(checks, props.topologySpread));
  const aliases = checks.part(() =>
    checks.each(props.hostAliases, ({ ip, hostnames }, index) => {
      checkHostAlias(checks, ip, hostnames, `hostAliases[${index}]`);
      checks.once(
        `hostAliases[${index}].ip`,
        ip,
        (props.hostAliases ?? []).slice(0, index).map((earlier) => earlier.ip),
      );
      return { ip, hostnames };
    }),
  );
  const { nodeSelector, dnsPolicy } = props;
  return {
    nodeSelector,
    tolerations: tolerated.value ?? context.profile.asFound?.tolerations,
    affinity: props.affinity as Affinity | undefined,
    topologySpread: spread.value,
    priorityClassName: props.priorityClassName,
    runtimeClassName: props.runtimeClassName,
    hostAliases: aliases.value,
    dnsPolicy,
    dnsConfig: props.dnsConfig as PodDNSConfig | undefined,
  };
}

/** Kubernetes allows at most three name servers, and requires at least one with the policy None. */
function checkDns(checks: PropertyChecks, policy?: DelegateDnsPolicy, config?: PodDNSConfig): void {
  const nameservers = config?.nameservers ?? [];
  const servers = nameservers.length;
  nameservers.forEach((server, index) => checks.text(`dnsConfig.nameservers[${index}]`, server, IP_ADDRESS));
  if (policy === DelegateDnsPolicy.NONE && servers === 0) {
    const allowed = `another policy when ${own('dnsConfig.nameservers')} is empty`;
    checks.refuse('dnsPolicy', policy, allowed, 'Add a name server, or use another policy.');
  }
  if (servers > 3) {
    checks.refuse('dnsConfig.nameservers', inWords(`${servers} name servers`), 'at most 3', 'Remove the others.');
  }
}

/** Kubernetes identifies constraints by `topologyKey` and `whenUnsatisfiable`. */
function resolveSpreads(
  checks: PropertyChecks,
  spreads: readonly DelegateTopologySpread[],
): TopologySpreadConstraint[] {
  const resolved = checks.each(spreads, (spread, index) => resolveSpread(checks, spread, `topologySpread[${index}]`));
  const keyOf = ({ topologyKey, whenUnsatisfiable }: TopologySpreadConstraint): string =>
    derived([topologyKey], (known) => `${known} ${whenUnsatisfiable}`);
  resolved.forEach((spread, index) =>
    checks.once(`topologySpread[${index}].topologyKey`, keyOf(spread), resolved.slice(0, index).map(keyOf)),
  );
  return resolved;
}

function checkHostAlias(checks: PropertyChecks, ip: string, hostnames: readonly string[], where: string): void {
  checks.text(`${where}.ip`, ip, IP_ADDRESS);
  if (hostnames.length === 0) {
    checks.refuse(`${where}.hostnames`, [], 'at least one host name', 'Add a host name, or remove the alias.');
  }
  hostnames.forEach((hostname, index) => checks.text(`${where}.hostnames[${index}]`, hostname, DNS_SUBDOMAIN));
}
