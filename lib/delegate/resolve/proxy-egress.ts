/** Whether a delegate whose egress is restricted reaches its proxy. */
import type { NetworkDestination } from '../../network';
import { parseAddress, parseBlock } from '../../values';
import type { DelegateProxy } from '../props';
import type { ResolveContext } from './context';

/** Throws where no destination can be the proxy. Of a name, only the port is known. */
export function checkProxyEgress(
  { checks, props: { proxy } }: ResolveContext,
  destinations: readonly NetworkDestination[],
): void {
  if (proxy === undefined) {
    return;
  }
  const open = destinations.filter(({ ports }) => ports === undefined || ports.includes(proxy.port));
  const blocks = open.map(({ peer }) => peer._peer.ipBlock?.cidr ?? '');
  checks.later('networkPolicy.egress', [proxy.host, ...blocks], (host, ...known) => {
    if (!known.some((block) => mayHold(block, host))) {
      refuseUnreachable(checks, proxy, host);
    }
  });
}

/** Pods, and the addresses behind a name, are not known. */
function mayHold(block: string, host: string): boolean {
  const [addresses, address] = [parseBlock(block), parseAddress(host)];
  return (
    addresses === undefined ||
    address === undefined ||
    (addresses.version === address.version && addresses.first <= address.value && address.value <= addresses.last)
  );
}

function refuseUnreachable(checks: ResolveContext['checks'], { port }: DelegateProxy, host: string): never {
  return checks.refuse(
    'networkPolicy.egress',
    'destinations without the proxy',
    `a destination for the proxy ${host}, port ${port}`,
    `Add { peer: NetworkPeer.cidr(…), ports: [${port}] } with the addresses of the proxy.`,
  );
}
