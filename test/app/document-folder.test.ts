import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { HarnessApp } from '../../lib/app';
import { HarnessErrors } from '../../lib/core';
import { HarnessDocument } from '../../lib/document';
import { CiBuildInfra } from '../../lib/farm';
import { LEAST as FARM } from '../farm/infras';
import { runs } from '../testkit/arbitraries/runs';
import { refused } from '../testkit/refused';
import { addChart } from './apps';
import { everythingIn, manifestsIn, pruning, put, RECORD, temporaryFolders } from './folders';

const newFolder = temporaryFolders();
const here = process.cwd();

/** The folder around the working directory, and the working directory in it. */
let root: string;
let project: string;
beforeEach(() => enterProject());
afterEach(() => {
  process.chdir(here);
  delete process.env.HARNESS_OUTDIR;
  delete process.env.CDK8S_OUTDIR;
});

function enterProject(): void {
  // Programs see the working directory without links.
  root = realpathSync(newFolder());
  project = join(root, 'project');
  mkdirSync(project);
  process.chdir(project);
}

class Note extends HarnessDocument {
  public readonly documentPath = `notes/${this.node.id}.yaml`;

  public _lateDocument(): { [key: string]: unknown } {
    return { note: this.node.id };
  }
}

function appWith(outdir: string, note = 'a', outputOwner = 'test'): HarnessApp {
  const app = new HarnessApp({ outdir, outputOwner });
  new Note(addChart(app, 'chart', `map-${note}`), note);
  return app;
}

function run(outdir: string, note?: string, outputOwner?: string): HarnessApp {
  const app = appWith(outdir, note, outputOwner);
  app.synth();
  return app;
}

/** Where an app writes its documents, from the folder around the working directory. */
function documentsOf(outdir: string): string {
  const { documentOutdir } = run(outdir);
  expect(existsSync(join(documentOutdir, 'notes/a.yaml'))).toBe(true);
  return documentOutdir.replace(`${root}/`, '');
}

describe('documents', () => {
  it.each([
    ['dist', 'project/dist-harness'],
    ['dist/', 'project/dist-harness'],
    ['./dist', 'project/dist-harness'],
    ['dist/prod', 'project/dist-harness/prod'],
    ['dist/prod/', 'project/dist-harness/prod'],
    ['./dist/./prod', 'project/dist-harness/prod'],
    ['deploy/../dist/prod', 'project/dist-harness/prod'],
    ['dist/eu/prod', 'project/dist-harness/eu/prod'],
    ['..dist/prod', 'project/..dist-harness/prod'],
    ['../project/dist/prod', 'project/dist-harness/prod'],
    ['../out', 'out-harness'],
    ['../out/prod', 'out-harness/prod'],
  ])('of %s go to %s', (outdir, folder) => {
    expect(documentsOf(outdir)).toBe(folder);
  });

  it.each([
    ['project/dist/prod', 'project/dist-harness/prod'],
    ['dist/prod', 'dist-harness/prod'],
    ['elsewhere/dist/prod', 'elsewhere-harness/dist/prod'],
  ])('of the absolute path of %s go to %s', (outdir, folder) => {
    expect(documentsOf(join(root, outdir))).toBe(folder);
  });

  it('go to the same folder from each working directory of a project, and never below one of manifests', () => {
    const folders = [root, project].map((folder) => {
      process.chdir(folder);
      return ['prod', 'stage'].map((environment) => documentsOf(join(root, 'dist', environment)));
    });
    expect(folders).toEqual(Array(2).fill(['dist-harness/prod', 'dist-harness/stage']));
    expect(Object.keys(everythingIn(join(root, 'dist'))).filter((path) => !path.endsWith(RECORD))).toEqual([
      'prod/chart.k8s.yaml',
      'stage/chart.k8s.yaml',
    ]);
  });

  it('go beside a folder that has nothing in common with the working directory', () => {
    process.chdir(here);
    // Both are in the folder for temporary files, or only in the root.
    expect(documentsOf(join(root, 'dist/prod'))).toBe('dist/prod-harness');
  });

  it.each(['HOME', 'USERPROFILE'])('never go beside a home folder: %s', (name) => {
    const before = { HOME: process.env.HOME, USERPROFILE: process.env.USERPROFILE };
    delete process.env.HOME;
    process.env[name] = join(root, 'me');
    mkdirSync(join(root, 'me/project'), { recursive: true });
    process.chdir(join(root, 'me/project'));
    try {
      expect(documentsOf(join(root, 'you/dist/prod'))).toBe('you/dist/prod-harness');
      expect(documentsOf(join(root, 'me/dist/prod'))).toBe('me/dist-harness/prod');
    } finally {
      delete process.env[name];
      Object.assign(process.env, Object.fromEntries(Object.entries(before).filter(([, value]) => value !== undefined)));
    }
  });

  it('of a folder below the folder of cdk8s synth go next to the latter folder', () => {
    process.env.CDK8S_OUTDIR = join(root, 'elsewhere/dist');
    expect(documentsOf(join(root, 'elsewhere/dist/prod'))).toBe('elsewhere/dist-harness/prod');
    expect(documentsOf(join(root, 'elsewhere/dist'))).toBe('elsewhere/dist-harness');
  });

  it('of two environments stay apart, and are cleaned up apart', () => {
    run('dist/prod', 'p');
    run('dist/stage', 's');
    pruning(() => run('dist/prod', 'other'));
    expect(Object.keys(manifestsIn('dist-harness')).filter((path) => !path.endsWith(RECORD))).toEqual([
      'prod/notes/other.yaml',
      'stage/notes/s.yaml',
    ]);
  });
});

describe('summary()', () => {
  const farmIn = (outdir: string) => new CiBuildInfra(new Chart(new HarnessApp({ outdir }), 'chart'), 'Farm', FARM);
  const connectorLine = (farm: CiBuildInfra) => /create the connector .*: (.*)/.exec(farm.summary())?.[1];

  it.each([
    ['dist', 'dist-harness'],
    ['dist/prod', 'dist-harness/prod'],
    ['./dist/prod/', 'dist-harness/prod'],
    ['../out/prod', '../out-harness/prod'],
  ])('names the folder for %s from the working directory: %s', (outdir, folder) => {
    expect(connectorLine(farmIn(outdir))).toBe(`${folder}/connectors/account/ci.yaml`);
  });

  it('names the same folder on every machine, for an absolute path', () => {
    expect(connectorLine(farmIn(join(project, 'dist/prod')))).toBe('dist-harness/prod/connectors/account/ci.yaml');
    expect(connectorLine(farmIn(join(root, 'dist/prod')))).toBe('../dist-harness/prod/connectors/account/ci.yaml');
    process.chdir(here);
    expect(connectorLine(farmIn(join(root, 'dist')))).toBe('dist-harness/connectors/account/ci.yaml');
  });

  it.each([
    ['documents', 'documents'],
    ['./out/../documents/', 'documents'],
    ['/srv/documents', '/srv/documents'],
  ])('names HARNESS_OUTDIR as it is configured: %s', (configured, folder) => {
    process.env.HARNESS_OUTDIR = configured;
    expect(connectorLine(farmIn('dist'))).toBe(`${folder}/connectors/account/ci.yaml`);
  });

  it("refers to toYaml() with cdk8s' own App", () => {
    const farm = new CiBuildInfra(new Chart(new App({ outdir: 'dist' }), 'chart'), 'Farm', FARM);
    expect(connectorLine(farm)).toBe('the output of toYaml()');
  });
});

describe('documents in the output folder of another app of the program', () => {
  it('are refused if they are written second, with the remedy', () => {
    run('dist-harness', 'first');
    expect(refused(() => run('dist', 'second'))).toMatchObject({
      property: 'HARNESS_OUTDIR',
      given: JSON.stringify(join(project, 'dist-harness')),
      allowed: 'a folder for documents outside the output folder of another app, "dist-harness"',
    });
    expect(existsSync('dist')).toBe(false);
    process.env.HARNESS_OUTDIR = 'documents';
    expect(run('dist', 'second').writtenDocuments).toEqual(['notes/second.yaml']);
  });

  it('are refused when they came first', () => {
    run('dist', 'first');
    expect(refused(() => run('dist-harness', 'second'))).toMatchObject({ property: 'outdir', given: '"dist-harness"' });
    expect(Object.keys(manifestsIn('dist-harness'))).toEqual(['notes/first.yaml']);
  });

  it('are refused in a folder that HARNESS_OUTDIR names', () => {
    run('dist/prod');
    process.env.HARNESS_OUTDIR = 'dist/prod/documents';
    expect(refused(() => run('dist/stage')).property).toBe('HARNESS_OUTDIR');
    expect(existsSync('dist/stage')).toBe(false);
  });
});

describe('documents that version 0.1.0 wrote below a folder of manifests', () => {
  it('are removed according to its list, with their folder; other files stay', () => {
    put(project, 'dist/prod-harness/notes/a.yaml', 'note: a\n');
    put(project, `dist/prod-harness/${RECORD}`, '# Files\n# Program: test\nnotes/\nnotes/a.yaml\n');
    put(project, 'dist/stage-harness/notes/a.yaml', 'note: a\n');
    put(project, 'dist/stage-harness/notes/by-hand.yaml', 'note: b\n');
    put(project, `dist/stage-harness/${RECORD}`, '# Files\n# Program: test\nnotes/\nnotes/a.yaml\n');
    run('dist/prod');
    run('dist/stage');
    expect(Object.keys(everythingIn('dist')).filter((path) => !path.endsWith(RECORD))).toEqual([
      'prod/chart.k8s.yaml',
      'stage-harness/notes/by-hand.yaml',
      'stage/chart.k8s.yaml',
    ]);
    expect(existsSync('dist/prod-harness')).toBe(false);
  });

  it('stay if another program wrote them, or if HARNESS_OUTDIR is set', () => {
    put(project, 'dist/prod-harness/notes/a.yaml', 'note: a\n');
    put(project, `dist/prod-harness/${RECORD}`, '# Files\n# Program: other\nnotes/a.yaml\n');
    run('dist/prod');
    process.env.HARNESS_OUTDIR = 'documents';
    run('dist/prod', 'a', 'other');
    expect(existsSync('dist/prod-harness/notes/a.yaml')).toBe(true);
  });
});

describe('random output folders of one program', () => {
  const names = fc.tuple(
    fc.constantFrom('dist', 'dist', 'dist-harness'),
    fc.option(fc.constantFrom('prod', 'prod-harness', 'notes'), { nil: '' }),
  );
  const shape = fc.constantFrom(
    (path: string) => path,
    (path: string) => `./${path}/`,
    (path: string) => `x/../${path}`,
    (path: string) => `../${path}`,
    (path: string) => `../project/${path}`,
    (path: string) => join(project, path),
    (path: string) => join(root, path),
    () => '.',
    () => '..',
  );
  const outdirs = fc.array(fc.tuple(names, shape), { minLength: 2, maxLength: 4 });

  it('never contain documents, at any level', () => {
    let written = 0;
    fc.assert(
      fc.property(outdirs, fc.constantFrom('', '', '', 'documents', 'dist/documents'), (plans, configured) => {
        enterProject();
        process.env.HARNESS_OUTDIR = configured;
        const folders = plans.map(([path, form]) => form(path.join('/').replace(/\/$/, '')));
        const accepted = folders.filter((outdir, index) => writes(outdir, String(index)));
        written += accepted.length;
        for (const outdir of accepted) {
          for (const [path, text] of manifestsOf(outdir)) {
            expect({ path, kinds: parseAllDocuments(text).map((document) => kindOf(document.toJS())) }).toEqual({
              path,
              kinds: expect.not.arrayContaining([undefined]) as unknown,
            });
          }
        }
      }),
      { numRuns: runs(600) },
    );
    // Not all of them are refused.
    expect(written).toBeGreaterThan(runs(600));
  });

  /** Whether the app writes; if not, it is refused by name and has written nothing. */
  function writes(outdir: string, id: string): boolean {
    const before = everythingIn(root);
    try {
      run(outdir, id, `owner-${id}`);
      return true;
    } catch (error) {
      expect(['HARNESS_OUTDIR', 'outdir']).toContain(HarnessErrors.detailsOf(error)?.property);
      expect(everythingIn(root)).toEqual(before);
      return false;
    }
  }

  /** What an engine that reads all of a folder finds. */
  function manifestsOf(outdir: string): [string, string][] {
    return Object.entries(everythingIn(outdir)).filter(([path]) => path.endsWith('.yaml'));
  }

  const kindOf = (object: unknown) => (object as { kind?: string }).kind;
});
