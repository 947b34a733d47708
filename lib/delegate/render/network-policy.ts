import type { NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule } from 'kubernetes-types/networking/v1';
import { BUILD_PORT, NetworkPeer, tcp, toDestinations, toDns, toMetadata } from '../../network';
import { rendered, type RenderedObject, someOf } from '../../values';
import type { ResolvedDelegate } from '../resolve';
import { objectMetadata } from './object-metadata';

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
  const toBuilds = {
    to: buildNamespaces.map((namespace) => NetworkPeer.namespace(namespace)._peer),
    ports: tcp([BUILD_PORT]),
  };
  return [
    ...toDns(dnsServers),
    ...(buildNamespaces.length > 0 ? [toBuilds] : []),
    ...toMetadata(identity.cloudIdentity?._marks.metadataEndpoints ?? []),
    ...toDestinations(destinations),
  ];
}
