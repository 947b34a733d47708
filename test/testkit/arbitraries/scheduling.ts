import * as fc from 'fast-check';
import { DelegateDnsPolicy, type DelegateHostAlias, type DelegateSchedulingProps } from '../../../lib/delegate';
import {
  type DelegateToleration,
  type DelegateTopologySpread,
  TaintEffect,
  UnsatisfiableConstraint,
} from '../../../lib/workload';
import { type ArbitraryOf, named, struct } from './recorded';
import { anyOf, dnsSubdomain, ipAddress, labelKey, labelMap, labelValue } from './texts';

export const toleration = struct<DelegateToleration>(
  'DelegateToleration',
  {
    key: labelKey,
    value: labelValue,
    effect: anyOf(TaintEffect),
    tolerationSeconds: fc.integer({ min: 0, max: 3600 }),
  },
  [],
).map(({ key, value, effect, tolerationSeconds }) =>
  named<DelegateToleration>('DelegateToleration', {
    key,
    value: key === undefined ? undefined : value,
    effect: tolerationSeconds === undefined ? effect : TaintEffect.NO_EXECUTE,
    tolerationSeconds,
  }),
);

export const spread = struct<DelegateTopologySpread>(
  'DelegateTopologySpread',
  {
    topologyKey: fc.oneof(fc.constantFrom('kubernetes.io/hostname', 'topology.kubernetes.io/zone'), labelKey),
    maxSkew: fc.integer({ min: 1, max: 5 }),
    whenUnsatisfiable: anyOf(UnsatisfiableConstraint),
    minDomains: fc.integer({ min: 1, max: 5 }),
  },
  ['topologyKey'],
).map((given) =>
  given.minDomains === undefined
    ? given
    : named('DelegateTopologySpread', { ...given, whenUnsatisfiable: UnsatisfiableConstraint.DO_NOT_SCHEDULE }),
);

const hostAlias = struct<DelegateHostAlias>(
  'DelegateHostAlias',
  { ip: ipAddress, hostnames: fc.array(dnsSubdomain, { minLength: 1, maxLength: 3 }) },
  ['ip', 'hostnames'],
);

const affinity = fc.constantFrom(
  {},
  { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
  {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64', '1e5'] }] },
        ],
      },
    },
  },
  {
    podAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 50,
          podAffinityTerm: { labelSelector: { matchLabels: { app: 'cache' } }, topologyKey: 'kubernetes.io/hostname' },
        },
      ],
    },
  },
);

const dnsConfig = fc.constantFrom(
  { nameservers: ['10.0.0.53', 'fd00::53'] },
  { nameservers: ['1.1.1.1'], searches: ['svc.cluster.local'], options: [{ name: 'ndots', value: '2' }] },
  { options: [{ name: 'edns0' }] },
);

/** The properties of DelegateSchedulingProps, each by itself; `consistent` makes them fit each other. */
export const schedulingProps: ArbitraryOf<DelegateSchedulingProps> = {
  nodeSelector: labelMap,
  tolerations: fc.array(toleration, { maxLength: 3 }),
  affinity,
  // Kubernetes requires unique pairs of topologyKey and whenUnsatisfiable; here, even the keys are unique.
  topologySpread: fc.uniqueArray(spread, { maxLength: 3, selector: ({ topologyKey }) => topologyKey }),
  priorityClassName: dnsSubdomain,
  runtimeClassName: dnsSubdomain,
  hostAliases: fc.uniqueArray(hostAlias, { maxLength: 2, selector: ({ ip }) => ip }),
  dnsPolicy: anyOf(DelegateDnsPolicy),
  dnsConfig,
};
