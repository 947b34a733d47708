/** What earlier runs and other programs left on disk: manifests and documents are never mixed, and none is taken for the other. */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { everythingIn, put, RECORD, temporaryFolders } from './folders';
import { rerun, runProgram } from './programs';

const newFolder = temporaryFolders();

const manifestsOf = (folder: string) =>
  Object.keys(everythingIn(folder)).filter((path) => path.endsWith('.k8s.yaml') && !path.includes(RECORD));

/** A farm, which has a document, in the folder that OUT names. */
const FARM = `
const app = new HarnessApp({ outdir: process.env.OUT, quiet: true, outputOwner: process.env.OWNER });
addFarm(app, process.env.ID ?? 'farm');
app.synth();
`;

describe('documents', () => {
  it('are refused in a folder that an earlier run filled with manifests', () => {
    const folder = newFolder();
    expect(runProgram(folder, 'main.js', FARM, { env: { OUT: 'ci-harness' } }).status).toBe(0);
    const before = everythingIn(join(folder, 'ci-harness'));
    const { status, stderr } = rerun(folder, 'main.js', { env: { OUT: 'ci' } });
    expect(status).toBe(1);
    expect(stderr.replaceAll(`${folder}/`, '')).toContain(
      'HARNESS_OUTDIR: got "ci-harness"; expected a folder for documents without manifests, such as "ci-harness/farm.k8s.yaml". Choose another outdir, or set HARNESS_OUTDIR. If nobody needs the files of the earlier run, delete the folder.',
    );
    expect(everythingIn(join(folder, 'ci-harness'))).toEqual(before);
    expect(existsSync(join(folder, 'ci'))).toBe(false);
  });

  it('are refused in a folder that another program filled with manifests, and below it', () => {
    const folder = newFolder();
    expect(runProgram(folder, 'one.js', FARM, { env: { OUT: 'ci-harness' } }).status).toBe(0);
    for (const OUT of ['ci', 'ci/prod']) {
      const { status, stderr } = runProgram(folder, 'two.js', FARM, { env: { OUT, ID: 'two' } });
      expect(status).toBe(1);
      expect(stderr).toContain('expected a folder for documents without manifests, such as "');
    }
    expect(manifestsOf(folder)).toEqual(['ci-harness/farm.k8s.yaml']);
  });
});

test('manifests are refused in a folder that an earlier run filled with documents', () => {
  const folder = newFolder();
  expect(runProgram(folder, 'main.js', FARM, { env: { OUT: 'ci' } }).status).toBe(0);
  const before = everythingIn(folder);
  const { status, stderr } = rerun(folder, 'main.js', { env: { OUT: 'ci-harness' } });
  expect(status).toBe(1);
  expect(stderr).toContain(
    'outdir: got "ci-harness"; expected an output folder without Harness documents, such as "ci-harness/connectors/account/',
  );
  expect(everythingIn(folder)).toEqual(before);
});

describe('manifests are not deleted as documents', () => {
  it('of another project with the same outputOwner', () => {
    const folder = newFolder();
    const env = { OUT: 'dist', OWNER: 'ci' };
    expect(runProgram(join(folder, 'acme-harness'), 'main.js', FARM, { env }).status).toBe(0);
    const before = everythingIn(join(folder, 'acme-harness'));
    const { status, stderr } = runProgram(join(folder, 'acme'), 'main.js', FARM, { env: { ...env, ID: 'other' } });
    expect([status, stderr]).toEqual([0, '']);
    expect(everythingIn(join(folder, 'acme-harness'))).toEqual(before);
  });

  it('of another environment', () => {
    const folder = newFolder();
    for (const OUT of ['dist/prod-harness', 'dist/prod']) {
      expect(runProgram(folder, 'main.js', FARM, { env: { OUT } }).status).toBe(0);
    }
    expect(manifestsOf(join(folder, 'dist'))).toEqual(['prod-harness/farm.k8s.yaml', 'prod/farm.k8s.yaml']);
  });
});

describe('a program', () => {
  const CHART = `const app = new HarnessApp(); addChart(app, process.env.ID, 'a'); app.synth();`;

  it('that became a folder of the same name no longer exists', () => {
    const folder = newFolder();
    runProgram(folder, 'farm.js', CHART, { env: { ID: 'x' } });
    put(folder, 'farm/index.js', readFileSync(join(folder, 'farm.js'), 'utf8'));
    put(folder, 'other.js', '');
    rmSync(join(folder, 'farm.js'));
    const { stderr } = rerun(folder, 'farm/index.js', { env: { ID: 'y' } });
    expect(stderr).toContain('deleted x.k8s.yaml: its program "../farm" no longer exists');
  });

  it('is one program by its folder and by its file', () => {
    const folder = newFolder();
    runProgram(folder, 'index.js', CHART, { env: { ID: 'x' } });
    expect(rerun(folder, '.', { env: { ID: 'y' } }).stderr).toContain(
      'left x.k8s.yaml: the program no longer writes it',
    );
  });

  it('can be named like the second app of another one', () => {
    const folder = newFolder();
    runProgram(folder, 'main (2).js', CHART, { env: { ID: 'x' } });
    expect(runProgram(folder, 'other.js', CHART, { env: { ID: 'y' } }).stderr).not.toContain('deleted');
    expect(manifestsOf(join(folder, 'dist'))).toEqual(['x.k8s.yaml', 'y.k8s.yaml']);
    renameSync(join(folder, 'main (2).js'), join(folder, 'renamed.js'));
    expect(rerun(folder, 'other.js', { env: { ID: 'y' } }).stderr).toContain('deleted x.k8s.yaml');
  });
});

test('a file that a person wrote is replaced with a word', () => {
  const folder = newFolder();
  put(folder, 'dist/x.k8s.yaml', 'kind: Mine');
  const code = `const app = new HarnessApp(); addChart(app, 'x', process.env.NAME); app.synth();`;
  const { stderr } = runProgram(folder, 'main.js', code, { env: { NAME: 'a' } });
  expect(stderr).toContain(
    'in dist: replaced x.k8s.yaml: it was there with other content, and not in the list of files that harness-constructs wrote',
  );
  expect(rerun(folder, 'main.js', { env: { NAME: 'b' } }).stderr).not.toContain('replaced');
});
