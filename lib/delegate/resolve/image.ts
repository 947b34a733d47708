import { derived, isUnresolved, type PropertyChecks, type Rule } from '../../values';
import { generationOfTag, isFullVersion } from '../generation';
import { type DelegateImage, type DelegateGeneration, ImagePullPolicy } from '../props';

/** An image reference, taken apart. */
interface ImageReference {
  readonly tag?: string;
  readonly digest?: string;
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const HOST = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const REGISTRY = `(?:${HOST}(?:\\.${HOST})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?`;
/** @see https://github.com/distribution/reference */
const REFERENCE = new RegExp(
  `^(?:${REGISTRY}/)?${COMPONENT}(?:/${COMPONENT})*(?::(?<tag>[\\w][\\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?$`,
);
const EXAMPLE = 'for example us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1';

/** Tags that tell the generation. */
const TAG_FORMS =
  'such as 1.30.1 for the new delegate, or 26.02.88404 (.minimal, -fips, .minimal-fips) for the legacy one';

/** Without a dot, a port or brackets it would be a part of the repository, on Docker Hub. */
const REGISTRY_RULE: Rule = {
  allowed: 'the host of a registry, with a dot or a port, or localhost',
  remedy: 'Put anything else into repository.',
  holds: (value) => new RegExp(`^${REGISTRY}$`).test(value) && (/[.:[]/.test(value) || value === 'localhost'),
};

const REFERENCE_RULE: Rule = {
  allowed: 'an image reference: registry/repository:tag or …@sha256:digest',
  remedy: `Correct it, ${EXAMPLE}.`,
  holds: (value) => REFERENCE.test(value),
};

/** Which property names the image, and what to do when it names none. */
interface ImagePlace {
  readonly property: string;
  readonly remedy: string;
}

const OF_DELEGATE: ImagePlace = { property: 'image', remedy: `Add the tag, ${EXAMPLE}.` };

/** What the image says about the delegate. */
export interface ResolvedImage {
  readonly reference: string;
  /** The tag, if there is one that is known now. */
  readonly tag?: string;
}

/** The reference of the image, checked. */
export function resolveImage(checks: PropertyChecks, image: DelegateImage, place = OF_DELEGATE): ResolvedImage {
  const reference = image._reference ?? joinParts(checks, image, place);
  checks.later(place.property, [reference], (known) => checkReference(checks, known, place));
  const tag = image._parts?.tag;
  return { reference, tag: tag !== undefined && !isUnresolved(tag) ? tag : plainTag(reference) };
}

function plainTag(reference: string): string | undefined {
  return isUnresolved(reference) ? undefined : tagOf(reference);
}

/** The tag of an image reference that is known. */
export function tagOf(reference: string): string | undefined {
  return parse(reference)?.tag;
}

function joinParts(checks: PropertyChecks, image: DelegateImage, { property, remedy }: ImagePlace): string {
  const { registry, repository = '', tag, digest } = image._parts ?? {};
  if (tag === undefined && digest === undefined) {
    checks.refuse(property, repository, 'an image with a tag or a digest', remedy);
  }
  if (registry !== undefined) {
    checks.text(`${property}.registry`, registry, REGISTRY_RULE);
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

function checkReference(checks: PropertyChecks, reference: string, { property, remedy }: ImagePlace): void {
  // Before another @ than that of a digest stand credentials.
  checks.keeps(property, reference, /@(?!sha)/.test(reference) ? undefined : reference, REFERENCE_RULE);
  const { tag, digest } = parse(reference) ?? {};
  if (tag === undefined && digest === undefined) {
    checks.refuse(property, reference, 'an image with a tag or a digest', remedy);
  }
}

/** The generation: given, or told by the tag. */
export function resolveGeneration(
  checks: PropertyChecks,
  image: ResolvedImage,
  given?: DelegateGeneration,
): DelegateGeneration {
  const told = image.tag === undefined ? undefined : generationOfTag(image.tag);
  if (given !== undefined) {
    checks.later('generation', [image.reference], (known) => refuseContradiction(checks, given, known));
  }
  const generation = given ?? told;
  return (
    generation ??
    checks.refuse(
      'generation',
      undefined,
      `one of "new" and "legacy", since ${described(image)} does not tell it`,
      `Set generation to DelegateGeneration.NEW or LEGACY, or use a tag that tells it: ${TAG_FORMS}.`,
    )
  );
}

function described({ tag, reference }: ResolvedImage): string {
  return isUnresolved(reference) && tag === undefined
    ? 'an image that is known later'
    : `the image "${tag ?? reference}"`;
}

function refuseContradiction(checks: PropertyChecks, given: DelegateGeneration, reference: string): void {
  const { tag } = parse(reference) ?? {};
  const told = tag === undefined ? undefined : generationOfTag(tag);
  if (told !== undefined && told !== given) {
    checks.refuse(
      'generation',
      given,
      `"${told}", which the tag "${tag}" of the image stands for`,
      'Leave generation out, or correct the tag.',
    );
  }
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
