/** What summary() says of a restricted egress of the delegate: what it lacks, and what it opens. */
import { ClusterPlatform } from '../../lib/build-namespace';
import { type NetworkDestination, NetworkPeer } from '../../lib/core';
import { DelegateEgress, type DelegateNetworkPolicy } from '../../lib/delegate';
import type { CiBuildInfraProps } from '../../lib/farm';
import { CloudIdentity } from '../../lib/workload';
import { newChart } from '../testkit/synth';
import { addFarm } from './infras';

/** What the summary warns about in a farm whose delegate has the policy, and not in one without. */
function linesOf(networkPolicy: DelegateNetworkPolicy, props: Partial<CiBuildInfraProps> = {}): string[] {
  const [before, after] = [{}, { networkPolicy }].map((own) =>
    addFarm(newChart(), 'Farm', { ...props, delegateOptions: { ...props.delegateOptions, ...own } })
      .summary()
      .split('\n')
      .map((line) => line.trim()),
  );
  return after.filter((line) => !before.includes(line) && /^(NOTE|EXPOSED)/.test(line));
}

const to = (...cidrs: string[]): NetworkDestination[] => cidrs.map((cidr) => ({ peer: NetworkPeer.cidr(cidr) }));
const restricted = (...destinations: NetworkDestination[]) => ({ egress: DelegateEgress.restrictedTo(destinations) });

// https://developer.harness.io/docs/platform/references/allowlist-harness-domains-and-ips
const HARNESS = to('35.201.91.229/32', '34.120.225.85/32', '34.110.203.189/32', '34.149.33.161/32', '34.160.153.7/32');
const API_SERVER = { peer: NetworkPeer.cidr('10.96.0.1/32'), ports: [443] };
const ONLY_IF = 'NOTE: delegate ci reaches the API server only if its address is among these destinations.';

describe('of a restricted egress, the summary says that the delegate', () => {
  test('does not reach Harness, DNS and the API server', () => {
    expect(linesOf({ ...restricted(), dnsServers: [] })).toEqual([
      expect.stringMatching(/^NOTE: delegate ci resolves no names, .* See dnsServers of networkPolicy\.$/),
      expect.stringMatching(/^NOTE: delegate ci does not reach Harness SaaS at 35\.201\.91\.229, .* on TCP 443\./),
      'NOTE: delegate ci reaches no API server: no other address is open to it on TCP 443 or 6443.',
    ]);
  });

  test('lacks nothing that is known, if all are open', () => {
    expect(linesOf(restricted(...HARNESS, API_SERVER))).toEqual([ONLY_IF]);
    expect(linesOf(restricted(...HARNESS, { ...API_SERVER, ports: [6443] }))).toEqual([ONLY_IF]);
    expect(linesOf(restricted(...to('0.0.0.0/0')))).toEqual([]);
    for (const egress of [undefined, DelegateEgress.open()]) expect(linesOf({ egress })).toEqual([]);
  });

  test('does not reach one address of Harness', () => {
    const [, ...others] = HARNESS;
    expect(linesOf(restricted(...others, API_SERVER))).toEqual([
      expect.stringMatching(/Harness SaaS at 35\.201\.91\.229 on/),
      ONLY_IF,
    ]);
  });

  test('has no need of Harness SaaS with a platform of its own', () => {
    const delegateOptions = { managerEndpoint: 'https://harness.example.com' };
    expect(linesOf(restricted(API_SERVER), { delegateOptions })).toEqual([ONLY_IF]);
  });

  test('can need other DNS servers on EKS', () => {
    const lines = linesOf(restricted(...HARNESS, API_SERVER), { platform: ClusterPlatform.eks() });
    expect(lines).toContainEqual(expect.stringMatching(/^NOTE: DNS: EKS Auto Mode .* needs .* dnsServers\.$/));
  });
});

describe('cloud metadata that a restricted egress of the delegate opens by name is exposed', () => {
  const metadata = { peer: NetworkPeer.cidr('169.254.169.254/32'), ports: [80] };
  const exposedBy = (destination: NetworkDestination, props?: Partial<CiBuildInfraProps>) =>
    linesOf(restricted(destination, ...HARNESS, API_SERVER), props).filter((line) => line.startsWith('EXPOSED'));

  test('at the address of the node', () => {
    const line = 'EXPOSED: cloud metadata at 169.254.169.254. Delegate ci can use the identity of its node there.';
    expect(exposedBy(metadata)).toEqual([line]);
    expect(exposedBy({ ...metadata, ports: undefined })).toEqual([line]);
  });

  test('and neither on other ports, nor by a wide block, nor for an identity of its own', () => {
    expect(exposedBy({ ...metadata, ports: [53] })).toEqual([]);
    expect(exposedBy(to('0.0.0.0/0')[0])).toEqual([]);
    const cloudIdentity = CloudIdentity.gke('ci@project.iam.gserviceaccount.com');
    const delegateOptions = { cloudIdentity };
    expect(exposedBy(metadata, { delegateOptions, platform: ClusterPlatform.gke() })).toEqual([]);
  });
});
