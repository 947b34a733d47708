/** The running program: its file, and whether a person reads its output. */
import { basename } from 'node:path';
import { isFolder } from './paths';

/**
 * The file of the running program. `undefined` if it is unknown: code from the command line or standard input, a tool in
 * node_modules that loads the program, such as a test runner, and other languages, whose Node.js side runs from a
 * temporary folder.
 */
export function programFile(): string | undefined {
  const [, script] = process.argv;
  const isUnknown = isInline() || process.env.JSII_AGENT || /[\\/]node_modules[\\/]/.test(script);
  return isUnknown ? undefined : fileAt(script);
}

/** The file that Node.js runs for `node .`, `node folder` and `node file`. */
function fileAt(script: string): string {
  try {
    return /\.[cm]?[jt]sx?$/.test(script) || !isFolder(script) ? script : require.resolve(script);
  } catch {
    return script;
  }
}

/** Whether the program is code from the command line or standard input. */
export function isInline(): boolean {
  const [, script] = process.argv;
  const isOption = process.execArgv.some((option) => /^(-e|-p|-pe|--eval|--print)(=|$)/.test(option));
  return !process.env.JSII_AGENT && (isOption || !script || script === '-');
}

/** Set by test runners, also for the programs that a test starts. */
const TEST_VARIABLES = [
  'JEST_WORKER_ID',
  'VITEST',
  'NODE_TEST_CONTEXT',
  'TEST_WORKER_INDEX',
  'TAP',
  'PYTEST_VERSION',
  'PYTEST_CURRENT_TEST',
];

/** Whether a test runner runs the program, or a test has started it. */
function isTest(script: string): boolean {
  const { describe, it } = globalThis as { readonly describe?: unknown; readonly it?: unknown };
  return (
    TEST_VARIABLES.some((name) => process.env[name]) ||
    process.execArgv.some((option) => /^--test(=|$)/.test(option)) ||
    /[._-](test|spec)\.[cm]?[jt]sx?$/.test(basename(script)) ||
    (typeof describe === 'function' && typeof it === 'function') ||
    usesNodeTest()
  );
}

/**
 * Whether the program has loaded `node:test`: `node file.js` runs its tests without `--test`. Node.js lists its loaded modules in
 * a property that it does not document.
 */
function usesNodeTest(): boolean {
  const { moduleLoadList = [] } = process as { readonly moduleLoadList?: readonly string[] };
  return moduleLoadList.includes('NativeModule internal/test_runner/harness');
}

/** Whether a test runner runs the program, as far as it is known. */
export function isTestRun(): boolean {
  return isTest(programFile() ?? '');
}

/** Whether the program may print remarks: a person started it, not a test. */
export function mayPrint(): boolean {
  return (isInline() || programFile() !== undefined) && !isTestRun();
}

/**
 * Whether the program may print warnings, also when it ends. Node.js also ends, with code 0, after a program in another language,
 * which passes standard error on. Whether that program failed is unknown.
 */
export function mayWarn(): boolean {
  return mayPrint() || (Boolean(process.env.JSII_AGENT) && !isTestRun());
}

/** Prints a remark for the person who runs the program. Standard output belongs to the program. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}
