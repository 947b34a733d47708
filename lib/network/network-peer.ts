/** Options of `NetworkPeer.cidr`. */
export interface CidrOptions {
  /**
   * Blocks within it that are left out.
   *
   * @default - none
   */
  readonly except?: string[];
}

/** Options of `NetworkPeer.pods`. */
export interface PodsOptions {
  /**
   * Labels of the namespaces that the pods are in.
   *
   * @default - the namespace of the policy
   */
  readonly namespaceLabels?: { [key: string]: string };
}

/** The other end of a connection. */
export class NetworkPeer {
  /** A block of addresses, for example `10.0.0.0/8`. */
  public static cidr(cidr: string, options: CidrOptions = {}): NetworkPeer {
    const { except } = options ?? {};
    // The server drops an empty list: sent all the same, it would count as a change at each apply.
    const isEmpty = except === undefined || except === null || (Array.isArray(except) && except.length === 0);
    return new NetworkPeer({ ipBlock: isEmpty ? { cidr } : { cidr, except } }, { cidr: options });
  }

  /** All pods of the cluster. */
  public static anyNamespace(): NetworkPeer {
    return new NetworkPeer({ namespaceSelector: {} });
  }

  /** All pods of the namespace with that name. */
  public static namespace(name: string): NetworkPeer {
    return new NetworkPeer({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
  }

  /** Pods with these labels. */
  public static pods(labels: { [key: string]: string }, options: PodsOptions = {}): NetworkPeer {
    const { namespaceLabels } = options ?? {};
    return new NetworkPeer(
      {
        podSelector: selectorOf(labels),
        ...(namespaceLabels ? { namespaceSelector: selectorOf(namespaceLabels) } : {}),
      },
      { pods: options },
    );
  }

  private constructor(
    /** @internal */
    public readonly _peer: NetworkPolicyPeerShape,
    /** As given, until somebody can tell what is wrong with them. @internal */
    public readonly _options: { readonly cidr?: CidrOptions; readonly pods?: PodsOptions } = {},
  ) {}

  /** The peer, as JSON. */
  public toString(): string {
    return JSON.stringify(this._peer);
  }
}

/** The server drops an empty map: sent all the same, it would count as a change at each apply. */
function selectorOf(matchLabels: { [key: string]: string }): LabelSelectorShape {
  const isEmpty = typeof matchLabels === 'object' && matchLabels !== null && Object.keys(matchLabels).length === 0;
  return isEmpty ? {} : { matchLabels };
}

/** @internal */
export interface LabelSelectorShape {
  readonly matchLabels?: { [key: string]: string };
}

/** @internal */
export interface NetworkPolicyPeerShape {
  readonly ipBlock?: { readonly cidr: string; readonly except?: string[] };
  readonly podSelector?: LabelSelectorShape;
  readonly namespaceSelector?: LabelSelectorShape;
}

/** Where somebody may connect to. */
export interface NetworkDestination {
  /** The other end. */
  readonly peer: NetworkPeer;
  /**
   * TCP ports, from 1 to 65535.
   *
   * @default - all ports
   */
  readonly ports?: number[];
}
