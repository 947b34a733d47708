import {
  BuildEgress,
  type BuildFarmNamespaceProps,
  CloudIdentity,
  ClusterPlatform,
  Istio,
  NetworkPeer,
} from 'harness-constructs';
import { covers } from '../support/covers';
import { isWithin, parseBlock } from '../../lib/values';
import { named, only, servedFarm, synthFarm } from './farms';

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

/** Whether the rules let a pod connect to the address at a port that no rule names. */
function opens(rules: Rule[], address: string): boolean {
  const at = parseBlock(`${address}/${address.includes(':') ? 128 : 32}`)!;
  const isIn = (cidr: string) =>
    cidr === `${address}/${address.includes(':') ? 128 : 32}` || isWithin(at, parseBlock(cidr)!);
  return rules
    .filter(({ ports }) => ports === undefined)
    .flatMap(({ to }) => to.flatMap(({ ipBlock }) => ipBlock ?? []))
    .some(({ cidr, except = [] }) => isIn(cidr) && !except.some(isIn));
}

describe('ingress', () => {
  test('lets nobody connect to a build until a delegate is added', () => {
    const spec = policyOf();
    expect(spec).toMatchObject({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(spec).not.toHaveProperty('ingress');
  });

  test('lets the delegate connect to port 20001 then, and to no other', () => {
    covers('S004.cluster.port-20001', 'S004.architecture.delegate-mediates');
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
  test('is everything but the addresses of cloud metadata, where nothing is said', () => {
    covers('S004.architecture.builds-reach-outside');
    expect(egressOf()).toEqual([DNS, ...EVERYTHING]);
    expect(egressOf({ egress: BuildEgress.everythingButCloudMetadata() })).toEqual([DNS, ...EVERYTHING]);
    expect(['1.1.1.1', '10.0.0.1', '2606::1'].map((address) => opens(egressOf(), address))).toEqual([true, true, true]);
    expect(['169.254.169.254', 'fd00:ec2::254'].map((address) => opens(egressOf(), address))).toEqual([false, false]);
  });

  test.each([
    ['GKE', ClusterPlatform.gke(), '169.254.169.252'],
    ['GKE Autopilot', ClusterPlatform.gkeAutopilot(), '169.254.169.252'],
    ['AKS', ClusterPlatform.aks(), '168.63.129.16'],
  ])('closes the further address of %s', (_platform, platform, address) => {
    expect(opens(egressOf({ platform }), address)).toBe(false);
    expect(opens(egressOf(), address)).toBe(true);
  });

  test('to public addresses only leaves no private, link-local or shared address open, and no pod', () => {
    covers('S004.architecture.builds-reach-outside');
    const rules = egressOf({ egress: BuildEgress.publicOnly() });
    const own = ['10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.0.1', '192.168.0.1', '0.0.0.1'];
    expect([...own, '::1', 'fd00::1', 'fe80::1'].filter((address) => opens(rules, address))).toEqual([]);
    expect(['1.1.1.1', '172.32.0.1', '2606:4700::1'].map((address) => opens(rules, address))).toEqual([
      true,
      true,
      true,
    ]);
    expect(rules.slice(1).flatMap(({ to }) => to.filter(({ namespaceSelector }) => namespaceSelector))).toEqual([]);
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

  test('unrestricted has no rules, and the policy is of ingress alone', () => {
    const spec = policyOf({ egress: BuildEgress.unrestricted() });
    expect(spec.policyTypes).toEqual(['Ingress']);
    expect(spec).not.toHaveProperty('egress');
  });

  test.each([
    ['public addresses only', BuildEgress.publicOnly()],
    ['an allow-list', BuildEgress.restrictedTo([])],
    ['everything but cloud metadata', BuildEgress.everythingButCloudMetadata()],
  ])('opens pods of the cluster by their labels, beside %s', (_what, egress) => {
    expect(egressOf({ egress, additionalEgress: [GIT] })).toEqual([...egressOf({ egress }), TO_GIT]);
  });

  test.each([
    ['public addresses only', BuildEgress.publicOnly()],
    ['an allow-list', BuildEgress.restrictedTo([GIT])],
    ['everything but cloud metadata', BuildEgress.everythingButCloudMetadata()],
  ])('lets builds ask DNS on 53 and 5353 whatever is chosen: %s', (_what, egress) => {
    expect(egressOf({ egress })[0]).toEqual(DNS);
  });

  test('lets builds ask the DNS servers that you name instead, and none for an empty list', () => {
    const dnsServers = [NetworkPeer.cidr('10.0.0.2/32')];
    expect(egressOf({ dnsServers })[0]).toEqual({ to: [block('10.0.0.2/32')], ports: DNS_PORTS });
    expect(egressOf({ dnsServers: [] })).toEqual(EVERYTHING);
  });

  test('closes everything where nothing at all is named', () => {
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
    expect(opens(rules, '169.254.169.254')).toBe(false);
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
  ])('that asks a public address opens nothing: %s', (_cloud, cloudIdentity) => {
    expect(egressOf({ cloudIdentity })).toEqual(egressOf());
  });
});

describe('the stricter choice is never the weaker one', () => {
  test('public addresses leave out the metadata of a platform that are public themselves, and no block twice', () => {
    const props = { egress: BuildEgress.publicOnly(), platform: ClusterPlatform.aks() };
    const except = only(synthFarm(props).manifests, 'NetworkPolicy').spec.egress.flatMap(({ to }: Rule) =>
      to.flatMap(({ ipBlock }) => ipBlock?.except ?? []),
    );
    expect(except).toContain('168.63.129.16/32');
    expect(except).not.toContain('169.254.169.254/32');
  });

  test('in the ambient mesh the tunnel is open to the pods that were named, and to no others', () => {
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
