import type { EnvVarSource } from 'kubernetes-types/core/v1';
import { inWords, type PropertyChecks } from '../core';
import { DelegateGeneration, isOlderThan } from '../reference';
import type { GenerationRecord } from './generation';
import { type ResolvedImage, tagOf } from './image';

/** A variable of the delegate itself, with its value or the source of its value. */
export interface Setting {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: EnvVarSource;
  /** Whether Kubernetes expands `$(NAME)` in the value. */
  readonly expands?: boolean;
}

/** The setting, if the generation has a name for it and the value is set. */
export function setting(name?: string, value?: string): Setting[] {
  return name === undefined || value === undefined ? [] : [{ name, value }];
}

/* Properties of one generation only, or of newer images only. */

/** Refuses a property that delegates of this generation do not have. */
export function refuseForGeneration(
  context: { readonly checks: PropertyChecks; readonly generation: GenerationRecord },
  property: string,
  remedy: string,
): never {
  const { checks, generation } = context;
  if (generation.isAssumed) {
    checks.stop();
  }
  const isNew = generation.generation === DelegateGeneration.NEW;
  const problem = `not supported by the ${isNew ? 'new' : 'legacy'} delegate`;
  return checks.refuse(property, undefined, `a ${isNew ? 'legacy' : 'new'} delegate`, remedy, problem);
}

/** Refuses a property for an image older than `since`, now or once the image is known. */
export function refuseOlderImage(
  { checks, image }: { readonly checks: PropertyChecks; readonly image: ResolvedImage },
  property: string,
  since: string,
): void {
  checks.later(property, [image.reference], (reference) => {
    const tag = tagOf(reference);
    if (tag !== undefined && isOlderThan(tag, since)) {
      const remedy = 'Use a newer image, or remove the property.';
      checks.refuse(property, inWords(`the image tag "${tag}"`), `version ${since} or later`, remedy);
    }
  });
}
