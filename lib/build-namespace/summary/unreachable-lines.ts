/** What builds need, where the policies do not let them reach it. */
import { inWords, type Network, type PodClass, type Reachable, reachableOn } from '../../evaluation';
import { imageOf } from '../../workload';
import type { PlatformDns } from '../platform';
import type { Described } from './delegate-pods';
import { addressesOf, internet, publicAddresses } from './named-addresses';

/**
 * Addresses of Harness SaaS, as of 2026-11-29.
 *
 * @see https://developer.harness.io/docs/platform/references/allowlist-harness-domains-and-ips
 */
const HARNESS = ['35.201.91.229', '34.120.225.85', '34.110.203.189', '34.149.33.161', '34.160.153.7'];

/** What of the needs of some pods the policies do not let them reach. */
export interface Unreachable {
  /** Whether no DNS server is open, but for public ones. */
  readonly hasNoNames: boolean;
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
  const names = [on('UDP', 53), on('UDP', 5353)];
  const inside = names.map((one) => ({ ...one, addresses: one.addresses.without(publicAddresses()) }));
  const usual = addressesOf(dns.servers.flatMap(({ _peers }) => _peers.flatMap(({ ipBlock }) => ipBlock?.cidr ?? [])));
  const isUsual = inside.every((one) => !one.isEveryone && usual.includes(one.addresses));
  const open = on('TCP', 443);
  return {
    hasNoNames: inside.every(isNothing),
    dnsException: isUsual ? dns.exception : undefined,
    harness: HARNESS.filter((address) => !hasHost(open, address)),
    isSelective: !isInternet(open),
    hasOthersOn: (port) => {
      const { isEveryone, addresses, hasPods } = on('TCP', port);
      return {
        addresses: isEveryone || !addresses.without(addressesOf(HARNESS)).isEmpty,
        pods: isEveryone || hasPods,
      };
    },
  };
}

export function unreachableLines({ farm }: Described, network: Network, builds: PodClass): string[] {
  const { hasNoNames, dnsException, harness, isSelective, hasOthersOn } = unreachableFor(
    network,
    builds,
    farm.platform._record.dns,
  );
  const others = hasOthersOn(443);
  return [
    ...(hasNoNames
      ? ['NOTE: builds resolve no names, unless by a public DNS server: no other is open to them. See dnsServers.']
      : exceptionLines(dnsException)),
    ...(isSelective && harness.length > 0
      ? [
          `NOTE: builds do not reach Harness SaaS at ${inWords(harness)} on TCP 443. They send logs there, if not to other addresses of Harness or by a proxy.`,
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

export function exceptionLines(exception: string | undefined): string[] {
  return exception === undefined ? [] : [`NOTE: DNS: ${exception}.`];
}

function isNothing({ isEveryone, addresses, hasPods }: Reachable): boolean {
  return !isEveryone && addresses.isEmpty && !hasPods;
}

/** By address, or by the address of a translator. */
function hasHost({ isEveryone, addresses }: Reachable, address: string): boolean {
  return isEveryone || [address, imageOf(`${address}/32`)].some((one) => addresses.includes(addressesOf([one])));
}

/** Whether all addresses of the Internet are open, in one of its versions. */
function isInternet({ isEveryone, addresses }: Reachable): boolean {
  return isEveryone || internet().some((version) => addresses.includes(version));
}
