/** The pages of the subpaths that are ordinary TypeScript; `--check` only says whether they are current. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeOrCheck } from './generated-file';

/** By subpath: what its page leaves out, since another page has it. */
const SUBPATHS: { readonly [subpath: string]: readonly string[] } = {
  pulumi: [
    'BuildFarmNamespaceProps',
    'CiBuildInfraProps',
    'ClusterInputs',
    'ConnectorBody',
    'DelegateSelection',
    'DelegateToken',
    'Finding',
    'HarnessDelegateProps',
    'HarnessScope',
    'HasMethod',
    'IsAny',
    'IstioHeadlessServiceProps',
    'KubernetesClusterConnectorProps',
    'ProbePolicy',
    'lib/ci-build-infra/ci-build-infra.ts:CiBuildInfra',
  ],
  'connector-test': [],
};

const folder = mkdtempSync(join(tmpdir(), 'harness-typedoc-'));
try {
  for (const [subpath, elsewhere] of Object.entries(SUBPATHS)) {
    const page = `${subpath}-api`;
    const own = ['--entryPoints', `lib/${subpath}/index.ts`, '--name', `harness-constructs/${subpath}`];
    const left = elsewhere.flatMap((name) => ['--intentionallyNotExported', name]);
    const args = ['typedoc', ...own, ...left, '--entryFileName', page, '--out', folder, '--logLevel', 'Warn'];
    execFileSync('npx', args, { stdio: ['ignore', 'inherit', 'inherit'] });
    writeOrCheck(`docs/${page}.md`, readFileSync(join(folder, `${page}.md`), 'utf8'));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
