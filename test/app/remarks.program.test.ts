/** What programs print to standard error, run as a person runs them. */
import { temporaryFolders } from './folders';
import { type ProgramOptions, runProgram } from './programs';

const newFolder = temporaryFolders();

const run = (code: string, options?: ProgramOptions) => runProgram(newFolder(), 'main.js', code, options);

const FARM = `const app = new HarnessApp(); const farm = addFarm(app);`;
const NEVER = /^harness-constructs: a HarnessApp with objects was never rendered.*"dist".*app\.synth\(\)/m;

describe('after synth()', () => {
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
