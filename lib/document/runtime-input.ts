import { FLAG, instance, listOf, type PropertyChecks, type Rule, struct, TEXT } from '../values';
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

/**
 * A value that somebody gives when the pipeline is started. Properties that hold a text take it as text:
 * `RuntimeInput.of({ defaultValue: 'harness-builds' }).toString()`.
 *
 * @see https://developer.harness.io/docs/platform/variables-and-expressions/runtime-inputs
 */
export class RuntimeInput {
  /** Any answer, or those that the options allow. */
  public static of(options: RuntimeInputOptions = {}): RuntimeInput {
    return new RuntimeInput(options ?? {});
  }

  private constructor(
    /** @internal */
    public readonly _options: RuntimeInputOptions,
  ) {}

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

/** A runtime input, of whichever copy of this package. */
export const INPUT = instance('RuntimeInput.of(…)', '_options', ({ _options }: RuntimeInput) => [
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
