import type * as FileSystem from 'node:fs';
import { join } from 'node:path';
import { YamlOutputType } from 'cdk8s';
import { HarnessApp } from '../../lib/app';
import { addChart, run } from './apps';
import { everythingIn, put, temporaryFolders } from './folders';

const newFolder = temporaryFolders();
// The module itself: an import would be a copy, and a spy on it would not be seen by the code.
const fs = jest.requireActual<typeof FileSystem>('node:fs');

afterEach(() => jest.restoreAllMocks());

/** Lets a function of the file system fail for paths that match. */
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
  it('says that a file is in its place', () => {
    const outdir = put(newFolder(), 'dist', 'a file');
    expect(() => run({ outdir, charts: ['one'] })).toThrow(
      `cannot make the output folder "${outdir}": a file is in the way of a folder. Move or delete it, or choose another`,
    );
  });

  it('says that a file is in the place of a folder above it', () => {
    const outdir = join(put(newFolder(), 'file', ''), 'dist');
    expect(() => run({ outdir, charts: ['one'] })).toThrow(`"${outdir}": a file is in the way of a folder.`);
  });

  it('says that a folder is in the place of a file, and has changed nothing', () => {
    const outdir = newFolder();
    put(outdir, 'two.k8s.yaml/keep', '');
    expect(() => run({ outdir, charts: ['one', 'two'] })).toThrow(
      `cannot read "${join(outdir, 'two.k8s.yaml')}": a folder is in the way of a file. Move or delete it`,
    );
    expect(Object.keys(everythingIn(outdir))).toEqual(['two.k8s.yaml/keep']);
  });

  it('says that it may not be made', () => {
    const outdir = join(newFolder(), 'dist');
    fail('mkdirSync', 'EACCES', /dist$/);
    expect(() => run({ outdir, charts: ['one'] })).toThrow(
      `cannot make the output folder "${outdir}": permission denied. Make it writable for this user, or choose`,
    );
  });

  it('keeps every file when not all of them can be stored', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'] });
    put(outdir, 'one.k8s.yaml', 'old');
    put(outdir, 'two.k8s.yaml', 'old');
    const before = everythingIn(outdir);
    fail('writeFileSync', 'ENOSPC', /two/);
    expect(() => run({ outdir, charts: ['one', 'two'] })).toThrow(
      `cannot write "${join(outdir, 'two.k8s.yaml')}": the disk is full. Make room`,
    );
    expect(everythingIn(outdir)).toEqual(before);
  });

  it('cleans up its temporary files when a file cannot be replaced, and passes on the cause', () => {
    const outdir = newFolder();
    fail('renameSync', 'ESTRANGE', /two\.k8s\.yaml/);
    const attempt = () => run({ outdir, charts: ['one', 'two', 'zzz'] });
    expect(attempt).toThrow(`"${join(outdir, 'two.k8s.yaml')}": ESTRANGE: as told. Look at this path`);
    expect(attempt).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: 'ESTRANGE' }) }));
    expect(Object.keys(everythingIn(outdir))).toEqual(['.harness-constructs', 'one.k8s.yaml']);
    jest.restoreAllMocks();
    expect(run({ outdir, charts: ['two'] }).removedFiles).toEqual(['one.k8s.yaml']);
  });

  it('says which old file cannot be deleted, and remembers it for the next run', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'] });
    fail('rmSync', 'EPERM', /[\\/]one\.k8s\.yaml$/);
    expect(() => run({ outdir, charts: ['two'] })).toThrow(
      `cannot delete "${join(outdir, 'one.k8s.yaml')}": permission denied.`,
    );
    jest.restoreAllMocks();
    expect(run({ outdir, charts: ['two'] }).removedFiles).toEqual(['one.k8s.yaml']);
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
