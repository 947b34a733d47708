import type { Affinity, HostAlias, PodDNSConfig, Toleration, TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import { derived, DNS_SUBDOMAIN, parseAddress, type PropertyChecks, type Rule } from '../../values';
import { DelegateDnsPolicy, type DelegateTopologySpread } from '../props';
import type { ResolveContext } from './context';
import { checkLabels } from './marks';
import { resolveSpread, resolveToleration } from './placement';

const IP_ADDRESS: Rule = {
  allowed: 'an IPv4 or IPv6 address',
  remedy: 'Correct it.',
  holds: (value) => parseAddress(value) !== undefined,
};

/** Where the pods run, and how they find others. */
export interface ResolvedScheduling {
  readonly nodeSelector?: { [key: string]: string };
  readonly tolerations?: Toleration[];
  readonly affinity?: Affinity;
  /** Without the selector of the pods. */
  readonly topologySpread?: TopologySpreadConstraint[];
  readonly priorityClassName?: string;
  readonly runtimeClassName?: string;
  readonly hostAliases?: HostAlias[];
  readonly dnsPolicy?: DelegateDnsPolicy;
  readonly dnsConfig?: PodDNSConfig;
}

export function resolveScheduling({ checks, props, profile }: ResolveContext): ResolvedScheduling {
  const { nodeSelector, tolerations, topologySpread, hostAliases, dnsPolicy } = props;
  checkLabels(checks, 'nodeSelector', nodeSelector);
  for (const property of ['priorityClassName', 'runtimeClassName'] as const) {
    const name = props[property];
    if (name !== undefined) {
      checks.text(property, name, DNS_SUBDOMAIN);
    }
  }
  const dnsConfig = props.dnsConfig as PodDNSConfig | undefined;
  checkDns(checks, dnsPolicy, dnsConfig);
  return {
    nodeSelector,
    tolerations:
      tolerations?.map((toleration, index) => resolveToleration(checks, toleration, `tolerations[${index}]`)) ??
      profile.asFound?.tolerations,
    affinity: props.affinity as Affinity | undefined,
    topologySpread: topologySpread && resolveSpreads(checks, topologySpread),
    priorityClassName: props.priorityClassName,
    runtimeClassName: props.runtimeClassName,
    hostAliases: hostAliases?.map(({ ip, hostnames }, index) => {
      checkHostAlias(checks, ip, hostnames, `hostAliases[${index}]`);
      checks.once(
        `hostAliases[${index}].ip`,
        ip,
        hostAliases.slice(0, index).map((earlier) => earlier.ip),
      );
      return { ip, hostnames };
    }),
    dnsPolicy,
    dnsConfig,
  };
}

/** Kubernetes takes at most three servers, and one at the least where no other DNS is asked. */
function checkDns(checks: PropertyChecks, policy?: DelegateDnsPolicy, config?: PodDNSConfig): void {
  const nameservers = config?.nameservers ?? [];
  const servers = nameservers.length;
  nameservers.forEach((server, index) => checks.text(`dnsConfig.nameservers[${index}]`, server, IP_ADDRESS));
  if (policy === DelegateDnsPolicy.NONE && servers === 0) {
    const remedy = 'Name a server in dnsConfig.nameservers.';
    checks.refuse('dnsPolicy', policy, 'a dnsConfig with nameservers beside the policy None', remedy);
  }
  if (servers > 3) {
    checks.refuse('dnsConfig.nameservers', `${servers} servers`, 'at most three', 'Leave some out.');
  }
}

/** Kubernetes tells constraints apart by key and by what happens when they cannot be kept. */
function resolveSpreads(
  checks: PropertyChecks,
  spreads: readonly DelegateTopologySpread[],
): TopologySpreadConstraint[] {
  const resolved = spreads.map((spread, index) => resolveSpread(checks, spread, `topologySpread[${index}]`));
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
    checks.refuse(`${where}.hostnames`, [], 'at least one name', 'Add a name, or remove the entry.');
  }
  hostnames.forEach((hostname, index) => checks.text(`${where}.hostnames[${index}]`, hostname, DNS_SUBDOMAIN));
}
