import type { ServiceAccount } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedDelegate } from '../resolve';

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/ */
export function renderServiceAccount({ identity, metadata, profile }: ResolvedDelegate): RenderedObject {
  const object: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: identity.delegateName,
      namespace: identity.namespace,
      labels: metadata.labels,
      annotations: { ...identity.cloudIdentity?._marks.serviceAccountAnnotations, ...metadata.annotations },
    },
    // Another pod that names this account gets no token unasked; the delegate's own pods ask for it.
    automountServiceAccountToken: profile.onlyDocumentedFields ? undefined : false,
  };
  return rendered('ServiceAccount', object, 'delegateName');
}
