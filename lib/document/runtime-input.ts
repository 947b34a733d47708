import {
  FLAG,
  instance,
  isPlainObject,
  listOf,
  type PropertyChecks,
  type Rule,
  type Shape,
  struct,
  TEXT,
} from '../values';
import { RUNTIME_INPUT_TEXT } from './expressions';

/** What a runtime input may be answered with. */
export interface RuntimeInputOptions {
  /**
   * The answer that is proposed.
   *
   * @default - none
   */
  readonly defaultValue?: string;
  /**
   * The answers that are allowed, without commas and parentheses.
   *
   * @default - any
   */
  readonly allowedValues?: string[];
  /**
   * A regular expression that answers match. Not beside `allowedValues`.
   *
   * @default - any
   */
  readonly regex?: string;
  /**
   * Asks when the stage runs, not when the pipeline is started.
   *
   * @default false
   */
  readonly duringExecution?: boolean;
}

const MARK = Symbol.for('harness-constructs.RuntimeInput');

/**
 * A value that somebody gives when the pipeline is started. Members of `inputs` that are no text take it as it is.
 * Properties that hold a text take it as text: `RuntimeInput.of({ defaultValue: 'harness-builds' }).toString()`.
 *
 * @see https://developer.harness.io/docs/platform/variables-and-expressions/runtime-inputs
 */
export class RuntimeInput {
  /** Any answer, or those that the options allow. */
  public static of(options: RuntimeInputOptions = {}): RuntimeInput {
    return new RuntimeInput(options ?? {});
  }

  /** @internal */
  public readonly _options: RuntimeInputOptions;

  private constructor(options: RuntimeInputOptions) {
    // What is no object is told so by whom it is given to.
    this._options = isPlainObject(options) ? ownOptions(options) : options;
    Object.defineProperty(this, MARK, { value: true });
  }

  /** As Harness writes it, for example `<+input>.default(a).allowedValues(a,b)`. */
  public toString(): string {
    const { defaultValue, allowedValues, regex, duringExecution } = this._options;
    return [
      '<+input>',
      ...(defaultValue === undefined ? [] : [`default(${defaultValue})`]),
      ...(allowedValues === undefined ? [] : [`allowedValues(${allowedValues.join(',')})`]),
      ...(regex === undefined ? [] : [`regex(${regex})`]),
      ...(duringExecution ? ['executionInput()'] : []),
    ].join('.');
  }
}

const KIND = instance('RuntimeInput.of(…)', '_options', ({ _options }: RuntimeInput) => [
  [
    '',
    struct<RuntimeInputOptions>({
      defaultValue: TEXT,
      allowedValues: listOf(TEXT),
      regex: TEXT,
      duringExecution: FLAG,
    }),
    _options,
  ],
]);

/** A copy: what a program does to its options later is no matter. */
function ownOptions(options: RuntimeInputOptions): RuntimeInputOptions {
  const { allowedValues } = options;
  return Array.isArray(allowedValues) ? { ...options, allowedValues: [...allowedValues] } : { ...options };
}

/** A runtime input that Harness understands, of whichever copy of this package. */
export const INPUT: Shape = (checks, property, value) => {
  KIND(checks, property, value);
  checkInput(checks, property, value as RuntimeInput);
};

/** A text that may be an expression. Programs without types also give the runtime input itself, see `textOf`. */
export const EXPRESSION_OR_TEXT: Shape = (checks, property, value) => {
  (isRuntimeInput(value) ? INPUT : TEXT)(checks, property, value);
};

function isRuntimeInput(value: unknown): value is RuntimeInput {
  return typeof value === 'object' && value !== null && MARK in value;
}

/** A runtime input as its text; anything else as it is. */
export function textOf<T>(value: T): T {
  return isRuntimeInput(value) ? (String(value) as T) : value;
}

/** Harness ends an answer at a comma or a parenthesis. */
const ANSWER: Rule = {
  allowed: 'an answer that is not empty, without commas and parentheses',
  remedy: 'Change it in RuntimeInput.of({ … }): Harness would take it for something else.',
  holds: (value) => /^[^,()]+$/.test(value),
};

/** Throws for an input that Harness would understand otherwise. */
export function checkInput(checks: PropertyChecks, property: string, input: RuntimeInput): void {
  const { defaultValue, allowedValues, regex } = input._options;
  [defaultValue, ...(allowedValues ?? [])].forEach((answer) => {
    if (answer !== undefined) {
      checks.plainText(property, answer, ANSWER);
    }
  });
  if (allowedValues !== undefined && regex !== undefined) {
    checks.refuse(
      property,
      String(input),
      'either allowed values or a regular expression',
      'Leave one of the two out of RuntimeInput.of({ … }).',
    );
  }
  checks.plainText(property, String(input), RUNTIME_INPUT_TEXT);
}
