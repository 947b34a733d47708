import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const RUN = ['-r', 'ts-node/register/transpile-only', join(__dirname, 'run.ts')];
const ROOT = resolve(__dirname, '..', '..');

/** Everything of a run lies here, and the arguments of its servers name it. */
let temporary: string;
beforeEach(() => (temporary = mkdtempSync(join(tmpdir(), 'harness-run-'))));
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

/** Another run of the servers and the tests beside this one. */
function start(...jestArguments: string[]): { child: ChildProcess; output: () => string; exit: Promise<unknown> } {
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawn(process.execPath, [...RUN, ...jestArguments], { cwd: ROOT, env, stdio: 'pipe' });
  let said = '';
  [child.stdout, child.stderr].forEach((stream) => stream.on('data', (chunk: Buffer) => (said += chunk.toString())));
  return { child, output: () => said, exit: new Promise((ended) => child.on('close', (code) => ended(code))) };
}

/** Servers of that run that are still there, and what it left in its folder. */
function leftovers(): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  const servers = stdout.split('\n').filter((line) => line.includes(temporary) && !line.includes('ps -eo'));
  return [...servers, ...readdirSync(temporary).filter((name) => name.startsWith('harness-constructs-cluster-'))];
}

test('a run that fails stops its servers, leaves nothing behind, and says so by its exit code', async () => {
  const { exit, output } = start('--testPathPatterns=there-is-no-such-test');
  expect(await exit).toBe(1);
  expect(output()).toContain('are ready');
  expect(leftovers()).toEqual([]);
});

test('Ctrl-C stops the servers, too, and leaves nothing behind', async () => {
  const { child, exit, output } = start('--testPathPatterns=acceptance');
  while (!output().includes('are ready')) await new Promise((next) => setTimeout(next, 50));
  expect(leftovers().length).toBeGreaterThan(3);
  child.kill('SIGINT');
  expect(await exit).toBe(130);
  expect(leftovers()).toEqual([]);
});

test('the helpers of the cluster need servers, and say how to get them', () => {
  const env = { ...process.env, TEST_CLUSTERS: undefined };
  const program = "require('./test/cluster/client/cluster').Cluster.all()";
  const { stderr } = spawnSync(process.execPath, ['-r', 'ts-node/register/transpile-only', '-e', program], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  expect(stderr).toContain('run them by npm run test:cluster');
});
