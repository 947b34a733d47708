/** What a list of images admits in a namespace: in CEL for the API server, and in TypeScript for stages. */
import type { AllowedImages } from './allowed-images';
import type { BuildPodProfile } from './build-pod-profile';
import { list } from './cel';
import { HARNESS_IMAGES, HARNESS_REGISTRIES } from './harness-images';
import { type Mirrors, mirrorOf, sortedMirrors } from './image-mirrors';
import {
  admits,
  admitsInCel,
  hasDigest,
  hasDigestInCel,
  type ImagePattern,
  patternOf,
  repositoryOfImage,
  throughMirrors,
  withRepositoryInCel,
} from './image-patterns';

/** What a namespace admits, with the mirrors of its profile. */
export interface AdmittedImages {
  readonly allowed: AllowedImages;
  /** As written, and as mirrors name them. */
  readonly patterns: readonly ImagePattern[];
  /** Repositories of Harness, and registries below which all of them are. */
  readonly ofHarness: { readonly registries: readonly string[]; readonly others: readonly string[] };
  readonly mirrors: Mirrors;
}

/** The images that a namespace with a profile admits. */
export function admittedImages(allowed: AllowedImages, profile?: BuildPodProfile): AdmittedImages {
  const { imageMirrors = {}, rollout } = profile?._options ?? {};
  const mirrors = rollout?._mode === 'off' ? [] : sortedMirrors(imageMirrors);
  return {
    allowed,
    patterns: throughMirrors(allowed._patterns.map(patternOf), mirrors),
    ofHarness: harnessImages(allowed, mirrors),
    mirrors,
  };
}

/** Repositories of Harness, without a registry. */
const HARNESS_REPOSITORIES = HARNESS_IMAGES.map(({ repository }) => repository);

function harnessImages({ _options: options }: AllowedImages, mirrors: Mirrors): AdmittedImages['ofHarness'] {
  if (options === undefined) {
    return { registries: [], others: [] };
  }
  const published = [...HARNESS_REGISTRIES.map(({ prefix }) => prefix), ...(options.harnessRegistries ?? [])];
  const places = published.map((registry) =>
    HARNESS_REPOSITORIES.map((name) => mirrorOf(`${registry}/${name}`, mirrors)),
  );
  // Mirrors of a whole registry keep the rest of the name.
  const prefixOf = (images: readonly string[]) => images[0].slice(0, -`/${HARNESS_REPOSITORIES[0]}`.length);
  const isWhole = (images: readonly string[]) =>
    images.every((image, index) => image === `${prefixOf(images)}/${HARNESS_REPOSITORIES[index]}`);
  return {
    registries: [...new Set([...published, ...places.filter(isWhole).map(prefixOf)])],
    others: [...new Set(places.filter((images) => !isWhole(images)).flat())],
  };
}

/** What an image lacks that a stage names, for the namespace to admit it; `undefined` if it does. */
export function lackOf(
  { allowed, patterns, ofHarness, mirrors }: AdmittedImages,
  image: string,
): 'digest' | 'pattern' | undefined {
  const pulled = mirrorOf(image, mirrors);
  const repository = repositoryOfImage(pulled);
  const { registries, others } = ofHarness;
  const isOfHarness =
    others.includes(repository) ||
    registries.some((registry) => HARNESS_REPOSITORIES.some((name) => repository === `${registry}/${name}`));
  if (isOfHarness || (admits(patterns, repository) && (hasDigest(image) || !allowed._needsDigest))) {
    return undefined;
  }
  return admits(patterns, repository) ? 'digest' : 'pattern';
}

/** CEL for whether an image is admitted. `image` is a variable. */
export function admittedInCel(
  { allowed, patterns, ofHarness: { registries, others } }: AdmittedImages,
  image: string,
): string {
  const byPattern = admitsInCel(patterns, 'r');
  const ofHarness = `r.startsWith(g + "/") && r.substring(size(g) + 1) in ${list(HARNESS_REPOSITORIES)}`;
  const alternatives = [
    allowed._needsDigest ? `${hasDigestInCel(image)} && (${byPattern})` : byPattern,
    ...(registries.length > 0 ? [`${list(registries)}.exists(g, ${ofHarness})`] : []),
    ...(others.length > 0 ? [`r in ${list(others)}`] : []),
  ];
  return withRepositoryInCel(image, alternatives.join(' || '));
}
