import { Lazy } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { type CidrOptions, NetworkPeer } from '../../lib/core';
import {
  DelegateDnsPolicy,
  DelegateEgress,
  type DelegateNetworkPolicy,
  type HarnessDelegateProps,
} from '../../lib/delegate';
import { CloudIdentity } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { kindsOf, objectOf, yamlOf } from '../testkit/synth';
import { synthDelegate } from './delegates';

const API_SERVER = { peer: NetworkPeer.cidr('10.0.0.1/32'), ports: [443, 6443] };
const DNS_PORTS = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP', port: 53 },
  { protocol: 'UDP', port: 5353 },
  { protocol: 'TCP', port: 5353 },
];
const block = (cidr: string) => ({ ipBlock: { cidr } });
/** The cluster's DNS pods, NodeLocal DNSCache, LocalDNS of AKS, and Google Cloud DNS. */
const DNS = {
  to: [
    ...[{ namespaceSelector: {} }, block('169.254.20.10/32')],
    ...[block('169.254.10.11/32'), block('169.254.169.254/32')],
  ],
  ports: DNS_PORTS,
};
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: 'TCP', port }));

function policyOf(networkPolicy: DelegateNetworkPolicy, props: Partial<HarnessDelegateProps> = {}) {
  return objectOf(synthDelegate({ ...props, networkPolicy }).manifests, 'NetworkPolicy');
}

function egressOf(props: Partial<HarnessDelegateProps>, ...destinations: (typeof API_SERVER)[]) {
  return policyOf({ egress: DelegateEgress.restrictedTo(destinations) }, props).spec.egress;
}

// https://istio.io/latest/docs/ops/integrations/prometheus/#option-1-metrics-merging
// https://istio.io/latest/docs/ambient/usage/networkpolicy/
describe('in a mesh, a network policy', () => {
  const MONITORING = NetworkPeer.namespace('monitoring');
  const SIDECAR = { podLabels: { 'sidecar.istio.io/inject': 'true' } };
  const AMBIENT = { podLabels: { 'istio.io/dataplane-mode': 'ambient' } };
  const PROBES = { from: [block('169.254.7.127/32'), block('fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128')] };
  const ingressOf = (props: Partial<HarnessDelegateProps>, ...metricsFrom: NetworkPeer[]) =>
    policyOf({ metricsFrom }, props).spec.ingress;

  test('opens the port to which a sidecar redirects scrapes, unless it does not', () => {
    expect(ingressOf(SIDECAR, MONITORING)[0].ports).toEqual(tcp(3000, 15020));
    expect(ingressOf(SIDECAR)).toBeUndefined();
    const podAnnotations = { 'prometheus.istio.io/merge-metrics': 'false' };
    for (const props of [{ podAnnotations }, { metricsAnnotations: false }]) {
      expect(ingressOf({ ...SIDECAR, ...props }, MONITORING)[0].ports).toEqual(tcp(3000));
    }
    expect(ingressOf({ podLabels: { 'sidecar.istio.io/inject': 'false' } }, MONITORING)[0].ports).toEqual(tcp(3000));
  });

  test('admits the probes of the kubelet in the ambient mesh, and the tunnel of those that read metrics', () => {
    expect(ingressOf(AMBIENT)).toEqual([PROBES]);
    const [metrics, probes] = ingressOf(AMBIENT, MONITORING);
    expect([metrics.ports, probes]).toEqual([tcp(3000, 15008), PROBES]);
  });

  test('lets the delegate reach pods by the tunnel of the ambient mesh, but no addresses', () => {
    const vault = { peer: NetworkPeer.namespace('vault'), ports: [8200] };
    const egress = DelegateEgress.restrictedTo([API_SERVER, vault]);
    const props = { ...AMBIENT, access: DelegateAccess.ciBuilds(['builds']) };
    const tunnelled = (rules: any[]) =>
      rules.filter(({ ports }) => ports.some(({ port }: any) => port === 15008)).map(({ to }) => to);
    const inNamespace = (name: string) => [
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } },
    ];
    expect(tunnelled(policyOf({ egress }, props).spec.egress)).toEqual([inNamespace('builds'), inNamespace('vault')]);
    expect(tunnelled(policyOf({ egress }, SIDECAR).spec.egress)).toEqual([]);
  });
});

describe('a network policy', () => {
  test('is not created by default', () => {
    expect(kindsOf(synthDelegate().manifests)).not.toContain('NetworkPolicy');
  });

  test('speaks of the pods of this delegate alone', () => {
    const { metadata, spec } = policyOf({});
    expect(metadata).toMatchObject({ name: 'ci', namespace: 'harness-delegate' });
    expect(spec.podSelector).toEqual({ matchLabels: { 'harness.io/name': 'ci' } });
  });

  test('denies all ingress and allows all egress', () => {
    covers('S003.delegate.outbound-only', 'S003.delegate.reaches-providers');
    const policy = policyOf({});
    expect(policy.spec).toEqual({
      podSelector: { matchLabels: { 'harness.io/name': 'ci' } },
      policyTypes: ['Ingress'],
    });
    expect(policyOf({ egress: DelegateEgress.open() })).toEqual(policy);
    expect(yamlOf(policy)).toMatchSnapshot();
  });

  test('lets the named peers read metrics, and nothing else', () => {
    const metricsFrom = [
      NetworkPeer.namespace('monitoring'),
      NetworkPeer.pods({ app: 'prometheus' }),
      NetworkPeer.pods({ app: 'prometheus' }, { namespaceLabels: { team: 'platform' } }),
      NetworkPeer.cidr('10.0.0.0/8', { except: ['10.1.0.0/16'] }),
      NetworkPeer.anyNamespace(),
    ];
    const { ingress, policyTypes } = policyOf({ metricsFrom }).spec;
    expect(policyTypes).toEqual(['Ingress']);
    expect(ingress).toEqual([
      {
        ports: tcp(3000),
        from: [
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } },
          { podSelector: { matchLabels: { app: 'prometheus' } } },
          {
            podSelector: { matchLabels: { app: 'prometheus' } },
            namespaceSelector: { matchLabels: { team: 'platform' } },
          },
          { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
          { namespaceSelector: {} },
        ],
      },
    ]);
  });
});

describe('restricted egress', () => {
  test('lets the delegate query DNS, and connect to the named peers', () => {
    covers('S003.delegate.reaches-providers');
    const policy = policyOf({
      egress: DelegateEgress.restrictedTo([API_SERVER, { peer: NetworkPeer.namespace('git') }]),
    });
    expect(policy.spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(policy.spec.egress).toEqual([
      DNS,
      { to: [block('10.0.0.1/32')], ports: tcp(443, 6443) },
      { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'git' } } }] },
    ]);
  });

  test('lets the delegate query only the named DNS servers', () => {
    const dnsServers = [NetworkPeer.cidr('10.0.0.2/32'), NetworkPeer.pods({ dns: 'own' })];
    const { egress } = policyOf({ egress: DelegateEgress.restrictedTo([]), dnsServers }).spec;
    expect(egress).toEqual([
      { to: [block('10.0.0.2/32'), { podSelector: { matchLabels: { dns: 'own' } } }], ports: DNS_PORTS },
    ]);
  });

  test('lets the delegate query no DNS server if none is named: a rule without peers would allow all', () => {
    expect(policyOf({ egress: DelegateEgress.restrictedTo([]), dnsServers: [] }).spec).toEqual({
      podSelector: { matchLabels: { 'harness.io/name': 'ci' } },
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  test('lets the delegate query the servers of its own DNS settings', () => {
    const dnsConfig = { nameservers: ['10.0.0.2', 'fd00::2'] };
    const [dns] = egressOf({ dnsPolicy: DelegateDnsPolicy.NONE, dnsConfig });
    expect(dns.to).toEqual(expect.arrayContaining([block('10.0.0.2/32'), block('fd00::2/128')]));
  });

  test('also restricts an empty list', () => {
    const { policyTypes, egress } = policyOf({ egress: DelegateEgress.restrictedTo([]) }).spec;
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    expect(egress).toEqual([DNS]);
  });

  test('lets the delegate reach the pods of its builds, each namespace once', () => {
    const access = DelegateAccess.ciBuilds(['team-a', 'team-b']).plus(DelegateAccess.ciBuilds(['team-a']));
    expect(egressOf({ access })).toEqual([
      DNS,
      {
        to: ['team-a', 'team-b'].map((name) => ({
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
        })),
        ports: tcp(20001),
      },
    ]);
  });

  test('opens nothing for access that runs no builds', () => {
    const access = DelegateAccess.deployments(['shop']).plus(DelegateAccess.connectionTest());
    expect(egressOf({ access })).toEqual([DNS]);
  });

  test.each<[string, CloudIdentity, { cidr: string; port: number }[]]>([
    ['IRSA, which asks a public address', CloudIdentity.irsa('arn:aws:iam::123456789012:role/ci'), []],
    [
      'EKS Pod Identity',
      CloudIdentity.eksPodIdentity(),
      [
        { cidr: '169.254.170.23/32', port: 80 },
        { cidr: 'fd00:ec2::23/128', port: 80 },
      ],
    ],
    [
      'GKE',
      CloudIdentity.gke('ci@project.iam.gserviceaccount.com'),
      [
        { cidr: '169.254.169.252/32', port: 988 },
        { cidr: '169.254.169.254/32', port: 80 },
      ],
    ],
    ['Azure, which asks a public address', CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef'), []],
  ])('lets the delegate reach the node for its cloud identity: %s', (_cloud, cloudIdentity, endpoints) => {
    const rules = endpoints.map(({ cidr, port }) => ({ to: [block(cidr)], ports: tcp(port) }));
    expect(egressOf({ cloudIdentity })).toEqual([DNS, ...rules]);
  });

  test('opens nothing for a cloud identity where egress is open', () => {
    const policy = policyOf({}, { cloudIdentity: CloudIdentity.eksPodIdentity() });
    expect(policy.spec).not.toHaveProperty('egress');
  });

  test('takes a block that is known only later, unless closed addresses would have to be excluded from it', () => {
    const later = (cidr: string) => [{ peer: NetworkPeer.cidr(Lazy.any({ produce: () => cidr })) }];
    const egress = (cidr: string) => ({ egress: DelegateEgress.restrictedTo(later(cidr)) });
    expect(policyOf(egress('10.0.0.0/8')).spec.egress[1]).toEqual({ to: [block('10.0.0.0/8')] });
    expect(() => policyOf(egress('0.0.0.0/0'))).toThrow(
      /networkPolicy\.egress\[0\]\.peer\.cidr: got "0\.0\.0\.0\/0"; expected a block without 169\.254\.0\.0\/16/,
    );
  });

  test('is written whole', () => {
    const access = DelegateAccess.ciBuilds(['harness-builds']);
    const cloudIdentity = CloudIdentity.gke('ci@project.iam.gserviceaccount.com');
    const metricsFrom = [NetworkPeer.namespace('monitoring')];
    const egress = DelegateEgress.restrictedTo([API_SERVER, { peer: NetworkPeer.cidr('0.0.0.0/0'), ports: [443] }]);
    expect(yamlOf(policyOf({ metricsFrom, egress }, { access, cloudIdentity }))).toMatchSnapshot();
  });
});

describe('a peer or port is refused where the API server would', () => {
  const cidr = (text: string, options?: CidrOptions) => NetworkPeer.cidr(text, options);

  test.each([
    ['no block', cidr('10.0.0.1')],
    ['too long a prefix', cidr('10.0.0.0/33')],
    ['no address', cidr('10.0.0.256/32')],
    ['an exception outside the block', cidr('10.0.0.0/8', { except: ['11.0.0.0/16'] })],
    ['an exception as large as the block', cidr('10.0.0.0/8', { except: ['10.0.0.0/8'] })],
    ['an exception of the other family', cidr('10.0.0.0/8', { except: ['fd00::/16'] })],
    ['no name of a namespace', NetworkPeer.namespace('Not A Name')],
    ['no label', NetworkPeer.pods({ 'not a label': 'a' })],
  ])('%s', (_what, peer) => {
    expect(refused(() => policyOf({ metricsFrom: [peer] })).property).toMatch(/^networkPolicy\.metricsFrom\[0\]/);
    const egress = DelegateEgress.restrictedTo([API_SERVER, { peer }]);
    expect(refused(() => policyOf({ egress })).property).toMatch(/^networkPolicy\.egress\[1\]\.peer/);
  });

  test.each([[[0]], [[65536]], [[443, 1.5]], [[]]])('ports %j', (ports) => {
    const egress = DelegateEgress.restrictedTo([{ peer: NetworkPeer.cidr('0.0.0.0/0'), ports }]);
    expect(refused(() => policyOf({ egress })).property).toMatch(/^networkPolicy\.egress\[0\]\.ports/);
  });

  test.each(['0.0.0.0/0', '::/0', 'fd00::/8', '10.0.0.1/32', '2001:db8::1/128'])('but not %s', (valid) => {
    expect(policyOf({ metricsFrom: [cidr(valid)] }).spec.ingress[0].from).toEqual([block(valid)]);
  });
});

test('an empty list of exceptions is left out: the server drops it, and would see a change at each apply', () => {
  expect(NetworkPeer.cidr('10.0.0.0/8', { except: [] })._peers).toEqual([{ ipBlock: { cidr: '10.0.0.0/8' } }]);
});
