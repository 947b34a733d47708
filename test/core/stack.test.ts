import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart, Lazy } from 'cdk8s';
import { HarnessApp } from '../../lib/app';
import { firstOutside } from '../../lib/core/errors';
import { ImportedDelegate } from '../../lib/reference';
import { thrownBy } from '../testkit/refused';
import { newChart } from '../testkit/synth';

const refused = () => thrownBy(() => new ImportedDelegate(newChart(), 'A', {} as never));
const framesOf = ({ stack = '' }: Error) => stack.split('\n    at ').slice(1);

describe('the first frame of a program', () => {
  test.each<[what: string, files: (string | undefined)[], first: number]>([
    ['behind the build', ['/p/build/index.js', '/p/build/index.js', '/home/u/main.js'], 2],
    ['behind several files of the build', ['/p/build/core.js', '/p/build/pulumi/index.js', '/home/u/main.js'], 2],
    ['behind the sources', ['/p/lib/values/errors.ts', '/p/lib/delegate/a.ts', '/p/test/a.test.ts'], 2],
    ['behind built-in functions', ['/p/build/index.js', undefined, '/p/build/index.js', '/home/u/main.js'], 3],
    ['on Windows', ['C:\\p\\build\\index.js', 'C:\\p\\build\\core.js', 'C:\\u\\main.js'], 2],
    ['in an ES module', ['/p/build/index.js', 'file:///home/u/main.mjs'], 1],
    ['of an ES module on Windows', ['C:\\p\\build\\index.js', 'file:///C:/u/main.mjs'], 1],
    ['where all are ES modules', ['file:///p/lib/a.ts', 'file:///p/lib/b.ts', 'file:///p/main.ts'], 2],
    [
      'behind cdk8s, constructs and another version of this package',
      [
        '/u/node_modules/harness-constructs/build/index.js',
        '/u/node_modules/constructs/lib/construct.js',
        '/u/node_modules/cdk8s-plus-28/lib/role.js',
        '/u/node_modules/.pnpm/cdk8s@2/node_modules/cdk8s/lib/app.js',
        '/u/node_modules/other/node_modules/harness-constructs/build/index.js',
        '/u/main.js',
      ],
      5,
    ],
    ['in another package', ['/u/node_modules/harness-constructs/build/index.js', '/u/node_modules/farm/lib/a.js'], 1],
    [
      'in a folder that is called as ours',
      ['/u/lib/x/node_modules/harness-constructs/build/index.js', '/u/lib/a.js'],
      1,
    ],
    ['typed at a prompt', ['/p/build/index.js', 'REPL1', 'node:vm'], 1],
    ['is none after a turn of the event loop', ['/p/build/index.js', '/p/build/index.js', 'node:internal/timers'], 0],
    ['is not told from ours in one bundle', ['/u/dist/main.js', '/u/dist/main.js', 'node:internal/modules'], 0],
    ['nor where a tool runs that bundle', ['/u/dist/main.js', '/u/dist/main.js', '/u/node_modules/tool/run.js'], 0],
    ['is none without frames', [], 0],
  ])('%s', (_what, files, first) => {
    expect(firstOutside(files)).toBe(first);
  });
});

describe('an error starts at the line of the program', () => {
  const { stackTraceLimit } = Error;
  afterEach(() => {
    Error.stackTraceLimit = stackTraceLimit;
    Reflect.deleteProperty(Error, 'prepareStackTrace');
  });

  test('in front of everything else', () => {
    expect(framesOf(refused())[0]).toContain(__filename);
  });

  test.each([1, 2, 3])('also with a stack limit of %p', (limit) => {
    Error.stackTraceLimit = limit;
    const frames = framesOf(refused());
    expect(frames).toHaveLength(limit);
    expect(frames[0]).toContain(__filename);
    expect(Error.stackTraceLimit).toBe(limit);
  });

  test('and has no frames with a stack limit of 0', () => {
    Error.stackTraceLimit = 0;
    expect(framesOf(refused())).toEqual([]);
  });

  test('by the words of a hook of the program, which is there afterwards as before', () => {
    const hook = (error: Error, sites: NodeJS.CallSite[]) =>
      [String(error), ...sites.map((site) => `${site.getFileName()}`)].join('\n    at ');
    Error.prepareStackTrace = hook;
    expect(framesOf(refused())[0]).toBe(__filename);
    expect(Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')).toMatchObject({ value: hook });
  });

  test('and is formatted once, when it is read for the first time', () => {
    const hook = jest.fn((_error: Error, sites: NodeJS.CallSite[]) => ['', ...sites.map(String)].join('\n    at '));
    Error.prepareStackTrace = hook;
    const error = refused();
    expect(hook).not.toHaveBeenCalled();
    expect(error.stack).toBe(error.stack);
    expect(hook).toHaveBeenCalledTimes(1);
  });

  test('also if the program freezes it, and is what the program sets', () => {
    const frozen = Object.freeze(refused());
    expect(framesOf(frozen)[0]).toContain(__filename);
    expect(frozen.stack).toBe(frozen.stack);
    expect(Object.assign(refused(), { stack: 'own' }).stack).toBe('own');
  });

  test('and is unchanged if a hook returns no string', () => {
    Error.prepareStackTrace = (_error, sites) => sites;
    expect(refused().stack).toBeInstanceOf(Array);
  });

  describe('also at synth', () => {
    const folder = mkdtempSync(join(tmpdir(), 'harness-stack-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test('where values that are known only then are refused', () => {
      const app = new HarnessApp({ outdir: join(folder, 'dist') });
      const late = Lazy.any({ produce: () => 'Not a name' }) as string;
      new ImportedDelegate(new Chart(app, 'ci'), 'A', { delegateName: 'ci', namespace: late });
      const error = thrownBy(() => app.synth());
      expect(error.message).toContain('[ci/A] namespace: got "Not a name"; expected');
      expect(framesOf(error)[0]).toContain(__filename);
    });

    test('where files cannot be written', () => {
      writeFileSync(join(folder, 'file'), '');
      const app = new HarnessApp({ outdir: join(folder, 'file') });
      new Chart(app, 'ci');
      const error = thrownBy(() => app.synth());
      expect(error.message).toContain('a file is in the way of a folder');
      expect(framesOf(error)[0]).toContain(__filename);
    });
  });

  test('and its stack does not show up among its members', () => {
    expect(Object.keys(refused())).not.toContain('stack');
  });
});
