/** Who reaches whom: the network policies among the objects of an app. */
import { AddressSet } from './addresses';
import { contested } from './contested';
import {
  elementsOf,
  type KubernetesObject,
  type Labels,
  labelsOfNamespace,
  namespaceOf,
  objectsOfKind,
} from './objects';
import { includesPort, type PolicyPort, type PortOfPod } from './ports';
import { type LabelSelector, selects } from './selector';

/** A peer of a rule, as in the Kubernetes API. */
export interface PolicyPeer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] | null } | null;
  readonly podSelector?: LabelSelector | null;
  readonly namespaceSelector?: LabelSelector | null;
}

/** A rule of one direction. One without peers allows all of them, and one without ports all of those. */
export interface PolicyRule {
  readonly peers: readonly PolicyPeer[];
  readonly ports: readonly PolicyPort[];
}

/** Direction of connections, seen from the pods that a policy selects. */
export type Direction = 'Ingress' | 'Egress';

/** What a policy says about one direction. */
export interface DirectedPolicy {
  readonly name: string;
  readonly namespace: string;
  readonly podSelector?: LabelSelector | null;
  readonly rules: readonly PolicyRule[];
  /** Whether it certainly restricts pods. A policy with conflicting declarations can only add access. */
  readonly isCertain: boolean;
}

interface PolicySpec {
  readonly podSelector?: LabelSelector | null;
  readonly policyTypes?: readonly string[] | null;
  readonly ingress?: readonly { from?: readonly PolicyPeer[] | null; ports?: readonly PolicyPort[] | null }[] | null;
  readonly egress?: readonly { to?: readonly PolicyPeer[] | null; ports?: readonly PolicyPort[] | null }[] | null;
}

/** A pod. */
export interface PodEnd {
  readonly namespace: string;
  readonly labels: Labels;
  /** Labels of a namespace that is not among the objects, besides its name. @default none */
  readonly namespaceLabels?: Labels;
  /** Its IP address, if blocks of addresses are to match it. Cilium never matches pods by IP block. @default - none do */
  readonly address?: string;
}

/** Something outside of the cluster, or a node. */
export interface AddressEnd {
  readonly address: string;
}

/** An attempt to connect. */
export interface Connection extends PortOfPod {
  readonly from: PodEnd | AddressEnd;
  readonly to: PodEnd | AddressEnd;
}

/** Whether the policies allow a connection: at its source, at its destination, and thus at all. */
export interface Verdict {
  readonly egress: boolean;
  readonly ingress: boolean;
  readonly isAllowed: boolean;
}

/**
 * Answers questions about the network policies of an app by the semantics of Kubernetes. They hold where the network plugin
 * enforces policies, and not for pods on the network of their node.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class Network {
  private readonly policies: { readonly [direction in Direction]: readonly DirectedPolicy[] };

  constructor(private readonly objects: readonly KubernetesObject[]) {
    const uncertain = contested(objects);
    const all = objectsOfKind(objects, 'networking.k8s.io', 'NetworkPolicy');
    this.policies = {
      Ingress: all.flatMap((policy) => ingressOf(policy, !uncertain.has(policy))),
      Egress: all.flatMap((policy) => egressOf(policy, !uncertain.has(policy))),
    };
  }

  /** The policies of a namespace for one direction. */
  public policiesIn(namespace: string, direction: Direction): DirectedPolicy[] {
    return this.policies[direction].filter((policy) => policy.namespace === namespace);
  }

  /** Whether the policies allow a connection. */
  public judge({ from, to, ...port }: Connection): Verdict {
    const egress = this.admits('Egress', from, to, port);
    const ingress = this.admits('Ingress', to, from, port);
    return { egress, ingress, isAllowed: egress && ingress };
  }

  /** Pods without a policy for the direction, and everything outside of the cluster, are open. */
  private admits(direction: Direction, pod: PodEnd | AddressEnd, peer: PodEnd | AddressEnd, port: PortOfPod): boolean {
    if (!isPod(pod)) {
      return true;
    }
    const applying = this.policiesIn(pod.namespace, direction).filter(({ podSelector }) =>
      selects(podSelector, pod.labels),
    );
    return (
      !applying.some(({ isCertain }) => isCertain) ||
      applying.some(({ rules, namespace }) =>
        rules.some(
          ({ peers, ports }) =>
            includesPort(ports, port) &&
            (peers.length === 0 || peers.some((candidate) => this.isPeer(candidate, namespace, peer))),
        ),
      )
    );
  }

  private isPeer({ ipBlock, podSelector, namespaceSelector }: PolicyPeer, own: string, peer: PodEnd | AddressEnd) {
    if (ipBlock) {
      const address = peer.address === undefined ? undefined : AddressSet.of(peer.address);
      return address !== undefined && addressesOf(ipBlock).includes(address);
    }
    if (!isPod(peer)) {
      return false;
    }
    const labels = { ...peer.namespaceLabels, ...labelsOfNamespace(this.objects, peer.namespace) };
    const isPlace = namespaceSelector ? selects(namespaceSelector, labels) : peer.namespace === own;
    return isPlace && selects(podSelector, peer.labels);
  }
}

function isPod(end: PodEnd | AddressEnd): end is PodEnd {
  return 'namespace' in end;
}

type IpBlock = NonNullable<PolicyPeer['ipBlock']>;

/** Summaries ask for the addresses of each block many times. */
const ADDRESSES = new WeakMap<IpBlock, AddressSet>();

/** The addresses of a block. What cannot be read matches nothing: the API server refuses it. */
export function addressesOf(block: IpBlock): AddressSet {
  const addresses = ADDRESSES.get(block) ?? addressesIn(block);
  ADDRESSES.set(block, addresses);
  return addresses;
}

function addressesIn({ cidr, except }: IpBlock): AddressSet {
  const known = (texts: readonly string[]) => AddressSet.union(texts.flatMap((text) => AddressSet.of(text) ?? []));
  return known([cidr]).without(known(elementsOf(except)));
}

function ingressOf(object: KubernetesObject, isCertain: boolean): DirectedPolicy[] {
  const { ingress, policyTypes } = specOf(object);
  return isListed(policyTypes, 'Ingress', true)
    ? [
        directed(
          object,
          elementsOf(ingress).map(({ from, ports }) => ruleOf(from, ports)),
          isCertain,
        ),
      ]
    : [];
}

function egressOf(object: KubernetesObject, isCertain: boolean): DirectedPolicy[] {
  const { egress, policyTypes } = specOf(object);
  return isListed(policyTypes, 'Egress', elementsOf(egress).length > 0)
    ? [
        directed(
          object,
          elementsOf(egress).map(({ to, ports }) => ruleOf(to, ports)),
          isCertain,
        ),
      ]
    : [];
}

/** By default, a policy applies to ingress, and to egress if it has egress rules. */
function isListed(types: readonly string[] | null | undefined, direction: Direction, byDefault: boolean): boolean {
  const given = elementsOf(types);
  return given.length === 0 ? byDefault : given.includes(direction);
}

function directed(object: KubernetesObject, rules: readonly PolicyRule[], isCertain: boolean): DirectedPolicy {
  const { podSelector } = specOf(object);
  return { name: object.metadata.name ?? '', namespace: namespaceOf(object), podSelector, rules, isCertain };
}

function specOf({ spec }: KubernetesObject): PolicySpec {
  return spec ?? {};
}

function ruleOf(
  peers: readonly PolicyPeer[] | null | undefined,
  ports: readonly PolicyPort[] | null | undefined,
): PolicyRule {
  return { peers: elementsOf(peers), ports: elementsOf(ports) };
}
