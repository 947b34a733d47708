import { BUILD_PORT, type NetworkDestination, NetworkPeer } from '../../network';
import { LABEL_VALUE, type PropertyChecks } from '../../values';
import { type BuildIsolation, type Istio, IstioPortHandling } from '../props';

type Marks = { readonly [key: string]: string };

/** What a mesh asks of namespaces, pods and policies. */
export interface IstioMarks {
  readonly namespaceLabels: Marks;
  /** Labels by which pods join where their namespace does not say so. */
  readonly podLabels: Marks;
  /** Annotations of build pods. */
  readonly buildAnnotations: Marks;
  /** Annotations of the delegate's pods. */
  readonly delegateAnnotations: Marks;
  /** Ports at which build pods are reached. */
  readonly buildPorts: readonly number[];
  /** Port at which every pod of the mesh is reached, where it is another than its own. */
  readonly tunnelPort?: number;
  /** What every pod of the mesh connects to. */
  readonly egress: readonly NetworkDestination[];
}

/** Where the ambient mesh tunnels. */
const HBONE_PORT = 15008;
/** Where proxies find their control plane. */
const CONTROL_PLANE = { peer: NetworkPeer.namespace('istio-system'), ports: [15012] };

const HOLD = { 'proxy.istio.io/config': '{ "holdApplicationUntilProxyStarts": true }' };
const PORT = `${BUILD_PORT}`;

const NO_MESH: IstioMarks = {
  namespaceLabels: {},
  podLabels: {},
  buildAnnotations: {},
  delegateAnnotations: {},
  buildPorts: [BUILD_PORT],
  egress: [],
};

/** @see https://istio.io/latest/docs/reference/config/annotations/ */
export function marksOf(istio?: Istio): IstioMarks {
  if (istio === undefined) {
    return NO_MESH;
  }
  const { revision, portHandling } = istio._options;
  if (istio._mode === 'ambient') {
    const labels = { 'istio.io/dataplane-mode': 'ambient', ...(revision ? { 'istio.io/rev': revision } : {}) };
    return {
      ...NO_MESH,
      namespaceLabels: labels,
      podLabels: labels,
      buildPorts: [BUILD_PORT, HBONE_PORT],
      tunnelPort: HBONE_PORT,
    };
  }
  const isExcluded = portHandling === IstioPortHandling.UNSAFE_EXCLUDE_PORT;
  return {
    namespaceLabels: revision ? { 'istio.io/rev': revision } : { 'istio-injection': 'enabled' },
    podLabels: { 'sidecar.istio.io/inject': 'true', ...(revision ? { 'istio.io/rev': revision } : {}) },
    buildAnnotations: isExcluded ? { 'traffic.sidecar.istio.io/excludeInboundPorts': PORT } : HOLD,
    delegateAnnotations: isExcluded ? { 'traffic.sidecar.istio.io/excludeOutboundPorts': PORT } : HOLD,
    buildPorts: [BUILD_PORT],
    egress: [CONTROL_PLANE],
  };
}

/** Throws for a mesh that the isolation keeps out. */
export function checkIstio(checks: PropertyChecks, isolation: BuildIsolation, istio?: Istio): void {
  if (istio?._options.revision !== undefined) {
    checks.text('istio.revision', istio._options.revision, LABEL_VALUE);
  }
  if (istio?._mode === 'ambient' && istio._options.portHandling !== undefined) {
    checks.refuse(
      'istio.portHandling',
      istio._options.portHandling,
      'nothing in the ambient mesh, which has no proxy in the pod',
      'Leave portHandling out.',
    );
  }
  if (istio?._mode === 'init container' && !isolation.allowsPrivileged && !isolation.isLoose) {
    checks.refuse(
      'istio',
      'Istio.initContainer()',
      `Istio.cni() or Istio.ambient() with BuildIsolation.${isolation.toString()}()`,
      'The injected init container needs NET_ADMIN and NET_RAW, which that Pod Security level forbids: install the CNI plugin of Istio.',
    );
  }
}
