import type * as FileSystem from 'node:fs';
import { join } from 'node:path';
import { Chart, YamlOutputType } from 'cdk8s';
import { HarnessApp } from '../../lib/app';
import { HarnessDocument } from '../../lib/document';
import { addChart, run } from './apps';
import { everythingIn, pruning, put, temporaryFolders } from './folders';

const newFolder = temporaryFolders();
// The module itself: an import would be a copy, and the code would not see a spy on it.
const fs = jest.requireActual<typeof FileSystem>('node:fs');

afterEach(() => jest.restoreAllMocks());

/** Makes a function of the file system fail for paths that match. */
function fail(name: 'mkdirSync' | 'writeFileSync' | 'renameSync' | 'rmSync', code: string, paths: RegExp): void {
  const real = fs[name] as (...parameters: unknown[]) => unknown;
  jest.spyOn(fs, name).mockImplementation(((...parameters: unknown[]) => {
    if (parameters.some((parameter) => typeof parameter === 'string' && paths.test(parameter))) {
      throw Object.assign(new Error(`${code}: as told`), { code });
    }
    return real(...parameters);
  }) as never);
}

describe('an output folder that cannot be written', () => {
  it('reports a file in its place', () => {
    const outdir = put(newFolder(), 'dist', 'a file');
    expect(() => run({ outdir, charts: ['one'] })).toThrow(
      `outdir: cannot create the output folder: a file is in the way of a folder; got "${outdir}"; ` +
        'expected a folder, or nothing. Move or delete the file, or set outdir to another folder.',
    );
  });

  it('reports a file in the place of a parent folder', () => {
    const outdir = join(put(newFolder(), 'file', ''), 'dist');
    expect(() => run({ outdir, charts: ['one'] })).toThrow(
      `a file is in the way of a folder; got "${outdir}"; expected`,
    );
  });

  it('reports a folder that has the name of a file, and changes nothing', () => {
    const outdir = newFolder();
    put(outdir, 'two.k8s.yaml/keep', '');
    expect(() => run({ outdir, charts: ['one', 'two'] })).toThrow(
      `outdir: cannot read: a folder is in the way of a file; got "${join(outdir, 'two.k8s.yaml')}"; ` +
        'expected a file, or nothing. Move or delete the folder, or',
    );
    expect(Object.keys(everythingIn(outdir))).toEqual(['two.k8s.yaml/keep']);
  });

  it('reports a missing permission', () => {
    const outdir = join(newFolder(), 'dist');
    fail('mkdirSync', 'EACCES', /dist$/);
    expect(() => run({ outdir, charts: ['one'] })).toThrow(
      `cannot create the output folder: permission denied; got "${outdir}"; ` +
        'expected a path that this user can write. Make it writable for this user, or set outdir',
    );
  });

  it('keeps every file if one of them cannot be stored', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'] });
    put(outdir, 'one.k8s.yaml', 'old');
    put(outdir, 'two.k8s.yaml', 'old');
    const before = everythingIn(outdir);
    fail('writeFileSync', 'ENOSPC', /two/);
    expect(() => run({ outdir, charts: ['one', 'two'] })).toThrow(
      `cannot write: the disk is full; got "${join(outdir, 'two.k8s.yaml')}"; expected room for the output. Make room, or`,
    );
    expect(everythingIn(outdir)).toEqual(before);
  });

  it('cleans up its temporary files if a file cannot be replaced, and passes on the cause', () => {
    const outdir = newFolder();
    fail('renameSync', 'ESTRANGE', /two\.k8s\.yaml/);
    const attempt = () => run({ outdir, charts: ['one', 'two', 'zzz'] });
    expect(attempt).toThrow(`cannot write: ESTRANGE: as told; got "${join(outdir, 'two.k8s.yaml')}"; expected`);
    expect(attempt).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: 'ESTRANGE' }) }));
    expect(Object.keys(everythingIn(outdir))).toEqual(['.harness-constructs', 'one.k8s.yaml']);
    jest.restoreAllMocks();
    expect(pruning(() => run({ outdir, charts: ['two'] })).removedFiles).toEqual(['one.k8s.yaml']);
  });

  it('reports an old file that cannot be deleted, and remembers it for the next run', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'] });
    fail('rmSync', 'EPERM', /[\\/]one\.k8s\.yaml$/);
    expect(() => pruning(() => run({ outdir, charts: ['two'] }))).toThrow(
      `cannot delete: permission denied; got "${join(outdir, 'one.k8s.yaml')}"; expected`,
    );
    jest.restoreAllMocks();
    expect(pruning(() => run({ outdir, charts: ['two'] })).removedFiles).toEqual(['one.k8s.yaml']);
  });

  it('accepts names that leave no room for the suffix of a temporary file', () => {
    const outdir = newFolder();
    const app = new HarnessApp({ outdir, yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
    ['a', 'b'].forEach((last) => addChart(app, last, 'x'.repeat(229) + last));
    app.synth();
    expect(app.writtenFiles.map((file) => file.length)).toEqual([249, 249]);
    expect(everythingIn(outdir)[app.writtenFiles[1]]).toContain('xb\n');
  });
});

describe('documents that cannot be written', () => {
  class Note extends HarnessDocument {
    public readonly documentPath = 'notes/a.yaml';

    public _lateDocument(): { [key: string]: unknown } {
      return { note: Chart.of(this).node.id };
    }
  }

  /** A run with another chart, and another content of the document. */
  function withNote(outdir: string, id: string): HarnessApp {
    const app = new HarnessApp({ outdir, outputOwner: 'test' });
    new Note(addChart(app, id, `${id}-map`), 'Note');
    app.synth();
    return app;
  }

  function earlier(): { readonly root: string; readonly outdir: string } {
    const root = newFolder();
    const outdir = join(root, 'dist');
    withNote(outdir, 'one');
    return { root, outdir };
  }

  it('leave the manifests as they are: a file in the place of their folder', () => {
    const { root, outdir } = earlier();
    fs.rmSync(`${outdir}-harness`, { recursive: true });
    put(root, 'dist-harness', 'a file');
    const before = everythingIn(root);
    expect(() => withNote(outdir, 'two')).toThrow(
      /^HARNESS_OUTDIR: cannot create the output folder: a file is in the way.*dist-harness"/,
    );
    expect(everythingIn(root)).toEqual(before);
  });

  it('leave the manifests as they are: a folder in the place of a document', () => {
    const { root, outdir } = earlier();
    fs.rmSync(join(root, 'dist-harness/notes/a.yaml'));
    put(root, 'dist-harness/notes/a.yaml/keep', '');
    const before = everythingIn(root);
    expect(() => withNote(outdir, 'two')).toThrow(/^HARNESS_OUTDIR: cannot read: a folder is in the way.*a\.yaml"/);
    expect(everythingIn(root)).toEqual(before);
  });

  it.each<[string, Parameters<typeof fail>]>([
    ['a full disk', ['writeFileSync', 'ENOSPC', /dist-harness.*a\.yaml/]],
    ['a list that cannot be replaced', ['renameSync', 'EACCES', /dist-harness[\\/]\.harness-constructs/]],
    ['a folder that cannot be made', ['mkdirSync', 'EACCES', /dist-harness[\\/]notes/]],
  ])('leave manifests, documents and lists as they are: %s', (_what, failure) => {
    const { root, outdir } = earlier();
    fs.rmSync(join(root, 'dist-harness/notes'), { recursive: true });
    fs.rmSync(join(root, 'dist-harness/.harness-constructs'));
    const folders = () => fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
    const before = [everythingIn(root), folders()];
    fail(...failure);
    expect(() => withNote(outdir, 'two')).toThrow(/^HARNESS_OUTDIR: cannot (write|create).*dist-harness/);
    expect([everythingIn(root), folders()]).toEqual(before);
    jest.restoreAllMocks();
    expect(withNote(outdir, 'two').writtenDocuments).toEqual(['notes/a.yaml']);
  });
});
