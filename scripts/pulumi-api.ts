/** The page of the subpath `harness-constructs/pulumi`; `--check` only says whether it is current. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeOrCheck } from './generated-file';

const folder = mkdtempSync(join(tmpdir(), 'harness-pulumi-api-'));
try {
  execFileSync('npx', ['typedoc', '--out', folder, '--logLevel', 'Warn'], { stdio: ['ignore', 'inherit', 'inherit'] });
  writeOrCheck('docs/pulumi-api.md', readFileSync(join(folder, 'pulumi-api.md'), 'utf8'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
