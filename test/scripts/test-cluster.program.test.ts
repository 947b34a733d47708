import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

test('npm run test:cluster without Go fails, and names what is missing in one line', () => {
  const empty = mkdtempSync(join(tmpdir(), 'harness-no-go-'));
  try {
    const run = ['-r', 'ts-node/register/transpile-only', join('test', 'cluster', 'run.ts')];
    const { status, stdout, stderr } = spawnSync(process.execPath, run, {
      cwd: resolve(__dirname, '..', '..'),
      env: { ...process.env, PATH: empty },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^npm run test:cluster needs Go \(.*\)[^\n]*\n$/);
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
});
