/** Several apps of one program, which run as a person runs them. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessApp } from '../../lib/app';
import { refused } from '../testkit/refused';
import { addChart, addConfigMap } from './apps';
import { manifestsIn, temporaryFolders } from './folders';
import { type ProgramOptions, runProgram } from './programs';

const newFolder = temporaryFolders();

/** An app with a farm of its own name, and a stage with a command of its own. */
const APP = `
const appWith = (outdir, id, command, props = {}) => {
  const app = new HarnessApp({ outdir, quiet: true, ...props });
  const farm = addFarm(app, id);
  const connector = StepConnector.dockerHub('account.hub');
  farm.stage({ name: 'Build', steps: [CiStep.run('Make', { image: 'a:1', connector, command })] });
  return app;
};
`;

const project = () => {
  const folder = newFolder();
  return {
    folder,
    run: (code: string, options?: ProgramOptions) => runProgram(folder, 'main.js', APP + code, options),
  };
};

describe('two apps of one program', () => {
  it('that write one document are refused, with both apps and the remedy', () => {
    const { folder, run } = project();
    const env = { HARNESS_OUTDIR: 'documents' };
    const { stderr, status } = run(
      `appWith('dist/prod', 'a', 'prod').synth(); appWith('dist/test', 'a', 'test').synth();`,
      { env },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /outdir: two apps of the program write ".*Build\.yaml": first "\.\.\/\.\.\/main" with outdir "dist\/prod", then "\.\.\/\.\.\/main" with outdir "dist\/test"; expected a file for each app\. Unset HARNESS_OUTDIR/,
    );
    expect(manifestsIn(join(folder, 'documents'))['stages/account/Build.yaml']).toContain('prod');
    expect(existsSync(join(folder, 'dist/test'))).toBe(false);
  });

  it('that write one manifest are refused', () => {
    const { folder, run } = project();
    const { stderr, status } = run(`
      for (const name of ['one', 'two']) { const app = new HarnessApp(); addChart(app, 'c', name); app.synth(); }`);
    expect(status).toBe(1);
    expect(stderr).toContain(
      `two apps of the program write "dist/c.k8s.yaml": first "../main" with outdir "dist", then "../main (2)" with outdir "dist"; expected a file for each app. Give each app its own outdir`,
    );
    expect(manifestsIn(join(folder, 'dist'))['c.k8s.yaml']).toContain('name: one');
  });

  it.each([
    ['write different files', `appWith('dist/a', 'a', 'x').synth(); appWith('dist/b', 'a', 'y').synth();`],
    ['write the same content', `appWith('dist', 'a', 'x').synth(); appWith('dist', 'a', 'x').synth();`],
    [
      'are one app that is written twice',
      `const a = appWith('dist', 'a', 'x'); a.synth(); addChart(a, 'c', 'd'); a.synth();`,
    ],
    [
      'have one name, because the second replaces the first',
      `for (const made of ['x', 'y']) appWith('dist', 'a', made, { outputOwner: 'o' }).synth();`,
    ],
    [
      'no longer write the same file',
      `const a = new HarnessApp(); const c = addChart(a, 'c', 'd'); a.synth();
       a.node.tryRemoveChild('c'); addChart(a, 'e', 'd'); a.synth();
       const b = new HarnessApp(); addChart(b, 'c', 'f'); b.synth();`,
    ],
    [
      'list their constructs',
      `for (const id of ['a', 'b']) { const a = new HarnessApp({ recordConstructMetadata: true }); addChart(a, id, 'd'); a.synth(); }`,
    ],
  ])('are not refused if they %s', (_what, code) => {
    const { status, stderr } = project().run(code);
    expect(stderr).not.toContain('two apps');
    expect(status).toBe(0);
  });

  it('with different names are refused in tests, too, and those without names are not', () => {
    const outdir = newFolder();
    const write = (name: string, outputOwner?: string) => {
      const app = new HarnessApp({ outdir, outputOwner });
      addConfigMap(addChart(app, 'c'), name);
      app.synth();
    };
    write('one');
    write('two');
    write('three', 'o');
    write('four', 'o');
    expect(refused(() => write('five', 'p')).problem).toContain('"o" with outdir');
  });
});

describe('apps with different output folders that share the folder for documents', () => {
  const OWNERS: readonly [what: string, props: string][] = [
    ['with one outputOwner', `{ outputOwner: 'infra' }`],
    ['named by their program', '{}'],
  ];
  const env = { HARNESS_OUTDIR: 'documents' };
  const APPS = (props: string) =>
    `const made = (folder, ...names) => {
       const app = new HarnessApp({ outdir: 'dist/' + folder, quiet: true, ...${props} });
       addChart(app, folder, folder);
       const connector = StepConnector.dockerHub('account.hub');
       const farm = addFarm(app, 'farm-' + folder);
       names.forEach((name) =>
         farm.stage({ name, steps: [CiStep.run('Make', { image: 'a:1', connector, command: 'make' })] }));
       app.synth();
     };
     process.argv.slice(2).filter((call) => call !== '--prune').forEach((call) => made(...call.split(',')));`;
  const documentsOf = (folder: string) =>
    Object.keys(manifestsIn(join(folder, 'documents')))
      .filter((path) => path.startsWith('stages/'))
      .map((path) => path.replace(/^.*\/|\.yaml$/g, ''));

  describe.each(OWNERS)('%s', (_what, props) => {
    it('keep their documents apart in one process', () => {
      const { folder, run } = project();
      const { status, stderr } = run(APPS(props), { env, args: ['prod,One,Two', 'test,Three'] });
      expect([status, stderr]).toEqual([0, '']);
      expect(documentsOf(folder)).toEqual(['One', 'Three', 'Two']);
    });

    it('keep them apart in two processes, and delete their own with --prune', () => {
      const { folder, run } = project();
      const calls = [['prod,One,Two'], ['test,Three,Four'], ['prod,One', '--prune'], ['test,Three', '--prune']];
      const documents = calls.map((args) => {
        expect(run(APPS(props), { env, args }).status).toBe(0);
        return documentsOf(folder);
      });
      expect(documents).toEqual([
        ['One', 'Two'],
        ['Four', 'One', 'Three', 'Two'],
        ['Four', 'One', 'Three'],
        ['One', 'Three'],
      ]);
    });

    it('delete with --prune only the documents of an output folder that is gone', () => {
      const { folder, run } = project();
      const main = (...args: string[]) => run(APPS(props), { env, args });
      ['prod,One', 'test,Two'].forEach((call) => main(call));
      main('prod,One', '--prune');
      expect(documentsOf(folder)).toEqual(['One', 'Two']);
      rmSync(join(folder, 'dist/test'), { recursive: true });
      main('prod,One');
      expect(documentsOf(folder)).toEqual(['One', 'Two']);
      main('prod,One', '--prune');
      expect(documentsOf(folder)).toEqual(['One']);
    });
  });
});

describe('two runs of one program that write one document', () => {
  const RUN = `appWith('o/' + process.env.N, process.env.N, process.env.COMMAND || process.env.N).synth();`;
  const stage = (folder: string) => manifestsIn(join(folder, 'documents'))['stages/account/Build.yaml'];
  const runs = () => {
    const { folder, run } = project();
    return {
      folder,
      run: (N: string, more: ProgramOptions['env'] = {}, args: string[] = []) =>
        run(RUN, { env: { HARNESS_OUTDIR: 'documents', N, ...more }, args }),
    };
  };

  it('are refused before anything is written, with the file, both owners and the remedy', () => {
    const { folder, run } = runs();
    expect(run('prod').status).toBe(0);
    const { status, stderr } = run('test');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /outdir: two programs write "documents\/stages\/account\/Build\.yaml" with different content: first "\.\.\/main \(for \.\.\/o\/prod\)", then "\.\.\/main \(for \.\.\/o\/test\)"; expected a file for each program\. Give each program its own HARNESS_OUTDIR, or choose other identifiers\. To replace the file, run the program with --prune\./,
    );
    expect(stage(folder)).toContain('prod');
    expect(existsSync(join(folder, 'o/test'))).toBe(false);
  });

  it('hand it over with --prune, and say so', () => {
    const { folder, run } = runs();
    run('prod');
    const { status, stderr } = run('test', {}, ['--prune']);
    expect([status, stderr]).toEqual([
      0,
      'harness-constructs: in documents: replaced stages/account/Build.yaml: "../main (for ../o/prod)" had written it with other content\n',
    ]);
    expect(stage(folder)).toContain('test');
  });

  it('are not refused if the content is the same, or if the file is of the same run', () => {
    const { run } = runs();
    const calls = [
      run('prod', { COMMAND: 'make' }),
      run('test', { COMMAND: 'make' }),
      run('test', { COMMAND: 'make all' }),
    ];
    expect(calls.map(({ status, stderr }) => [status, stderr])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
  });

  it('are refused without HARNESS_OUTDIR, too, if two programs have one outdir', () => {
    const { folder } = project();
    const write = (name: string) =>
      runProgram(folder, `${name}.js`, `${APP} appWith('dist', '${name}', '${name}').synth();`);
    write('one');
    expect(write('two').stderr).toMatch(
      /outdir: two programs write ".*dist-harness\/.*Build\.yaml" with different content: first "\.\.\/one", then "\.\.\/two"/,
    );
  });

  it('are not refused if the program of the document is gone', () => {
    const { folder } = project();
    const write = (name: string) =>
      runProgram(folder, `${name}.js`, `${APP} appWith('dist', 'farm', '${name}').synth();`);
    write('one');
    rmSync(join(folder, 'one.js'));
    expect(write('two')).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('two programs that write one manifest', () => {
  it('with other content: the later one has it, and says so', () => {
    const { folder } = project();
    const write = (name: string) =>
      runProgram(
        folder,
        `${name}.js`,
        `const app = new HarnessApp({ quiet: true }); addChart(app, 'c', '${name}'); app.synth();`,
      );
    expect(write('one').stderr).toBe('');
    expect(write('two')).toMatchObject({
      status: 0,
      stderr: 'harness-constructs: in dist: replaced c.k8s.yaml: "../one" had written it with other content\n',
    });
    expect(manifestsIn(join(folder, 'dist'))['c.k8s.yaml']).toContain('name: two');
    expect(write('two').stderr).toBe('');
  });
});
