import { DelegateGeneration } from '../props';
import type { GenerationRecord } from './generation-record';
import { LEGACY_GENERATION } from './legacy-generation';
import { NEW_GENERATION } from './new-generation';

export * from './generation-record';
export * from './image-generation';

export const GENERATIONS: { readonly [generation in DelegateGeneration]: GenerationRecord } = {
  [DelegateGeneration.NEW]: NEW_GENERATION,
  [DelegateGeneration.LEGACY]: LEGACY_GENERATION,
};
