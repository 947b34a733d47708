/** Properties that only one of the generations has, or only later images. */
import { isOlderThan } from '../generation';
import { DelegateGeneration } from '../props';
import type { ResolveContext } from './context';
import { tagOf } from './image';

/** Refuses a property that delegates of this generation do not have. */
export function refuseForGeneration({ checks, generation }: ResolveContext, property: string, remedy: string): never {
  const [own, other] = generation.generation === DelegateGeneration.NEW ? ['new', 'legacy'] : ['legacy', 'new'];
  return checks.refuse(property, undefined, `nothing for the ${own} delegate: only the ${other} one has it`, remedy);
}

/** Refuses a property for an image that is known to be older than `since`, now or when the image is known. */
export function refuseOlderImage({ checks, image }: ResolveContext, property: string, since: string): void {
  checks.later(property, [image.reference], (reference) => {
    const tag = tagOf(reference);
    if (tag !== undefined && isOlderThan(tag, since)) {
      const remedy = `Use a newer image, or leave ${property} out.`;
      checks.refuse(property, tag, `an image from ${since} on`, remedy);
    }
  });
}
