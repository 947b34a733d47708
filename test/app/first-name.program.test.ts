/** What programs do with the files of earlier runs once their app gets a name of its own, run as a person runs them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD, temporaryFolders } from './folders';
import { rerun, runInline, runProgram } from './programs';

const newFolder = temporaryFolders();

const chart = (id: string, name: string) => `addChart(app, '${id}', '${name}');`;
const program = (...charts: string[]) => `const app = new HarnessApp(); ${charts.join(' ')} app.synth();`;

describe('files under the name that the program had by itself, once the app gets one of its own', () => {
  const named = (...charts: string[]) => program(...charts).replace('HarnessApp()', "HarnessApp({ outputOwner: 'z' })");
  const LEFT =
    'harness-constructs: in dist: left two.k8s.yaml: the program no longer writes it (delete it with --prune); engines still apply it; without it, an engine that prunes deletes ConfigMap n/b\n';

  it('are its own: each run reports those that it no longer writes, and --prune deletes them', () => {
    const project = newFolder();
    runProgram(project, 'main.js', program(chart('one', 'a'), chart('two', 'b')));
    expect(runProgram(project, 'main.js', named(chart('one', 'a'))).stderr).toBe(LEFT);
    expect(rerun(project, 'main.js').stderr).toBe(LEFT);
    expect(existsSync(join(project, 'dist/two.k8s.yaml'))).toBe(true);
    expect(rerun(project, 'main.js', { args: ['--prune'] }).stderr).toContain('deleted two.k8s.yaml');
    expect(existsSync(join(project, 'dist/two.k8s.yaml'))).toBe(false);
    expect(
      readFileSync(join(project, 'dist', RECORD), 'utf8')
        .split('\n')
        .slice(1),
    ).toEqual(['# Program: z', 'one.k8s.yaml', '']);
  });

  it('are deleted by a first run with --prune, too', () => {
    const project = newFolder();
    runProgram(project, 'main.js', program(chart('one', 'a'), chart('two', 'b')));
    const { stderr } = runProgram(project, 'main.js', named(chart('one', 'a')), { args: ['--prune'] });
    expect(stderr).toContain('deleted two.k8s.yaml: the program no longer writes it');
    expect(existsSync(join(project, 'dist/two.k8s.yaml'))).toBe(false);
  });

  it('are reported by code without a file when it takes over some, and deleted with --prune', () => {
    const project = newFolder();
    runInline(project, '-', program(chart('one', 'a'), chart('two', 'b')));
    const code = named(chart('one', 'a'));
    expect(runInline(project, '-', code).stderr).toContain(
      'in dist: left two.k8s.yaml: written by code without a file (delete it with --prune); engines still apply it',
    );
    expect(runInline(project, '-', code).stderr).toBe('');
    expect(runInline(project, '-', code, ['--prune']).stderr).toContain('deleted two.k8s.yaml');
    expect(existsSync(join(project, 'dist/two.k8s.yaml'))).toBe(false);
  });

  it('are no files of somebody else: a changed one is replaced without a remark', () => {
    const project = newFolder();
    runProgram(project, 'main.js', program(chart('one', 'a')));
    expect(runProgram(project, 'main.js', named(chart('one', 'changed'))).stderr).toBe('');
  });

  it.each([
    ['before', `const other = new HarnessApp();`, ''],
    ['after', '', `const other = new HarnessApp();`],
  ])('leave alone those of a second app without a name, created %s the first is written', (_when, before, after) => {
    const other = (...charts: string[]) => charts.join('').replaceAll('(app', '(other');
    const apps = (ofNamed: string, ofOther: string) =>
      `${before} const app = new HarnessApp({ outputOwner: 'z' }); ${ofNamed} app.synth(); ${after} ${ofOther} other.synth();`;
    const project = newFolder();
    runProgram(project, 'main.js', apps(chart('one', 'a'), other(chart('two', 'b'), chart('three', 'c'))));
    // A chart moves from the app without a name to the other one.
    const code = apps(chart('one', 'a') + chart('two', 'b'), other(chart('three', 'c')));
    expect(runProgram(project, 'main.js', code).stderr).toBe('');
    expect(rerun(project, 'main.js', { args: ['--prune'] }).stderr).toBe('');
    expect(existsSync(join(project, 'dist/three.k8s.yaml'))).toBe(true);
  });

  it('leave alone those of a second app if the first gets a name', () => {
    const other = (charts: string) =>
      `const other = new HarnessApp(); ${charts.replaceAll('(app', '(other')} other.synth();`;
    const project = newFolder();
    const both = (...charts: string[]) => program(...charts) + other(chart('three', 'c'));
    runProgram(project, 'main.js', both(chart('one', 'a'), chart('two', 'b')));
    const code = named(chart('one', 'a')) + other(chart('three', 'c'));
    expect(runProgram(project, 'main.js', code).stderr).toBe(LEFT);
    expect(rerun(project, 'main.js', { args: ['--prune'] }).stderr).not.toContain('three');
    expect(existsSync(join(project, 'dist/three.k8s.yaml'))).toBe(true);
    expect(existsSync(join(project, 'dist/two.k8s.yaml'))).toBe(false);
  });
});
