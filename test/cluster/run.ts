/** `npm run test:cluster`: builds and starts the servers, runs the tests against them, and stops them, whatever happens. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SEED } from '../testkit/arbitraries/seed';
import type { ApiServer } from './client/api-client';
import { installPyYaml } from './readers/pyyaml';
import {
  buildGoReaders,
  buildKubeScore,
  buildKwok,
  buildPolicyEngine,
  buildServers,
  type FakeNodes,
  GoMissingError,
  type ServerModule,
} from './runtime/binaries';
import { startApiServer, startControllers, startEtcd, startFakeNodes, startScheduler } from './runtime/control-plane';
import { stopServers } from './runtime/processes';
import { VERSIONS } from './versions';

/** The newest first. */
const MODULES = VERSIONS.map((version): ServerModule => `kubernetes-${version}`);

const folder = mkdtempSync(join(tmpdir(), 'harness-constructs-cluster-'));
/** A run within a run has them already. */
const EXAMPLES_FILE = process.env.TEST_EXAMPLES ?? join(folder, 'examples.json');

async function main(): Promise<number> {
  try {
    const examples = writeExamples();
    examples.catch(() => undefined);
    await buildServers(MODULES);
    const kwok = await buildKwok();
    await buildPolicyEngine();
    await buildGoReaders();
    await buildKubeScore();
    await installPyYaml();
    const [clusters] = await Promise.all([start(kwok), examples]);
    console.log(
      `API servers ${clusters.map(({ version }) => version).join(', ')} are ready. Random configurations come from seed ${SEED}.`,
    );
    return await runJest(clusters);
  } catch (error) {
    console.error(error instanceof GoMissingError ? error.message : error);
    return 1;
  }
}

/** The newest Kubernetes has what runs pods; on the others, nobody acts on what is applied. */
async function start(kwok: FakeNodes): Promise<ApiServer[]> {
  const [newest] = MODULES;
  const etcd = await startEtcd(newest, folder);
  const servers = await Promise.all(MODULES.map((module) => startApiServer(module, etcd, folder)));
  await Promise.all([
    startControllers(newest, servers[0], folder),
    startScheduler(newest, servers[0], folder),
    startFakeNodes(kwok, servers[0], folder),
  ]);
  return servers;
}

async function writeExamples(): Promise<void> {
  if (existsSync(EXAMPLES_FILE)) {
    return;
  }
  const program = ['-r', 'ts-node/register/transpile-only', join(__dirname, 'write-examples.ts'), EXAMPLES_FILE];
  await promisify(execFile)(process.execPath, program);
}

function runJest(clusters: readonly ApiServer[]): Promise<number> {
  const jest = require.resolve('jest/bin/jest');
  const args = [jest, '-c', join(__dirname, 'jest.config.js'), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, {
    stdio: 'inherit',
    env: {
      ...process.env,
      TEST_CLUSTERS: JSON.stringify(clusters),
      TEST_EXAMPLES: EXAMPLES_FILE,
      UPDATE_COUNTS: process.argv.includes('-u') ? 'true' : '',
    },
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

/** Stops everything and leaves nothing behind. */
async function end(code: number): Promise<never> {
  await stopServers();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, () => void end(code));
}
void main().then(end);
