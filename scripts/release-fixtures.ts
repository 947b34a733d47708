/**
 * `npm run release:fixtures`: keeps the manifests that the version in package.json writes for the examples. The upgrade
 * test applies later versions over them on API servers. `npm run release:check` compares them.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { packageVersion, programFolderOf, RELEASES } from '../test/cluster/releases';
import { EXAMPLES, writtenBy } from '../test/testkit/examples';

const ROOT = join(__dirname, '..');
const EXAMPLES_FOLDER = join(ROOT, 'examples');

/** Content of each fixture of a version, by path. */
function fixturesOf(version: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of EXAMPLES) {
    for (const [file, yaml] of writtenBy(join('examples', name))) {
      files.set(join(RELEASES, version, basename(name, '.ts'), file), yaml);
    }
  }
  // The programs need the files next to them.
  for (const name of readdirSync(EXAMPLES_FOLDER).filter((entry) => entry !== 'tsconfig.json')) {
    const path = join(EXAMPLES_FOLDER, name);
    if (statSync(path).isFile()) files.set(join(programFolderOf(version), name), readFileSync(path, 'utf8'));
  }
  return files;
}

/** Paths of fixtures that are missing or differ from what the version writes for the examples. */
export function staleFixtures(version: string, fixtures = fixturesOf(version)): string[] {
  const isStale = ([path, text]: [string, string]) => !existsSync(path) || readFileSync(path, 'utf8') !== text;
  return [...fixtures].filter(isStale).map(([path]) => relative(ROOT, path));
}

function writeFixtures(version: string): void {
  for (const [path, text] of fixturesOf(version)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

if (require.main === module) {
  const version = packageVersion();
  const folder = join(RELEASES, version);
  if (existsSync(folder)) {
    console.error(`${version} has its fixtures: a release is not changed. Set the next version in package.json first.`);
    process.exit(1);
  }
  writeFixtures(version);
  console.log(`The fixtures of ${version} are in ${folder}: commit them with the release.`);
}
