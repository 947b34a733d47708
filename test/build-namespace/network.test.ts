import { BuildEgress, type BuildFarmNamespaceProps, ClusterPlatform, Istio } from '../../lib/build-namespace';
import { NetworkPeer } from '../../lib/core';
import { CloudIdentity } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { networkOf, portsOpenToBuilds } from '../testkit/questions';
import { named, only } from '../testkit/synth';
import { servedFarm, synthFarm } from './farms';

interface Peer {
  ipBlock?: { cidr: string; except?: string[] };
  namespaceSelector?: object;
}
interface Rule {
  to: Peer[];
  ports?: { protocol: string; port: number }[];
}

const block = (cidr: string, ...except: string[]) => ({ ipBlock: except.length > 0 ? { cidr, except } : { cidr } });
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: 'TCP', port }));
const DNS_PORTS = [53, 5353].flatMap((port) => ['UDP', 'TCP'].map((protocol) => ({ protocol, port })));
const DNS = {
  to: [{ namespaceSelector: {} }, block('169.254.20.10/32'), block('169.254.169.254/32')],
  ports: DNS_PORTS,
};
const EVERYTHING = [
  { to: [block('0.0.0.0/0', '169.254.169.254/32')] },
  { to: [block('::/0', 'fd00:ec2::254/128')] },
  { to: [{ namespaceSelector: {} }] },
];
const GIT = { peer: NetworkPeer.pods({ app: 'git' }, { namespaceLabels: { team: 'tools' } }), ports: [22, 443] };
const TO_GIT = {
  to: [{ podSelector: { matchLabels: { app: 'git' } }, namespaceSelector: { matchLabels: { team: 'tools' } } }],
  ports: tcp(22, 443),
};

function policyOf(props: BuildFarmNamespaceProps = {}) {
  return only(synthFarm(props).manifests, 'NetworkPolicy').spec as { egress?: Rule[]; policyTypes: string[] };
}

function egressOf(props: BuildFarmNamespaceProps = {}): Rule[] {
  return policyOf(props).egress ?? [];
}

/** Whether builds can connect to the address at every port. */
function opens(props: BuildFarmNamespaceProps, address: string): boolean {
  return portsOpenToBuilds(synthFarm(props).manifests, address) === 'all';
}

describe('ingress', () => {
  test('lets in a delegate that was added, and nobody else', () => {
    const reaches = (namespace: string, name: string, port = 20001) =>
      networkOf(servedFarm().manifests).judge({
        from: { namespace, labels: { 'harness.io/name': name } },
        to: { namespace: 'harness-builds', labels: { any: 'label' } },
        ...{ protocol: 'TCP', port },
      }).ingress;
    expect(reaches('harness-delegate', 'ci')).toBe(true);
    expect([reaches('harness-delegate', 'other'), reaches('shop', 'ci'), reaches('harness-builds', 'ci')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(reaches('harness-delegate', 'ci', 22)).toBe(false);
  });

  test('denies all connections to a build until a delegate is added', () => {
    const spec = policyOf();
    expect(spec).toMatchObject({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(spec).not.toHaveProperty('ingress');
  });

  test('then lets the delegate connect to port 20001 only', () => {
    covers('S004.architecture.delegate-mediates');
    const policy = named(servedFarm().manifests, 'NetworkPolicy', 'harness-builds.ci.harness-delegate');
    expect(policy.spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              podSelector: { matchLabels: { 'harness.io/name': 'ci' } },
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'harness-delegate' } },
            },
          ],
          ports: tcp(20001),
        },
      ],
    });
  });
});

describe('egress', () => {
  test('is everything but the addresses of cloud metadata by default', () => {
    covers('S004.architecture.builds-reach-outside');
    expect(egressOf()).toEqual([DNS, ...EVERYTHING]);
    expect(egressOf({ egress: BuildEgress.everythingButCloudMetadata() })).toEqual([DNS, ...EVERYTHING]);
    expect(['1.1.1.1', '10.0.0.1', '2606::1'].map((address) => opens({}, address))).toEqual([true, true, true]);
    const { manifests } = synthFarm();
    expect(portsOpenToBuilds(manifests, '169.254.169.254')).toBe('TCP and UDP 53 and 5353');
    expect(portsOpenToBuilds(manifests, 'fd00:ec2::254')).toBe('none');
  });

  test.each([
    ['GKE', ClusterPlatform.gke(), '169.254.169.252'],
    ['GKE Autopilot', ClusterPlatform.gkeAutopilot(), '169.254.169.252'],
    ['AKS', ClusterPlatform.aks(), '168.63.129.16'],
  ])('blocks the additional address of %s', (_platform, platform, address) => {
    expect(opens({ platform }, address)).toBe(false);
    expect(opens({}, address)).toBe(true);
  });

  test('to public addresses only blocks private, link-local and shared addresses, and pods', () => {
    covers('S004.architecture.builds-reach-outside');
    const props = { egress: BuildEgress.publicOnly() };
    const own = ['10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.0.1', '192.168.0.1', '0.0.0.1'];
    expect([...own, '::1', 'fd00::1', 'fe80::1'].filter((address) => opens(props, address))).toEqual([]);
    expect(['1.1.1.1', '172.32.0.1', '2606:4700::1'].map((address) => opens(props, address))).toEqual([
      true,
      true,
      true,
    ]);
    const [from, to] = ['harness-builds', 'shop'].map((namespace) => ({ namespace, labels: {} }));
    expect(networkOf(synthFarm(props).manifests).judge({ from, to, protocol: 'TCP', port: 443 }).egress).toBe(false);
  });

  test('to an allow-list is DNS and that list', () => {
    const registry = { peer: NetworkPeer.cidr('203.0.113.0/24') };
    expect(egressOf({ egress: BuildEgress.restrictedTo([registry, GIT]) })).toEqual([
      DNS,
      { to: [block('203.0.113.0/24')] },
      TO_GIT,
    ]);
    expect(egressOf({ egress: BuildEgress.restrictedTo([]) })).toEqual([DNS]);
  });

  test('unrestricted has no rules, and the policy covers ingress only', () => {
    const spec = policyOf({ egress: BuildEgress.unrestricted() });
    expect(spec.policyTypes).toEqual(['Ingress']);
    expect(spec).not.toHaveProperty('egress');
  });

  test.each([
    ['public addresses only', BuildEgress.publicOnly()],
    ['an allow-list', BuildEgress.restrictedTo([])],
    ['everything but cloud metadata', BuildEgress.everythingButCloudMetadata()],
  ])('allows pods of the cluster by label, in addition to %s', (_what, egress) => {
    expect(egressOf({ egress, additionalEgress: [GIT] })).toEqual([...egressOf({ egress }), TO_GIT]);
  });

  test.each([
    ['public addresses only', BuildEgress.publicOnly()],
    ['an allow-list', BuildEgress.restrictedTo([GIT])],
    ['everything but cloud metadata', BuildEgress.everythingButCloudMetadata()],
  ])('allows DNS on 53 and 5353 for every choice: %s', (_what, egress) => {
    expect(egressOf({ egress })[0]).toEqual(DNS);
  });

  test('allows only the given DNS servers, and none for an empty list', () => {
    const dnsServers = [NetworkPeer.cidr('10.0.0.2/32')];
    expect(egressOf({ dnsServers })[0]).toEqual({ to: [block('10.0.0.2/32')], ports: DNS_PORTS });
    expect(egressOf({ dnsServers: [] })).toEqual(EVERYTHING);
  });

  test('blocks everything if no destination is given', () => {
    const spec = policyOf({ egress: BuildEgress.restrictedTo([]), dnsServers: [] });
    expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(spec).not.toHaveProperty('egress');
  });
});

describe('a cloud identity', () => {
  const pair = [
    { to: [block('169.254.169.252/32')], ports: tcp(988) },
    { to: [block('169.254.169.254/32')], ports: tcp(80) },
  ];

  test.each([
    ['everything but cloud metadata', undefined],
    ['public addresses only', BuildEgress.publicOnly()],
    ['an allow-list', BuildEgress.restrictedTo([])],
  ])('of GKE reopens its pair of addresses, at their ports only: %s', (_what, egress) => {
    const platform = ClusterPlatform.gke();
    const cloudIdentity = CloudIdentity.gke('ci@project.iam.gserviceaccount.com');
    const rules = egressOf({ egress, platform, cloudIdentity });
    expect(rules).toEqual([...egressOf({ egress, platform }), ...pair]);
    expect(portsOpenToBuilds(synthFarm({ egress, platform, cloudIdentity }).manifests, '169.254.169.254')).toBe(
      'TCP 53, 80 and 5353 and UDP 53 and 5353',
    );
  });

  test('of EKS Pods opens its agent', () => {
    const rules = egressOf({ egress: BuildEgress.publicOnly(), cloudIdentity: CloudIdentity.eksPodIdentity() });
    expect(rules.slice(-2)).toEqual([
      { to: [block('169.254.170.23/32')], ports: tcp(80) },
      { to: [block('fd00:ec2::23/128')], ports: tcp(80) },
    ]);
  });

  test.each([
    ['IRSA', CloudIdentity.irsa('arn:aws:iam::123456789012:role/ci')],
    ['Azure', CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef')],
  ])('at a public address opens nothing: %s', (_cloud, cloudIdentity) => {
    expect(egressOf({ cloudIdentity })).toEqual(egressOf());
  });
});

describe('the stricter egress is never weaker', () => {
  test('public addresses exclude public metadata addresses of a platform, and no block twice', () => {
    const props = { egress: BuildEgress.publicOnly(), platform: ClusterPlatform.aks() };
    expect(portsOpenToBuilds(synthFarm(props).manifests, '168.63.129.16')).toBe('none');
    const except = only(synthFarm(props).manifests, 'NetworkPolicy').spec.egress.flatMap(({ to }: Rule) =>
      to.flatMap(({ ipBlock }) => ipBlock?.except ?? []),
    );
    expect(except).toContain('168.63.129.16/32');
    expect(except).not.toContain('169.254.169.254/32');
  });

  test('in the ambient mesh, the tunnel is open to the given pods only', () => {
    const peer = NetworkPeer.namespace('registry');
    const props = { istio: Istio.ambient(), egress: BuildEgress.restrictedTo([{ peer, ports: [443] }]) };
    const tunnels = only(synthFarm(props).manifests, 'NetworkPolicy').spec.egress.filter(({ ports }: Rule) =>
      ports?.some(({ port }) => port === 15008),
    );
    expect(tunnels).toEqual([{ to: [peer._peer], ports: tcp(15008) }]);
    const open = { istio: Istio.ambient(), egress: BuildEgress.publicOnly() };
    expect(JSON.stringify(synthFarm(open).manifests)).not.toContain('15008');
  });
});
