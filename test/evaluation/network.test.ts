import { type KubernetesObject, Network, type PodClass, reachOf, reachWords } from '../../lib/evaluation';

const policy = (spec: object, name = 'policy', namespace = 'default'): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});

/** The example of the Kubernetes documentation. @see https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
const DOCUMENTED = policy({
  podSelector: { matchLabels: { role: 'db' } },
  policyTypes: ['Ingress', 'Egress'],
  ingress: [
    {
      from: [
        { ipBlock: { cidr: '172.17.0.0/16', except: ['172.17.1.0/24'] } },
        { namespaceSelector: { matchLabels: { project: 'myproject' } } },
        { podSelector: { matchLabels: { role: 'frontend' } } },
      ],
      ports: [{ protocol: 'TCP', port: 6379 }],
    },
  ],
  egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/24' } }], ports: [{ protocol: 'TCP', port: 5978 }] }],
});

const DB = { namespace: 'default', labels: { role: 'db' } };
const TCP = (port: number) => ({ protocol: 'TCP' as const, port });
const network = new Network([DOCUMENTED]);
const comes = (from: Parameters<Network['judge']>[0]['from'], port = TCP(6379)) =>
  network.judge({ from, to: DB, ...port }).ingress;
const goes = (address: string, port = TCP(5978)) => network.judge({ from: DB, to: { address }, ...port }).egress;

describe('the documented example', () => {
  test.each([
    ['a frontend of the namespace', { namespace: 'default', labels: { role: 'frontend' } }, true],
    ['a frontend of another namespace', { namespace: 'other', labels: { role: 'frontend' } }, false],
    ['another pod of the namespace', { namespace: 'default', labels: {} }, false],
    [
      'any pod of a namespace of the project',
      { namespace: 'p', namespaceLabels: { project: 'myproject' }, labels: {} },
      true,
    ],
    ['172.17.0.1', { address: '172.17.0.1' }, true],
    ['172.17.2.0', { address: '172.17.2.0' }, true],
    ['172.17.1.7, which is excepted', { address: '172.17.1.7' }, false],
    ['172.18.0.1', { address: '172.18.0.1' }, false],
  ])('admits %s: %#', (_who, from, isAdmitted) => {
    expect(comes(from)).toBe(isAdmitted);
    expect(comes(from, TCP(6380))).toBe(false);
    expect(comes(from, { protocol: 'UDP' as never, port: 6379 })).toBe(false);
  });

  test('lets out to one block and one port', () => {
    expect([goes('10.0.0.9'), goes('10.0.1.9'), goes('10.0.0.9', TCP(443))]).toEqual([true, false, false]);
  });

  test('says nothing of other pods', () => {
    const [from, to] = [
      { namespace: 'default', labels: {} },
      { namespace: 'other', labels: { role: 'db' } },
    ];
    expect(network.judge({ from, to, ...TCP(1) })).toEqual({ egress: true, ingress: true, isAllowed: true });
  });
});

describe('what Kubernetes adds to an incomplete policy', () => {
  const ingressTo = (spec: object) =>
    new Network([policy(spec)]).judge({ from: { address: '9.9.9.9' }, to: DB, ...TCP(80) }).ingress;

  test('without types, it is for ingress, and for egress with rules for it', () => {
    const spec = { podSelector: {} };
    const egress = (one: object) =>
      new Network([policy(one)]).judge({ from: DB, to: { address: '9.9.9.9' }, ...TCP(80) }).egress;
    expect([ingressTo(spec), egress(spec)]).toEqual([false, true]);
    expect(egress({ ...spec, egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] })).toBe(false);
    expect(egress({ ...spec, egress: [] })).toBe(true);
  });

  test('a rule without peers or ports is for all of them, and so are empty lists', () => {
    for (const ingress of [[{}], [{ from: [], ports: [] }], [{ from: null, ports: null }]])
      expect(ingressTo({ podSelector: {}, ingress })).toBe(true);
    expect(ingressTo({ podSelector: {}, ingress: null })).toBe(false);
  });

  test('a port without a protocol is TCP, one without a number is all of its protocol, a name is that of the pod', () => {
    const at = (port: object, wanted: object) =>
      new Network([policy({ podSelector: {}, ingress: [{ ports: [port] }] })]).judge({
        ...{ from: { address: '9.9.9.9' }, to: DB, ...TCP(80) },
        ...wanted,
      }).ingress;
    expect([at({ port: 80 }, {}), at({ port: 80 }, { protocol: 'UDP' })]).toEqual([true, false]);
    expect([at({ protocol: 'UDP' }, {}), at({ protocol: 'UDP' }, { protocol: 'UDP' })]).toEqual([false, true]);
    expect([at({ port: 70, endPort: 80 }, {}), at({ port: 70, endPort: 79 }, {})]).toEqual([true, false]);
    expect([at({ port: 'http' }, { portName: 'http' }), at({ port: 'http' }, {})]).toEqual([true, false]);
  });

  test('policies of other API groups are not network policies of Kubernetes', () => {
    const foreign = { ...policy({ podSelector: {} }), apiVersion: 'crd.projectcalico.org/v1' };
    expect(new Network([foreign]).policiesIn('default', 'Ingress')).toEqual([]);
  });
});

describe('in words', () => {
  const all: PodClass = { namespace: 'default', labels: {}, hasOtherLabels: true };
  const said = (spec: object, ...more: KubernetesObject[]) =>
    reachWords(reachOf(new Network([policy(spec), ...more]), all, 'Egress'));
  const to = (...egress: object[]) => said({ podSelector: {}, policyTypes: ['Egress'], egress });
  const block = (cidr: string, ...except: string[]) => ({ ipBlock: { cidr, except } });

  test.each<[object[], string]>([
    [[], 'nothing'],
    [[{}], 'everything'],
    [[{ ports: [{ port: 443 }] }], 'everything on TCP 443'],
    [[{ to: [block('0.0.0.0/0'), block('::/0')] }], 'every address'],
    [[{ to: [block('0.0.0.0/0', '10.0.0.0/8')] }], 'every IPv4 address but 10.0.0.0/8'],
    [[{ to: [block('::/0', 'fd00::/8'), block('10.0.0.1/32')] }], '10.0.0.1 and every IPv6 address but fd00::/8'],
    [[{ to: [block('10.0.0.0/25'), block('10.0.0.128/25')] }], '10.0.0.0/24'],
    [[{ to: [{ podSelector: {} }] }], 'pods of namespace default'],
    [[{ to: [{ namespaceSelector: {}, podSelector: {} }, { podSelector: {} }] }], 'every pod'],
    [
      [
        {
          to: [
            {
              podSelector: {
                matchExpressions: [
                  { key: 'a', operator: 'NotIn', values: ['x', 'y'] },
                  { key: 'b', operator: 'Exists' },
                ],
              },
            },
          ],
        },
      ],
      'pods with a not in (x, y) and b of namespace default',
    ],
    [
      [{ to: [{ podSelector: { matchLabels: { a: 'x' } }, namespaceSelector: { matchLabels: { t: '1' } } }] }],
      'pods with a=x of namespaces with t=1',
    ],
    [
      [
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'git' } } }],
          ports: [{ port: 22 }, { port: 443 }],
        },
      ],
      'pods of namespace git on TCP 22 and 443',
    ],
    [
      [
        {
          to: [block('10.0.0.1/32')],
          ports: [{ port: 8000, endPort: 9000 }, { protocol: 'UDP', port: 'dns' }, { protocol: 'SCTP' }],
        },
      ],
      '10.0.0.1 on every SCTP port, TCP 8000-9000 and UDP dns',
    ],
    [
      [{ to: [block('10.0.0.0/8')] }, { to: [block('10.0.0.1/32'), block('11.0.0.1/32')], ports: [{ port: 53 }] }],
      '10.0.0.0/8; 11.0.0.1 on TCP 53',
    ],
  ])('%j is %s', (egress, words) => {
    expect(to(...egress)).toBe(words);
  });

  test('pods that no policy selects reach everything', () => {
    const app = { matchLabels: { app: 'x' } };
    const notApp = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['x'] }] };
    const egress = { policyTypes: ['Egress'], egress: [] };
    expect(said({ podSelector: app, ...egress })).toBe('everything: some of these pods are not selected by any policy');
    expect(said({ podSelector: app, ...egress }, policy({ podSelector: notApp, ...egress }, 'other'))).toBe('nothing');
    expect(reachWords(reachOf(new Network([]), all, 'Egress'))).toBe('everything: no policy restricts it');
    const labeled = { namespace: 'default', labels: { app: 'x' } };
    expect(reachWords(reachOf(new Network([policy({ podSelector: app, ...egress })]), labeled, 'Egress'))).toBe(
      'nothing',
    );
  });
});
