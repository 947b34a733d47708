import type { LabelSelector } from 'kubernetes-types/meta/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import {
  derived,
  isWithin,
  type NetworkDestination,
  NetworkPeer,
  parseBlock,
  rendered,
  type RenderedObject,
  someOf,
  tcp,
  toDestinations,
  toDns,
  toMetadata,
} from '../core';
import type { IHarnessDelegate } from '../reference';
import { DELEGATE_LABEL } from '../workload';
import { type BuildPlace, FARM_NAME, farmMetadata, type IsolatedPlace } from './namespace';

/** Private, link-local and shared addresses: everything outside of the Internet. */
const NOT_PUBLIC = {
  v4: ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  v6: ['::1/128', 'fc00::/7', 'fe80::/10'],
};

function isV6(block: string): boolean {
  return block.includes(':');
}

/** The blocks, plus the metadata addresses of the same IP version that are outside of them: some are public. */
function closed(blocks: readonly string[], metadataAddresses: readonly string[]): string[] {
  const within = (part: string, whole: string): boolean => {
    const [inner, outer] = [parseBlock(part), parseBlock(whole)];
    return inner !== undefined && outer !== undefined && isWithin(inner, outer);
  };
  const others = metadataAddresses.filter((address) => isV6(address) === isV6(blocks[0]));
  return [...blocks, ...others.filter((address) => !blocks.some((block) => within(address, block)))];
}

/**
 * Destinations to which builds can connect. DNS is always open, and so are the addresses that the farm's cloud identity
 * needs.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class BuildEgress {
  /**
   * Allows everything except the addresses at which clouds provide the credentials of the node (169.254.169.254/32,
   * fd00:ec2::254/128, and those that the platform adds).
   */
  public static everythingButCloudMetadata(): BuildEgress {
    return new BuildEgress('everything but cloud metadata');
  }

  /** Allows the Internet only: no private, link-local or shared addresses, and no pods of the cluster. */
  public static publicOnly(): BuildEgress {
    return new BuildEgress('public addresses only');
  }

  /** Allows only the given destinations. Include Harness, registries and Git servers. */
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
  public _destinations(metadataAddresses: readonly string[]): readonly NetworkDestination[] | undefined {
    switch (this.kind) {
      case 'unrestricted':
        return undefined;
      case 'restricted':
        return this.destinations;
      case 'public addresses only':
        return [
          { peer: NetworkPeer.cidr('0.0.0.0/0', { except: closed(NOT_PUBLIC.v4, metadataAddresses) }) },
          { peer: NetworkPeer.cidr('::/0', { except: closed(NOT_PUBLIC.v6, metadataAddresses) }) },
        ];
      case 'everything but cloud metadata':
        return [
          { peer: NetworkPeer.cidr('0.0.0.0/0', { except: metadataAddresses.filter((block) => !isV6(block)) }) },
          { peer: NetworkPeer.cidr('::/0', { except: metadataAddresses.filter(isV6) }) },
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
}

/** Denies ingress until a delegate is added, and restricts egress to the chosen destinations. */
export function renderNetworkPolicy(farm: ConnectedPlace): RenderedObject[] {
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
      ingress: [{ from: [from._peer], ports: tcp(farm.istioMarks.buildPorts) }],
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
