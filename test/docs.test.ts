import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
/** Inside the repository, so that imports are found as in any program of it. */
const FOLDER = join(ROOT, '.documentation-snippets');
const SNIPPET = /^```ts( prelude)?\n([\s\S]*?)^```$/gm;

const IMPORTS = `
import { ApiObject, Chart, Duration, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as harness from 'harness-constructs';
import { BuildEgress, BuildFarmNamespace, BuildIsolation, BuildQuota, CiBuildInfra, CloudIdentity, ClusterPlatform, DelegateAccess, DelegateEgress, DelegateImage, DelegateToken, DelegateVariable, HarnessApp, HarnessDelegate, Istio, IstioHeadlessService, IstioPortHandling, NetworkPeer, PercentOrAbsolute } from 'harness-constructs';
void [ApiObject, Chart, Duration, JsonPatch, kplus, harness, BuildEgress, BuildFarmNamespace, BuildIsolation, BuildQuota, CiBuildInfra, CloudIdentity, ClusterPlatform, DelegateAccess, DelegateEgress, DelegateImage, DelegateToken, DelegateVariable, HarnessApp, HarnessDelegate, Istio, IstioHeadlessService, IstioPortHandling, NetworkPeer, PercentOrAbsolute];
`;

interface Snippet {
  readonly file: string;
  readonly program: string;
}

/** Every snippet of a page, with the beginning that the page's snippets share. */
function snippetsOf(page: string): Snippet[] {
  const found = [...readFileSync(join(ROOT, page), 'utf8').matchAll(SNIPPET)];
  const prelude = found.find(([, isPrelude]) => isPrelude)?.[2];
  const programs = found.filter(([, isPrelude]) => !isPrelude).map(([, , text]) => text);
  const name = page.replace(/\W/g, '-');
  return programs.map((text, index) => ({
    file: `${name}-${index}.ts`,
    program: prelude === undefined ? text : `${IMPORTS}${prelude}${text}app.synth();\n`,
  }));
}

const pages = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)];
const snippets = pages.flatMap(snippetsOf);

beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  snippets.forEach(({ file, program }) => writeFileSync(join(FOLDER, file), program));
  const tsconfig = { extends: join(ROOT, 'tsconfig.json'), compilerOptions: { rootDir: ROOT }, include: ['*.ts'] };
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(tsconfig));
});

test('every snippet of the documentation is type-correct', () => {
  execFileSync('npx', ['tsc', '-p', FOLDER], { cwd: ROOT, stdio: 'pipe' });
}, 60_000);

test.each(snippets.map(({ file }) => file))('%s runs', (file) => {
  const outdir = join(FOLDER, `${file}.dist`);
  process.env.CDK8S_OUTDIR = outdir;
  jest.requireActual(join(FOLDER, file));
  expect(readdirSync(outdir).filter((name) => name.endsWith('.yaml'))).toHaveLength(1);
});

afterAll(() => delete process.env.CDK8S_OUTDIR);
