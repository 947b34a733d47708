import type { ServiceAccount } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject } from '../core';
import type { ResolvedIdentity } from './identity';
import { objectMetadata, type ObjectOwner } from './metadata';
import type { ResolvedNames } from './names';
import type { ProfileRecord } from './profile';

interface AccountOwner extends ObjectOwner {
  readonly names: ResolvedNames;
  readonly identity: ResolvedIdentity;
  readonly profile: ProfileRecord;
}

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/ */
export function renderServiceAccount(delegate: AccountOwner): RenderedObject {
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
    // Other pods with this account get no token by default; the delegate's own pods request it.
    automountServiceAccountToken: profile.onlyDocumentedFields ? undefined : false,
  };
  return rendered('ServiceAccount', object, 'delegateName');
}
