import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');
const SCRIPT = join('scripts', 'api-diff.ts');

interface Result {
  readonly status: number;
  readonly output: string;
}

/** Runs the script with a registry of its own. */
function apiDiff(registry: string, ...args: string[]): Promise<Result> {
  const cache = join(folder, 'cache');
  const env = {
    ...process.env,
    npm_config_registry: registry,
    npm_config_cache: cache,
    npm_config_fetch_retries: '0',
    npm_config_loglevel: 'silent',
  };
  return new Promise((done) => {
    const run = ['-r', 'ts-node/register/transpile-only', SCRIPT, ...args];
    execFile(process.execPath, run, { cwd: ROOT, env }, (error, stdout, stderr) =>
      done({ status: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

let folder: string;
let registry: Server;
let status: number;
const address = () => `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'harness-api-diff-'));
  registry = createServer((_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}'),
  );
  await new Promise<void>((listening) => registry.listen(0, '127.0.0.1', listening));
});
afterAll(() => {
  registry.close();
  rmSync(folder, { recursive: true, force: true });
});

test('without a published release, says that there is nothing to compare, and how to compare with another build', async () => {
  status = 404;
  const result = await apiDiff(address());
  expect(result.status).toBe(0);
  expect(result.output).toMatch(
    /^No release of harness-constructs is on the npm registry, .*\n.*npm run api:diff -- FOLDER/,
  );
  expect(result.output).not.toMatch(/npm err/i);
});

test('with a registry that does not answer, fails and names the setting to check', async () => {
  status = 500;
  const result = await apiDiff(address());
  expect(result.status).toBe(1);
  expect(result.output).toMatch(/npm config get registry/);
});

test('with another build, fails for a class that is gone, and accepts one that is new', async () => {
  const former = mkdtempSync(join(folder, 'former-'));
  cpSync(join(ROOT, 'package.json'), join(former, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(former, 'node_modules'), 'dir');
  const assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { types: Record<string, object> };
  const { types } = assembly;
  const name = 'FormerDelegate';
  types[`harness-constructs.${name}`] = {
    ...types['harness-constructs.HarnessDelegate'],
    name,
    fqn: `harness-constructs.${name}`,
  };
  delete types['harness-constructs.HelmHardening'];
  writeFileSync(join(former, '.jsii'), JSON.stringify({ ...assembly, fingerprint: 'none' }));

  const result = await apiDiff(address(), former);
  expect(result.status).not.toBe(0);
  expect(result.output).toMatch(/FormerDelegate.* has been removed/);
  expect(result.output).not.toMatch(/HelmHardening/);
});
