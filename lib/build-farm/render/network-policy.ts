import { DELEGATE_LABEL, type IHarnessDelegate } from '../../delegate';
import type { LabelSelector } from 'kubernetes-types/meta/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { NetworkPeer, tcp, toDestinations, toDns, toMetadata } from '../../network';
import { derived, rendered, type RenderedObject, someOf } from '../../values';
import { FARM_NAME } from '../farm-name';
import type { BuildPlace, ResolvedBuildFarm } from '../resolve';
import { farmMetadata } from './farm-metadata';

/** Nobody connects to a build, until a delegate is added; builds connect to what was chosen. */
export function renderNetworkPolicy(farm: ResolvedBuildFarm): RenderedObject[] {
  const { destinations, dnsServers, cloudIdentity } = farm;
  const object: NetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: farmMetadata(farm),
    spec: {
      podSelector: buildPods(farm),
      policyTypes: destinations ? ['Ingress', 'Egress'] : ['Ingress'],
      egress:
        destinations &&
        someOf([
          ...toDns(dnsServers),
          ...toDestinations(destinations),
          ...toMetadata(cloudIdentity?._marks.metadataEndpoints ?? []),
        ]),
    },
  };
  return [rendered('NetworkPolicy', object, 'namespace')];
}

/** The delegate, and nobody else, may connect to the builds. Policies add up, so each delegate has one of its own. */
export function renderIngress(farm: BuildPlace, delegate: IHarnessDelegate): RenderedObject {
  const { delegateName, namespace } = delegate;
  const from = NetworkPeer.pods(
    { [DELEGATE_LABEL]: delegateName },
    { namespaceLabels: { 'kubernetes.io/metadata.name': namespace } },
  );
  const name = derived([delegateName, namespace], (...parts) => [FARM_NAME, ...parts].join('.'));
  const object: NetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: farmMetadata(farm, name),
    spec: {
      podSelector: buildPods(farm),
      policyTypes: ['Ingress'],
      ingress: [{ from: [from._peer], ports: tcp(farm.istioMarks.buildPorts) }],
    },
  };
  return rendered('NetworkPolicy', object, 'delegate', 'Add each delegate once.');
}

/** Every pod of the namespace, but for a delegate that lives there, too. */
function buildPods({ shared }: BuildPlace): LabelSelector {
  return shared === undefined
    ? {}
    : { matchExpressions: [{ key: DELEGATE_LABEL, operator: 'NotIn', values: [shared.delegateName] }] };
}
