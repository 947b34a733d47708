/** Several apps of one program, which run as a person runs them. */
import { existsSync } from 'node:fs';
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
