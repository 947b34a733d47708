import {
  BUILD_PORT,
  inWords,
  LABEL_VALUE,
  type NetworkDestination,
  NetworkPeer,
  type PropertyChecks,
  TUNNEL_PORT,
} from '../core';
import { AMBIENT_LABEL, INJECT_LABEL } from '../workload';
import type { BuildIsolation } from './isolation';
import type { ClusterPlatform } from './platform';

/** How the delegate reaches the port of a build pod (20001) in a mesh. */
export enum IstioPortHandling {
  /** Containers start after the proxy (`holdApplicationUntilProxyStarts`), and the port stays in the mesh. */
  HOLD_UNTIL_PROXY_STARTS = 'hold',
  /** The port bypasses the proxies on both sides. The mesh then neither encrypts nor authenticates its traffic. */
  UNSAFE_EXCLUDE_PORT = 'exclude',
}

/** Options of `Istio`. */
export interface IstioOptions {
  /**
   * Whether the mesh requires mutual TLS (PeerAuthentication STRICT, which this package does not create). The farm then has
   * headless Services.
   *
   * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
   * @default true
   */
  readonly strict?: boolean;
  /**
   * Revision of the control plane that injects the proxy (`istio.io/rev`).
   *
   * @default - the default revision
   */
  readonly revision?: string;
  /**
   * How the delegate reaches the port of a build pod. Not for the ambient mesh.
   *
   * @default IstioPortHandling.HOLD_UNTIL_PROXY_STARTS
   */
  readonly portHandling?: IstioPortHandling;
}

/** How pods join an Istio mesh. */
export class Istio {
  /**
   * A sidecar. The CNI plugin on the node redirects the traffic.
   *
   * @see https://istio.io/latest/docs/setup/additional-setup/cni/
   */
  public static cni(options: IstioOptions = {}): Istio {
    return new Istio('cni', options ?? {});
  }

  /**
   * The ambient mesh: no sidecars; traffic reaches a pod at port 15008.
   *
   * @see https://istio.io/latest/docs/ambient/overview/
   */
  public static ambient(options: IstioOptions = {}): Istio {
    return new Istio('ambient', options ?? {});
  }

  /**
   * A sidecar. An init container redirects the traffic. It needs the capabilities NET_ADMIN and NET_RAW, which the Pod
   * Security levels baseline and restricted forbid.
   */
  public static initContainer(options: IstioOptions = {}): Istio {
    return new Istio('init container', options ?? {});
  }

  private constructor(
    /** @internal */
    public readonly _mode: 'cni' | 'ambient' | 'init container',
    /** @internal */
    public readonly _options: IstioOptions,
  ) {}

  /** Whether the mesh requires mutual TLS. */
  public get strict(): boolean {
    return this._options.strict ?? true;
  }

  /** For example `cni, mutual TLS STRICT`. */
  public toString(): string {
    return `${this._mode}, mutual TLS ${this.strict ? 'STRICT' : 'PERMISSIVE'}`;
  }
}

type Marks = { readonly [key: string]: string };

/** Labels, annotations, ports and destinations that a mesh requires. */
export interface IstioMarks {
  readonly namespaceLabels: Marks;
  /** Labels that make pods join if their namespace does not. */
  readonly podLabels: Marks;
  /** Annotations of build pods. */
  readonly buildAnnotations: Marks;
  /** Annotations of the delegate's pods. */
  readonly delegateAnnotations: Marks;
  /** Ports of build pods to which the delegate connects. */
  readonly buildPorts: readonly number[];
  /** Whether a tunnel replaces the ports of all pods. */
  readonly isAmbient?: boolean;
  /** Destinations of every pod of the mesh. */
  readonly egress: readonly NetworkDestination[];
}

/** Control plane to which proxies connect. */
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
    const labels = { [AMBIENT_LABEL]: 'ambient', ...(revision ? { 'istio.io/rev': revision } : {}) };
    return {
      ...NO_MESH,
      namespaceLabels: labels,
      podLabels: labels,
      buildPorts: [BUILD_PORT, TUNNEL_PORT],
      isAmbient: true,
    };
  }
  const isExcluded = portHandling === IstioPortHandling.UNSAFE_EXCLUDE_PORT;
  return {
    namespaceLabels: revision ? { 'istio.io/rev': revision } : { 'istio-injection': 'enabled' },
    podLabels: { [INJECT_LABEL]: 'true', ...(revision ? { 'istio.io/rev': revision } : {}) },
    buildAnnotations: isExcluded ? { 'traffic.sidecar.istio.io/excludeInboundPorts': PORT } : HOLD,
    delegateAnnotations: isExcluded ? { 'traffic.sidecar.istio.io/excludeOutboundPorts': PORT } : HOLD,
    buildPorts: [BUILD_PORT],
    egress: [CONTROL_PLANE],
  };
}

/** Throws for a mesh that the platform cannot run. */
export function checkMeshPlatform(checks: PropertyChecks, platform: ClusterPlatform, istio?: Istio): void {
  const { forbidsDaemonSets, name } = platform._record;
  if (istio !== undefined && forbidsDaemonSets !== undefined) {
    checks.refuse(
      'istio',
      inWords(`Istio of the kind ${istio._mode}`),
      `no value on ${name}: ${forbidsDaemonSets.says}, and Istio.cni() and Istio.ambient() need them`,
      'Remove it, or run the builds on nodes.',
    );
  }
}

/** Throws for a mesh that the isolation does not admit, or that the platform cannot run. */
export function checkIstio(
  checks: PropertyChecks,
  isolation: BuildIsolation,
  platform: ClusterPlatform,
  istio?: Istio,
): void {
  checkMeshPlatform(checks, platform, istio);
  if (istio?._options.revision !== undefined) {
    checks.text('istio.revision', istio._options.revision, LABEL_VALUE);
  }
  if (istio?._mode === 'ambient' && istio._options.portHandling !== undefined) {
    checks.refuse(
      'istio.portHandling',
      istio._options.portHandling,
      'no value with Istio.ambient(), because the pods of the ambient mesh have no proxy',
      'Remove it.',
    );
  }
  if (istio?._mode === 'init container' && !isolation.allowsPrivileged && !isolation.isLoose) {
    checks.refuse(
      'istio',
      inWords('Istio.initContainer()'),
      `Istio.cni() or Istio.ambient() with BuildIsolation.${isolation.podSecurityLevel}()`,
      'Install the Istio CNI plugin: the Pod Security level forbids NET_ADMIN and NET_RAW, which the init container requires.',
    );
  }
}
