import { DelegateAccess } from '../../../lib/access';
import { NetworkPeer, PercentOrAbsolute } from '../../../lib/core';
import {
  AutoscalingMetric,
  DelegateEgress,
  DelegateImage,
  DelegateToken,
  DelegateUpdateStrategy,
  DelegateVariable,
} from '../../../lib/delegate';
import { CloudIdentity } from '../../../lib/workload';

const peer = (given: unknown) => ({ networkPolicy: { metricsFrom: [given] } });
const wrong = undefined as never;
/** Wrong types for arguments, such as a list instead of a string; each factory is followed by its argument. */
export const WRONG_ARGUMENTS: [string, property: RegExp, propsOf: () => object][] = [
  ['DelegateImage.of()', /^image/, () => ({ image: DelegateImage.of(wrong) })],
  ['DelegateImage.of(1.3)', /^image/, () => ({ image: DelegateImage.of(1.3 as never) })],
  ['DelegateImage.fromParts()', /^image/, () => ({ image: DelegateImage.fromParts(wrong) })],
  [
    'DelegateImage.fromParts({ tag: 1 })',
    /^image/,
    () => ({ image: DelegateImage.fromParts({ repository: 'a', tag: 1 as never }) }),
  ],
  ['DelegateToken.fromSecretName()', /^token/, () => ({ token: DelegateToken.fromSecretName(wrong) })],
  [
    'DelegateToken.fromSecretName("a", { key: 1 })',
    /^token/,
    () => ({ token: DelegateToken.fromSecretName('a', { key: 1 as never }) }),
  ],
  [
    'DelegateToken.fromSecretName("a", "key")',
    /^token/,
    () => ({ token: DelegateToken.fromSecretName('a', 'key' as never) }),
  ],
  ['DelegateToken.fromSecret("a")', /^token/, () => ({ token: DelegateToken.fromSecret('a' as never) })],
  ['DelegateToken.fromSecret()', /^token/, () => ({ token: DelegateToken.fromSecret(wrong) })],
  ['DelegateToken.fromExternalSecret({})', /^token/, () => ({ token: DelegateToken.fromExternalSecret({} as never) })],
  ['DelegateToken.fromExternalSecret()', /^token/, () => ({ token: DelegateToken.fromExternalSecret(wrong) })],
  [
    'DelegateToken.fromExternalSecret({ refreshInterval: 60 })',
    /^token/,
    () => ({
      token: DelegateToken.fromExternalSecret({ storeName: 'a', remoteKey: 'b', refreshInterval: 60 as never }),
    }),
  ],
  [
    'DelegateToken.fromExternalSecret({ storeKind: "Store" })',
    /^token/,
    () => ({
      token: DelegateToken.fromExternalSecret({ storeName: 'a', remoteKey: 'b', storeKind: 'Store' as never }),
    }),
  ],
  ['DelegateToken.unsafePlainText()', /^token/, () => ({ token: DelegateToken.unsafePlainText(wrong) })],
  ['CloudIdentity.irsa()', /^cloudIdentity/, () => ({ cloudIdentity: CloudIdentity.irsa(wrong) })],
  ['CloudIdentity.gke(1)', /^cloudIdentity/, () => ({ cloudIdentity: CloudIdentity.gke(1 as never) })],
  [
    'CloudIdentity.azure(uuid, { tenantId: 1 })',
    /^cloudIdentity/,
    () => ({ cloudIdentity: CloudIdentity.azure('00000000-0000-4000-8000-000000000000', { tenantId: 1 as never }) }),
  ],
  ['DelegateAccess.ciBuilds("builds")', /^access/, () => ({ access: DelegateAccess.ciBuilds('builds' as never) })],
  ['DelegateAccess.ciBuilds()', /^access/, () => ({ access: DelegateAccess.ciBuilds(wrong) })],
  ['DelegateAccess.ciBuilds([1])', /^access/, () => ({ access: DelegateAccess.ciBuilds([1 as never]) })],
  ['DelegateAccess.deployments("a")', /^access/, () => ({ access: DelegateAccess.deployments('a' as never) })],
  ['DelegateAccess.namespaceAdmin("a")', /^access/, () => ({ access: DelegateAccess.namespaceAdmin('a' as never) })],
  [
    'DelegateAccess.namespaceAdmin("cluster")',
    /^access/,
    () => ({ access: DelegateAccess.namespaceAdmin('cluster' as never) }),
  ],
  ['DelegateAccess.namespaceAdmin()', /^access/, () => ({ access: DelegateAccess.namespaceAdmin(wrong) })],
  [
    'DelegateAccess.role("edit", "cluster")',
    /^access/,
    () => ({ access: DelegateAccess.role('edit', 'cluster' as never) }),
  ],
  [
    'DelegateAccess.rules([…], "cluster")',
    /^access/,
    () => ({
      access: DelegateAccess.rules([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], 'cluster' as never),
    }),
  ],
  ['DelegateAccess.role()', /^access/, () => ({ access: DelegateAccess.role(wrong) })],
  ['DelegateAccess.clusterRole(null)', /^access/, () => ({ access: DelegateAccess.clusterRole(null as never) })],
  ['DelegateAccess.rules()', /^access/, () => ({ access: DelegateAccess.rules(wrong) })],
  ['DelegateAccess.rules([{}])', /^access/, () => ({ access: DelegateAccess.rules([{} as never]) })],
  [
    'DelegateAccess.rules([{ verbs: "get" }])',
    /^access/,
    () => ({ access: DelegateAccess.rules([{ apiGroups: [''], resources: ['pods'], verbs: 'get' as never }]) }),
  ],
  [
    'DelegateAccess.rules([{ verbs: [""] }])',
    /^access/,
    () => ({ access: DelegateAccess.rules([{ apiGroups: [''], resources: ['pods'], verbs: [1 as never] }]) }),
  ],
  ['DelegateAccess.none().plus()', /^access/, () => ({ access: DelegateAccess.none().plus(wrong) })],
  ['DelegateVariable.plain("A")', /^env/, () => ({ env: [DelegateVariable.plain('A', wrong)] })],
  ['DelegateVariable.plain("A", 1)', /^env/, () => ({ env: [DelegateVariable.plain('A', 1 as never)] })],
  ['DelegateVariable.plain()', /^env/, () => ({ env: [DelegateVariable.plain(wrong, wrong)] })],
  ['DelegateVariable.fromSecret("A", "b")', /^env/, () => ({ env: [DelegateVariable.fromSecret('A', 'b', wrong)] })],
  ['DelegateVariable.fromField("A", 1)', /^env/, () => ({ env: [DelegateVariable.fromField('A', 1 as never)] })],
  [
    'AutoscalingMetric.memoryUtilization("80")',
    /^autoscaling/,
    () => ({ autoscaling: { maxReplicas: 3, metrics: [AutoscalingMetric.memoryUtilization('80' as never)] } }),
  ],
  [
    'PercentOrAbsolute.percent("50")',
    /^podDisruptionBudget/,
    () => ({ replicas: 3, podDisruptionBudget: { maxUnavailable: PercentOrAbsolute.percent('50' as never) } }),
  ],
  [
    'DelegateUpdateStrategy.rollingUpdate({ maxSurge: 1 })',
    /^updateStrategy/,
    () => ({ updateStrategy: DelegateUpdateStrategy.rollingUpdate({ maxSurge: 1 as never }) }),
  ],
  [
    'DelegateUpdateStrategy.rollingUpdate(null)',
    /^updateStrategy/,
    () => ({ updateStrategy: DelegateUpdateStrategy.rollingUpdate(null as never) }),
  ],
  ['NetworkPeer.cidr()', /^networkPolicy/, () => peer(NetworkPeer.cidr(wrong))],
  [
    'NetworkPeer.cidr("10.0.0.0/8", { except: "x" })',
    /^networkPolicy/,
    () => peer(NetworkPeer.cidr('10.0.0.0/8', { except: '10.1.0.0/16' as never })),
  ],
  ['NetworkPeer.namespace()', /^networkPolicy/, () => peer(NetworkPeer.namespace(wrong))],
  ['NetworkPeer.pods()', /^networkPolicy/, () => peer(NetworkPeer.pods(wrong))],
  ['NetworkPeer.pods({ a: 1 })', /^networkPolicy/, () => peer(NetworkPeer.pods({ a: 1 as never }))],
  [
    'DelegateEgress.restrictedTo()',
    /^networkPolicy/,
    () => ({ networkPolicy: { egress: DelegateEgress.restrictedTo(wrong) } }),
  ],
  [
    'DelegateEgress.restrictedTo([{}])',
    /^networkPolicy/,
    () => ({ networkPolicy: { egress: DelegateEgress.restrictedTo([{} as never]) } }),
  ],
  [
    'DelegateEgress.restrictedTo(["10.0.0.0/8"])',
    /^networkPolicy/,
    () => ({ networkPolicy: { egress: DelegateEgress.restrictedTo(['10.0.0.0/8' as never]) } }),
  ],
  [
    'options that are null',
    /^cloudIdentity.clientId/,
    () => ({
      cloudIdentity: CloudIdentity.azure('none', null as never),
      access: DelegateAccess.ciBuilds(['builds'], null as never),
      networkPolicy: {
        metricsFrom: [NetworkPeer.cidr('10.0.0.0/8', null as never), NetworkPeer.pods({}, null as never)],
      },
    }),
  ],
  // Kubernetes API data that is passed through: only JSON data can be written.
  ['a Map within a volume', /^volumes\[0\]/, () => ({ volumes: [{ name: 'a', emptyDir: new Map() }] })],
  ['a Date within a sidecar', /^sidecars\[0\]/, () => ({ sidecars: [{ name: 'a', image: 'a', args: [new Date(0)] }] })],
  ['a function within the affinity', /^affinity/, () => ({ affinity: { nodeAffinity: () => ({}) } })],
  ['NaN within the DNS settings', /^dnsConfig/, () => ({ dnsConfig: { options: [{ name: 'ndots', value: NaN }] } })],
  ['null within the DNS settings', /^dnsConfig/, () => ({ dnsConfig: { nameservers: [null] } })],
];
