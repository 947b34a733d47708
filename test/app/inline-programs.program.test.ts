/** Code from the command line and from standard input, run as a person runs it. */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { put, temporaryFolders } from './folders';
import { rerun, runInline, runProgram } from './programs';

const newFolder = temporaryFolders();

const FARM = `const app = new HarnessApp(); const farm = addFarm(app);`;

describe('a program without a file', () => {
  const chart = (id: string) => `const app = new HarnessApp(); addChart(app, '${id}', '${id}'); app.synth();`;

  it.each(['-e', '-', ''] as const)('prints a warning if it renders nothing: node %s', (how) => {
    expect(runInline(newFolder(), how, FARM).stderr).toContain('a HarnessApp with objects was never rendered');
  });

  it('prints the summary', () => {
    expect(runInline(newFolder(), '-e', `${FARM} app.synth();`).stderr).toContain('Delegate ci in namespace');
  });

  it('leaves files, which it and other programs report', () => {
    const project = newFolder();
    expect(runInline(project, '-e', chart('inline')).stderr).toBe('');
    const left = `harness-constructs: in dist: left inline.k8s.yaml: written by code without a file (delete it with --prune); engines still apply it; without it, an engine that prunes deletes ConfigMap n/inline\n`;
    expect(runInline(project, '-', chart('second')).stderr).toBe(left);
    expect(runProgram(project, 'main.js', chart('second')).stderr).toBe(left);
    expect(existsSync(join(project, 'dist/inline.k8s.yaml'))).toBe(true);
    expect(rerun(project, 'main.js', { args: ['--prune'] }).stderr).toContain(
      'deleted inline.k8s.yaml: written by code without a file; without it',
    );
    expect(rerun(project, 'main.js').stderr).toBe('');
  });

  it('deletes nothing without --prune, not even the files of programs that are gone', () => {
    const project = newFolder();
    runProgram(project, 'old.js', chart('old'));
    renameSync(join(project, 'old.js'), join(project, 'moved-away.txt'));
    put(project, 'other.js', '');
    expect(runInline(project, '-e', chart('one')).stderr).toBe('');
    expect(runInline(project, '-e', chart('two'), ['--', '--prune']).stderr).toMatch(
      /deleted one\.k8s[^]*deleted old\.k8s/,
    );
  });

  it('can have several apps in one folder', () => {
    const project = newFolder();
    const code = `{ ${chart('one')} } { ${chart('two')} }`;
    expect(runInline(project, '-e', code).stderr).toBe('');
    expect(runInline(project, '-e', code).stderr).toBe('');
  });
});
