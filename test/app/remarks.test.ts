/** What programs print to standard error, run as a person runs them. */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { put, RECORD, temporaryFolders } from './folders';
import { type ProgramOptions, rerun, runProgram } from './programs';

const newFolder = temporaryFolders();

const run = (code: string, options?: ProgramOptions) => runProgram(newFolder(), 'main.js', code, options);

const FARM = `const app = new HarnessApp(); const farm = addFarm(app);`;
const NEVER = /^harness-constructs: a HarnessApp with objects was never rendered.*"dist".*app\.synth\(\)/m;

describe('after synth()', () => {
  it("prints the farm's summary to standard error, and nothing on standard output", () => {
    const { stderr, stdout, status } = run(`${FARM} app.synth(); console.log(farm.summary());`);
    expect(stderr).toBe(`\n${stdout}`);
    expect(stdout).toContain('dist-harness/connectors/account/ci.yaml');
    expect(status).toBe(0);
  });

  it('prints the summaries of the outermost constructs, in the order of the tree', () => {
    const { stderr } = run(`
      const app = new HarnessApp();
      const first = addChart(app, 'first', 'one');
      first.summary = () => 'of the chart';
      addFarm(app, 'second');
      const third = addChart(app, 'third', 'two');
      third.summary = (verbose) => 'of another kind';
      addChart(app, 'fourth', 'three').summary = () => ({ not: 'text' });
      app.synth();`);
    expect(stderr).toMatch(/^\nof the chart\n\nDelegate ci in namespace/);
    expect(stderr).not.toContain('of another kind');
  });

  it('names a summary that fails, and does not fail the program, whose files are written', () => {
    const { stderr, status } = run(`
      const app = new HarnessApp();
      addChart(app, 'first', 'one').summary = () => { throw new Error('not now'); };
      app.synth();`);
    expect(stderr).toContain('harness-constructs: no summary of [first]: not now');
    expect(status).toBe(0);
  });

  it.each<[string, string, ProgramOptions]>([
    ['HARNESS_QUIET is set', FARM, { env: { HARNESS_QUIET: '1' } }],
    ['the app is quiet', FARM.replace('HarnessApp()', 'HarnessApp({ quiet: true })'), {}],
    ['the program runs in Jest', FARM, { env: { JEST_WORKER_ID: '1' } }],
    ['the program runs in Vitest', FARM, { env: { VITEST: 'true' } }],
    ["the program runs in Node's test runner", FARM, { env: { NODE_TEST_CONTEXT: 'child-v8' } }],
    ['the program runs in Mocha', `globalThis.describe = globalThis.it = () => {}; ${FARM}`, {}],
    ['another language runs it', FARM, { env: { JSII_AGENT: 'Python/3.13' } }],
  ])('prints nothing if %s', (_when, code, options) => {
    expect(run(`${code} app.synth();`, options)).toMatchObject({ status: 0, stderr: '', stdout: '' });
  });

  it.each(['main.test.js', 'node_modules/tool/bin.js'])('prints nothing in %s', (file) => {
    expect(runProgram(newFolder(), file, `${FARM} app.synth();`)).toMatchObject({ status: 0, stderr: '' });
  });
});

/** The Node.js process behind a program in another language ends with code 0, whatever becomes of the program. */
describe('a program in another language', () => {
  const env = { JSII_AGENT: 'Python/3.13' };

  it.each<[what: string, code: string, warning: string]>([
    ['renders nothing', FARM, 'a HarnessApp with objects was never rendered'],
    ['creates more after synth()', `${FARM} app.synth(); addChart(app, 'c', 'd');`, 'created after app.synth()'],
  ])('that %s prints a warning', (_what, code, warning) => {
    expect(run(code, { env }).stderr).toContain(`harness-constructs: ${warning}`);
    expect(run(code, { env: { ...env, PYTEST_VERSION: '8.4.0' } }).stderr).toBe('');
  });
});

describe('a program that renders nothing', () => {
  it('prints a warning for each app with objects or documents', () => {
    const { stderr, stdout, status } = run(`
      ${FARM}
      const other = new HarnessApp({ outdir: 'other' });
      addChart(other, 'chart', 'map');
      new HarnessApp({ outdir: 'empty' });`);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(NEVER),
      expect.stringContaining('nothing was written to "other"'),
    ]);
    expect([stdout, status]).toEqual(['', 0]);
  });

  it('prints a warning if the program only printed a summary', () => {
    expect(run(`${FARM} console.log(farm.summary());`).stderr).toMatch(NEVER);
  });

  it('prints a warning even with HARNESS_QUIET, which silences summaries', () => {
    expect(run(FARM, { env: { HARNESS_QUIET: '1' } }).stderr).toMatch(NEVER);
  });

  it.each([
    ['synth()', 'app.synth();'],
    ['synthYaml()', 'app.synthYaml();'],
    ['toJson() of a chart', 'app.charts[0].toJson();'],
    ['Testing.synth()', 'Testing.synth(app.charts[0]);'],
    ['toJson() of an object', 'app.node.findAll().find(ApiObject.isApiObject).toJson();'],
  ])('is another one if it calls %s', (_what, code) => {
    expect(run(`${FARM} ${code}`).stderr).not.toMatch(NEVER);
  });

  it.each([
    ['fails', 'throw new Error("own error");'],
    ['ends with another exit code', 'process.exitCode = 3;'],
  ])('has another problem if it %s', (_what, code) => {
    const { stderr, status } = run(`${FARM} ${code}`);
    expect(stderr).not.toMatch(NEVER);
    expect(status).not.toBe(0);
  });

  it.each([
    ['before the app is created', `require('node:test').test('farm', () => { ${FARM} });`],
    ['after the app is created', `${FARM} require('node:test').test('farm', () => { farm.summary(); });`],
    ['by an ES import', `import('node:test').then(({ test }) => test('farm', () => { ${FARM} }));`],
  ])('prints no warning if it runs tests of node:test without --test: loaded %s', (_when, code) => {
    expect(run(code)).toMatchObject({ status: 0, stderr: '' });
  });

  it('prints no warning in a test', () => {
    expect(run(FARM, { env: { JEST_WORKER_ID: '1' } }).stderr).toBe('');
  });

  it('adds no listener to a process that only loads the package', () => {
    expect(run(`console.log(process.listenerCount('exit'));`).stdout).toBe('0\n');
  });
});

describe('a program that creates objects after synth()', () => {
  const STAGE = `farm.stage({ name: 'Late', steps: [CiStep.run('Make', { image: 'a:1', connector: StepConnector.dockerHub('account.hub'), command: 'make' })] });`;
  const LATE =
    /^harness-constructs: created after app\.synth\(\), and not written to "dist": (.*)\. Call app\.synth\(\) at the end/m;
  const late = (code: string, options?: ProgramOptions) =>
    LATE.exec(run(`${FARM} app.synth(); ${code}`, options).stderr)?.[1];

  it.each([
    ['a stage', STAGE, 'farm/Farm/Stage.Late'],
    ['an object', `addChart(app, 'late', 'one', 'two');`, 'late/one, late/two'],
    ['many objects', `addChart(app, 'late', ...'abcdefg');`, 'late/a, late/b, late/c, late/d, late/e and 2 more'],
    ['and only looks at the result', `addChart(app, 'late', 'one'); farm.summary();`, 'late/one'],
  ])('prints a warning: %s', (_what, code, paths) => {
    expect(late(code)).toContain(paths);
  });

  it.each([
    ['writes them', `${STAGE} app.synth();`],
    ['renders them', `const chart = addChart(app, 'late', 'one'); chart.toJson();`],
    ['creates none', ''],
    ['fails', `${STAGE} process.exitCode = 3;`],
    ['removes them', `addChart(app, 'late', 'one'); app.node.tryRemoveChild('late');`],
  ])('prints none if it %s', (_what, code) => {
    expect(late(code)).toBeUndefined();
  });
});

describe('files of earlier runs', () => {
  const chart = (id: string, ...names: string[]) =>
    `addChart(app, '${id}', ${names.map((name) => `'${name}'`).join()});`;
  const program = (...charts: string[]) => `const app = new HarnessApp(); ${charts.join(' ')} app.synth();`;

  it('are reported when a chart is renamed: which objects an engine prunes, and which only moved', () => {
    const project = newFolder();
    runProgram(project, 'main.js', program(chart('one', 'kept', 'gone'), chart('two', 'moved')));
    const { stderr } = runProgram(project, 'main.js', program(chart('three', 'kept', 'moved')));
    expect(stderr.trimEnd().split('\n')).toEqual([
      'harness-constructs: in dist: deleted one.k8s.yaml: the program no longer writes it; without it, an engine that prunes deletes ConfigMap n/gone',
      'harness-constructs: in dist: deleted two.k8s.yaml: the program no longer writes it; all of its objects are in other files',
    ]);
    expect(rerun(project, 'main.js').stderr).toBe('');
  });

  it('are reported with what Argo CD, Flux and kubectl keep of a farm, by its objects', () => {
    const project = newFolder();
    const reported = (...options: string[]) => {
      const farm = `addFarm(app, 'farm', { ${options.join()} });`;
      runProgram(project, 'main.js', program(chart('one', 'a'), farm));
      const { stderr } = runProgram(project, 'main.js', program(chart('one', 'a')));
      const [, words] = /deleted farm.k8s.yaml: the program no longer writes it; without it, (.*)/.exec(stderr) ?? [];
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
      'harness-constructs: in dist: left two.k8s.yaml: written by "../build/old", which was not found (delete it with --prune); without it, an engine that prunes deletes ConfigMap b\n',
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
      'harness-constructs: in dist: left two.k8s.yaml: written under the name "old" (if no app has this name anymore, delete it with --prune); without it, an engine that prunes deletes ConfigMap n/b\n',
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
    const { stderr } = runProgram(project, 'main.js', program(chart('one', 'a')));
    expect(stderr).toContain(
      'in dist-harness: deleted connectors/account/ci.yaml: the program no longer writes it; Harness keeps what was created from it',
    );
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
