import type { LabelSelector } from 'kubernetes-types/meta/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import {
  derived,
  type NetworkDestination,
  NetworkPeer,
  rendered,
  type RenderedObject,
  someOf,
  tcp,
  toDestinations,
  toDns,
  toMetadata,
} from '../core';
import type { IHarnessDelegate } from '../reference';
import { blockWithout, DELEGATE_LABEL, INTERNET_V6, NAT64, neverOpen, notInternet, withoutClosed } from '../workload';
import { type BuildPlace, FARM_NAME, farmMetadata, type IsolatedPlace } from './namespace';

/**
 * Destinations to which builds can connect. DNS is always open, and so are the addresses that the farm's cloud identity
 * needs. Every choice but `unrestricted()` closes the link-local addresses (169.254.0.0/16 and fe80::/10) and the other
 * addresses at which clouds serve metadata and credentials of a node.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class BuildEgress {
  /** Allows everything except the addresses of cloud metadata and link-local addresses. */
  public static everythingButCloudMetadata(): BuildEgress {
    return new BuildEgress('everything but cloud metadata');
  }

  /**
   * Allows the Internet only: no private, link-local, shared, benchmark or reserved addresses, and no pods of the cluster.
   * NAT64 addresses (64:ff9b::/96) that map to these IPv4 addresses are also closed.
   *
   * @see https://www.iana.org/assignments/iana-ipv4-special-registry/iana-ipv4-special-registry.xhtml
   * @see https://www.iana.org/assignments/iana-ipv6-special-registry/iana-ipv6-special-registry.xhtml
   */
  public static publicOnly(): BuildEgress {
    return new BuildEgress('public addresses only');
  }

  /**
   * Allows only the given destinations. Include Harness, registries and Git servers. The addresses of cloud metadata and
   * link-local addresses are excluded from blocks that contain them, which must be known at construction; a block that has no
   * others is refused: list it in `additionalEgress` if builds need it. Host names are refused, because a NetworkPolicy knows
   * none.
   */
  public static restrictedTo(destinations: NetworkDestination[]): BuildEgress {
    return new BuildEgress('restricted', destinations);
  }

  /** Allows everything, including the addresses of cloud metadata: builds can then use the identity of the node. */
  public static unrestricted(): BuildEgress {
    return new BuildEgress('unrestricted');
  }

  private constructor(
    private readonly kind: 'everything but cloud metadata' | 'public addresses only' | 'restricted' | 'unrestricted',
    private readonly destinations: readonly NetworkDestination[] = [],
  ) {}

  /** Allowed destinations; `undefined` for everything. @internal */
  public get _destinations(): readonly NetworkDestination[] | undefined {
    switch (this.kind) {
      case 'unrestricted':
        return undefined;
      case 'restricted':
        return this.destinations.map(withoutClosed);
      case 'public addresses only':
        return ['0.0.0.0/0', INTERNET_V6, NAT64].map((whole) => ({ peer: blockWithout(whole, notInternet()) }));
      case 'everything but cloud metadata':
        return [
          ...['0.0.0.0/0', '::/0'].map((whole) => ({ peer: blockWithout(whole, neverOpen()) })),
          // Some network plugins never match pods by IP address.
          { peer: NetworkPeer.anyNamespace() },
        ];
    }
  }

  /** The given destinations, unchecked. @internal */
  public get _given(): readonly NetworkDestination[] {
    return this.destinations;
  }

  /** For example `everything but cloud metadata`. */
  public toString(): string {
    return this.kind;
  }
}

interface ConnectedPlace extends IsolatedPlace {
  readonly destinations?: readonly NetworkDestination[];
  readonly dnsServers: readonly NetworkPeer[];
  readonly dnsPorts: readonly number[];
}

/** Denies ingress until a delegate is added, and restricts egress to the chosen destinations. */
export function renderNetworkPolicy(farm: ConnectedPlace): RenderedObject[] {
  const { destinations, dnsServers, dnsPorts, cloudIdentity } = farm;
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
          ...toDns(dnsServers, dnsPorts),
          ...toDestinations(destinations),
          ...toMetadata(cloudIdentity?._marks.metadataEndpoints ?? []),
        ]),
    },
  };
  return [rendered('NetworkPolicy', object, 'namespace')];
}

/** Lets the delegate connect to the builds. Network policies are additive, so each delegate has its own. */
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
      ingress: [{ from: [...from._peers], ports: tcp(farm.istioMarks.buildPorts) }],
    },
  };
  return rendered('NetworkPolicy', object, 'delegate', 'Add each delegate once.');
}

/** Selects every pod of the namespace except those of a delegate that shares it. */
function buildPods({ shared }: BuildPlace): LabelSelector {
  return shared === undefined
    ? {}
    : { matchExpressions: [{ key: DELEGATE_LABEL, operator: 'NotIn', values: [shared.delegateName] }] };
}
