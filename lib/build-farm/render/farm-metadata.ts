import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import { derived } from '../../values';
import { FARM_NAME } from '../farm-name';
import type { BuildPlace, ResolvedBuildFarm } from '../resolve';

/** Metadata of an object of the farm. */
export function farmMetadata({ namespace, labels, annotations }: BuildPlace, name = FARM_NAME): ObjectMeta {
  return { name, namespace, labels, annotations };
}

/** Why the farm is loose, for whoever reads its objects. */
export function reasonOf({ isolation }: ResolvedBuildFarm): { [key: string]: string } {
  const { reason } = isolation;
  return reason === undefined
    ? {}
    : { 'kubernetes.io/description': derived([reason], (known) => `${isolation.toString()}. Reason: ${known}`) };
}
