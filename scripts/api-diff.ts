/**
 * `npm run api:diff`: compares the public API of the build with that of the last release on the npm registry. An argument
 * names a folder with another build instead, for example an installed release.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const NAME = 'harness-constructs';

/** The last release, or the answer of the registry. */
type LastRelease = { readonly version: string } | { readonly isPublished: false } | { readonly problem: string };

/** Asks the registry that npm is configured to use. */
function lastRelease(): LastRelease {
  const { status, stdout, stderr } = spawnSync('npm', ['view', NAME, 'version', '--loglevel=error'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status === 0 && stdout.trim() !== '') {
    return { version: stdout.trim() };
  }
  return /\bE404\b/.test(stderr) ? { isPublished: false } : { problem: stderr.trim() };
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

/** Exits with the status of jsii-diff, which lists incompatible changes. */
function compare(previous: string): never {
  const { status } = spawnSync('npx', ['jsii-diff', previous, ROOT], { cwd: ROOT, stdio: 'inherit' });
  process.exit(status ?? 1);
}

function main(folder: string | undefined): void {
  if (!existsSync(join(ROOT, '.jsii'))) {
    fail('The API of this checkout is not built. Run: npm run build');
  }
  if (folder !== undefined) {
    compare(folder);
  }
  const last = lastRelease();
  if ('problem' in last) {
    fail(
      `The registry did not say which release of ${NAME} is the last. Check "npm config get registry".\n${last.problem}`,
    );
  }
  if ('version' in last) {
    compare(`npm:${NAME}@${last.version}`);
  }
  console.log(
    [
      `No release of ${NAME} is on the npm registry, so there is nothing to compare.`,
      'To compare with another build: npm run api:diff -- FOLDER, for example node_modules/harness-constructs of a project that uses an earlier one.',
    ].join('\n'),
  );
}

main(process.argv[2]);
