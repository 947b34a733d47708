import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { YamlOutputType } from 'cdk8s';
import * as fc from 'fast-check';
import { HarnessApp } from '../../lib/app';
import { HarnessErrors } from '../../lib/core';
import { HarnessDocument } from '../../lib/document';
import { runs } from '../testkit/arbitraries/runs';
import { refused } from '../testkit/refused';
import { addChart, run } from './apps';
import { everythingIn, manifestsIn, pruning, put, temporaryFolders } from './folders';

const newFolder = temporaryFolders();
const FOLDERS = YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
const OUTPUT_TYPES = [
  YamlOutputType.FILE_PER_APP,
  YamlOutputType.FILE_PER_CHART,
  YamlOutputType.FILE_PER_RESOURCE,
  FOLDERS,
];

/** A document whose path is up to the test. */
class Note extends HarnessDocument {
  public documentPath = 'notes/a.yaml';

  public _lateDocument(): { [key: string]: unknown } {
    return { note: 'a' };
  }
}

function appWith(outdir: string, documentPath: string): HarnessApp {
  const app = new HarnessApp({ outdir, outputOwner: 'test' });
  new Note(addChart(app, 'chart', 'map'), 'Note').documentPath = documentPath;
  return app;
}

describe('an output file extension', () => {
  it.each([
    '/../../x.yaml',
    '/../x.yaml',
    '/..',
    '/.',
    '/',
    '/a/../../../x',
    '//etc/x',
    '.yaml/',
    '\\..\\x.yaml',
    'C:x',
    '.ya\nml',
    '\0',
  ])('that leads out of the folder, or cannot be listed, is refused: %j', (outputFileExtension) => {
    const root = newFolder();
    expect(refused(() => new HarnessApp({ outdir: join(root, 'dist'), outputFileExtension }))).toMatchObject({
      property: 'outputFileExtension',
      given: expect.any(String) as string,
    });
    expect(everythingIn(root)).toEqual({});
  });

  it.each([
    ['.yaml', 'chart.yaml'],
    ['.k8s.yml', 'chart.k8s.yml'],
    ['', 'chart'],
    ['/manifest.yaml', 'chart/manifest.yaml'],
    ['..yaml', 'chart..yaml'],
    ['/..yaml', 'chart/..yaml'],
  ])('that stays inside is accepted: %j', (outputFileExtension, file) => {
    const app = new HarnessApp({ outdir: newFolder(), outputFileExtension });
    addChart(app, 'chart', 'map');
    app.synth();
    expect(app.writtenFiles).toEqual([file]);
  });

  const piece = fc.constantFrom('.', '..', '/', '\\', ':', 'a', '.yaml', '~', ' ', '\n', '\0', 'ü', '%2e', '-');
  const extension = fc.oneof(
    fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
    fc.string(),
  );

  it('is refused by name, or writes only below the output folder and is cleaned up, for any string', () => {
    let accepted = 0;
    fc.assert(
      fc.property(extension, fc.constantFrom(...OUTPUT_TYPES), (outputFileExtension, yamlOutputType) => {
        const root = newFolder();
        put(root, 'x.yaml', 'precious');
        const synth = (...charts: string[]) => {
          const app = new HarnessApp({
            outdir: join(root, 'around/dist'),
            outputFileExtension,
            yamlOutputType,
            outputOwner: 'test',
          });
          charts.forEach((id) => addChart(app, id, `${id}-map`));
          app.synth();
        };
        try {
          synth('one', 'two');
        } catch (error) {
          expect(HarnessErrors.detailsOf(error)?.property).toBe('outputFileExtension');
          expect(everythingIn(root)).toEqual({ 'x.yaml': 'precious' });
          return;
        }
        accepted++;
        const outside = () => Object.keys(everythingIn(root)).filter((path) => !path.startsWith('around/dist/'));
        expect(outside()).toEqual(['x.yaml']);
        pruning(() => synth());
        expect(Object.keys(everythingIn(root))).toEqual(['x.yaml']);
      }),
      { numRuns: runs(500) },
    );
    expect(accepted).toBeGreaterThan(runs(50));
  });
});

describe('a symbolic link in the output folder', () => {
  it('to a folder outside is refused, with its path and the remedy, and nothing is written', () => {
    const root = newFolder();
    mkdirSync(join(root, 'elsewhere'));
    mkdirSync(join(root, 'dist'));
    symlinkSync(join(root, 'elsewhere'), join(root, 'dist/linked'));
    const outdir = join(root, 'dist');
    expect(refused(() => run({ outdir, charts: ['good', 'linked'], yamlOutputType: FOLDERS }))).toMatchObject({
      property: 'outdir',
      given: JSON.stringify(join(outdir, 'linked/')),
      allowed: `a path inside "${outdir}"`,
      remedy: expect.stringContaining('Remove the symbolic link') as string,
    });
    expect(everythingIn(root)).toEqual({});
  });

  it('to a folder outside does not matter if no file goes there', () => {
    const root = newFolder();
    mkdirSync(join(root, 'elsewhere'));
    mkdirSync(join(root, 'dist'));
    symlinkSync(join(root, 'elsewhere'), join(root, 'dist/linked'));
    expect(run({ outdir: join(root, 'dist'), charts: ['linked'] }).writtenFiles).toEqual(['linked.k8s.yaml']);
  });

  it('to another folder inside is followed', () => {
    const outdir = newFolder();
    mkdirSync(join(outdir, 'real'));
    symlinkSync('real', join(outdir, 'linked'));
    run({ outdir, charts: ['linked'], yamlOutputType: FOLDERS });
    expect(Object.keys(manifestsIn(join(outdir, 'real')))).toEqual(['ConfigMap.linked-map.k8s.yaml']);
  });

  it('with the name of a file is replaced by the file, and its target is unchanged', () => {
    const root = newFolder();
    const outdir = join(root, 'dist');
    run({ outdir, charts: ['same', 'other'] });
    const same = readFileSync(join(outdir, 'same.k8s.yaml'), 'utf8');
    const targets = [put(root, 'same', same), put(root, 'other', 'precious')];
    const linked = newFolder();
    symlinkSync(targets[0], join(linked, 'same.k8s.yaml'));
    symlinkSync(targets[1], join(linked, 'other.k8s.yaml'));
    run({ outdir: linked, charts: ['same', 'other'] });
    expect(manifestsIn(linked)).toEqual(manifestsIn(outdir));
    expect(lstatSync(join(linked, 'same.k8s.yaml')).isFile()).toBe(true);
    expect(targets.map((target) => readFileSync(target, 'utf8'))).toEqual([same, 'precious']);
  });

  it('is fine if the output folder itself is the link', () => {
    const root = newFolder();
    mkdirSync(join(root, 'mounted'));
    symlinkSync('mounted', join(root, 'dist'));
    run({ outdir: join(root, 'dist'), charts: ['one'], yamlOutputType: FOLDERS });
    expect(readlinkSync(join(root, 'dist'))).toBe('mounted');
    expect(Object.keys(manifestsIn(join(root, 'mounted')))).toEqual(['one/ConfigMap.one-map.k8s.yaml']);
  });
});

describe('a document', () => {
  it.each(['../x.yaml', '../../x.yaml', 'a/../../x.yaml'])('with a path that leads out is refused: %s', (path) => {
    const root = newFolder();
    const app = appWith(join(root, 'dist'), path);
    expect(refused(() => app.synth())).toMatchObject({
      property: 'HARNESS_OUTDIR',
      remedy: 'Remove ".." from the name of the file.',
    });
    expect(everythingIn(root)).toEqual({});
  });

  it('behind a symbolic link is refused, and no manifest is written', () => {
    const root = newFolder();
    mkdirSync(join(root, 'dist-harness'));
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(root, 'dist-harness/notes'));
    expect(refused(() => appWith(join(root, 'dist'), 'notes/a.yaml').synth()).given).toContain('dist-harness/notes');
    expect(existsSync(join(root, 'dist'))).toBe(false);
    expect(everythingIn(root)).toEqual({});
  });
});
