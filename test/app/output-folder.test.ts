import { existsSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Lazy, YamlOutputType } from 'cdk8s';
import { HarnessApp } from '../../lib/app';
import { OutputRecord } from '../../lib/app/file-owners';
import { addChart, addConfigMap, run } from './apps';
import { age, everythingIn, manifestsIn, pruning, put, RECORD, stateOf, temporaryFolders } from './folders';

const newFolder = temporaryFolders();

function recordIn(folder: string): string[] {
  return readFileSync(join(folder, RECORD), 'utf8').trimEnd().split('\n');
}

describe('the output folder', () => {
  it('is created with all its parent folders', () => {
    const outdir = join(newFolder(), 'a', 'b');
    run({ outdir, charts: ['one'] });
    expect(Object.keys(manifestsIn(outdir))).toEqual(['one.k8s.yaml']);
  });

  it('keeps unchanged files untouched', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'] });
    age(outdir);
    const before = stateOf(outdir);
    run({ outdir, charts: ['one', 'two'] });
    expect(stateOf(outdir)).toEqual(before);
  });

  it('replaces the one file that changed', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'] });
    put(outdir, 'two.k8s.yaml', 'changed: by hand');
    age(outdir);
    run({ outdir, charts: ['one', 'two'] });
    expect(manifestsIn(outdir)['two.k8s.yaml']).toContain('two-map');
    expect(statSync(join(outdir, 'one.k8s.yaml')).mtimeMs).toBe(1_000_000_000_000);
    expect(statSync(join(outdir, 'two.k8s.yaml')).mtimeMs).toBeGreaterThan(1_000_000_000_000);
  });

  it.each([
    [
      'a lazy value',
      (app: HarnessApp) => {
        const produce = () => {
          throw new Error('thrown late');
        };
        addConfigMap(addChart(app, 'zzz'), 'lazy', Lazy.any({ produce }));
      },
    ],
    ['a validation', (app: HarnessApp) => app.node.addValidation({ validate: () => ['thrown late'] })],
  ])('is unchanged if %s fails during synth', (_, fail) => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'] });
    const [content, state] = [everythingIn(outdir), stateOf(outdir)];
    const app = new HarnessApp({ outdir, outputOwner: 'test' });
    addChart(app, 'one', 'other');
    addChart(app, 'three', 'more');
    fail(app);
    expect(() => app.synth()).toThrow('thrown late');
    expect(everythingIn(outdir)).toEqual(content);
    expect(stateOf(outdir)).toEqual(state);
    expect(app.writtenFiles).toEqual([]);
  });

  it('is not created by a program that fails', () => {
    const outdir = join(newFolder(), 'dist');
    const app = new HarnessApp({ outdir });
    app.node.addValidation({ validate: () => ['no'] });
    expect(() => app.synth()).toThrow();
    expect(existsSync(outdir)).toBe(false);
  });

  it('reports what was written and removed', () => {
    const outdir = newFolder();
    expect(run({ outdir, charts: ['two', 'one'] }).writtenFiles).toEqual(['one.k8s.yaml', 'two.k8s.yaml']);
    const app = run({ outdir, charts: ['two'] });
    expect(app.writtenFiles).toEqual(['two.k8s.yaml']);
    expect(app.removedFiles).toEqual([]);
    pruning(() => app.synth());
    expect(app.removedFiles).toEqual(['one.k8s.yaml']);
    pruning(() => app.synth());
    expect(app.removedFiles).toEqual([]);
    expect(new HarnessApp({ outdir }).writtenFiles).toEqual([]);
  });

  it('comes from CDK8S_OUTDIR, as cdk8s synth sets it', () => {
    const outdir = newFolder();
    process.env.CDK8S_OUTDIR = outdir;
    try {
      addChart(new HarnessApp(), 'one', 'map');
      const app = new HarnessApp();
      addChart(app, 'one', 'map');
      app.synth();
    } finally {
      delete process.env.CDK8S_OUTDIR;
    }
    expect(Object.keys(manifestsIn(outdir))).toEqual(['one.k8s.yaml']);
  });
});

describe('files of earlier runs', () => {
  it('stay, with what a person added, and in the list, until the program runs with --prune', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'] });
    put(outdir, 'one.k8s.yaml', `${manifestsIn(outdir)['one.k8s.yaml']}---\n# by hand\n`);
    const [before, list] = [manifestsIn(outdir), recordIn(outdir)];
    [1, 2].forEach(() => run({ outdir, charts: ['two'] }));
    expect(manifestsIn(outdir)).toEqual(before);
    expect(recordIn(outdir)).toEqual(list);
    pruning(() => run({ outdir, charts: ['two'] }));
    expect(Object.keys(manifestsIn(outdir))).toEqual(['two.k8s.yaml']);
    expect(recordIn(outdir).slice(1)).toEqual(['# Program: test', 'two.k8s.yaml']);
  });

  it('are files of the app like others once it writes them again', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'] });
    run({ outdir, charts: ['two'] });
    put(outdir, 'one.k8s.yaml', 'kind: Old');
    expect(run({ outdir, charts: ['one', 'two'] }).writtenFiles).toEqual(['one.k8s.yaml', 'two.k8s.yaml']);
    expect(manifestsIn(outdir)['one.k8s.yaml']).toContain('one-map');
    expect(pruning(() => run({ outdir, charts: ['one', 'two'] })).removedFiles).toEqual([]);
  });

  it('are removed with --prune if the app wrote them, and kept otherwise', () => {
    const outdir = newFolder();
    put(outdir, 'README.md', 'by hand');
    put(outdir, 'by-hand.k8s.yaml', 'kind: Pod');
    run({ outdir, charts: ['one', 'two'] });
    pruning(() => run({ outdir, charts: ['two'] }));
    expect(Object.keys(manifestsIn(outdir))).toEqual(['README.md', 'by-hand.k8s.yaml', 'two.k8s.yaml']);
  });

  it('are listed, sorted, in a file that explains itself and that no tool takes as a manifest', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['two', 'one'], yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
    const [preamble, ...lines] = recordIn(outdir);
    expect(preamble).toMatch(/^# Files that harness-constructs wrote here\./);
    expect(lines).toEqual([
      '# Program: test',
      'one/',
      'one/ConfigMap.one-map.k8s.yaml',
      'two/',
      'two/ConfigMap.two-map.k8s.yaml',
    ]);
    expect(RECORD).not.toMatch(/\.(ya?ml|json)$/);
  });

  it('are removed together with the list when nothing is left', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one'] });
    pruning(() => run({ outdir, charts: [] }));
    expect(everythingIn(outdir)).toEqual({});
  });

  it('are removed together with the folders that the app created, but no others', () => {
    const outdir = newFolder();
    put(outdir, 'theirs/.gitkeep', '');
    rmSync(join(outdir, 'theirs/.gitkeep'));
    const yamlOutputType = YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
    run({ outdir, charts: ['ours', 'shared', 'theirs'], yamlOutputType });
    put(outdir, 'shared/notes.txt', 'by hand');
    pruning(() => run({ outdir, charts: ['left'], yamlOutputType }));
    expect(Object.keys(stateOf(outdir))).toEqual([
      '.',
      RECORD,
      'left',
      'left/ConfigMap.left-map.k8s.yaml',
      'shared',
      'shared/notes.txt',
      'theirs',
    ]);
    rmSync(join(outdir, 'shared/notes.txt'));
    run({ outdir, charts: ['left'], yamlOutputType });
    expect(existsSync(join(outdir, 'shared'))).toBe(false);
  });

  it('stay in their folders, which go once a person has emptied them', () => {
    const outdir = newFolder();
    const yamlOutputType = YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
    run({ outdir, charts: ['old', 'new'], yamlOutputType });
    const list = recordIn(outdir);
    run({ outdir, charts: ['new'], yamlOutputType });
    expect(recordIn(outdir)).toEqual(list);
    rmSync(join(outdir, 'old/ConfigMap.old-map.k8s.yaml'));
    run({ outdir, charts: ['new'], yamlOutputType });
    expect(existsSync(join(outdir, 'old'))).toBe(false);
    expect(recordIn(outdir).slice(1)).toEqual(['# Program: test', 'new/', 'new/ConfigMap.new-map.k8s.yaml']);
  });

  it('may be gone already', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'] });
    rmSync(join(outdir, 'one.k8s.yaml'));
    expect(run({ outdir, charts: ['two'] }).removedFiles).toEqual([]);
    expect(recordIn(outdir).slice(1)).toEqual(['# Program: test', 'two.k8s.yaml']);
  });

  it('are recognized in a list with Windows line endings', () => {
    const outdir = newFolder();
    run({ outdir, charts: ['one', 'two'] });
    put(outdir, RECORD, recordIn(outdir).join('\r\n'));
    pruning(() => run({ outdir, charts: ['two'] }));
    expect(Object.keys(manifestsIn(outdir))).toEqual(['two.k8s.yaml']);
  });
});

describe('a list that was tampered with', () => {
  it('never leads outside the folder', () => {
    const root = newFolder();
    const outdir = join(root, 'dist');
    const victims = ['victim', 'elsewhere/victim', '.victim.harness-tmp', 'elsewhere/.victim.harness-tmp'];
    const files = victims.map((path) => put(root, path, 'precious'));
    run({ outdir, charts: ['one'] });
    put(outdir, 'folder/inner', 'theirs');
    symlinkSync(join(root, 'elsewhere'), join(outdir, 'link'));
    symlinkSync(join(root, 'victim'), join(outdir, 'link-to-file'));
    const lines = ['../victim', files[0], 'folder/../../victim', './../victim', 'link/victim', 'link/', 'link-to-file'];
    const more = ['..', '../elsewhere/', '', '/', '.', './', 'folder//inner', '..\\victim', `C:${files[0]}`, 'folder'];
    put(outdir, RECORD, [...recordIn(outdir), ...lines, ...more, 'one.k8s.yaml'].join('\n'));
    expect(run({ outdir, charts: ['two'] }).removedFiles).toEqual([]);
    expect(recordIn(outdir).slice(1)).toEqual(['# Program: test', 'one.k8s.yaml', 'two.k8s.yaml']);
    put(outdir, RECORD, [...recordIn(outdir), ...lines, ...more].join('\n'));
    expect(pruning(() => run({ outdir, charts: ['two'] })).removedFiles).toEqual(['one.k8s.yaml']);
    files.forEach((file) => expect(readFileSync(file, 'utf8')).toBe('precious'));
    expect(Object.keys(stateOf(outdir))).toEqual([
      '.',
      RECORD,
      'folder',
      'folder/inner',
      'link',
      'link-to-file',
      'link/.victim.harness-tmp',
      'link/victim',
      'two.k8s.yaml',
    ]);
    expect(recordIn(outdir).slice(1)).toEqual(['# Program: test', 'two.k8s.yaml']);
  });
});

describe('a list from elsewhere', () => {
  it.each(['/etc/x', '../x', 'a/../x', 'a/..', './x', 'a//x', '..\\x', 'C:x', 'C:/x', '\\\\host\\x', '', '/', '# x'])(
    'is not trusted on any system: %j',
    (line) => {
      const record = OutputRecord.parse(`# Program: test\n${line}\ngood/file\n${line}\n`);
      expect(record.of('test')).toEqual(['good/file']);
    },
  );
});

describe('a run that was killed', () => {
  it('leaves a temporary file that the next run replaces, and never follows', () => {
    const root = newFolder();
    const outdir = join(root, 'dist');
    const victim = put(root, 'victim', 'precious');
    run({ outdir, charts: ['unchanged', 'stale'] });
    put(outdir, '.changed.k8s.yaml.harness-tmp', 'half a fi');
    put(outdir, '.unchanged.k8s.yaml.harness-tmp', 'half a fi');
    put(outdir, '.stale.k8s.yaml.harness-tmp', 'half a fi');
    symlinkSync(victim, join(outdir, '.linked.k8s.yaml.harness-tmp'));
    run({ outdir, charts: ['changed', 'linked', 'unchanged'] });
    const files = ['changed', 'linked', 'stale', 'unchanged'].map((name) => `${name}.k8s.yaml`);
    expect(Object.keys(manifestsIn(outdir))).toEqual(files);
    expect(manifestsIn(outdir)['changed.k8s.yaml']).toContain('changed-map');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });
});
