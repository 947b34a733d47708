/** Which image a mirror gives instead of another one: in CEL for the API server, and in TypeScript for explanations. */
import { text } from './cel';

/** Prefixes of images and their mirrors, the longest first. */
export type Mirrors = readonly (readonly [prefix: string, mirror: string])[];

const HUB = 'docker.io';

/** The longest prefix wins. */
export function sortedMirrors(mirrors: { readonly [prefix: string]: string }): Mirrors {
  return Object.entries(mirrors).sort(([one], [other]) => other.length - one.length);
}

/**
 * The image with its registry and namespace, as container runtimes read it: the first part is a registry if it has a dot, a port
 * or uppercase letters, or is `localhost`.
 *
 * @see https://github.com/distribution/reference/blob/main/normalize.go
 */
export function wholeImage(image: string): string {
  const [first] = image.split('/');
  if (!image.includes('/')) {
    return `${HUB}/library/${image}`;
  }
  if (first === HUB || first === `index.${HUB}`) {
    const rest = image.slice(first.length + 1);
    return rest.includes('/') ? `${HUB}/${rest}` : `${HUB}/library/${rest}`;
  }
  return isRegistry(first) ? image : `${HUB}/${image}`;
}

function isRegistry(first: string): boolean {
  return first.includes('.') || first.includes(':') || first === 'localhost' || first.toLowerCase() !== first;
}

/** The image that a node pulls instead; the image itself without a mirror. */
export function mirrorOf(image: string, mirrors: Mirrors): string {
  const whole = wholeImage(image);
  const found = mirrors.find(([prefix]) => isBelow(whole, prefix));
  return found === undefined ? image : found[1] + whole.slice(found[0].length);
}

/** Whether a prefix is the image itself, without tag and digest, or a registry or namespace of it. */
export function isBelow(whole: string, prefix: string): boolean {
  return endsOf(prefix).some((end) => whole.startsWith(prefix + end)) || whole === prefix;
}

/** What can follow a prefix. After a registry, a colon begins its port. */
function endsOf(prefix: string): string[] {
  return prefix.includes('/') ? ['/', ':', '@'] : ['/'];
}

/** CEL for `wholeImage`. `image` is a CEL expression without side effects, for example a variable. */
export function wholeImageInCel(image: string): string {
  const first = `${image}.split("/")[0]`;
  const isHub = `${first} in ["${HUB}", "index.${HUB}"]`;
  const rest = `${image}.substring(size(${first}) + 1)`;
  const isRegistryHost = `${first}.contains(".") || ${first}.contains(":") || ${first} == "localhost" || ${first}.lowerAscii() != ${first}`;
  return [
    `!${image}.contains("/") ? "${HUB}/library/" + ${image}`,
    `${isHub} ? (${rest}.contains("/") ? "${HUB}/" + ${rest} : "${HUB}/library/" + ${rest})`,
    `(${isRegistryHost}) ? ${image}`,
    `"${HUB}/" + ${image}`,
  ].join(' : ');
}

/** CEL for `isBelow`. */
export function isBelowInCel(whole: string, prefix: string): string {
  const starts = endsOf(prefix).map((end) => `${whole}.startsWith(${text(prefix + end)})`);
  return [...starts, `${whole} == ${text(prefix)}`].join(' || ');
}

/** CEL for `mirrorOf`. */
export function mirrored(image: string, mirrors: Mirrors): string {
  const cases = mirrors.map(
    ([prefix, mirror]) => `(${isBelowInCel('w', prefix)}) ? ${text(mirror)} + w.substring(${prefix.length})`,
  );
  return `[${wholeImageInCel(image)}].map(w, ${[...cases, image].join(' : ')})[0]`;
}
