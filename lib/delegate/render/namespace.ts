import type { Namespace } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject } from '../../values';
import { podSecurityLabels } from '../pod-security';
import type { ResolvedDelegate } from '../resolve';
import { annotationsOfEarlierWave } from './object-metadata';

/** An ExternalSecret in an earlier wave than its namespace would fail, so the two share their wave. */
export function renderNamespace(delegate: ResolvedDelegate): RenderedObject {
  const { identity, metadata, token } = delegate;
  const level = identity.podSecurityLevel;
  const object: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: identity.namespace,
      labels: { ...metadata.namespaceLabels, ...(level && podSecurityLabels(level)) },
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
