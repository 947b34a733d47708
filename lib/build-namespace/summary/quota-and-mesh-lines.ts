/** How much builds can request, and the mesh that they are part of. */
import { writeQuantity } from '../../core';
import { declaredQuota, type KubernetesObject, labelsOfNamespace, namespaceOf, objectsOfKind } from '../../evaluation';
import type { ResolvedQuota } from '../quota';
import type { Described } from './delegate-pods';

/** The resources of builds come first. */
const ORDER = ['requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory', 'pods'];

export function quotaLines({ farm, objects, namespace }: Described): string[] {
  const { hard, scoped, defaultRequests } = declaredQuota(objects, namespace);
  const place = (name: string) => (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);
  const sorted = Object.entries(hard).sort(([one], [other]) => place(one) - place(other));
  const defaults = amountsIn(Object.entries(defaultRequests));
  return [
    ...(sorted.length > 0 ? [`Quota: ${amountsIn(sorted)}.`, ...shareLines(hard, farm.quota)] : []),
    ...(scoped.length > 0 ? [`Quota of some pods: ${scoped.join(', ')}.`] : []),
    ...(defaults === '' ? [] : [`Containers without requests get ${defaults}.`]),
  ];
}

/** What of it a delegate in the same namespace takes, and what it does not count. */
function shareLines(hard: { readonly [resource: string]: string }, quota?: ResolvedQuota): string[] {
  const uncounted = ['cpu', 'memory'].filter((name) => !(`limits.${name}` in hard));
  const { delegateName, pods, isAssumed, amounts } = quota?.share ?? {};
  const taken = ORDER.filter((resource) => resource in hard && amounts?.[resource] !== undefined).map(
    (resource): [string, string] => [resource, writeQuantity(amounts?.[resource] ?? 0n, !resource.endsWith('cpu'))],
  );
  return [
    ...(delegateName === undefined
      ? []
      : [
          `  Of it, the delegate ${delegateName} takes at most ${amountsIn([...taken, ['pods', `${pods}`]])}, with one rollout.`,
        ]),
    ...(isAssumed
      ? [`NOTE: the delegate ${delegateName} is created elsewhere: this is what a documented one takes.`]
      : []),
    ...(uncounted.length > 0
      ? [`  It does not count limits of ${uncounted.join(' and ')}: a build can use what is free on its node.`]
      : []),
  ];
}

function amountsIn(amounts: readonly [resource: string, amount: string][]): string {
  return amounts.map(([resource, amount]) => `${resource} ${amount}`).join(', ');
}

/** Namespace whose PeerAuthentication applies to the whole mesh, by default. */
const MESH_ROOT = 'istio-system';

export function meshLines({ farm: { istio, istioMarks }, objects, namespace }: Described): string[] {
  if (istio === undefined) {
    return [];
  }
  const declared = mutualTls(objects, namespace) ?? mutualTls(objects, MESH_ROOT);
  const expected = `${istio.strict ? 'STRICT' : 'PERMISSIVE'} (expected; no PeerAuthentication ${declaredFor(objects, namespace)})`;
  const labels = labelsOfNamespace(objects, namespace);
  const missing = Object.entries(istioMarks.namespaceLabels).filter(([key, value]) => labels[key] !== value);
  return [
    `Istio: ${istio._mode}, mutual TLS ${[declared ?? expected, ...exceptions(objects, namespace)].join('; ')}.`,
    ...(missing.length > 0
      ? [
          `NOTE: the namespace lacks the labels that add its pods to the mesh: ${missing.map((label) => label.join('=')).join(', ')}.`,
        ]
      : []),
  ];
}

interface PeerAuthentication {
  readonly selector?: { readonly matchLabels?: { readonly [key: string]: string } | null } | null;
  readonly mtls?: { readonly mode?: string | null } | null;
  readonly portLevelMtls?: { readonly [port: string]: { readonly mode?: string | null } | null } | null;
}

function peerAuthentications(objects: readonly KubernetesObject[], namespace: string): PeerAuthentication[] {
  return objectsOfKind(objects, 'security.istio.io', 'PeerAuthentication')
    .filter((object) => namespaceOf(object) === namespace)
    .map(({ spec }) => spec ?? {});
}

/** The labels of the pods that it is about: none if it is about the whole namespace. */
function labelsOf({ selector }: PeerAuthentication): string[] {
  return Object.entries(selector?.matchLabels ?? {}).map((label) => label.join('='));
}

function declaredFor(objects: readonly KubernetesObject[], namespace: string): string {
  return peerAuthentications(objects, namespace).length > 0 ? 'for all of its pods sets a mode' : 'is declared here';
}

/** @see https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
function mutualTls(objects: readonly KubernetesObject[], namespace: string): string | undefined {
  const general = peerAuthentications(objects, namespace).filter((one) => labelsOf(one).length === 0);
  const modes = general.map(({ mtls }) => mtls?.mode ?? 'UNSET');
  return modes.every((mode) => mode === 'UNSET') ? undefined : [...new Set(modes)].join(' or ');
}

/** What single pods have instead, and their ports. Ports count only for some pods, and not for a whole namespace. */
function exceptions(objects: readonly KubernetesObject[], namespace: string): string[] {
  return peerAuthentications(objects, namespace)
    .filter((one) => labelsOf(one).length > 0)
    .flatMap((one) => {
      const modes = [['', one.mtls], ...Object.entries(one.portLevelMtls ?? {})] as const;
      return modes
        .map(([port, given]) => [port, given?.mode ?? 'UNSET'])
        .filter(([, mode]) => mode !== 'UNSET')
        .map(([port, mode]) => `${mode} for pods with ${labelsOf(one).join(' and ')}${port && ` on port ${port}`}`);
    });
}
