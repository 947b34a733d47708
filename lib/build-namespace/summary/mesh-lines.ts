/** The mesh that builds are part of. */
import {
  declaredNamespace,
  type KubernetesObject,
  labelsOfNamespace,
  namespaceOf,
  objectsOfKind,
} from '../../evaluation';
import type { Described } from './delegate-pods';

/** Namespace whose PeerAuthentication applies to the whole mesh, by default. */
const MESH_ROOT = 'istio-system';

export function meshLines({ farm: { istio, istioMarks }, objects, namespace, isImported }: Described): string[] {
  if (istio === undefined) {
    return [];
  }
  const declared = mutualTls(objects, namespace) ?? mutualTls(objects, MESH_ROOT);
  const expected = `${istio.strict ? 'STRICT' : 'PERMISSIVE'} (expected; no PeerAuthentication ${declaredFor(objects, namespace)})`;
  const labels = labelsOfNamespace(objects, namespace);
  const isKnown = !isImported || declaredNamespace(objects, namespace).isDeclared;
  const wanted = Object.entries(isKnown ? istioMarks.namespaceLabels : {});
  const missing = wanted.filter(([key, value]) => labels[key] !== value);
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

/** Labels of the pods that it applies to; none if it applies to the whole namespace. */
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
