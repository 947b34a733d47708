/**
 * What earlier releases made of their examples, and what CHANGELOG says has changed since. Each release has a folder with
 * its examples as programs, and one for each of them with the files that it wrote. `npm run release:fixtures` adds the
 * folder of a release; what is in there is never changed, but for a program that CHANGELOG tells users to change.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { parsed } from '../testkit/examples';
import type { Manifest } from '../testkit/synth';

const ROOT = resolve(__dirname, '..', '..');
export const RELEASES = join(__dirname, 'releases');

/** The releases that users may come from. */
export const COMPARED = comparedReleases(readdirSync(RELEASES), packageVersion());

/** The version that the package has: the last release, until the next one is prepared. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}

/** The two releases before the current version, and that version itself, once it is released and work goes on. */
export function comparedReleases(releases: readonly string[], current: string): string[] {
  const newestFirst = releases.toSorted((one, other) => compare(other, one));
  const before = newestFirst.filter((release) => compare(release, current) < 0);
  return [...newestFirst.filter((release) => release === current), ...before.slice(0, 2)];
}

function compare(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** Folder of the programs of a release. */
export function programFolderOf(release: string): string {
  return join(RELEASES, release, 'programs');
}

/** The paths of the programs of a release, from the top folder. */
export function programsOf(release: string): string[] {
  const folder = programFolderOf(release);
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return names.map((name) => relative(ROOT, join(folder, name)));
}

/** What a program of a release wrote then, by file. */
export function fixtureOf(release: string, program: string): { [file: string]: Manifest[] } {
  const folder = join(RELEASES, release, basename(program, '.ts'));
  return Object.fromEntries(
    readdirSync(folder).map((file) => [file, parsed(readFileSync(join(folder, file), 'utf8'))]),
  );
}

/** What CHANGELOG says beyond a release. */
export interface Announced {
  /**
   * Fields of pods whose change restarts delegates: in a bullet that begins with `**Restarts`, each in backquotes. For
   * example `spec.containers.delegate.readinessProbe`.
   */
  readonly restarts: readonly string[];
  /**
   * Rules of the admission policy: in a bullet that begins with `**Refuses`, the beginning of each message in backquotes. For
   * example `Build pods must not mount volumes of types other than`.
   */
  readonly refuses: readonly string[];
  /** Objects that are no longer made: in any bullet, each in backquotes, as `Kind/name`. */
  readonly gone: readonly string[];
}

/** Reads it off the part of CHANGELOG above the heading of the release. */
export function announcedSince(
  release: string,
  changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'),
): Announced {
  const [since, ...rest] = changelog.split(`\n## ${release}\n`);
  if (rest.length === 0) {
    throw new Error(`CHANGELOG.md has no heading "## ${release}"`);
  }
  const bullets = since.split(/\n(?=- )/);
  const inBullets = (begin: string) => bullets.filter((bullet) => bullet.startsWith(`- **${begin}`)).flatMap(quoted);
  return {
    restarts: inBullets('Restarts'),
    refuses: inBullets('Refuses').map((words) => words.replace(/\s+/g, ' ')),
    gone: quoted(since).filter((words) => /^[A-Z][A-Za-z]+\//.test(words)),
  };
}

function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, words]) => words);
}
