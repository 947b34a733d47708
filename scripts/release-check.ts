/**
 * `npm run release:check [-- TAG]`: whether the version of package.json can be released: its section of CHANGELOG.md,
 * its fixtures, and those of the two releases before it. The section becomes `release-notes.md`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparedReleases, packageVersion } from '../test/cluster/releases';
import { staleFixtures } from './release-fixtures';

const FIXTURES = 'test/cluster/releases';

/** The section of a version, without its heading; `undefined` if missing. */
export function changesOf(changelog: string, version: string): string | undefined {
  const section = changelog.split(/^## /m).find((text) => text.split('\n')[0].trim() === version);
  return section?.slice(section.indexOf('\n')).trim();
}

/** Reasons why the version cannot be released; empty if it can. */
export function obstaclesTo(version: string, tag: string | undefined, changelog: string, folder: string): string[] {
  return [
    ...(tag === undefined || tag === `v${version}` ? [] : [`tag ${tag}: expected v${version}, as in package.json`]),
    ...(changesOf(changelog, version) ? [] : [`CHANGELOG.md: expected a section "## ${version}" with the changes`]),
    ...(changesOf(changelog, 'Unreleased')
      ? [`CHANGELOG.md: move the changes under "## Unreleased" to ${version}`]
      : []),
    ...(existsSync(join(folder, FIXTURES, version))
      ? []
      : [`${FIXTURES}/${version}: missing; run npm run release:fixtures`]),
    ...releasesBefore(version, changelog).flatMap((release) => incompleteFixtures(release, folder)),
  ];
}

/** The two releases before a version: their users upgrade to it. */
function releasesBefore(version: string, changelog: string): string[] {
  const released = [...changelog.matchAll(/^## (\d+\.\d+\.\d+)$/gm)].map(([, release]) => release);
  return comparedReleases(released, version).filter((release) => release !== version);
}

/** Gaps in the fixtures of an earlier release: each program needs its output, and each output its program. */
function incompleteFixtures(release: string, folder: string): string[] {
  const path = `${FIXTURES}/${release}`;
  const remedy = `restore it with: git checkout v${release} -- ${path}`;
  if (!existsSync(join(folder, path, 'programs'))) {
    return [`${path}: expected the fixtures of an earlier release; ${remedy}`];
  }
  const programs = readdirSync(join(folder, path, 'programs')).filter((name) => name.endsWith('.ts'));
  const names = new Set([...programs.map((name) => name.slice(0, -3)), ...readdirSync(join(folder, path))]);
  names.delete('programs');
  const filesOf = (name: string) => join(folder, path, name);
  return [...names].flatMap((name) => [
    ...(programs.includes(`${name}.ts`) ? [] : [`${path}/programs/${name}.ts: missing; ${remedy}`]),
    ...(existsSync(filesOf(name)) && readdirSync(filesOf(name)).length > 0
      ? []
      : [`${path}/${name}: expected the files that the program wrote; ${remedy}`]),
  ]);
}

/** Why the fixtures of the version are not what it writes for the examples. */
function staleObstacle(version: string): string[] {
  const stale = staleFixtures(version);
  return stale.length === 0
    ? []
    : [
        `${FIXTURES}/${version}: expected what ${version} writes for the examples, but these files differ: ${stale.join(', ')}. ` +
          'If it is released, set the next version in package.json. Otherwise, delete the folder and run npm run release:fixtures.',
      ];
}

function main(): void {
  const version = packageVersion();
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  const found = obstaclesTo(version, process.argv[2], changelog, '.');
  const obstacles = found.length > 0 ? found : staleObstacle(version);
  if (obstacles.length > 0) {
    console.error(obstacles.join('\n'));
    process.exit(1);
  }
  writeFileSync('release-notes.md', `${changesOf(changelog, version)}\n`);
  console.log(`${version} can be released.`);
}

if (require.main === module) main();
