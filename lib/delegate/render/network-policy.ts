import type {
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPort,
} from 'kubernetes-types/networking/v1';
import { rendered, type RenderedObject } from '../../values';
import { NetworkPeer } from '../props';
import type { ResolvedDelegate } from '../resolve';
import { someOf } from './left-out';
import { objectMetadata } from './object-metadata';

/** Port of the lite engine in a build pod, to which the delegate connects. */
const BUILD_PORT = 20001;
/** 53, and 5353 where the pods of the cluster's DNS listen there, as on OpenShift. */
const DNS_PORTS: NetworkPolicyPort[] = [53, 5353].flatMap((port) =>
  ['UDP' as const, 'TCP' as const].map((protocol) => ({ protocol, port })),
);

/** @see https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
export function renderNetworkPolicy(delegate: ResolvedDelegate): RenderedObject[] {
  const { metadata, networkPolicy } = delegate;
  if (networkPolicy === undefined) {
    return [];
  }
  const { destinations } = networkPolicy;
  const object: NetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: objectMetadata(delegate),
    spec: {
      podSelector: { matchLabels: metadata.selector },
      policyTypes: destinations ? ['Ingress', 'Egress'] : ['Ingress'],
      ingress: someOf(ingressRules(delegate)),
      egress: destinations && someOf(egressRules(delegate)),
    },
  };
  return [rendered('NetworkPolicy', object, 'delegateName')];
}

function ingressRules({ generation, networkPolicy }: ResolvedDelegate): NetworkPolicyIngressRule[] {
  const { metricsFrom = [] } = networkPolicy ?? {};
  // A rule without peers would let everybody in.
  return metricsFrom.length > 0 ? [{ from: metricsFrom.map(({ _peer }) => _peer), ports: tcp([generation.port]) }] : [];
}

function egressRules({ identity, networkPolicy }: ResolvedDelegate): NetworkPolicyEgressRule[] {
  const { destinations = [], buildNamespaces = [], dnsServers = [] } = networkPolicy ?? {};
  const identityRules = identity.cloudIdentity?._marks.metadataEndpoints.map(({ cidr, port }) => ({
    to: [{ ipBlock: { cidr } }],
    ports: tcp([port]),
  }));
  const toBuilds = {
    to: buildNamespaces.map((namespace) => NetworkPeer.namespace(namespace)._peer),
    ports: tcp([BUILD_PORT]),
  };
  return [
    ...(dnsServers.length > 0 ? [{ to: dnsServers.map(({ _peer }) => _peer), ports: DNS_PORTS }] : []),
    ...(buildNamespaces.length > 0 ? [toBuilds] : []),
    ...(identityRules ?? []),
    ...destinations.map(({ peer, ports }) => ({ to: [peer._peer], ports: ports && tcp(ports) })),
  ];
}

function tcp(ports: readonly number[]): NetworkPolicyPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port }));
}
