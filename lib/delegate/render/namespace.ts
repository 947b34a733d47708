import type { Namespace } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedDelegate } from '../resolve';

const POD_SECURITY = 'pod-security.kubernetes.io';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
export function renderNamespace({ identity, metadata }: ResolvedDelegate): RenderedObject {
  const level = identity.podSecurityLevel;
  const podSecurity =
    level && Object.fromEntries(['enforce', 'warn', 'audit'].map((mode) => [`${POD_SECURITY}/${mode}`, level]));
  const object: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: identity.namespace,
      labels: { ...metadata.namespaceLabels, ...podSecurity },
      annotations: metadata.annotations,
    },
  };
  return rendered(
    'Namespace',
    object,
    'createNamespace',
    'Set createNamespace to false for all but one of the delegates in the namespace.',
  );
}
