import { derived, isUnresolved, type PropertyChecks, type Rule } from '../core';
import { type DelegateGeneration, generationOfTag, isFullVersion } from '../reference';
import {
  IMAGE_REFERENCE,
  ImagePullPolicy,
  type ImageReference,
  isRegistryHost,
  parseImageReference,
} from '../workload';

/** The parts of an image reference. */
export interface DelegateImageParts {
  /**
   * Host of the registry, with an optional port.
   *
   * @default - none: the container runtime of the node chooses the registry
   */
  readonly registry?: string;
  /** Repository, for example `gar-prod-setup/harness-public/harness/delegate`. */
  readonly repository: string;
  /**
   * Tag, for example `1.30.1`, or `26.02.88404.minimal` for a legacy delegate. It also identifies the generation.
   *
   * @default - none; `digest` and the delegate's `generation` are then required
   */
  readonly tag?: string;
  /**
   * Digest, for example `sha256:` followed by 64 hexadecimal digits.
   *
   * @default - none; `tag` is then required
   */
  readonly digest?: string;
}

/**
 * The container image of a delegate, with a tag or a digest. No version is chosen by default.
 *
 * @see https://developer.harness.io/docs/platform/delegates/delegate-concepts/delegate-image-types
 */
export class DelegateImage {
  /** An image from its full reference: `registry/repository:tag`, `…@sha256:…` or both. */
  public static of(reference: string): DelegateImage {
    return new DelegateImage(reference);
  }

  /** An image from the parts of its reference. */
  public static fromParts(parts: DelegateImageParts): DelegateImage {
    return new DelegateImage(undefined, parts);
  }

  private constructor(
    /** @internal */
    public readonly _reference?: string,
    /** @internal */
    public readonly _parts?: DelegateImageParts,
  ) {}

  /** The unvalidated image; it is checked when a delegate uses it. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._reference ?? this._parts?.repository ?? '';
  }
}

const EXAMPLE = 'for example us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1';

/** Tags that identify the generation. */
const TAG_FORMS = '1.30.1 for the new delegate or 26.02.88404 (.minimal, -fips, .minimal-fips) for the legacy delegate';

const REGISTRY_RULE: Rule = {
  allowed: 'the host of a registry, with a dot or a port, or localhost',
  remedy: 'Move the path to repository.',
  holds: isRegistryHost,
};

const REFERENCE_RULE: Rule = {
  ...IMAGE_REFERENCE,
  allowed: 'an image reference: registry/repository:tag or registry/repository@sha256:digest',
  remedy: `Copy the whole reference, ${EXAMPLE}.`,
};

/** The property of the image, and the remedy for an image without tag and digest. */
interface ImagePlace {
  readonly property: string;
  readonly remedy: string;
}

const OF_DELEGATE: ImagePlace = { property: 'image', remedy: `Add the tag, ${EXAMPLE}.` };

/** The checked image. */
export interface ResolvedImage {
  readonly reference: string;
  /** The tag, if known at construction. */
  readonly tag?: string;
}

/** Checks the image and returns its reference and tag. */
export function resolveImage(checks: PropertyChecks, image: DelegateImage, place = OF_DELEGATE): ResolvedImage {
  const reference = image._reference ?? joinParts(checks, image, place);
  checks.later(place.property, [reference], (known) => checkReference(checks, known, place));
  const tag = image._parts?.tag;
  return { reference, tag: tag !== undefined && !isUnresolved(tag) ? tag : plainTag(reference) };
}

function plainTag(reference: string): string | undefined {
  return isUnresolved(reference) ? undefined : tagOf(reference);
}

/** The tag of a known image reference. */
export function tagOf(reference: string): string | undefined {
  return parseImageReference(reference)?.tag;
}

function joinParts(checks: PropertyChecks, image: DelegateImage, { property, remedy }: ImagePlace): string {
  checks.part(() => {
    const { repository = '', tag, digest } = image._parts ?? {};
    if (tag === undefined && digest === undefined) {
      checks.refuse(property, repository, 'an image with a tag or a digest', remedy);
    }
  });
  checks.part(() => {
    if (image._parts?.registry !== undefined) {
      checks.text(`${property}.registry`, image._parts.registry, REGISTRY_RULE);
    }
  });
  const { registry, repository = '', tag, digest } = image._parts ?? {};
  const parts = [
    registry === undefined ? [] : [registry, '/'],
    [repository],
    tag === undefined ? [] : [':', tag],
    digest === undefined ? [] : ['@', digest],
  ];
  return derived(parts.flat(), (...known) => known.join(''));
}

function checkReference(checks: PropertyChecks, reference: string, { property, remedy }: ImagePlace): void {
  checks.keeps(property, reference, reference, REFERENCE_RULE);
  const { tag, digest } = parseImageReference(reference) ?? {};
  if (tag === undefined && digest === undefined) {
    checks.refuse(property, reference, 'an image with a tag or a digest', remedy);
  }
}

/** The generation from the property or the tag. */
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
      `"new" or "legacy", because ${described(image)} does not identify the generation`,
      `Set it to DelegateGeneration.NEW or DelegateGeneration.LEGACY, or use a tag such as ${TAG_FORMS}.`,
      'missing',
    )
  );
}

function described({ tag, reference }: ResolvedImage): string {
  return isUnresolved(reference) && tag === undefined ? 'an image known only later' : `the image "${tag ?? reference}"`;
}

function refuseContradiction(checks: PropertyChecks, given: DelegateGeneration, reference: string): void {
  const { tag } = parseImageReference(reference) ?? {};
  const told = tag === undefined ? undefined : generationOfTag(tag);
  if (told !== undefined && told !== given) {
    checks.refuse(
      'generation',
      given,
      `"${told}", the generation of the image tag "${tag}"`,
      'Remove it, or correct the tag.',
    );
  }
}

/** Immutable references are pulled once, others at each start. */
export function defaultPullPolicy({ reference }: ResolvedImage): string {
  return derived([reference], (known) =>
    isImmutable(parseImageReference(known)) ? ImagePullPolicy.IF_NOT_PRESENT : ImagePullPolicy.ALWAYS,
  );
}

function isImmutable(image: ImageReference | undefined): boolean {
  return image?.digest !== undefined || (image?.tag !== undefined && isFullVersion(image.tag));
}
