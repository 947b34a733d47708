import type { Namespace } from 'kubernetes-types/core/v1';
import { own, rendered, type RenderedObject } from '../core';
import { podSecurityLabels, type PodSecurityLevel } from '../workload';
import { annotationsOfEarlierWave, annotationsOfKept, type ResolvedMetadata } from './metadata';

interface NamespaceOwner {
  readonly identity: { readonly namespace: string; readonly podSecurityLevel?: PodSecurityLevel };
  readonly metadata: ResolvedMetadata;
  readonly token: { readonly external?: object };
}

/** The Namespace shares the sync wave of an ExternalSecret, which would otherwise be applied first and fail. */
export function renderNamespace(delegate: NamespaceOwner): RenderedObject {
  const { identity, metadata, token } = delegate;
  const level = identity.podSecurityLevel;
  const object: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: identity.namespace,
      labels: { ...metadata.namespaceLabels, ...(level && podSecurityLabels(level)) },
      annotations: annotationsOfKept(
        metadata,
        token.external ? annotationsOfEarlierWave(delegate) : metadata.annotations,
      ),
    },
  };
  return rendered(
    'Namespace',
    object,
    'createNamespace',
    `Set ${own('createNamespace')} to false for all but one of the delegates in the namespace.`,
  );
}
