/** Errors whose stack starts at the user's line that called this package, and not at the check that refused the input. */
import { firstLines, withoutMarks } from './wording';
import { randomNamesIn, withoutNames, withoutTokens } from './token-forms';

/**
 * Captures the stack of a new error, starting at the first frame outside of this package. As in other errors, the process
 * formats it when it is read for the first time: few errors of the checks are shown, and that costs more than the checks.
 */
export function startAtCaller(error: Error): void {
  const { stackTraceLimit: limit } = Error;
  if (!(limit > 0) || Object.isFrozen(Error)) {
    // The process disables stacks or does not allow changes to them.
    return;
  }
  // The text has the name and the message of the error.
  const [text, sites]: { stack?: unknown }[] = [Object.create(error) as object, {}];
  try {
    // This package can have more frames than the limit.
    Error.stackTraceLimit = Infinity;
    Error.captureStackTrace(text, startAtCaller);
    Error.captureStackTrace(sites, startAtCaller);
  } finally {
    Error.stackTraceLimit = limit;
  }
  const set = (value: unknown) => setStack(error, value);
  const get = () => {
    const stack = stackOutside(String(error), text.stack, callSites(sites), limit);
    set(stack);
    return stack;
  };
  // To redefine the stack that the error has would format it.
  Reflect.deleteProperty(error, 'stack');
  Object.defineProperty(error, 'stack', { get, set, configurable: true, enumerable: false });
}

/** The stack without the frames of this package. Unchanged if the process formats it in a way of its own. */
function stackOutside(heading: string, text: unknown, sites: readonly NodeJS.CallSite[], limit: number): unknown {
  const frames = typeof text === 'string' ? text.slice(heading.length).split(FRAME).slice(1) : [];
  if (frames.length !== sites.length) {
    return text;
  }
  const kept = frames.slice(firstOutside(sites.map(fileOf))).slice(0, limit);
  return [heading, ...kept].join(FRAME);
}

/** Runs a function whose errors are not shown: a stack costs more than all checks of a construct. */
export function withoutStacks<T>(run: () => T): T {
  const { stackTraceLimit: limit } = Error;
  if (limit === undefined || Object.isFrozen(Error)) {
    return run();
  }
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

const FRAME = '\n    at ';

/** The frames of a captured stack. None if the process no longer allows to read them. */
function callSites(captured: { readonly stack?: unknown }): NodeJS.CallSite[] {
  if (Object.isFrozen(Error)) {
    return [];
  }
  const hook = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  try {
    Error.prepareStackTrace = (_error, sites) => sites;
    return captured.stack as NodeJS.CallSite[];
  } finally {
    restoreHook(hook);
  }
}

/** File or URL of a frame; `undefined` for built-in functions. */
function fileOf(site: NodeJS.CallSite): string | undefined {
  return site.getFileName() ?? (site.isEval() ? site.getEvalOrigin() : undefined);
}

/** The folder of the sources or of the build. */
const OWN_FOLDER = /^.*[\\/](lib|build)[\\/]/;

/** Libraries between a program and this package, and other copies of this package. */
const IN_BETWEEN = /[\\/]node_modules[\\/](harness-constructs|constructs|cdk8s|cdk8s-plus-\d+)[\\/]/;

const INSTALLED = /[\\/]node_modules[\\/]/;

/**
 * Index of the first frame of the program, by the files of all frames. The first frame belongs to this package, wherever it
 * is installed. Returns 0 if no frame belongs to a program, for example if a bundler put both into one file.
 */
export function firstOutside(files: readonly (string | undefined)[]): number {
  const [self = ''] = files;
  const own = OWN_FOLDER.exec(self)?.[0] ?? self;
  const isOutside = (file: string | undefined): file is string =>
    file !== undefined && !file.startsWith('node:') && !file.startsWith(own) && !IN_BETWEEN.test(file);
  const isProgram = INSTALLED.test(self) || files.some((file) => isOutside(file) && !INSTALLED.test(file));
  return isProgram ? Math.max(0, files.findIndex(isOutside)) : 0;
}

function restoreHook(hook: PropertyDescriptor | undefined): void {
  if (hook === undefined) {
    Reflect.deleteProperty(Error, 'prepareStackTrace');
  } else {
    Object.defineProperty(Error, 'prepareStackTrace', hook);
  }
}

function setStack(error: Error, stack: unknown): void {
  Reflect.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true, enumerable: false });
}

const MARK = Symbol.for('harness-constructs.HarnessConstructsError');

/** Parts of every error of this package. */
export interface ErrorDetails {
  /** Path of the construct in the tree; empty if there is none. */
  readonly constructPath: string;
  /** Path of the refused property, for example `tags[1]`. */
  readonly property: string;
  /** What is wrong, for example `unknown property`, unless `given` and `allowed` make it clear. */
  readonly problem?: string;
  /** The given value, as a string. Omitted if the value may be a secret. */
  readonly given?: string;
  /** The expected value, as a noun phrase. */
  readonly allowed: string;
  /** How to fix it, as an imperative sentence. */
  readonly remedy: string;
}

/** Invalid input. Thrown at construction, or at synth for values known only then. */
export class HarnessConstructsError extends Error {
  public static isHarnessConstructsError(error: unknown): error is HarnessConstructsError {
    return typeof error === 'object' && error !== null && MARK in error;
  }

  /** The details of everything that is wrong, the first included. Errors of older copies of this package have one only. */
  public static allOf(error: HarnessConstructsError): readonly ErrorDetails[] {
    return error.all ?? [error.details];
  }

  /** Like `allOf`, with the marks of the properties that messages mention: for an error in other words. */
  public static markedOf(error: HarnessConstructsError): readonly ErrorDetails[] {
    return error.marked ?? HarnessConstructsError.allOf(error);
  }

  /** The message without the construct path, which cdk8s adds to the messages of validations. */
  declare public readonly summary: string;
  declare public readonly details: ErrorDetails;
  declare private readonly all: readonly ErrorDetails[];
  declare private readonly marked: readonly ErrorDetails[];

  /** The message has a line for each of the first details, and says how many more there are. */
  constructor(details: ErrorDetails, ...others: readonly ErrorDetails[]) {
    const marked = [details, ...others].map(safeOf);
    const all = marked.map(shownOf);
    super(firstLines(all.map(lineOf)));
    this.name = 'HarnessConstructsError';
    const summary = firstLines(all.map((one) => inOneLine(summaryOf(one))));
    // Not enumerable: Node.js prints the enumerable properties of an uncaught error below its message.
    for (const [name, value] of Object.entries({ details: all[0], summary, all, marked })) {
      Object.defineProperty(this, name, { value });
    }
    Object.defineProperty(this, MARK, { value: true });
    startAtCaller(this);
  }

  /** What logs in JSON show. */
  public toJSON(): object {
    return { name: this.name, summary: this.summary, details: this.details };
  }
}

/** The details without tokens, wherever they were put, and with a given value of bounded length. */
function safeOf(details: ErrorDetails): ErrorDetails {
  const names = randomNamesIn(details.property);
  const hide = (text: string) => withoutTokens(withoutNames(names, text));
  const given = details.given && shortened(hide(hiddenInside(details.given, hide)));
  return { ...rewritten(details, hide), ...(given !== undefined && { given }) };
}

/** The text of a string, list or object, with tokens hidden before anything is escaped: they can follow a line break. */
function hiddenInside(given: string, hide: (text: string) => string): string {
  if (!/^["[{]/.test(given)) {
    return given;
  }
  try {
    return JSON.stringify(
      JSON.parse(given, (_key, value: unknown) => (typeof value === 'string' ? hide(value) : value)),
    );
  } catch {
    // It is cut, or no such text.
    return given;
  }
}

/** The details for people. */
function shownOf(details: ErrorDetails): ErrorDetails {
  return rewritten(details, withoutMarks);
}

function rewritten(details: ErrorDetails, rewrite: (text: string) => string): ErrorDetails {
  return Object.fromEntries(
    Object.entries(details).flatMap(([part, text]: [string, string | undefined]) =>
      text === undefined ? [] : [[part, rewrite(text)]],
    ),
  ) as unknown as ErrorDetails;
}

function lineOf(details: ErrorDetails): string {
  const { constructPath } = details;
  return `${constructPath === '' ? '' : `[${inOneLine(constructPath)}] `}${inOneLine(summaryOf(details))}`;
}

/** The template of all errors about input. */
function summaryOf({ property, problem, given, allowed, remedy }: ErrorDetails): string {
  const got = given === undefined ? undefined : `got ${given}`;
  const parts = [problem, got, `expected ${allowed}`].filter((part) => part !== undefined);
  return `${property}: ${parts.join('; ')}. ${remedy}`;
}

/** Longer values are cut. */
const LONGEST_GIVEN = 200;

/** A value that is already cut: errors are recreated with the property names of an outer construct. */
const CUT = /^.{200}… \(\d+ characters\)$/su;

function shortened(given: string): string {
  // Split into code points, so that no surrogate pair is cut.
  const characters = [...inOneLine(given)];
  return characters.length > LONGEST_GIVEN && !CUT.test(given)
    ? `${characters.slice(0, LONGEST_GIVEN).join('')}… (${characters.length} characters)`
    : characters.join('');
}

const LINE_BREAKS: { readonly [sign: string]: string } = { '\n': '\\n', '\r': '\\r' };

/** Escapes line breaks and control characters, so that each error is one line of a log. */
function inOneLine(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (sign) => {
    return LINE_BREAKS[sign] ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Parts of an error of this package, for programs that show it in their own way. */
export interface HarnessErrorDetails {
  /** Path of the construct that refused its input, for example `ci/Delegate`. */
  readonly constructPath: string;
  /** Path of the refused property, for example `tags[1]`. */
  readonly property: string;
  /**
   * What is wrong, for example `unknown property`.
   *
   * @default - omitted if `given` and `allowed` make it clear
   */
  readonly problem?: string;
  /**
   * The given value, as a string in one line, cut after 200 characters.
   *
   * @default - omitted if the value may be a secret, or if there is none
   */
  readonly given?: string;
  /** What is expected. */
  readonly allowed: string;
  /** How to fix it. */
  readonly remedy: string;
}

/** Recognizes errors of this package. */
export class HarnessErrors {
  /** Whether `error` was thrown by this package for invalid input. */
  public static isHarnessError(error: unknown): boolean {
    return HarnessConstructsError.isHarnessConstructsError(error);
  }

  /** The parts of such an error; `undefined` for any other. If several properties are refused, those of the first. */
  public static detailsOf(error: unknown): HarnessErrorDetails | undefined {
    return HarnessConstructsError.isHarnessConstructsError(error) ? error.details : undefined;
  }

  /**
   * The parts of everything that such an error reports, in the order of its message, which shows the first 20 of them; empty
   * for any other error. One error reports several properties of an object if their checks do not depend on each other, at
   * most 100.
   */
  public static allOf(error: unknown): HarnessErrorDetails[] {
    return HarnessConstructsError.isHarnessConstructsError(error) ? [...HarnessConstructsError.allOf(error)] : [];
  }

  private constructor() {
    this.refuse();
  }

  /** Private, so that TypeScript accepts nothing in place of an instance. */
  private refuse(): never {
    throw new Error('HarnessErrors has static methods only.');
  }
}
