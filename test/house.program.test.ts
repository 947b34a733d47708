/** Which command of `.ci/run` runs which tests, as jest lists them. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { scripts } from '../package.json';

const ROOT = join(__dirname, '..');

/** Commands, the configuration of jest that each takes, and where it says so. */
const LAYERS: readonly (readonly [command: string, config: string, program: string | undefined, argument: string])[] = [
  ['npm test', 'jest.config.js', scripts.test, '&& jest'],
  ...['test/programs', 'test/providers', 'test-package'].map((folder) => {
    const script = `test:${folder.replace(/^test./, '')}`;
    const config = `${folder}/jest.config.js`;
    return [`npm run ${script}`, config, new Map(Object.entries(scripts)).get(script), `jest -c ${config}`] as const;
  }),
  [
    'npm run test:cluster',
    'test/cluster/jest.config.js',
    readFileSync(join(__dirname, 'cluster/run.ts'), 'utf8'),
    "'-c', join(__dirname, 'jest.config.js')",
  ],
];

function testsOf(config: string): string[] {
  const command = [join(ROOT, 'node_modules/jest/bin/jest.js'), '-c', config, '--listTests'];
  const list = execFileSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
  return list
    .trim()
    .split('\n')
    .map((path) => relative(ROOT, path).replaceAll('\\', '/'));
}

test('every test file belongs to one command, which a commit on main must pass', () => {
  const files = ['test', 'test-package'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => join(folder, path).replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules/')),
  );
  const listed = LAYERS.map(([, config]) => testsOf(config));
  expect(listed.flat().sort()).toEqual(files.sort());
  expect(listed.every((tests) => tests.length > 0)).toBe(true);
});

test.each(LAYERS)('%s takes %s', (command, _config, program, argument) => {
  expect(readFileSync(join(ROOT, '.ci/run'), 'utf8').split('\n')).toContain(command);
  expect(program).toContain(argument);
});
