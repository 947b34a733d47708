import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nextRun, run, type RunProps } from './apps';
import { manifestsIn, pruning, put, RECORD, temporaryFolders } from './folders';

const newFolder = temporaryFolders();
const [argv, agent] = [process.argv, process.env.JSII_AGENT];

afterEach(() => {
  process.argv = argv;
  delete process.env.JSII_AGENT;
  Object.assign(process.env, agent === undefined ? {} : { JSII_AGENT: agent });
});

const isPrune = (argument: string) => argument === '--prune';

/** Starts a program: a file, and no apps yet. */
function start(script: string | undefined): void {
  process.argv = [process.execPath, ...(script === undefined ? [] : [script]), ...process.argv.filter(isPrune)];
  nextRun();
}

function synth(props: Omit<RunProps, 'outputOwner'>): void {
  run({ ...props, outputOwner: undefined });
}

function namesIn(folder: string): string[] {
  return Object.keys(manifestsIn(folder)).map((file) => file.replace('.k8s.yaml', ''));
}

describe('two programs that write to one folder', () => {
  it("leave each other's files alone, and clean up their own with --prune", () => {
    const root = newFolder();
    const outdir = join(root, 'dist');
    const program = (file: string, ...charts: string[]) => {
      put(root, file, '');
      start(join(root, file));
      synth({ outdir, charts });
    };
    program('teams/a.ts', 'a-one', 'a-two');
    program('teams/b.ts', 'b-one', 'b-two');
    expect(namesIn(outdir)).toEqual(['a-one', 'a-two', 'b-one', 'b-two']);
    pruning(() => program('teams/a.ts', 'a-one'));
    expect(namesIn(outdir)).toEqual(['a-one', 'b-one', 'b-two']);
    pruning(() => program('teams/b.js', 'b-two'));
    expect(namesIn(outdir)).toEqual(['a-one', 'b-two']);
    expect(readFileSync(join(outdir, RECORD), 'utf8').split('\n').slice(1, -1)).toEqual([
      '# Program: ../teams/a',
      'a-one.k8s.yaml',
      '# Program: ../teams/b',
      'b-two.k8s.yaml',
    ]);
  });

  it.each([
    ['src/main.ts', ['main', 'other']],
    ['main.mts', ['main', 'other']],
    // Not its source.
    ['src/main.d.ts', ['other']],
    ['src/server.ts', ['other']],
    ['src/deep/main.ts', ['other']],
    // A folder of sources needs no compiler.
    ['build/own.ts', ['other']],
  ])('keep the files of a program only if its source waits to be compiled: %s', (source, left) => {
    const root = newFolder();
    const outdir = join(root, 'out');
    start(join(root, 'build/main.js'));
    synth({ outdir, charts: ['main'] });
    put(root, 'build/other.js', '');
    put(root, source, '');
    start(join(root, 'build/other.js'));
    synth({ outdir, charts: ['other'] });
    expect(namesIn(outdir)).toEqual(left);
  });

  it('hand over a file to the program that wrote it last', () => {
    const [root, outdir] = [newFolder(), newFolder()];
    start(join(root, 'a.ts'));
    synth({ outdir, charts: ['a', 'common'] });
    start(join(root, 'b.ts'));
    synth({ outdir, charts: ['b', 'common'] });
    start(join(root, 'a.ts'));
    synth({ outdir, charts: ['a'] });
    expect(namesIn(outdir)).toEqual(['a', 'b', 'common']);
  });
});

describe('two apps of one program that write to one folder', () => {
  it("leave each other's files alone, in this run and in the next", () => {
    const [root, outdir] = [newFolder(), newFolder()];
    start(join(root, 'main.ts'));
    synth({ outdir, charts: ['first-one', 'first-two'] });
    synth({ outdir, charts: ['second-one', 'second-two'] });
    expect(namesIn(outdir)).toEqual(['first-one', 'first-two', 'second-one', 'second-two']);
    put(root, 'main.ts', '');
    start(join(root, 'main.ts'));
    pruning(() => synth({ outdir, charts: ['first-one'] }));
    expect(namesIn(outdir)).toEqual(['first-one', 'second-one', 'second-two']);
    pruning(() => synth({ outdir, charts: ['second-two'] }));
    expect(namesIn(outdir)).toEqual(['first-one', 'second-two']);
  });

  it('share files under the same outputOwner', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'], outputOwner: 'production' });
    run({ outdir, charts: ['three'], outputOwner: 'staging' });
    run({ outdir, charts: ['two'], outputOwner: 'production' });
    expect(namesIn(outdir)).toEqual(['one', 'three', 'two']);
    nextRun();
    const names = pruning(() => run({ outdir, charts: ['two'], outputOwner: 'production' }).removedFiles);
    expect(names).toEqual(['one.k8s.yaml', 'three.k8s.yaml']);
  });

  it('keep what the other has written in the same run, also with --prune', () => {
    const outdir = newFolder();
    nextRun();
    pruning(() => run({ outdir, charts: ['one'], outputOwner: 'production' }));
    expect(pruning(() => run({ outdir, charts: ['two'], outputOwner: 'staging' }).removedFiles)).toEqual([]);
    expect(namesIn(outdir)).toEqual(['one', 'two']);
  });
});

describe('a program that cannot be identified', () => {
  it.each([
    ['code from standard input', undefined, undefined],
    ['a test runner', '/repository/node_modules/jest/bin/jest.js', undefined],
    ['a Python program', '/tmp/random/program.js', 'Python/3.13'],
  ])('deletes nothing: %s', (_, script, jsiiAgent) => {
    const outdir = newFolder();
    start(script);
    Object.assign(process.env, jsiiAgent ? { JSII_AGENT: jsiiAgent } : {});
    synth({ outdir, charts: ['one', 'two'] });
    start(script);
    synth({ outdir, charts: ['two'] });
    expect(namesIn(outdir)).toEqual(['one', 'two']);
  });
});

describe('outputOwner', () => {
  it.each(['', ' a', 'a\nb.k8s.yaml', 'a\r'])('refuses %j, which cannot be a line of the list', (outputOwner) => {
    const outdir = newFolder();
    expect(() => run({ outdir, charts: ['one'], outputOwner })).toThrow(/outputOwner: got ".*"; expected a name/);
    expect(namesIn(outdir)).toEqual([]);
  });

  it('limits an app to its own part of a list with several owners', () => {
    const outdir = newFolder();
    put(outdir, 'theirs.k8s.yaml', '');
    put(outdir, 'ours.k8s.yaml', '');
    put(outdir, RECORD, '# Files\norphan.k8s.yaml\n# Program: x\ntheirs.k8s.yaml\n# Program: test\nours.k8s.yaml\n');
    put(outdir, 'orphan.k8s.yaml', '');
    run({ outdir, charts: ['new'] });
    expect(namesIn(outdir)).toEqual(['new', 'orphan', 'ours', 'theirs']);
    pruning(() => run({ outdir, charts: ['new'] }));
    expect(namesIn(outdir)).toEqual(['new', 'orphan']);
    expect(readFileSync(join(outdir, RECORD), 'utf8')).not.toContain('orphan');
  });
});
