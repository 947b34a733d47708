/** What programs print about files that they no longer write, run as a person runs them. */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { everythingIn, put, RECORD, temporaryFolders } from './folders';
import { rerun, runProgram } from './programs';

const newFolder = temporaryFolders();

const FARM = `const app = new HarnessApp(); const farm = addFarm(app);`;

describe('files of earlier runs', () => {
  const chart = (id: string, ...names: string[]) =>
    `addChart(app, '${id}', ${names.map((name) => `'${name}'`).join()});`;
  const program = (...charts: string[]) => `const app = new HarnessApp(); ${charts.join(' ')} app.synth();`;

  it('stay and are reported by each run when a chart is renamed: which objects an engine prunes, and which only moved', () => {
    const project = newFolder();
    runProgram(project, 'main.js', program(chart('one', 'kept', 'gone'), chart('two', 'moved'), chart('old', 'old')));
    put(project, 'dist/one.k8s.yaml', `${readFileSync(join(project, 'dist/one.k8s.yaml'), 'utf8')}# by hand\n`);
    const before = everythingIn(join(project, 'dist'));
    const left = [
      'harness-constructs: in dist: left old.k8s.yaml: the program no longer writes it (delete it with --prune); engines still apply it; without it, an engine that prunes deletes ConfigMap n/old',
      'harness-constructs: in dist: left one.k8s.yaml: the program no longer writes it (delete it with --prune); engines still apply it, and may replace newer objects with it; without it, an engine that prunes deletes ConfigMap n/gone',
      'harness-constructs: in dist: left two.k8s.yaml: the program no longer writes it (delete it with --prune); engines still apply it, and may replace newer objects with it; all of its objects are in other files',
    ];
    const { stderr } = runProgram(project, 'main.js', program(chart('three', 'kept', 'moved')));
    expect(stderr.trimEnd().split('\n')).toEqual(left);
    expect(rerun(project, 'main.js').stderr).toBe(stderr);
    expect(everythingIn(join(project, 'dist'))).toMatchObject({ ...before, [RECORD]: expect.any(String) as string });
  });

  it('are reported in other languages, too, which pass no arguments', () => {
    const project = newFolder();
    const named = (charts: string) => `const app = new HarnessApp({ outputOwner: 'ci' }); ${charts} app.synth();`;
    const env = { JSII_AGENT: 'Python/3.13' };
    runProgram(project, 'main.js', named(chart('one', 'a') + chart('two', 'b')), { env });
    expect(runProgram(project, 'main.js', named(chart('one', 'a') + 'addFarm(app);'), { env }).stderr).toBe(
      'harness-constructs: in dist: left two.k8s.yaml: the program no longer writes it (delete it by hand if nobody needs it); engines still apply it; without it, an engine that prunes deletes ConfigMap n/b\n',
    );
  });

  it('are deleted with --prune when a chart is renamed, and reported', () => {
    const project = newFolder();
    runProgram(project, 'main.js', program(chart('one', 'kept', 'gone'), chart('two', 'moved')));
    const code = program(chart('three', 'kept', 'moved'));
    const { stderr } = runProgram(project, 'main.js', code, { args: ['--prune'] });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'harness-constructs: in dist: deleted one.k8s.yaml: the program no longer writes it; without it, an engine that prunes deletes ConfigMap n/gone',
      'harness-constructs: in dist: deleted two.k8s.yaml: the program no longer writes it; all of its objects are in other files',
    ]);
    expect(rerun(project, 'main.js').stderr).toBe('');
    expect(existsSync(join(project, 'dist/one.k8s.yaml'))).toBe(false);
  });

  it('are not reported anymore once the program writes them again', () => {
    const project = newFolder();
    const both = program(chart('one', 'a'), chart('two', 'b'));
    runProgram(project, 'main.js', both);
    expect(runProgram(project, 'main.js', program(chart('one', 'a'))).stderr).toContain('left two.k8s.yaml');
    put(project, 'dist/two.k8s.yaml', 'kind: Old\n');
    expect(runProgram(project, 'main.js', both).stderr).toBe('');
    expect(runProgram(project, 'main.js', both, { args: ['--prune'] }).stderr).toBe('');
    expect(readFileSync(join(project, 'dist/two.k8s.yaml'), 'utf8')).toContain('name: b');
  });

  it('are reported with what Argo CD, Flux and kubectl keep of a farm, by its objects', () => {
    const project = newFolder();
    const reported = (...options: string[]) => {
      const farm = `addFarm(app, 'farm', { ${options.join()} });`;
      runProgram(project, 'main.js', program(chart('one', 'a'), farm));
      const { stderr } = runProgram(project, 'main.js', program(chart('one', 'a')));
      const [, words] = /left farm.k8s.yaml: the program .* it; without it, (.*)/.exec(stderr) ?? [];
      return words.split('; ');
    };
    const isolated = 'Namespace harness-delegate, Deployment harness-delegate/ci, Namespace harness-builds';
    const [deleted, kept, ...others] = reported();
    expect(kept).toBe(`Argo CD and Flux keep ${isolated}, but kubectl apply --prune does not`);
    expect(deleted).toMatch(/^an engine that prunes deletes ServiceAccount harness-delegate\/ci, .*NetworkPolicy/);
    expect(deleted).not.toMatch(/ (Namespace|Deployment) /);
    expect(others).toEqual([]);
    const [all, ...rest] = reported('unsafeAllowPruning: true');
    expect(all).toMatch(/^an engine that prunes deletes Namespace harness-delegate, .*Deployment harness-delegate\/ci/);
    expect(rest).toEqual([]);
  });

  it.each([
    ['annotations: {argocd.argoproj.io/sync-options: "A=b, Prune=false"}', 'Argo CD keeps Pod n/x, but Flux and'],
    ['annotations: {argocd.argoproj.io/sync-options: Prune=true}', 'an engine that prunes deletes Pod n/x'],
    ['annotations: {kustomize.toolkit.fluxcd.io/prune: Disabled}', 'Flux keeps Pod n/x, but Argo CD and'],
    ['labels: {kustomize.toolkit.fluxcd.io/prune: disabled}', 'Flux keeps Pod n/x, but Argo CD and'],
    ['annotations: {kustomize.toolkit.fluxcd.io/reconcile: disabled}', 'Flux keeps Pod n/x, but Argo CD and'],
    ['annotations: {kustomize.toolkit.fluxcd.io/prune: enabled}', 'an engine that prunes deletes Pod n/x'],
    ['annotations: [1]', 'an engine that prunes deletes Pod n/x'],
  ])('are reported by the metadata %s', (metadata, words) => {
    const project = newFolder();
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: n, ${metadata}}\n`;
    put(project, 'dist/two.k8s.yaml', pod);
    put(project, 'dist/.harness-constructs', '# Files\n# Program: ../build/old\ntwo.k8s.yaml\n');
    expect(runProgram(project, 'main.js', program(chart('one', 'a'))).stderr).toContain(`without it, ${words}`);
  });

  it('are reported as deleted with a Namespace that is not kept', () => {
    const project = newFolder();
    const text = `apiVersion: v1
kind: Namespace
metadata: {name: n, annotations: {argocd.argoproj.io/sync-options: Prune=false}}
---
apiVersion: v1
kind: Pod
metadata: {name: x, namespace: n, annotations: {kustomize.toolkit.fluxcd.io/prune: disabled, argocd.argoproj.io/sync-options: Prune=false}}
`;
    put(project, 'dist/two.k8s.yaml', text);
    put(project, 'dist/.harness-constructs', '# Files\n# Program: ../build/old\ntwo.k8s.yaml\n');
    expect(runProgram(project, 'main.js', program(chart('one', 'a'))).stderr).toContain(
      'without it, Argo CD keeps Namespace n, Pod n/x, but Flux and kubectl apply --prune do not\n',
    );
  });

  it('of a program that no longer exists are deleted and reported', () => {
    const project = newFolder();
    runProgram(project, 'old.js', program(chart('one', 'a'), chart('two', 'b')));
    put(project, 'dist/by-hand.k8s.yaml', 'kind: Pod');
    renameSync(join(project, 'old.js'), join(project, 'moved-away.txt'));
    const { stderr } = runProgram(project, 'new.ts', program(chart('one', 'a')));
    expect(stderr).toBe(
      'harness-constructs: in dist: deleted two.k8s.yaml: its program "../old" no longer exists; without it, an engine that prunes deletes ConfigMap n/b\n',
    );
    expect(existsSync(join(project, 'dist/two.k8s.yaml'))).toBe(false);
    expect(existsSync(join(project, 'dist/by-hand.k8s.yaml'))).toBe(true);
  });

  it('of a program that exists stay, and are not reported', () => {
    const project = newFolder();
    runProgram(project, 'old.js', program(chart('one', 'a'), chart('two', 'b')));
    const { stderr } = runProgram(project, 'new.js', program(chart('three', 'c')), { args: ['--prune'] });
    expect(stderr).toBe('');
    expect(existsSync(join(project, 'dist/two.k8s.yaml'))).toBe(true);
  });

  it('of a program whose folder is missing stay and are reported, until the program runs with --prune', () => {
    const project = newFolder();
    put(project, 'dist/two.k8s.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n');
    put(project, 'dist/.harness-constructs', '# Files\n# Program: ../build/old\ntwo.k8s.yaml\n');
    const code = program(chart('one', 'a'));
    const left = runProgram(project, 'main.js', code);
    expect(left.stderr).toBe(
      'harness-constructs: in dist: left two.k8s.yaml: written by "../build/old", which was not found (delete it with --prune); engines still apply it; without it, an engine that prunes deletes ConfigMap b\n',
    );
    expect(existsSync(join(project, 'dist/two.k8s.yaml'))).toBe(true);
    expect(rerun(project, 'main.js', { env: { HARNESS_QUIET: '1' } }).stderr).toBe('');
    expect(rerun(project, 'main.js', { args: ['--prune'] }).stderr).toContain('deleted two.k8s.yaml');
    expect(existsSync(join(project, 'dist/two.k8s.yaml'))).toBe(false);
  });

  it('under a name that a program chose stay, and are reported once if the app has another name now', () => {
    const project = newFolder();
    const app = (name: string, charts: string) =>
      runProgram(project, 'main.js', `const app = new HarnessApp({ outputOwner: '${name}' }); ${charts} app.synth();`)
        .stderr;
    app('old', chart('one', 'a') + chart('two', 'b'));
    expect(app('new', chart('one', 'a'))).toContain(
      'harness-constructs: in dist: left two.k8s.yaml: written under the name "old" (if no app has this name anymore, delete it with --prune); engines still apply it; without it, an engine that prunes deletes ConfigMap n/b\n',
    );
    expect(app('new', chart('one', 'a'))).toBe('');
    expect(rerun(project, 'main.js', { args: ['--prune'] }).stderr).toContain(
      'deleted two.k8s.yaml: written under the name "old", which this app does not have;',
    );
  });

  it('are no leftovers of another app that shares the folder under a name of its own, also after it was emptied', () => {
    const app = (name: string) =>
      `const ${name} = new HarnessApp({ outputOwner: '${name}' }); ${chart(name, name).replace('(app', `(${name}`)} ${name}.synth();`;
    const project = newFolder();
    expect(runProgram(project, 'main.js', app('one')).stderr).toBe('');
    expect(runProgram(project, 'main.js', app('two')).stderr).toBe('');
    expect(runProgram(newFolder(), 'main.js', app('one') + app('two')).stderr).toBe('');
  });

  it('that are documents for Harness are reported, too', () => {
    const project = newFolder();
    runProgram(project, 'main.js', `${FARM} app.synth();`);
    const words = (what: string) => `in dist-harness: ${what}; Harness keeps what was created from it`;
    const path = join(project, 'dist-harness/connectors/account/ci.yaml');
    const { stderr } = runProgram(project, 'main.js', program(chart('one', 'a')));
    expect(stderr).toContain(
      words('left connectors/account/ci.yaml: the program no longer writes it (delete it with --prune)'),
    );
    expect(existsSync(path)).toBe(true);
    expect(rerun(project, 'main.js', { args: ['--prune'] }).stderr).toContain(
      words('deleted connectors/account/ci.yaml: the program no longer writes it'),
    );
    expect(existsSync(path)).toBe(false);
  });

  it('that version 0.1.0 wrote below a folder of manifests are moved, and reported', () => {
    const project = newFolder();
    put(project, 'dist/prod-harness/connectors/account/old.yaml', 'connector: {}\n');
    put(
      project,
      'dist/prod-harness/.harness-constructs',
      '# Files\n# Program: ../../main\nconnectors/account/old.yaml\n',
    );
    const code = FARM.replace('HarnessApp()', "HarnessApp({ outdir: 'dist/prod', quiet: true })");
    const { stderr } = runProgram(project, 'main.js', `${code} app.synth();`);
    expect(stderr).toBe(
      'harness-constructs: deleted dist/prod-harness/connectors/account/old.yaml: Harness documents of this app go to dist-harness/prod now\n',
    );
    expect(existsSync(join(project, 'dist/prod-harness/connectors/account/old.yaml'))).toBe(false);
    expect(rerun(project, 'main.js').stderr).toBe('');
  });

  it('that a run from another working directory wrote are moved, and reported', () => {
    const around = newFolder();
    const code = FARM.replace(
      'HarnessApp()',
      "HarnessApp({ outdir: require('path').join(__dirname, '../dist/prod'), quiet: true })",
    );
    const old = 'repo-harness/dist/prod';
    put(around, 'repo/infra/main.js', '');
    const infra = join(around, 'repo/infra');
    runProgram(infra, 'main.js', `${code} app.synth();`);
    expect(existsSync(join(around, 'repo/dist-harness/prod/connectors/account/ci.yaml'))).toBe(true);
    rerun(around, 'repo/infra/main.js');
    expect(existsSync(join(around, old, 'connectors/account/ci.yaml'))).toBe(true);
    const { stderr } = rerun(infra, 'main.js');
    expect(stderr).toBe(
      `harness-constructs: deleted ../../${old}/connectors/account/ci.yaml: Harness documents of this app go to ../dist-harness/prod now\n`,
    );
    expect(existsSync(join(around, 'repo-harness'))).toBe(false);
    expect(rerun(infra, 'main.js').stderr).toBe('');
  });

  it('beside documents are reported if the folder has nothing in common with the working directory', () => {
    const [project, elsewhere] = [newFolder(), newFolder()];
    const run = (name: string, options = '') => {
      const outdir = JSON.stringify(join(elsewhere, name));
      const code = FARM.replace('HarnessApp()', `HarnessApp({ outdir: ${outdir}${options} })`);
      return runProgram(project, 'main.js', `${code} app.synth();`).stderr;
    };
    const remark = `Harness documents and manifests of several runs are in ${elsewhere}: do not apply all of it. To write the documents elsewhere, set HARNESS_OUTDIR to a folder.`;
    expect(run('prod')).not.toContain(remark);
    expect(run('stage')).toContain(`harness-constructs: ${remark}\n`);
    expect(run('stage', ', quiet: true')).toBe('');
  });

  it('are listed under the name that version 0.1.0 used, for each app of a program', () => {
    const project = newFolder();
    const farm = (id: string) => `{ const app = new HarnessApp({ quiet: true }); addChart(app, '${id}', '${id}');
      new (class extends HarnessDocument { documentPath = '${id}.yaml'; _lateDocument() { return {}; } })(app, 'Note'); app.synth(); }`;
    expect(runProgram(project, 'main.js', farm('one') + farm('two')).stderr).toBe('');
    expect(
      readFileSync(join(project, 'dist-harness', RECORD), 'utf8')
        .split('\n')
        .slice(1, -1),
    ).toEqual(['# Program: ../main', 'one.yaml', '# Program: ../main (2)', 'two.yaml']);
  });
});
