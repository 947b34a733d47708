import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptySnippetFolder, ROOT, snippetsOf } from './snippets';

const [{ program }] = snippetsOf('docs/testing.md');
let folder: string;

/** Runs the tests of the page, as a project would. */
function runTests(text: string, ...args: string[]): { status: number | null; output: string } {
  writeFileSync(join(folder, 'farm.test.ts'), text);
  const command = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--rootDir', folder, ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
  return { status, output: stderr };
}

beforeAll(() => {
  folder = emptySnippetFolder('testing');
  // The package's own sources stand in for an installed package.
  const { testEnvironmentOptions, transform } = jest.requireActual(join(ROOT, 'jest.config.js'));
  writeFileSync(join(folder, 'jest.config.json'), JSON.stringify({ testEnvironmentOptions, transform }));
});

test('the tests on the page pass, and write the snapshots that the page describes', () => {
  const { status, output } = runTests(program, '--ci=false');
  expect(output).toMatch(/Tests: +5 passed, 5 total/);
  expect(status).toBe(0);
  const snapshots = readFileSync(join(folder, '__snapshots__/farm.test.ts.snap'), 'utf8');
  expect(snapshots).toContain('"kind": "Deployment"');
  expect(snapshots).toContain('"type": "CI"');
});

test('a changed manifest is found by the snapshot', () => {
  const { status, output } = runTests(program.replace('delegate:1.30.1', 'delegate:1.30.2'), '--ci');
  expect(status).toBe(1);
  expect(output).toMatch(/● the manifests match the reviewed snapshot/);
  expect(output).toMatch(/Tests: +1 failed, 4 passed, 5 total/);
});
