import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The JavaScript that version 0.1.0 was built to. */
const BASELINE = resolve(__dirname, 'harness-constructs-0.1.0.tar.gz');

/** Runs `use` with the folder of the built 0.1.0, which finds the same peers as the package. */
export function withBaseline<T>(use: (build: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'harness-baseline-'));
  try {
    execFileSync('tar', ['-xzf', BASELINE, '-C', folder]);
    symlinkSync(resolve(__dirname, '../node_modules'), join(folder, 'node_modules'), 'dir');
    return use(join(folder, 'package/build'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
