import type { Construct } from 'constructs';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { FARM_LABELS, FARM_NAME, marksOf } from '../build-namespace';
import { addObject, claimNames, derived, isUnresolved, NetworkPeer, rendered, tcp, toDestinations } from '../core';
import type { IHarnessDelegate } from '../reference';
import { DELEGATE_LABEL } from '../workload';
import type { CiBuildInfraProps } from './props';

/**
 * Allows traffic from the farm's delegate to the builds of a namespace and to the mesh, if the delegate's own policy
 * restricts its egress. Without such a policy, all egress is open, and a policy for one destination would block all others.
 */
export function addBuildEgress(
  scope: Construct,
  delegate: IHarnessDelegate,
  { delegateOptions, istio, labels, annotations }: CiBuildInfraProps,
  buildNamespace: string,
): void {
  if (delegateOptions?.networkPolicy?.egress?._isOpen !== false) {
    return;
  }
  const { delegateName, namespace } = delegate;
  const mesh = marksOf(istio);
  const name = derived([delegateName, buildNamespace], (...parts) => [...parts, FARM_NAME].join('.'));
  const policy: NetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: { ...FARM_LABELS, ...labels }, annotations },
    spec: {
      podSelector: { matchLabels: { [DELEGATE_LABEL]: delegateName } },
      policyTypes: ['Egress'],
      egress: [
        { to: [NetworkPeer.namespace(buildNamespace)._peer], ports: tcp(mesh.buildPorts) },
        ...toDestinations(mesh.egress),
      ],
    },
  };
  const place = isUnresolved(buildNamespace) ? scope.node.children.length : buildNamespace;
  const object = rendered(`Egress.${place}`, policy, 'buildNamespaces');
  claimNames(scope, [object]);
  addObject(scope, object);
}
