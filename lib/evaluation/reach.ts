/** Everything that some pods reach, or that reaches them. */
import { AddressSet } from './addresses';
import {
  addressesOf,
  type DirectedPolicy,
  type Direction,
  type Network,
  type PolicyPeer,
  type PolicyRule,
} from './network';
import { includesPort, type PortOfPod, portWords } from './ports';
import { canEscape, canSelect, type LabelSelector, type PodClass, requirementsOf } from './selector';

/** Pods that a rule names. */
export interface PodsOfRule {
  readonly podSelector?: LabelSelector | null;
  /** If unset, the pods are in `namespace`. */
  readonly namespaceSelector?: LabelSelector | null;
  /** Namespace of the policy. */
  readonly namespace: string;
}

/** Peers that are open on the same ports. */
export interface Opening {
  /** In words; empty for all ports. */
  readonly ports: string;
  /** Whether every peer is open, also those that no rule can name. */
  readonly isEveryone: boolean;
  readonly addresses: AddressSet;
  readonly pods: readonly PodsOfRule[];
}

/** What the policies leave open for some pods in one direction. */
export interface Reach {
  /** Whether each of the pods is under a policy. If not, everything is open to those that are not. */
  readonly isRestricted: boolean;
  /** Whether the namespace has policies for the direction. */
  readonly hasPolicies: boolean;
  readonly openings: readonly Opening[];
}

/**
 * What is open for at least one of the pods: an upper bound, because the labels of a pod decide which policies apply to it.
 * Openings on single ports leave out what is open on all ports.
 */
export function reachOf(network: Network, pods: PodClass, direction: Direction): Reach {
  const policies = network.policiesIn(pods.namespace, direction);
  const selectors = restricting(policies);
  const isRestricted = selectors.length > 0 && !canEscape(selectors, pods);
  return { isRestricted, hasPolicies: policies.length > 0, openings: openingsOf(rulesFor(policies, pods)) };
}

/** Selectors of the policies that certainly restrict pods. */
function restricting(policies: readonly DirectedPolicy[]): DirectedPolicy['podSelector'][] {
  return policies.filter(({ isCertain }) => isCertain).map(({ podSelector }) => podSelector);
}

type PlacedRule = PolicyRule & { readonly namespace: string };

/** Rules of the policies that select at least one of the pods. */
function rulesFor(policies: readonly DirectedPolicy[], pods: PodClass): PlacedRule[] {
  return policies
    .filter(({ podSelector }) => canSelect(podSelector, pods))
    .flatMap(({ rules, namespace }) => rules.map((rule) => ({ ...rule, namespace })));
}

function openingsOf(rules: readonly PlacedRule[]): Opening[] {
  const byPorts = new Map<string, PlacedRule[]>();
  for (const rule of rules) {
    const ports = portWords(rule.ports);
    byPorts.set(ports, [...(byPorts.get(ports) ?? []), rule]);
  }
  const openings = [...byPorts].map(([ports, those]) => openingOf(ports, those));
  const onAllPorts = openings.find(({ ports }) => ports === '');
  const onSome = openings.filter(({ ports }) => ports !== '');
  return [
    ...(onAllPorts ? [onAllPorts] : []),
    ...onSome.map((opening) => (onAllPorts ? beyond(opening, onAllPorts) : opening)),
  ].filter(({ isEveryone, addresses, pods }) => isEveryone || !addresses.isEmpty || pods.length > 0);
}

function openingOf(ports: string, rules: readonly PlacedRule[]): Opening {
  const peers = rules.flatMap((rule) => rule.peers.map((peer) => ({ ...peer, namespace: rule.namespace })));
  return {
    ports,
    isEveryone: rules.some((rule) => rule.peers.length === 0),
    addresses: AddressSet.union(peers.flatMap(({ ipBlock }) => (ipBlock ? [addressesOf(ipBlock)] : []))),
    pods: distinct(peers.filter(({ ipBlock }) => !ipBlock)),
  };
}

function distinct(pods: readonly (PolicyPeer & { readonly namespace: string })[]): PodsOfRule[] {
  const byText = new Map<string, PodsOfRule>();
  for (const { podSelector, namespaceSelector, namespace } of pods) {
    const one = { podSelector, namespaceSelector, namespace };
    byText.set(keyOf(one), one);
  }
  const all = [...byText.values()];
  return all.some(isEveryPod) ? all.filter(isEveryPod) : all;
}

/** The same key for the same pods: an own namespace is left out where a selector takes its place. */
function keyOf({ podSelector, namespaceSelector, namespace }: PodsOfRule): string {
  return JSON.stringify([
    requirementsOf(podSelector),
    namespaceSelector ? requirementsOf(namespaceSelector) : namespace,
  ]);
}

/** Whether these are all pods of the cluster. */
export function isEveryPod({ podSelector, namespaceSelector }: PodsOfRule): boolean {
  return (
    !!namespaceSelector && requirementsOf(namespaceSelector).length === 0 && requirementsOf(podSelector).length === 0
  );
}

/** What an opening adds to another one. */
function beyond(opening: Opening, other: Opening): Opening {
  const known = new Set(other.pods.map(keyOf));
  const isKnown = (pods: PodsOfRule) => other.pods.some(isEveryPod) || known.has(keyOf(pods));
  return other.isEveryone
    ? { ...opening, isEveryone: false, addresses: AddressSet.union([]), pods: [] }
    : {
        ...opening,
        addresses: opening.addresses.without(other.addresses),
        pods: opening.pods.filter((pods) => !isKnown(pods)),
      };
}

/** Ports of an address that are open. */
export interface OpenPorts {
  /** In words, for example `TCP 80`; empty for all ports. */
  readonly words: string;
  /** Whether a port is one of them. */
  readonly includes: (port: PortOfPod) => boolean;
}

/** Egress rules for at least one of the pods, and whether one of them is under no policy. */
function egressRules(network: Network, pods: PodClass): { readonly rules: PlacedRule[]; readonly isFree: boolean } {
  const policies = network.policiesIn(pods.namespace, 'Egress');
  const rules = rulesFor(policies, pods);
  return { rules, isFree: canEscape(restricting(policies), pods) };
}

/** The ports of an address that at least one of the pods reaches; `undefined` if none is open. */
export function portsOpenTo(network: Network, pods: PodClass, address: string): OpenPorts | undefined {
  const { rules: all, isFree } = egressRules(network, pods);
  const wanted = AddressSet.of(address) ?? AddressSet.union([]);
  const rules = all.filter(({ peers }) => peers.length === 0 || peers.some((peer) => isOpen(peer, wanted)));
  const isOnAll = isFree || rules.some((rule) => rule.ports.length === 0);
  if (!isOnAll && rules.length === 0) {
    return undefined;
  }
  const ports = isOnAll ? [] : rules.flatMap((rule) => rule.ports);
  return { words: portWords(ports), includes: (port) => includesPort(ports, port) };
}

function isOpen({ ipBlock }: PolicyPeer, address: AddressSet): boolean {
  return !!ipBlock && addressesOf(ipBlock).includes(address);
}

/** What at least one of the pods reaches on a port. */
export interface Reachable {
  readonly isEveryone: boolean;
  readonly addresses: AddressSet;
  readonly pods: readonly PodsOfRule[];
}

/** What at least one of the pods reaches on a port, by any rule or by those that name the port. */
export function reachableOn(network: Network, pods: PodClass, port: PortOfPod, by: 'any' | 'named' = 'any'): Reachable {
  const { rules, isFree } = egressRules(network, pods);
  const isMeant = ({ ports }: PolicyRule) => by === 'any' || ports.some((one) => one.port === port.port);
  const open = rules.filter((rule) => includesPort(rule.ports, port) && isMeant(rule));
  const { isEveryone, addresses, pods: named } = openingOf('', open);
  return { isEveryone: isFree || isEveryone, addresses, pods: named };
}

/** Whether pods that a rule opens are all that another one names. */
export function includesPods(open: readonly PodsOfRule[], wanted: PodsOfRule): boolean {
  return open.some((one) => isEveryPod(one) || keyOf(one) === keyOf(wanted));
}
