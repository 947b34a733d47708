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
   * @default - the namespace of the delegate
   */
  readonly namespaceLabels?: { [key: string]: string };
}

/** The other end of a connection. */
export class NetworkPeer {
  /** A block of addresses, for example `10.0.0.0/8`. */
  public static cidr(cidr: string, options: CidrOptions = {}): NetworkPeer {
    return new NetworkPeer({ ipBlock: { cidr, ...(options?.except ? { except: options.except } : {}) } });
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
    return new NetworkPeer({
      podSelector: selectorOf(labels),
      ...(namespaceLabels ? { namespaceSelector: selectorOf(namespaceLabels) } : {}),
    });
  }

  private constructor(
    /** @internal */
    public readonly _peer: NetworkPolicyPeerShape,
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

/** Where the delegate may connect to. */
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

/** What the delegate may connect to. */
export class DelegateEgress {
  /** Everything. */
  public static open(): DelegateEgress {
    return new DelegateEgress(true, []);
  }

  /**
   * The given destinations, and what follows from other properties: DNS, port 20001 of the pods in the namespaces of
   * `DelegateAccess.ciBuilds`, and the addresses of the cloud identity. Name the API server, Harness, registries and
   * Git servers yourself.
   */
  public static restrictedTo(destinations: NetworkDestination[]): DelegateEgress {
    return new DelegateEgress(false, destinations);
  }

  private constructor(
    /** @internal */
    public readonly _isOpen: boolean,
    /** @internal */
    public readonly _destinations: readonly NetworkDestination[],
  ) {}

  /** `open`, or the number of destinations. */
  public toString(): string {
    return this._isOpen ? 'open' : `restricted to ${this._destinations.length} destinations`;
  }
}

/**
 * A NetworkPolicy for the delegate's pods: nobody may connect to them but for metrics. Inferred: Harness documents that
 * the delegate only dials out, and no policy.
 */
export interface DelegateNetworkPolicy {
  /**
   * Who may read metrics from the delegate (TCP 3000).
   *
   * @default - nobody
   */
  readonly metricsFrom?: NetworkPeer[];
  /**
   * What the delegate may connect to.
   *
   * @default DelegateEgress.open()
   */
  readonly egress?: DelegateEgress;
  /**
   * Who is asked for names (ports 53 and 5353, UDP and TCP) where egress is restricted; an empty list closes these ports.
   *
   * @see https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
   * @default - the pods of the cluster, the cache on each node (169.254.20.10), the DNS of Google Cloud (169.254.169.254), and the servers of `dnsConfig`
   */
  readonly dnsServers?: NetworkPeer[];
}

/** Network settings of the delegate. */
export interface DelegateNetworkProps {
  /**
   * Adds a NetworkPolicy.
   *
   * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
   * @default - none
   */
  readonly networkPolicy?: DelegateNetworkPolicy;
}
