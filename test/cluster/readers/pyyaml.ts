/** Installs PyYAML, once: it stays in the user's cache folder. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { built, CACHE, hashOf, textsIn } from '../runtime/binaries';

const FOLDER = join(__dirname, 'python');

/** The program that reads YAML with PyYAML. */
export const PYTHON_READER = join(FOLDER, 'pyyaml.py');

/** Installs the packages, if they are missing, and returns their folder. */
export async function installPyYaml(): Promise<string> {
  const target = join(CACHE, `pyyaml-${hashOf([python('--version'), ...textsIn(FOLDER)])}`);
  await built(target, (folder) => {
    const requirements = join(FOLDER, 'requirements.txt');
    python('-m', 'pip', 'install', '--quiet', '--target', folder, '--requirement', requirements);
    return Promise.resolve();
  });
  return target;
}

/** Runs Python, and returns its output. */
function python(...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
  if (error || status !== 0) {
    throw new Error(`npm run test:cluster needs python3 with pip, for PyYAML: ${error?.message ?? stderr}`);
  }
  return stdout;
}
