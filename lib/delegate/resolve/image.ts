import { derived, isUnresolved, type PropertyChecks } from '../../values';
import { generationOfTag, isFullVersion } from '../generation';
import { type DelegateImage, DelegateGeneration, ImagePullPolicy } from '../props';

/** An image reference, taken apart. */
interface ImageReference {
  readonly tag?: string;
  readonly digest?: string;
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
/** @see https://github.com/distribution/reference */
const REFERENCE = new RegExp(
  `^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?${COMPONENT}(?:/${COMPONENT})*(?::(?<tag>[\\w][\\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?$`,
);
const EXAMPLE = 'for example us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1';

/** What the image says about the delegate. */
export interface ResolvedImage {
  readonly reference: string;
  /** The tag, if there is one that is known now. */
  readonly tag?: string;
}

/** The reference of the image, checked. */
export function resolveImage(checks: PropertyChecks, image: DelegateImage): ResolvedImage {
  const reference = image._reference ?? joinParts(checks, image);
  checks.later('image', [reference], (known) => checkReference(checks, known));
  return { reference, tag: isUnresolved(reference) ? undefined : parse(reference)?.tag };
}

function joinParts(checks: PropertyChecks, image: DelegateImage): string {
  const { registry, repository = '', tag, digest } = image._parts ?? {};
  if (tag === undefined && digest === undefined) {
    checks.refuse('image', repository, 'an image with a tag or a digest', `Add the tag, ${EXAMPLE}.`);
  }
  const parts = [
    registry === undefined ? [] : [registry, '/'],
    [repository],
    tag === undefined ? [] : [':', tag],
    digest === undefined ? [] : ['@', digest],
  ];
  return derived(parts.flat(), (...known) => known.join(''));
}

function parse(reference: string): ImageReference | undefined {
  return REFERENCE.exec(reference)?.groups;
}

function checkReference(checks: PropertyChecks, reference: string): void {
  const parsed = parse(reference);
  if (!parsed) {
    checks.refuse(
      'image',
      reference,
      'an image reference: registry/repository:tag or …@sha256:digest',
      `Correct it, ${EXAMPLE}.`,
    );
  }
  if (parsed.tag === undefined && parsed.digest === undefined) {
    checks.refuse('image', reference, 'an image with a tag or a digest', `Add the tag, ${EXAMPLE}.`);
  }
}

/** The generation: given, or told by the tag. */
export function resolveGeneration(
  checks: PropertyChecks,
  image: ResolvedImage,
  given?: DelegateGeneration,
): DelegateGeneration {
  const told = image.tag === undefined ? undefined : generationOfTag(image.tag);
  if (given !== undefined && told !== undefined && given !== told) {
    checks.refuse(
      'generation',
      given,
      `"${told}", which the tag "${image.tag}" of the image stands for`,
      'Leave generation out, or correct the tag.',
    );
  }
  const generation = given ?? told;
  if (generation === undefined) {
    checks.refuse(
      'generation',
      undefined,
      `one of "new" and "legacy", since the image "${image.tag ?? image.reference}" does not tell it`,
      'Set generation.',
    );
  }
  if (generation === DelegateGeneration.LEGACY) {
    checks.refuse(
      'image',
      image.reference,
      'an image of the new delegate, with a tag such as 1.30.1',
      'Legacy delegates are not made by this version: keep the official Helm chart for them.',
    );
  }
  return generation;
}

/** An immutable reference is pulled once; any other at each start. */
export function defaultPullPolicy({ reference }: ResolvedImage): string {
  return derived([reference], (known) =>
    isImmutable(parse(known)) ? ImagePullPolicy.IF_NOT_PRESENT : ImagePullPolicy.ALWAYS,
  );
}

function isImmutable(image: ImageReference | undefined): boolean {
  return image?.digest !== undefined || (image?.tag !== undefined && isFullVersion(image.tag));
}
