import * as fc from 'fast-check';
import type { DelegateMetadataProps } from '../../../lib/delegate';
import type { ArbitraryOf } from './recorded';
import { anyText, labelKey, labelMap } from './texts';

/** Argo CD applies the objects in this order; an ExternalSecret comes one wave earlier. */
const WAVE = { 'argocd.argoproj.io/sync-wave': '-5' };
const annotationKey = labelKey.chain((key) => fc.constantFrom(key, key.toUpperCase()));
const annotations = fc
  .tuple(fc.dictionary(annotationKey, anyText, { maxKeys: 3, noNullPrototype: true }), fc.constantFrom({}, {}, WAVE))
  .map(([some, wave]) => ({ ...some, ...wave }));

/** The properties of DelegateMetadataProps. */
export const metadataProps: ArbitraryOf<DelegateMetadataProps> = {
  labels: labelMap,
  annotations,
  podLabels: labelMap,
  podAnnotations: annotations,
  metricsAnnotations: fc.boolean(),
  unsafeAllowPruning: fc.boolean(),
};
