import { instance, listOf, mapOf, optional, optionsOf, type Shape, TEXT } from '../checks/kinds';
import type { PropertyChecks } from '../checks/property-checks';
import { DNS_LABEL, LABEL_VALUE, QUALIFIED_NAME } from '../checks/rules';
import { struct } from '../checks/struct-shapes';
import { blockOf, blockRule, HOST, HOST_NAME, isWithin, parseBlock } from './address-blocks';

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
    return NetworkPeer.of({ ipBlock: isEmpty ? { cidr } : { cidr, except } }, { cidr: options });
  }

  /**
   * Several CIDR blocks or single addresses, for example those that a Git host publishes. This package downloads nothing:
   * keep the published file with your program, so that the same program renders the same policy.
   *
   * @param cidrs blocks such as `192.30.252.0/22`, or addresses such as `35.201.91.229`. At least one.
   * @see https://docs.github.com/en/rest/meta/meta
   */
  public static cidrs(cidrs: string[]): NetworkPeer {
    return new NetworkPeer(() => cidrs.map((cidr) => ({ ipBlock: { cidr: blockOf(cidr) } })), { cidrs });
  }

  /**
   * Any of several peers, as one destination with one list of ports.
   *
   * @param peers at least one.
   */
  public static anyOf(peers: NetworkPeer[]): NetworkPeer {
    return new NetworkPeer(() => peers.flatMap(({ _peers }) => _peers), { peers });
  }

  /** All pods of the cluster. */
  public static anyNamespace(): NetworkPeer {
    return NetworkPeer.of({ namespaceSelector: {} });
  }

  /** All pods of the namespace with this name. */
  public static namespace(name: string): NetworkPeer {
    return NetworkPeer.of({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
  }

  /** Pods with these labels. */
  public static pods(labels: { [key: string]: string }, options: PodsOptions = {}): NetworkPeer {
    const { namespaceLabels } = options ?? {};
    return NetworkPeer.of(
      {
        podSelector: selectorOf(labels),
        ...(namespaceLabels ? { namespaceSelector: selectorOf(namespaceLabels) } : {}),
      },
      { pods: options },
    );
  }

  /** Peers of a policy, which are known to be valid. @internal */
  public static _of(peers: readonly NetworkPolicyPeerShape[]): NetworkPeer {
    return new NetworkPeer(() => peers);
  }

  private static of(peer: NetworkPolicyPeerShape, given: GivenPeer = {}): NetworkPeer {
    return new NetworkPeer(() => [peer], { ...given, peer });
  }

  private constructor(
    private readonly shapes: () => readonly NetworkPolicyPeerShape[],
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _given: GivenPeer = {},
  ) {}

  /** Its peers in a policy. @internal */
  public get _peers(): readonly NetworkPolicyPeerShape[] {
    return this.shapes();
  }

  /** The peer as JSON. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    const [first, ...others] = this._peers;
    return JSON.stringify(others.length === 0 ? first : this._peers);
  }
}

/** What a factory got. @internal */
export interface GivenPeer {
  readonly peer?: NetworkPolicyPeerShape;
  readonly cidr?: CidrOptions;
  readonly pods?: PodsOptions;
  readonly cidrs?: string[];
  readonly peers?: NetworkPeer[];
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

const BLOCK = optional(struct('NetworkPolicyBlockShape'));

/** Selects all labels or the named ones; a member that is set must not be empty. */
const SELECTOR = optional((checks, property, selector) =>
  'matchLabels' in (selector as object)
    ? mapOf(TEXT)(checks, `${property}.matchLabels`, (selector as LabelSelectorShape).matchLabels)
    : undefined,
);

const CIDR_OPTIONS = optionsOf(struct('CidrOptions'));

const PODS_OPTIONS = optionsOf(struct('PodsOptions'));

const ONE_PEER = instance(
  'a NetworkPeer',
  'Use a factory such as NetworkPeer.cidr(…).',
  '_peers',
  ({ _given: given }: NetworkPeer): [string, Shape, unknown][] => [
    ['', CIDR_OPTIONS, given.cidr],
    ['', PODS_OPTIONS, given.pods],
    ['', BLOCK, given.peer?.ipBlock],
    ['', SELECTOR, given.peer?.podSelector],
    ['', SELECTOR, given.peer?.namespaceSelector],
    ...('cidrs' in given ? [['.cidrs', listOf(TEXT), given.cidrs] satisfies [string, Shape, unknown]] : []),
    ...('peers' in given ? [['.peers', listOf(NETWORK_PEER), given.peers] satisfies [string, Shape, unknown]] : []),
  ],
);

/** Shape of a `NetworkPeer`. */
export const NETWORK_PEER: Shape = withoutHostName(ONE_PEER);

/** Refuses a host name in place of an object. */
function withoutHostName(shape: Shape): Shape {
  return (checks, property, value) =>
    typeof value === 'string' && HOST_NAME.test(value)
      ? checks.refuse(property, value, HOST.allowed, HOST.remedy)
      : shape(checks, property, value);
}

/** Shape of a `NetworkDestination`. */
export const NETWORK_DESTINATION = withoutHostName(struct('NetworkDestination', { NetworkPeer: () => NETWORK_PEER }));

export const DESTINATIONS = listOf(NETWORK_DESTINATION);

/** Refuses a destination that Kubernetes would refuse. */
export function checkDestination(checks: PropertyChecks, { peer, ports }: NetworkDestination, where: string): void {
  checkPeer(checks, peer, `${where}.peer`);
  if (ports?.length === 0) {
    checks.refuse(`${where}.ports`, [], 'at least one port', 'Add a port, or remove ports to allow all ports.');
  }
  ports?.forEach((port, at) => checks.integer(`${where}.ports[${at}]`, port, 1, 65535));
}

/** Refuses a peer that Kubernetes would refuse. */
export function checkPeer(checks: PropertyChecks, { _given: given }: NetworkPeer, where: string): void {
  if (given.cidrs?.length === 0 || given.peers?.length === 0) {
    // A rule without peers allows every address.
    const what = given.cidrs ? 'block' : 'peer';
    const path = `${where}.${what === 'block' ? 'cidrs' : 'peers'}`;
    checks.refuse(path, [], `at least one ${what}`, `Add a ${what}, or remove the destination.`);
  }
  given.peers?.forEach((peer, index) => checkPeer(checks, peer, `${where}.peers[${index}]`));
  blocksOf(given, where).forEach((block) => checkBlock(checks, block));
  for (const { matchLabels } of [given.peer?.podSelector, given.peer?.namespaceSelector].filter(
    (selector) => selector !== undefined,
  )) {
    for (const [key, value] of Object.entries(matchLabels ?? {})) {
      checks.key(where, key, QUALIFIED_NAME);
      checks.text(`${where}["${key}"]`, value, key === 'kubernetes.io/metadata.name' ? DNS_LABEL : LABEL_VALUE);
    }
  }
}

/** A block of a peer, with the property that it was given by. */
export interface NamedBlock {
  readonly where: string;
  readonly cidr: string;
  readonly except: readonly string[];
  /** The property of the exceptions. */
  readonly whereExcept: string;
}

/** The blocks of a peer, and of those that it consists of. */
export function everyBlockOf({ _given: given }: NetworkPeer, where: string): NamedBlock[] {
  const parts = given.peers?.flatMap((peer, index) => everyBlockOf(peer, `${where}.peers[${index}]`)) ?? [];
  return [...parts, ...blocksOf(given, where)];
}

function blocksOf({ peer, cidrs }: GivenPeer, where: string): NamedBlock[] {
  const listed = cidrs?.map((cidr, index) => ({ where: `${where}.cidrs[${index}]`, cidr: blockOf(cidr), except: [] }));
  const { ipBlock } = peer ?? {};
  const own = ipBlock ? [{ where: `${where}.cidr`, cidr: ipBlock.cidr, except: ipBlock.except ?? [] }] : [];
  return [...(listed ?? []), ...own].map((block) => ({ ...block, whereExcept: `${where}.except` }));
}

function checkBlock(checks: PropertyChecks, { where, cidr, except, whereExcept }: NamedBlock): void {
  checkCidr(checks, where, cidr);
  except.forEach((block, index) => {
    checkCidr(checks, `${whereExcept}[${index}]`, block);
    checks.later(`${whereExcept}[${index}]`, [cidr, block], (whole, part) =>
      checkWithin(checks, `${whereExcept}[${index}]`, whole, part),
    );
  });
}

function checkCidr(checks: PropertyChecks, property: string, cidr: string): void {
  checks.later(property, [cidr], (known) => checks.keeps(property, known, known, blockRule(known)));
}

function checkWithin(checks: PropertyChecks, property: string, whole: string, part: string): void {
  const [outer, inner] = [parseBlock(whole), parseBlock(part)];
  if (outer && inner && !isWithin(inner, outer)) {
    checks.refuse(property, part, `a smaller block within ${whole}`, 'Exclude a part of the block, or remove it.');
  }
}
