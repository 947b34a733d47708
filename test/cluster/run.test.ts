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
function start(...jestArguments: string[]) {
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawn(process.execPath, [...RUN, ...jestArguments], { cwd: ROOT, env, stdio: 'pipe' });
  let said = '';
  [child.stdout, child.stderr].forEach((stream) => stream.on('data', (chunk: Buffer) => (said += chunk.toString())));
  const exit = new Promise<unknown>((ended) => child.on('close', ended));
  const output = (): string => said;
  return { child, output, exit, says: (words: string) => spoken(child, output, words) };
}

/** Waits for the words, however long they take. Rejects when the run ends without them. */
function spoken(child: ChildProcess, output: () => string, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => void (output().includes(words) && resolve());
    [child.stdout, child.stderr].forEach((stream) => stream?.on('data', look));
    child.on('close', () => reject(new Error(`the run ended without "${words}": ${output()}`)));
    look();
  });
}

/** Servers of that run that are still there, and what it left in its folder. */
function leftovers(): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  const servers = stdout.split('\n').filter((line) => line.includes(temporary) && !line.includes('ps -eo'));
  return [...servers, ...readdirSync(temporary).filter((name) => name.startsWith('harness-constructs-cluster-'))];
}

test('a failing run stops its servers, cleans up, and exits with an error', async () => {
  const { exit, output } = start('--testPathPatterns=there-is-no-such-test');
  expect(await exit).toBe(1);
  expect(output()).toContain('are ready');
  expect(leftovers()).toEqual([]);
});

test('Ctrl-C also stops the servers and cleans up', async () => {
  const { child, exit, says } = start('--testPathPatterns=acceptance');
  await says('are ready');
  expect(leftovers().length).toBeGreaterThan(3);
  child.kill('SIGINT');
  expect(await exit).toBe(130);
  expect(leftovers()).toEqual([]);
});

test('the helpers of the cluster need servers, and report how to get them', () => {
  const env = { ...process.env, TEST_CLUSTERS: undefined };
  const program = "require('./test/cluster/client/cluster').Cluster.all()";
  const { stderr } = spawnSync(process.execPath, ['-r', 'ts-node/register/transpile-only', '-e', program], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  expect(stderr).toContain('run them by npm run test:cluster');
});
