/** What builds need, where the policies do not let them reach it. */
import { inWords, type Network, type PodClass, type Reachable, reachableOn } from '../../evaluation';
import { imageOf } from '../../workload';
import type { Described } from './delegate-pods';
import { addressesOf, internet, publicAddresses } from './named-addresses';

/**
 * Addresses of Harness SaaS, as of 2026-11-29.
 *
 * @see https://developer.harness.io/docs/platform/references/allowlist-harness-domains-and-ips
 */
const HARNESS = ['35.201.91.229', '34.120.225.85', '34.110.203.189', '34.149.33.161', '34.160.153.7'];

export function unreachableLines({ farm }: Described, network: Network, builds: PodClass): string[] {
  const on = (protocol: 'TCP' | 'UDP', port: number) => reachableOn(network, builds, { protocol, port });
  return [...nameLines(farm.platform._record.dns, on('UDP', 53), on('UDP', 5353)), ...hostLines(on('TCP', 443))];
}

function nameLines(dns: Described['farm']['platform']['_record']['dns'], ...open: readonly Reachable[]): string[] {
  const inside = open.map((one) => ({ ...one, addresses: one.addresses.without(publicAddresses()) }));
  if (inside.every(isNothing)) {
    return ['NOTE: builds resolve no names, unless by a public DNS server: no other is open to them. See dnsServers.'];
  }
  const usual = addressesOf(dns.servers.flatMap(({ _peers }) => _peers.flatMap(({ ipBlock }) => ipBlock?.cidr ?? [])));
  const isUsual = inside.every((one) => !one.isEveryone && usual.includes(one.addresses));
  return dns.exception !== undefined && isUsual ? [`NOTE: DNS: ${dns.exception}.`] : [];
}

function hostLines(open: Reachable): string[] {
  if (isInternet(open)) {
    return [];
  }
  const closed = HARNESS.filter((address) => !hasHost(open, address));
  const others = { ...open, addresses: open.addresses.without(addressesOf(HARNESS)) };
  return [
    ...(closed.length > 0
      ? [
          `NOTE: builds do not reach Harness SaaS at ${inWords(closed)} on TCP 443. They send logs there, if not to other addresses of Harness or by a proxy.`,
        ]
      : []),
    isNothing(others)
      ? `NOTE: builds reach no registry and no Git server on TCP 443: nothing ${closed.length < HARNESS.length ? 'else ' : ''}is open there.`
      : 'NOTE: builds reach registries and Git servers only if they are among these destinations. Nodes pull the images of steps, which no policy restricts.',
  ];
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
