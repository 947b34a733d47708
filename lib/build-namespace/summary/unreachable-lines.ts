/** Destinations that builds need and policies block. */
import { includesPods, inWords, type Network, type PodClass, type Reachable, reachableOn } from '../../evaluation';
import { type CloudIdentity, imageOf } from '../../workload';
import type { PlatformDns } from '../platform';
import type { Described } from './delegate-pods';
import { addressesOf, internet, publicAddresses } from './named-addresses';

/**
 * Addresses of Harness SaaS, as of 2026-11-29.
 *
 * @see https://developer.harness.io/docs/platform/references/allowlist-harness-domains-and-ips
 */
const HARNESS = ['35.201.91.229', '34.120.225.85', '34.110.203.189', '34.149.33.161', '34.160.153.7'];

/** Required destinations that policies block. */
export interface Unreachable {
  /**
   * Whether a DNS server is open that is not public: none, perhaps one among destinations that are open on all ports, or those of
   * the platform or of rules for the ports of DNS.
   */
  readonly names: 'none' | 'perhaps' | 'open';
  /** Clusters of the platform whose DNS may be elsewhere. */
  readonly dnsException?: string;
  /** Addresses of Harness SaaS. */
  readonly harness: readonly string[];
  /** Whether addresses of the Internet are left out, so that registries and others can be among them. */
  readonly isSelective: boolean;
  /** Whether anything but Harness is open on a port of TCP: an address, or pods. */
  readonly hasOthersOn: (port: number) => { readonly addresses: boolean; readonly pods: boolean };
}

export function unreachableFor(
  network: Network,
  pods: PodClass,
  dns: Pick<PlatformDns, 'servers' | 'exception'>,
): Unreachable {
  const on = (protocol: 'TCP' | 'UDP', port: number) => reachableOn(network, pods, { protocol, port });
  const inside = insideOn(network, pods, 'any');
  const usual = addressesOf(blocksOf(dns));
  const isUsual = inside.every((one) => !one.isEveryone && usual.includes(one.addresses));
  const names = namesIn(inside, insideOn(network, pods, 'named'), dns);
  const open = on('TCP', 443);
  return {
    names,
    dnsException: isUsual && names === 'open' ? dns.exception : undefined,
    harness: HARNESS.filter((address) => !hasHost(open, address)),
    isSelective: !isInternet(open),
    hasOthersOn: (port) => {
      const { isEveryone, addresses, pods: open } = on('TCP', port);
      return {
        addresses: isEveryone || !addresses.without(addressesOf(HARNESS)).isEmpty,
        pods: isEveryone || open.length > 0,
      };
    },
  };
}

/** What is open on the ports of DNS, except public addresses. */
function insideOn(network: Network, pods: PodClass, by: 'any' | 'named'): Reachable[] {
  return [53, 5353].map((port) => {
    const open = reachableOn(network, pods, { protocol: 'UDP', port }, by);
    return { ...open, addresses: open.addresses.without(publicAddresses()) };
  });
}

function blocksOf({ servers }: Pick<PlatformDns, 'servers'>): string[] {
  return servers.flatMap(({ _peers }) => _peers.flatMap(({ ipBlock }) => ipBlock?.cidr ?? []));
}

/** Destinations that are open on all ports count as DNS servers only if they are known to be. */
function namesIn(
  inside: readonly Reachable[],
  named: readonly Reachable[],
  dns: Pick<PlatformDns, 'servers'>,
): Unreachable['names'] {
  if (inside.every(isNothing)) {
    return 'none';
  }
  const blocks = blocksOf(dns).map((block) => addressesOf([block]));
  const pods = dns.servers.flatMap(({ _peers }) => _peers.filter(({ ipBlock }) => !ipBlock));
  const isKnown = ({ isEveryone, addresses, pods: open }: Reachable) =>
    isEveryone ||
    blocks.some((block) => addresses.includes(block)) ||
    pods.some((wanted) => includesPods(open, { ...wanted, namespace: '' }));
  return named.every(isNothing) && !inside.some(isKnown) ? 'perhaps' : 'open';
}

export function unreachableLines({ farm, isImported }: Described, network: Network, builds: PodClass): string[] {
  const unreachable = unreachableFor(network, builds, farm.platform._record.dns);
  const { names, dnsException, harness, isSelective, hasOthersOn } = unreachable;
  const others = hasOthersOn(443);
  return [
    ...nameLines(names, dnsException, ['builds', 'them', isImported ? undefined : 'dnsServers']),
    ...identityEgressLines(unreachable, farm.cloudIdentity, 'builds'),
    ...(isSelective && harness.length > 0
      ? [
          `NOTE: builds do not reach Harness SaaS at ${inWords(harness)} on TCP 443. They send logs there, unless they use other addresses of Harness or a proxy.`,
        ]
      : []),
    ...(!isSelective
      ? []
      : others.addresses || others.pods
        ? [
            'NOTE: builds reach registries and Git servers only if they are among these destinations. Nodes pull the images of steps, which no policy restricts.',
          ]
        : [
            `NOTE: builds reach no registry and no Git server on TCP 443: nothing ${harness.length < HARNESS.length ? 'else ' : ''}is open there.`,
          ]),
  ];
}

/**
 * What exchanges the token of a ServiceAccount for credentials, at addresses that clouds publish or that a private endpoint has.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 * @see https://learn.microsoft.com/azure/aks/workload-identity-overview
 */
const EXCHANGES: { readonly [kind: string]: string | undefined } = { irsa: 'AWS STS', azure: 'Microsoft Entra ID' };

/** For a cloud identity that a restricted egress can keep from its credentials. */
export function identityEgressLines(
  { isSelective }: Unreachable,
  identity: CloudIdentity | undefined,
  who: 'builds' | `delegate ${string}`,
): string[] {
  const exchange = identity && EXCHANGES[identity._kind];
  return isSelective && exchange !== undefined
    ? [
        `NOTE: ${who} ${who === 'builds' ? 'get' : 'gets'} the credentials of the cloud identity only if ${exchange} is among these destinations, on TCP 443.`,
      ]
    : [];
}

/** Who resolves names, how a sentence refers to them, and the property that opens servers, if there is one. */
type Asking = readonly [who: 'builds' | `delegate ${string}`, them: 'them' | 'it', property: string | undefined];

export function nameLines(
  names: Unreachable['names'],
  exception: string | undefined,
  [who, them, property]: Asking,
): string[] {
  const where = property === undefined ? '' : ` See ${property}.`;
  switch (names) {
    case 'none':
      return [`NOTE: ${who} can resolve names only through a public DNS server: no other is open to ${them}.${where}`];
    case 'perhaps':
      return [
        `NOTE: ${who} can resolve names only if a DNS server is among what is open to ${them} on all ports, or through a public one: no rule opens DNS.${where}`,
      ];
    case 'open':
      return exception === undefined ? [] : [`NOTE: DNS: ${exception}.`];
  }
}

function isNothing({ isEveryone, addresses, pods }: Reachable): boolean {
  return !isEveryone && addresses.isEmpty && pods.length === 0;
}

/** By its own address, or by that of a NAT64 translator. */
function hasHost({ isEveryone, addresses }: Reachable, address: string): boolean {
  return isEveryone || [address, imageOf(`${address}/32`)].some((one) => addresses.includes(addressesOf([one])));
}

/** Whether all addresses of the Internet are open, in one of its versions. */
function isInternet({ isEveryone, addresses }: Reachable): boolean {
  return isEveryone || internet().some((version) => addresses.includes(version));
}
