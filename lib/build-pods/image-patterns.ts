/** Which images a list of patterns admits: in CEL for the API server, and in TypeScript for stages. */
import { list, text } from './cel';
import { isBelow, type Mirrors, wholeImage, wholeImageInCel } from './image-mirrors';

/** A repository, all repositories one level below it, or all below it at any level. */
export interface ImagePattern {
  /** A registry, or one with a namespace or repository. */
  readonly base: string;
  readonly depth: 'itself' | 'one level' | 'below';
}

const ENDINGS: readonly (readonly [ending: string, depth: ImagePattern['depth']])[] = [
  ['/**', 'below'],
  ['/*', 'one level'],
];

/** The pattern of `registry/repository`, `registry/namespace/*` or `registry/**`. */
export function patternOf(written: string): ImagePattern {
  const [ending, depth] = ENDINGS.find(([end]) => written.endsWith(end)) ?? (['', 'itself'] as const);
  return { base: written.slice(0, written.length - ending.length), depth };
}

/** Patterns with those of the same images at their mirrors. Images that have no mirror, and pods that no mirror applies to, stay. */
export function throughMirrors(patterns: readonly ImagePattern[], mirrors: Mirrors): ImagePattern[] {
  return unique(patterns.flatMap((pattern) => [pattern, ...mirroredPatterns(pattern, mirrors)]));
}

function mirroredPatterns({ base, depth }: ImagePattern, mirrors: Mirrors): ImagePattern[] {
  const around = mirrors.find(([prefix]) => isBelow(base, prefix));
  const moved = around === undefined ? [] : [{ base: around[1] + base.slice(around[0].length), depth }];
  const within = mirrors
    .filter(([prefix]) => prefix !== base && admits([{ base, depth }], prefix))
    .flatMap(([, mirror]): ImagePattern[] => [
      { base: mirror, depth: 'itself' },
      ...(depth === 'below' ? [{ base: mirror, depth }] : []),
    ]);
  return [...moved, ...within];
}

function unique(patterns: readonly ImagePattern[]): ImagePattern[] {
  const written = patterns.map(({ base, depth }) => `${base} ${depth}`);
  return patterns.filter((_pattern, index) => written.indexOf(written[index]) === index);
}

/** The repository of a whole image: without its tag and digest. */
export function repositoryOf(whole: string): string {
  const [name] = whole.split('@');
  return name.slice(name.lastIndexOf('/') + 1).includes(':') ? name.slice(0, name.lastIndexOf(':')) : name;
}

/** Whether an image has a digest, which always means the same content. */
export function hasDigest(image: string): boolean {
  return image.includes('@sha256:') || image.includes('@sha512:');
}

/** Whether some pattern admits a repository. */
export function admits(patterns: readonly ImagePattern[], repository: string): boolean {
  return patterns.some(({ base, depth }) => {
    const rest = repository.slice(base.length + 1);
    return depth === 'itself'
      ? repository === base
      : repository.startsWith(`${base}/`) && (depth === 'below' || !rest.includes('/'));
  });
}

/** The repository of an image as pods name it. */
export function repositoryOfImage(image: string): string {
  return repositoryOf(wholeImage(image));
}

/** CEL for `repositoryOfImage`, available to an expression as `r`. `image` is a variable. */
export function withRepositoryInCel(image: string, expression: string): string {
  const tagged = 'n.substring(n.lastIndexOf("/") + 1).contains(":")';
  const repository = `${tagged} ? n.substring(0, n.lastIndexOf(":")) : n`;
  return `[(${wholeImageInCel(image)}).split("@")[0]].all(n, [${repository}].all(r, ${expression}))`;
}

/** CEL for `hasDigest`. */
export function hasDigestInCel(image: string): string {
  return `(${image}.contains("@sha256:") || ${image}.contains("@sha512:"))`;
}

/** CEL for `admits`. */
export function admitsInCel(patterns: readonly ImagePattern[], repository: string): string {
  const basesOf = (depth: ImagePattern['depth']) =>
    patterns.filter((one) => one.depth === depth).map(({ base }) => base);
  const exact = basesOf('itself');
  return [
    ...(exact.length > 0 ? [`${repository} in ${list(exact)}`] : []),
    ...basesOf('one level').map(
      (base) =>
        `${repository}.startsWith(${text(`${base}/`)}) && !${repository}.substring(${base.length + 1}).contains("/")`,
    ),
    ...basesOf('below').map((base) => `${repository}.startsWith(${text(`${base}/`)})`),
  ].join(' || ');
}
