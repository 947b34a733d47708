/** Expressions, which Harness evaluates when a pipeline runs. */
import { instance, isPlainObject, type PropertyChecks, type Rule, type Shape, struct, TEXT } from '../core';

/** A runtime input by the JSON schema of Harness. */
const RUNTIME_INPUT =
  /^<\+input>((\.)((executionInput\(\))|(allowedValues|selectOneFrom|selectManyFrom|default|regex)\(.+?\)))*$/;

/** Whether Harness evaluates the string or a part of it. */
export function isExpression(text: string): boolean {
  return text.includes('<+');
}

/** A runtime input that Harness accepts. */
export const RUNTIME_INPUT_TEXT: Rule = {
  allowed:
    'a runtime input: <+input>, optionally followed by .default(…) with one of the allowed values, .allowedValues(…), .regex(…) or .executionInput()',
  remedy: 'Use RuntimeInput.of({ … }), which writes it.',
  holds: (text) => RUNTIME_INPUT.test(text) && isDefaultAllowed(text),
};

function isDefaultAllowed(text: string): boolean {
  const [, byDefault] = /\.default\((.+?)\)/.exec(text) ?? [];
  const [, allowed] = /\.(?:allowedValues|selectOneFrom)\((.+?)\)/.exec(text) ?? [];
  if (byDefault === undefined || allowed === undefined || isExpression(byDefault + allowed)) {
    return true;
  }
  return allowed
    .split(',')
    .map((answer) => answer.trim())
    .includes(byDefault.trim());
}

/** The rule, or a Harness expression instead. */
export function orExpression(rule: Rule): Rule {
  return {
    isName: rule.isName,
    hides: rule.hides,
    isPublic: rule.isPublic,
    allowed: `${rule.allowed}, or a Harness expression such as <+input> or <+pipeline.variables.name>`,
    remedy: rule.remedy,
    holds: (text) => (isExpression(text) ? isWellFormed(text) : rule.holds(text)),
  };
}

/** A Harness expression, and nothing else. */
export const EXPRESSION: Rule = {
  allowed: 'a Harness expression such as <+input> or <+pipeline.variables.name>',
  remedy: 'Set the property of this name to a plain value instead.',
  holds: (text) => isExpression(text) && isWellFormed(text),
};

/** Whether each expression is closed, and each runtime input is valid in Harness. */
function isWellFormed(text: string): boolean {
  if (isRuntimeInputText(text)) {
    return RUNTIME_INPUT_TEXT.holds(text);
  }
  const opened = text.split('<+').length - 1;
  const closed = text.split('>').length - 1;
  return closed >= opened && !/<\+\s*>/.test(text);
}

function isRuntimeInputText(text: string): boolean {
  return text.startsWith('<+input>');
}

/** Refuses a string that neither follows the rule nor is an expression. */
export function checkTextOrExpression(checks: PropertyChecks, property: string, value: string, rule: Rule): void {
  checkBy(checks, property, value, orExpression(rule));
}

/** Refuses a string that is not an expression, and an unresolved one. */
export function checkExpression(checks: PropertyChecks, property: string, value: string, remedy?: string): void {
  checks.plain(property, value);
  checkBy(checks, property, value, { ...EXPRESSION, remedy: remedy ?? EXPRESSION.remedy });
}

/** A runtime input has its own rule, with a message for each mistake. */
function checkBy(checks: PropertyChecks, property: string, value: string, rule: Rule): void {
  checks.later(property, [value], (known) => {
    checks.keeps(
      property,
      known,
      known,
      isRuntimeInputText(known) ? { ...RUNTIME_INPUT_TEXT, isPublic: rule.isPublic } : rule,
    );
  });
}

/** Options of `RuntimeInput.of`. */
export interface RuntimeInputOptions {
  /**
   * Default value.
   *
   * @default - none
   */
  readonly defaultValue?: string;
  /**
   * Allowed values. They must not contain commas or parentheses.
   *
   * @default - any
   */
  readonly allowedValues?: string[];
  /**
   * Regular expression that values must match. Mutually exclusive with `allowedValues`.
   *
   * @default - any
   */
  readonly regex?: string;
  /**
   * Ask for the value when the stage runs, not when the pipeline starts.
   *
   * @default false
   */
  readonly duringExecution?: boolean;
}

const MARK = Symbol.for('harness-constructs.RuntimeInput');

/**
 * A runtime input: a value that is set when the pipeline runs. Members of `inputs` that are not strings accept it
 * directly. String properties accept its string: `RuntimeInput.of({ defaultValue: 'harness-builds' }).toString()`.
 *
 * @see https://developer.harness.io/docs/platform/variables-and-expressions/runtime-inputs
 */
export class RuntimeInput {
  /** A runtime input with any value, or with the values that the options allow. */
  public static of(options: RuntimeInputOptions = {}): RuntimeInput {
    return new RuntimeInput(options ?? {});
  }

  /** @internal */
  public readonly _options: RuntimeInputOptions;

  private constructor(options: RuntimeInputOptions) {
    // Anything but an object is refused where the input is used.
    this._options = isPlainObject(options) ? ownOptions(options) : options;
    Object.defineProperty(this, MARK, { value: true });
  }

  /** The expression in Harness, for example `<+input>.default(a).allowedValues(a,b)`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
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

const OPTIONS = struct('RuntimeInputOptions');

const KIND = instance('a RuntimeInput', 'Use RuntimeInput.of(…).', '_options', ({ _options }: RuntimeInput) => [
  ['', OPTIONS, _options],
]);

/** A copy, so that later changes by the program have no effect. */
function ownOptions(options: RuntimeInputOptions): RuntimeInputOptions {
  const { allowedValues } = options;
  return Array.isArray(allowedValues) ? { ...options, allowedValues: [...allowedValues] } : { ...options };
}

/** A runtime input that Harness accepts, from any copy of this package. */
export const INPUT: Shape = (checks, property, value) => {
  KIND(checks, property, value);
  checkInput(checks, property, value as RuntimeInput);
};

/** A string that may be an expression. Untyped programs also pass the runtime input itself, see `textOf`. */
export const EXPRESSION_OR_TEXT: Shape = (checks, property, value) => {
  (isRuntimeInput(value) ? INPUT : TEXT)(checks, property, value);
};

function isRuntimeInput(value: unknown): value is RuntimeInput {
  return typeof value === 'object' && value !== null && MARK in value;
}

/** A runtime input as its expression; anything else unchanged. */
export function textOf<T>(value: T): T {
  return isRuntimeInput(value) ? (String(value) as T) : value;
}

/** Harness ends a value at a comma or a parenthesis. */
const ANSWER: Rule = {
  allowed: 'a non-empty value without commas and parentheses',
  remedy: 'Change it in RuntimeInput.of({ … }), because Harness would misread it.',
  holds: (value) => /^[^,()]+$/.test(value),
};

/** Refuses an input that Harness would misread. */
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
      'allowed values or a regular expression, and not both',
      'Remove one of the two from RuntimeInput.of({ … }).',
    );
  }
  checks.plainText(property, String(input), RUNTIME_INPUT_TEXT);
}
