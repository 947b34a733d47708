import type { Namespace } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedDelegate } from '../resolve';
import { annotationsOfEarlierWave } from './object-metadata';

const POD_SECURITY = 'pod-security.kubernetes.io';

/**
 * An ExternalSecret in an earlier wave than its namespace would fail, so the two share their wave.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export function renderNamespace(delegate: ResolvedDelegate): RenderedObject {
  const { identity, metadata, token } = delegate;
  const level = identity.podSecurityLevel;
  const podSecurity =
    level && Object.fromEntries(['enforce', 'warn', 'audit'].map((mode) => [`${POD_SECURITY}/${mode}`, level]));
  const object: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: identity.namespace,
      labels: { ...metadata.namespaceLabels, ...podSecurity },
      annotations: token.external ? annotationsOfEarlierWave(delegate) : metadata.annotations,
    },
  };
  return rendered(
    'Namespace',
    object,
    'createNamespace',
    'Set createNamespace to false for all but one of the delegates in the namespace.',
  );
}
