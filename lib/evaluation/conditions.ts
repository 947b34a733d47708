/** Under which conditions statements about declared objects hold in a cluster. */
import type { AppliedPolicy } from './admission';
import type { RenderedObjects } from './rendered';

/** What decides which conditions matter. */
export interface Circumstances {
  /** Why the platform enforces no network policy; `undefined` if it can. */
  readonly notEnforced?: string;
  /** Whether pods can use the network of their node. */
  readonly admitsHostNetwork?: boolean;
  /** Policies of other kinds in the app, for example `CiliumNetworkPolicy a`. */
  readonly foreignPolicies?: readonly string[];
}

/**
 * Conditions of statements about the network, one a line.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @see https://docs.cilium.io/en/stable/security/policy/language/#cidr-based
 */
export function networkConditions({
  notEnforced,
  admitsHostNetwork = false,
  foreignPolicies = [],
}: Circumstances): string[] {
  const enforced =
    'the network plugin enforces network policies on the node of the pod. AWS Fargate enforces none; on Windows nodes, few plugins do (Calico does)';
  return [
    ...(notEnforced ? [`NOTE: ${notEnforced}.`] : []),
    `Network: as declared. It holds where ${enforced}.`,
    '  Policies that are declared elsewhere add to it, and can open cloud metadata as well: a policy only allows.',
    '  A pod and its own node always reach each other. With Cilium, addresses match neither nodes nor pods of the cluster.',
    ...(admitsHostNetwork
      ? ['  Network policies do not apply to pods with hostNetwork, which nothing here forbids.']
      : []),
    ...(foreignPolicies.length > 0 ? [`  Not considered: ${foreignPolicies.join(', ')}.`] : []),
  ];
}

/**
 * When admission policies apply, if there are some: what a stricter one refuses from the moment that it is applied.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
 */
export function admissionConditions(policies: readonly AppliedPolicy[]): string[] {
  const updating = policies.filter(({ coversUpdates }) => coversUpdates);
  const some = updating.every(({ conditions }) => conditions.length > 0) ? 'some updates' : 'every update';
  return policies.length === 0
    ? []
    : [
        `Admission: at the creation of a pod${updating.length > 0 ? `, and at ${some} of one` : ''}. Builds in flight keep running under a stricter policy; it can refuse their next stage.`,
      ];
}

/** Conditions of statements about rights. */
export const RIGHTS_CONDITION = 'Rights: as declared. Bindings elsewhere, and those to all users, add to them.';

/** What is uncertain about the objects themselves. */
export function objectNotes({ malformed, contested }: RenderedObjects): string[] {
  return [
    ...malformed.map((words) => `NOTE: not considered, because the API server refuses it: ${words}.`),
    ...(contested.length > 0
      ? [
          `NOTE: declared more than once, with differences: ${contested.join(', ')}. The last one applied counts; the less secure one is described.`,
        ]
      : []),
  ];
}
