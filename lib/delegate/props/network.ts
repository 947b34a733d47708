import type { NetworkDestination, NetworkPeer } from '../../network';
import type { CustomCa } from './custom-ca';
import type { MutualTls } from './mutual-tls';
import type { DelegateProxy } from './proxy';

/** What the delegate may connect to. */
export class DelegateEgress {
  /** Everything. */
  public static open(): DelegateEgress {
    return new DelegateEgress(true, []);
  }

  /**
   * The given destinations, and what follows from other properties: DNS, port 20001 of the pods in the namespaces of
   * `DelegateAccess.ciBuilds`, and the addresses of the cloud identity. Name the API server, Harness, registries and
   * Git servers yourself; with `proxy`, the addresses of the proxy in their place.
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
   * Who may read metrics from the delegate (TCP 3000, of the legacy delegate 3460).
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
  /**
   * The way out through a proxy. Legacy delegate only: Harness has announced it for the new one.
   *
   * @see https://developer.harness.io/docs/platform/delegates/manage-delegates/configure-delegate-proxy-settings
   * @default - none
   */
  readonly proxy?: DelegateProxy;
  /**
   * Certificates of authorities that the delegate trusts. For the new delegate from image 1.40.2 on.
   *
   * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/install-delegates-with-custom-certs
   * @default - those of its image
   */
  readonly customCa?: CustomCa;
  /**
   * The certificate by which the delegate tells Harness who it is. For the new delegate from image 1.40.2 on.
   *
   * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/delegate-mtls-support
   * @default - none
   */
  readonly mutualTls?: MutualTls;
}
