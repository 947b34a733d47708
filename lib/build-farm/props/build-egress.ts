import { type NetworkDestination, NetworkPeer } from '../../network';
import { isWithin, parseBlock } from '../../values';

/** Addresses of a private network, of a node or of a cloud: everything that is not the Internet. */
const NOT_PUBLIC = {
  v4: ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  v6: ['::1/128', 'fc00::/7', 'fe80::/10'],
};

function isV6(block: string): boolean {
  return block.includes(':');
}

/** The blocks, and those addresses of metadata of the same version that are in none of them: some are public. */
function closed(blocks: readonly string[], metadataAddresses: readonly string[]): string[] {
  const within = (part: string, whole: string): boolean => {
    const [inner, outer] = [parseBlock(part), parseBlock(whole)];
    return inner !== undefined && outer !== undefined && isWithin(inner, outer);
  };
  const others = metadataAddresses.filter((address) => isV6(address) === isV6(blocks[0]));
  return [...blocks, ...others.filter((address) => !blocks.some((block) => within(address, block)))];
}

/**
 * What builds may connect to. DNS is always open, and so are the addresses that the farm's cloud identity needs.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class BuildEgress {
  /**
   * Everything but the addresses at which clouds hand out the credentials of the node (169.254.169.254/32,
   * fd00:ec2::254/128, and those that the platform adds).
   */
  public static everythingButCloudMetadata(): BuildEgress {
    return new BuildEgress('everything but cloud metadata');
  }

  /** The Internet only: no private, link-local or shared address, and no pod of the cluster. */
  public static publicOnly(): BuildEgress {
    return new BuildEgress('public addresses only');
  }

  /** The given destinations only. Name Harness, registries and Git servers yourself. */
  public static restrictedTo(destinations: NetworkDestination[]): BuildEgress {
    return new BuildEgress('restricted', destinations);
  }

  /** Everything, the addresses of cloud metadata included: builds can then take on the identity of the node. */
  public static unrestricted(): BuildEgress {
    return new BuildEgress('unrestricted');
  }

  private constructor(
    private readonly kind: 'everything but cloud metadata' | 'public addresses only' | 'restricted' | 'unrestricted',
    private readonly destinations: readonly NetworkDestination[] = [],
  ) {}

  /** What is open; `undefined` for everything. @internal */
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
          // Some network plugins never match pods by address.
          { peer: NetworkPeer.anyNamespace() },
        ];
    }
  }

  /** The destinations that were given, before they are checked. @internal */
  public get _given(): readonly NetworkDestination[] {
    return this.destinations;
  }

  /** For example `everything but cloud metadata`. */
  public toString(): string {
    return this.kind;
  }
}
