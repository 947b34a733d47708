/** Random network policies, pods and connections, over few labels, addresses and ports, so that they meet. */
import * as fc from 'fast-check';
import type { Connection, KubernetesObject, PodEnd } from '../../lib/evaluation';

export const NAMESPACES = ['a', 'b'];
const KEYS = ['app', 'team'];
const VALUES = ['x', 'y', ''];
export const ADDRESSES = [
  '10.0.0.1',
  '10.0.0.130',
  '10.1.2.3',
  '169.254.169.254',
  '8.8.8.8',
  'fd00::1',
  'fd00:ec2::254',
];
const BLOCKS: [cidr: string, except: string[]][] = [
  ['0.0.0.0/0', ['169.254.169.254/32', '10.0.0.0/8']],
  ['10.0.0.0/8', ['10.0.0.128/25', '10.1.0.0/16']],
  ['10.0.0.77/24', []],
  ['169.254.169.254/32', []],
  ['::/0', ['fd00:ec2::254/128']],
  ['fd00::/8', ['fd00::/64']],
];

export const labels: fc.Arbitrary<{ [key: string]: string }> = fc
  .dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES))
  .map((map) => ({ ...map }));

const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom(...KEYS),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ key: fc.constantFrom(...KEYS), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);

const selector = fc.oneof(
  fc.constant({}),
  labels.map((matchLabels) => ({ matchLabels })),
  fc.array(expression, { minLength: 1, maxLength: 2 }).map((matchExpressions) => ({ matchExpressions })),
);

const namespaceSelector = fc.oneof(
  selector,
  fc.constantFrom(...NAMESPACES).map((name) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })),
);

const block = fc
  .tuple(fc.constantFrom(...BLOCKS), fc.nat(2))
  .map(([[cidr, except], count]) => ({ ipBlock: { cidr, except: except.slice(0, count) } }));

const peer = fc.oneof(
  block,
  selector.map((podSelector) => ({ podSelector })),
  namespaceSelector.map((one) => ({ namespaceSelector: one })),
  fc.record({ podSelector: selector, namespaceSelector }),
);

const protocol = fc.constantFrom('TCP', 'UDP', 'SCTP');
const port = fc.oneof(
  fc.record({ protocol, port: fc.constantFrom<number | string>(53, 80, 443, 'http') }, { requiredKeys: [] }),
  fc.record(
    { protocol, port: fc.constant(80), endPort: fc.constantFrom(80, 443, 20001) },
    { requiredKeys: ['port', 'endPort'] },
  ),
);

function rule(member: 'from' | 'to') {
  const given = { [member]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) };
  return fc.record(given, { requiredKeys: [] });
}

const spec = fc
  .record(
    {
      podSelector: selector,
      policyTypes: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
      ingress: fc.array(rule('from'), { maxLength: 2 }),
      egress: fc.array(rule('to'), { maxLength: 2 }),
    },
    { requiredKeys: ['podSelector'] },
  )
  .map((one) => ({ ...one }));

/** Up to four policies, in two namespaces, and one of these with labels of its own. */
export const policies: fc.Arbitrary<KubernetesObject[]> = fc
  .tuple(fc.array(fc.tuple(fc.constantFrom(...NAMESPACES), spec), { maxLength: 4 }), labels)
  .map(([specs, ofNamespace]) => [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', labels: ofNamespace } },
    ...specs.map(([namespace, one], index) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `policy-${index}`, namespace },
      spec: one,
    })),
  ]);

export const pod: fc.Arbitrary<PodEnd> = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  labels,
  address: fc.constantFrom(...ADDRESSES),
});

const end = fc.oneof(
  { weight: 3, arbitrary: pod },
  fc.constantFrom(...ADDRESSES).map((address) => ({ address })),
);

export const target = fc.oneof(
  fc.record({ protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'), port: fc.constantFrom(53, 80, 443, 20001, 8080) }),
  fc.constant({ protocol: 'TCP' as const, port: 8080, portName: 'http' }),
) as fc.Arbitrary<Pick<Connection, 'protocol' | 'port' | 'portName'>>;

export const connection: fc.Arbitrary<Connection> = fc
  .tuple(end, end, target)
  .map(([from, to, port]) => ({ from, to, ...port }));
