import { BuildEgress, type BuildFarmNamespaceProps, ClusterPlatform, Istio } from '../../lib/build-namespace';
import { NetworkPeer } from '../../lib/core';
import { CloudIdentity } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { networkOf, portsOpenToBuilds } from '../testkit/questions';
import { refused } from '../testkit/refused';
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
  to: [{ namespaceSelector: {} }, block('169.254.20.10/32'), block('169.254.10.11/32'), block('169.254.169.254/32')],
  ports: DNS_PORTS,
};
const METADATA_V4 = [
  ...['169.254.0.0/16', '100.100.100.200/32', '100.96.0.96/32', '100.80.80.80/32', '168.63.129.16/32'],
  '192.0.0.192/32',
];
const METADATA_V6 = [
  ...['fe80::/10', 'fd00:ec2::254/128', 'fd00:ec2::23/128', 'fd20:ce::254/128', 'fd00:c1::a9fe:a9fe/128'],
  ...['fd00:42::42/128', 'fd00:a9fe:a9fe::1/128', 'fd00:100::100:200/128', '64:ff9b:1::/48'],
  ...['64:ff9b::a9fe:0/112', '64:ff9b::6464:64c8/128', '64:ff9b::6460:60/128', '64:ff9b::6450:5050/128'],
  ...['64:ff9b::a83f:8110/128', '64:ff9b::c000:c0/128'],
];
const EVERYTHING = [
  { to: [block('0.0.0.0/0', ...METADATA_V4)] },
  { to: [block('::/0', ...METADATA_V6)] },
  { to: [{ namespaceSelector: {} }] },
];
const GIT = { peer: NetworkPeer.pods({ app: 'git' }, { namespaceLabels: { team: 'tools' } }), ports: [22, 443] };
const REGISTRY = NetworkPeer.cidr('203.0.113.0/24');
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
    expect(egressOf({ egress: BuildEgress.restrictedTo([{ peer: REGISTRY }, GIT]) })).toEqual([
      DNS,
      { to: [block('203.0.113.0/24')] },
      TO_GIT,
    ]);
    expect(egressOf({ egress: BuildEgress.restrictedTo([]) })).toEqual([DNS]);
  });

  test('to several peers has one list of ports, and published lists become blocks', () => {
    // As at https://api.github.com/meta, where hosts of other ranges have addresses without a prefix.
    const published = JSON.parse('{ "git": ["192.30.252.0/22", "2a0a:a440::/29", "20.201.28.151"] }') as {
      git: string[];
    };
    const peer = NetworkPeer.anyOf([NetworkPeer.cidrs(published.git), GIT.peer, NetworkPeer.anyOf([REGISTRY])]);
    expect(egressOf({ egress: BuildEgress.restrictedTo([{ peer, ports: [22, 443] }]) })).toEqual([
      DNS,
      {
        to: [
          ...[block('192.30.252.0/22'), block('2a0a:a440::/29'), block('20.201.28.151/32')],
          ...[...TO_GIT.to, block('203.0.113.0/24')],
        ],
        ports: tcp(22, 443),
      },
    ]);
  });

  test('to host names is refused with what can restrict them, and to closed addresses with what opens them', () => {
    const refusal = (cidr: string) =>
      refused(() => synthFarm({ egress: BuildEgress.restrictedTo([{ peer: NetworkPeer.cidr(cidr) }]) }));
    expect(refusal('github.com').remedy).toMatch(/NetworkPeer\.cidrs.* a proxy .*toFQDNs of Cilium/);
    const { problem, remedy } = refusal('169.254.169.254/32');
    expect(problem).toBe('all of it is in 169.254.0.0/16, which stays closed');
    expect(remedy).toMatch(/dnsServers.*cloud identity.*additionalEgress/);
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
      'TCP 53 and 80 and UDP 53',
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
  test('public addresses exclude public metadata addresses, and no block twice', () => {
    const props = { egress: BuildEgress.publicOnly() };
    expect(portsOpenToBuilds(synthFarm(props).manifests, '168.63.129.16')).toBe('none');
    const except = only(synthFarm(props).manifests, 'NetworkPolicy').spec.egress.flatMap(({ to }: Rule) =>
      to.flatMap(({ ipBlock }) => ipBlock?.except ?? []),
    );
    expect(except).toContain('168.63.129.16/32');
    expect(except).not.toContain('169.254.169.254/32');
    expect(new Set(except).size).toBe(except.length);
  });

  test('in the ambient mesh, the tunnel is open to the given pods only', () => {
    const peer = NetworkPeer.namespace('registry');
    const props = { istio: Istio.ambient(), egress: BuildEgress.restrictedTo([{ peer, ports: [443] }]) };
    const tunnels = only(synthFarm(props).manifests, 'NetworkPolicy').spec.egress.filter(({ ports }: Rule) =>
      ports?.some(({ port }) => port === 15008),
    );
    expect(tunnels).toEqual([{ to: [...peer._peers], ports: tcp(15008) }]);
    const mixed = { peer: NetworkPeer.anyOf([NetworkPeer.cidr('10.0.0.0/8'), peer]), ports: [443] };
    const both = { ...props, egress: BuildEgress.restrictedTo([mixed]) };
    expect(only(synthFarm(both).manifests, 'NetworkPolicy').spec.egress.at(-1)).toEqual(tunnels[0]);
    const open = { istio: Istio.ambient(), egress: BuildEgress.publicOnly() };
    expect(JSON.stringify(synthFarm(open).manifests)).not.toContain('15008');
  });
});
