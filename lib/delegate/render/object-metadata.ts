import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import { derived } from '../../values';
import { type ResolvedDelegate, SYNC_WAVE } from '../resolve';

/** Metadata of an object that is named as the delegate and lies in its namespace. */
export function objectMetadata({ names, identity, metadata }: ResolvedDelegate): ObjectMeta {
  return {
    name: names.resource,
    namespace: identity.namespace,
    labels: metadata.labels,
    annotations: metadata.annotations,
  };
}

/** Annotations of an object that Argo CD is to apply one wave before the delegate. */
export function annotationsOfEarlierWave({ metadata: { annotations } }: ResolvedDelegate): { [key: string]: string } {
  const wave = derived([annotations[SYNC_WAVE] ?? '0'], (known) => `${Number(known) - 1}`);
  return { ...annotations, [SYNC_WAVE]: wave };
}
