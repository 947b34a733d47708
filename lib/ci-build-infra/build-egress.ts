import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { Construct } from 'constructs';
import { FARM_LABELS, FARM_NAME, marksOf } from '../build-farm';
import { DELEGATE_LABEL, type IHarnessDelegate } from '../delegate';
import { NetworkPeer, tcp, toDestinations } from '../network';
import { addObject, claimNames, derived, isUnresolved, rendered } from '../values';
import type { CiBuildInfraProps } from './props';

/**
 * The way from the farm's delegate to the builds of a namespace, and to what its mesh needs, where the delegate's own
 * policy restricts its egress. Without such a policy everything is open, and a policy for one destination would close
 * all others.
 */
export function addBuildEgress(
  scope: Construct,
  delegate: IHarnessDelegate,
  { delegateOptions, istio }: CiBuildInfraProps,
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
    metadata: { name, namespace, labels: { ...FARM_LABELS } },
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
