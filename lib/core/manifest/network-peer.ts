import { isIP } from 'node:net';
import { instance, mapOf, optional, optionsOf, type Shape, TEXT } from '../checks/kinds';
import type { PropertyChecks, Rule } from '../checks/property-checks';
import { DNS_LABEL, LABEL_VALUE, QUALIFIED_NAME } from '../checks/rules';
import { type Kinds, struct } from '../checks/struct-shapes';

/** A block of addresses. */
export interface AddressBlock {
  readonly version: 4 | 6;
  readonly prefix: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** An IPv4 or IPv6 address as a number. Like Kubernetes, refuses zones and IPv4-mapped IPv6 addresses. */
export function parseAddress(text: string): { readonly version: 4 | 6; readonly value: bigint } | undefined {
  const version = isIP(text);
  if (version === 4) {
    return { version, value: text.split('.').reduce((value, part) => (value << 8n) + BigInt(part), 0n) };
  }
  return version === 6 && !text.includes('%') && !text.includes('.') ? { version, value: ipv6(text) } : undefined;
}

function ipv6(text: string): bigint {
  const [head, tail] = text.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const groups =
    tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n);
}

/** Parses a block such as `10.0.0.0/8`, which must start at its first address. */
export function parseBlock(text: string): AddressBlock | undefined {
  const match = /^(.+)\/(0|[1-9][0-9]{0,2})$/.exec(text);
  const address = match ? parseAddress(match[1]) : undefined;
  const prefix = Number(match?.[2]);
  const bits = address?.version === 4 ? 32 : 128;
  if (!address || prefix > bits) {
    return undefined;
  }
  const size = 1n << BigInt(bits - prefix);
  const isFirst = address.value % size === 0n;
  return isFirst
    ? { version: address.version, prefix, first: address.value, last: address.value + size - 1n }
    : undefined;
}

/** Whether the block is a proper part of another one. */
export function isWithin(inner: AddressBlock, outer: AddressBlock): boolean {
  return (
    inner.version === outer.version &&
    inner.prefix > outer.prefix &&
    inner.first >= outer.first &&
    inner.last <= outer.last
  );
}

/** Options of `NetworkPeer.cidr`. */
export interface CidrOptions {
  /**
   * Blocks within the CIDR block to exclude.
   *
   * @default - none
   */
  readonly except?: string[];
}

/** Options of `NetworkPeer.pods`. */
export interface PodsOptions {
  /**
   * Labels of the pods' namespaces.
   *
   * @default - the namespace of the policy
   */
  readonly namespaceLabels?: { [key: string]: string };
}

/** The other end of a connection. */
export class NetworkPeer {
  /** A CIDR block, for example `10.0.0.0/8`. */
  public static cidr(cidr: string, options: CidrOptions = {}): NetworkPeer {
    const { except } = options ?? {};
    // The API server drops an empty list. If it were sent, every apply would show a change.
    const isEmpty = except === undefined || except === null || (Array.isArray(except) && except.length === 0);
    return new NetworkPeer({ ipBlock: isEmpty ? { cidr } : { cidr, except } }, { cidr: options });
  }

  /** All pods of the cluster. */
  public static anyNamespace(): NetworkPeer {
    return new NetworkPeer({ namespaceSelector: {} });
  }

  /** All pods of the namespace with this name. */
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
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _options: { readonly cidr?: CidrOptions; readonly pods?: PodsOptions } = {},
  ) {}

  /** The peer as JSON. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return JSON.stringify(this._peer);
  }
}

/** The API server drops an empty map. If it were sent, every apply would show a change. */
function selectorOf(matchLabels: { [key: string]: string }): LabelSelectorShape {
  const isEmpty = typeof matchLabels === 'object' && matchLabels !== null && Object.keys(matchLabels).length === 0;
  return isEmpty ? {} : { matchLabels };
}

/** @internal */
export interface LabelSelectorShape {
  readonly matchLabels?: { [key: string]: string };
}

/** @internal */
export interface NetworkPolicyBlockShape {
  readonly cidr: string;
  readonly except?: string[];
}

/** @internal */
export interface NetworkPolicyPeerShape {
  readonly ipBlock?: NetworkPolicyBlockShape;
  readonly podSelector?: LabelSelectorShape;
  readonly namespaceSelector?: LabelSelectorShape;
}

/** A destination to which connections are allowed. */
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

const CIDR: Rule = {
  allowed: 'a CIDR block that starts at its first address, for example 10.0.0.0/8 or fd00::/8',
  remedy: 'Use the first address of the block. For a single address, use /32 or /128.',
  holds: (value) => parseBlock(value) !== undefined,
};

const BLOCK = optional(struct('NetworkPolicyBlockShape'));

/** Selects all labels or the named ones; a member that is set must not be empty. */
const SELECTOR = optional((checks, property, selector) =>
  'matchLabels' in (selector as object)
    ? mapOf(TEXT)(checks, `${property}.matchLabels`, (selector as LabelSelectorShape).matchLabels)
    : undefined,
);

const CIDR_OPTIONS = optionsOf(struct('CidrOptions'));

const PODS_OPTIONS = optionsOf(struct('PodsOptions'));

const PEER = instance(
  'a NetworkPeer',
  'Use a factory such as NetworkPeer.cidr(…).',
  '_peer',
  ({ _peer, _options }: NetworkPeer): [string, Shape, unknown][] => [
    ['', CIDR_OPTIONS, _options?.cidr],
    ['', PODS_OPTIONS, _options?.pods],
    ['', BLOCK, _peer.ipBlock],
    ['', SELECTOR, _peer.podSelector],
    ['', SELECTOR, _peer.namespaceSelector],
  ],
);

export const NETWORK_KINDS: Kinds = { NetworkPeer: PEER };

/** Refuses a destination that Kubernetes would refuse. */
export function checkDestination(checks: PropertyChecks, { peer, ports }: NetworkDestination, where: string): void {
  checkPeer(checks, peer, `${where}.peer`);
  if (ports?.length === 0) {
    checks.refuse(`${where}.ports`, [], 'at least one port', 'Add a port, or remove ports to allow all ports.');
  }
  ports?.forEach((port, at) => checks.integer(`${where}.ports[${at}]`, port, 1, 65535));
}

/** Refuses a peer that Kubernetes would refuse. */
export function checkPeer(checks: PropertyChecks, { _peer: peer }: NetworkPeer, where: string): void {
  if (peer.ipBlock) {
    const { cidr, except = [] } = peer.ipBlock;
    checks.text(`${where}.cidr`, cidr, CIDR);
    except.forEach((block, index) => {
      checks.text(`${where}.except[${index}]`, block, CIDR);
      checks.later(`${where}.except[${index}]`, [cidr, block], (whole, part) =>
        checkWithin(checks, `${where}.except[${index}]`, whole, part),
      );
    });
  }
  for (const { matchLabels } of [peer.podSelector, peer.namespaceSelector].filter(
    (selector) => selector !== undefined,
  )) {
    for (const [key, value] of Object.entries(matchLabels ?? {})) {
      checks.plainText(`${where} key`, key, QUALIFIED_NAME);
      checks.text(`${where}["${key}"]`, value, key === 'kubernetes.io/metadata.name' ? DNS_LABEL : LABEL_VALUE);
    }
  }
}

function checkWithin(checks: PropertyChecks, property: string, whole: string, part: string): void {
  const [outer, inner] = [parseBlock(whole), parseBlock(part)];
  if (outer && inner && !isWithin(inner, outer)) {
    checks.refuse(property, part, `a smaller block within ${whole}`, 'Exclude a part of the block, or remove it.');
  }
}
