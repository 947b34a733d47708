/** How the port of a build pod (20001) is kept reachable for the delegate. */
export enum IstioPortHandling {
  /** The pod's containers start once the proxy is up (`holdApplicationUntilProxyStarts`), and the port stays in the mesh. */
  HOLD_UNTIL_PROXY_STARTS = 'hold',
  /** The port bypasses the proxies on both sides: it is then neither encrypted nor authenticated by the mesh. */
  UNSAFE_EXCLUDE_PORT = 'exclude',
}

/** Options of `Istio`. */
export interface IstioOptions {
  /**
   * Whether the mesh demands mutual TLS of everybody (PeerAuthentication STRICT, which is not made here). The farm then has
   * headless services.
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
   * How the port of a build pod is kept reachable. Not for the ambient mesh.
   *
   * @default IstioPortHandling.HOLD_UNTIL_PROXY_STARTS
   */
  readonly portHandling?: IstioPortHandling;
}

/** How pods join an Istio mesh. */
export class Istio {
  /**
   * A sidecar, with the traffic redirected by the CNI plugin on the node.
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
   * A sidecar, with the traffic redirected by an init container. It needs the capabilities NET_ADMIN and NET_RAW, which
   * the Pod Security levels baseline and restricted forbid.
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

  /** Whether the mesh demands mutual TLS of everybody. */
  public get strict(): boolean {
    return this._options.strict ?? true;
  }

  /** For example `cni, mutual TLS STRICT`. */
  public toString(): string {
    return `${this._mode}, mutual TLS ${this.strict ? 'STRICT' : 'PERMISSIVE'}`;
  }
}
