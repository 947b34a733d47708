import { DelegateDnsPolicy } from '../../lib/delegate';
import { TaintEffect, UnsatisfiableConstraint } from '../../lib/workload';
import { refused } from '../testkit/refused';
import { yamlOf } from '../testkit/synth';
import { DOCUMENTED, synthDelegate } from './delegates';

const AFFINITY = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { 'harness.io/name': 'ci' } } },
    ],
  },
};

const EVERYTHING = {
  nodeSelector: { 'kubernetes.io/arch': 'amd64', pool: 'ci' },
  tolerations: [{ key: 'pool', value: 'ci', effect: TaintEffect.NO_SCHEDULE }],
  affinity: AFFINITY,
  topologySpread: [{ topologyKey: 'topology.kubernetes.io/zone' }],
  priorityClassName: 'system-cluster-critical',
  runtimeClassName: 'gvisor',
  hostAliases: [{ ip: '10.0.0.1', hostnames: ['harness.internal', 'app.harness.internal'] }],
  dnsPolicy: DelegateDnsPolicy.NONE,
  dnsConfig: { nameservers: ['10.0.0.2'], searches: ['internal'], options: [{ name: 'ndots', value: '2' }] },
};

describe('the pods of the delegate', () => {
  test('run anywhere by default, as in Kubernetes', () => {
    const { pod } = synthDelegate();
    expect(Object.keys(pod).sort()).toEqual([
      'automountServiceAccountToken',
      'containers',
      'enableServiceLinks',
      'restartPolicy',
      'securityContext',
      'serviceAccountName',
      'terminationGracePeriodSeconds',
    ]);
  });

  test('run where it is set', () => {
    const { pod } = synthDelegate(EVERYTHING);
    expect(pod).toMatchObject({
      nodeSelector: EVERYTHING.nodeSelector,
      affinity: AFFINITY,
      priorityClassName: 'system-cluster-critical',
      runtimeClassName: 'gvisor',
      hostAliases: EVERYTHING.hostAliases,
      dnsPolicy: 'None',
      dnsConfig: EVERYTHING.dnsConfig,
    });
    expect(yamlOf({ ...pod, containers: [] })).toMatchSnapshot();
  });

  test('run where you choose in profile DOCUMENTED, too', () => {
    const [hardened, documented] = [{}, DOCUMENTED].map((profile) => synthDelegate({ ...profile, ...EVERYTHING }).pod);
    for (const field of [
      'nodeSelector',
      'tolerations',
      'affinity',
      'topologySpreadConstraints',
      'dnsConfig',
    ] as const) {
      expect(documented[field]).toEqual(hardened[field]);
    }
  });
});

describe('a toleration', () => {
  test.each([
    [{}, { operator: 'Exists' }],
    [{ key: 'spot' }, { key: 'spot', operator: 'Exists' }],
    [
      { key: 'pool', value: 'ci' },
      { key: 'pool', operator: 'Equal', value: 'ci' },
    ],
    [
      { key: 'pool', value: '' },
      { key: 'pool', operator: 'Equal', value: '' },
    ],
    [{ effect: TaintEffect.NO_SCHEDULE }, { operator: 'Exists', effect: 'NoSchedule' }],
    [
      { key: 'node.kubernetes.io/not-ready', effect: TaintEffect.NO_EXECUTE, tolerationSeconds: 0 },
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 },
    ],
    [
      { key: 'pool', value: 'ci', effect: TaintEffect.PREFER_NO_SCHEDULE },
      { key: 'pool', operator: 'Equal', value: 'ci', effect: 'PreferNoSchedule' },
    ],
  ])('has the operator that its fields ask for: %j', (toleration, written) => {
    expect(synthDelegate({ tolerations: [toleration] }).pod.tolerations).toStrictEqual([written]);
  });

  test.each([
    ['value', { value: 'ci' }],
    ['tolerationSeconds', { key: 'a', tolerationSeconds: 5 }],
    ['tolerationSeconds', { key: 'a', tolerationSeconds: 5, effect: TaintEffect.NO_SCHEDULE }],
    ['key', { key: 'not a key' }],
  ])('is refused where the API server would refuse its %s: %j', (field, toleration) => {
    expect(refused(() => synthDelegate({ tolerations: [toleration] })).property).toBe(`tolerations[0].${field}`);
  });
});

describe('a topology spread', () => {
  const labelSelector = { matchLabels: { 'harness.io/name': 'ci' } };

  test('selects the pods of this delegate, and keeps none of them from starting', () => {
    const { pod } = synthDelegate({ topologySpread: [{ topologyKey: 'topology.kubernetes.io/zone' }] });
    expect(pod.topologySpreadConstraints).toStrictEqual([
      {
        topologyKey: 'topology.kubernetes.io/zone',
        maxSkew: 1,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector,
      },
    ]);
  });

  test('is as strict as set', () => {
    const topologySpread = [
      { topologyKey: 'zone', maxSkew: 2, whenUnsatisfiable: UnsatisfiableConstraint.DO_NOT_SCHEDULE, minDomains: 3 },
      { topologyKey: 'kubernetes.io/hostname' },
    ];
    const [strict, lax] = synthDelegate({ topologySpread }).pod.topologySpreadConstraints;
    expect(strict).toStrictEqual({
      topologyKey: 'zone',
      maxSkew: 2,
      whenUnsatisfiable: 'DoNotSchedule',
      minDomains: 3,
      labelSelector,
    });
    expect(lax.topologyKey).toBe('kubernetes.io/hostname');
  });

  test.each([
    ['minDomains', { topologyKey: 'zone', minDomains: 2 }],
    ['maxSkew', { topologyKey: 'zone', maxSkew: 0 }],
    ['topologyKey', { topologyKey: '' }],
  ])('is refused where the API server would refuse its %s', (field, spread) => {
    expect(refused(() => synthDelegate({ topologySpread: [spread] })).property).toBe(`topologySpread[0].${field}`);
  });
});

describe('host aliases and DNS', () => {
  test('accept IPv6', () => {
    const hostAliases = [{ ip: 'fd00::1', hostnames: ['a'] }];
    expect(synthDelegate({ hostAliases }).pod.hostAliases).toEqual(hostAliases);
  });

  test.each([
    ['hostAliases[0].ip', { hostAliases: [{ ip: 'harness.internal', hostnames: ['a'] }] }],
    ['hostAliases[0].hostnames', { hostAliases: [{ ip: '10.0.0.1', hostnames: [] }] }],
    ['hostAliases[0].hostnames[1]', { hostAliases: [{ ip: '10.0.0.1', hostnames: ['a', 'b c'] }] }],
    ['dnsPolicy', { dnsPolicy: DelegateDnsPolicy.NONE }],
    ['dnsPolicy', { dnsPolicy: DelegateDnsPolicy.NONE, dnsConfig: { nameservers: [] } }],
  ])('are refused where the pod could not start: %s', (property, props) => {
    expect(refused(() => synthDelegate(props)).property).toBe(property);
  });

  test.each([DelegateDnsPolicy.CLUSTER_FIRST, DelegateDnsPolicy.DEFAULT])('%s needs no servers', (dnsPolicy) => {
    expect(synthDelegate({ dnsPolicy }).pod.dnsPolicy).toBe(dnsPolicy);
  });
});
