import type { ServiceAccount } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedDelegate } from '../resolve';
import { objectMetadata } from './object-metadata';

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/ */
export function renderServiceAccount(delegate: ResolvedDelegate): RenderedObject {
  const { names, identity, metadata, profile } = delegate;
  const object: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      ...objectMetadata(delegate),
      name: names.serviceAccount,
      annotations: {
        ...profile.asFound?.serviceAccountAnnotations,
        ...identity.cloudIdentity?._marks.serviceAccountAnnotations,
        ...metadata.annotations,
      },
    },
    // Another pod that names this account gets no token unasked; the delegate's own pods ask for it.
    automountServiceAccountToken: profile.onlyDocumentedFields ? undefined : false,
  };
  return rendered('ServiceAccount', object, 'delegateName');
}
