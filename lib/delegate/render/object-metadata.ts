import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { ResolvedDelegate } from '../resolve';

/** Metadata of an object that is named as the delegate and lies in its namespace. */
export function objectMetadata({ identity, metadata }: ResolvedDelegate): ObjectMeta {
  const { delegateName: name, namespace } = identity;
  return { name, namespace, labels: metadata.labels, annotations: metadata.annotations };
}
