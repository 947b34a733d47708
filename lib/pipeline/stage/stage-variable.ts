import {
  ANY_TEXT,
  ANYTHING,
  instance,
  inWords,
  own,
  plainCopy,
  type PropertyChecks,
  type Rule,
  type Shape,
  shownKind,
  struct,
  TEXT,
} from '../../core';
import {
  checkDescription,
  checkExpression,
  checkTextOrExpression,
  type HarnessScope,
  orExpression,
  secretReferenceFrom,
} from '../../document';
import { ROUTING_VARIABLE, StageRouting } from './delegate-choice';

/** Options of every stage variable. */
export interface StageVariableOptions {
  /**
   * Description of the variable.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Whether the pipeline requires a value.
   *
   * @default - the default of Harness: false
   */
  readonly required?: boolean;
}

/** Options of `StageVariable.text` and `StageVariable.secret`. */
export interface TextVariableOptions extends StageVariableOptions {
  /**
   * Value used if none is given: a string, or a reference to a secret.
   *
   * @default - none
   */
  readonly defaultValue?: string;
}

/** Options of `StageVariable.number` and `StageVariable.numberFrom`. */
export interface NumberVariableOptions extends StageVariableOptions {
  /**
   * Value used if none is given.
   *
   * @default - none
   */
  readonly defaultValue?: number;
}

/** A variable of a stage. */
export class StageVariable {
  /** A string or an expression. */
  public static text(name: string, value: string, options: TextVariableOptions = {}): StageVariable {
    return new StageVariable('String', name, value, options);
  }

  /** A number. */
  public static number(name: string, value: number, options: NumberVariableOptions = {}): StageVariable {
    return new StageVariable('Number', name, value, options);
  }

  /** A number from an expression that is evaluated when the pipeline runs. */
  public static numberFrom(name: string, expression: string, options: NumberVariableOptions = {}): StageVariable {
    return new StageVariable('Number', name, expression, options, true);
  }

  /**
   * A Harness secret.
   *
   * @param reference reference to the secret: `account.identifier`, `org.identifier`, `identifier` or an expression
   */
  public static secret(name: string, reference: string, options: TextVariableOptions = {}): StageVariable {
    return new StageVariable('Secret', name, reference, options);
  }

  /** @internal */
  public readonly _options: TextVariableOptions | NumberVariableOptions;

  private constructor(
    /** @internal */
    public readonly _type: 'String' | 'Number' | 'Secret',
    /** Name of the variable. */
    public readonly name: string,
    /** @internal */
    public readonly _value: string | number,
    options: TextVariableOptions | NumberVariableOptions,
    /** @internal */
    public readonly _isExpression = false,
  ) {
    this._options = plainCopy(options ?? {});
  }

  /** For example `String REGION`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return `${this._type} ${this.name}`;
  }
}

const OF_NUMBERS = struct('NumberVariableOptions');

const OF_TEXTS = struct('TextVariableOptions');

/** A variable, from any copy of this package. A number is checked with its value. */
export const STAGE_VARIABLE = instance(
  'a StageVariable',
  'Use a factory such as StageVariable.text(…).',
  '_value',
  ({ name, _type, _value, _options, _isExpression }: StageVariable): [string, Shape, unknown][] => [
    ['.name', TEXT, name],
    ['.value', _type === 'Number' && !_isExpression ? ANYTHING : TEXT, _value],
    ['', _type === 'Number' ? OF_NUMBERS : OF_TEXTS, _options],
  ],
);

/** Refuses invalid variables. Returns the variables to write. */
export function resolveVariables(
  checks: PropertyChecks,
  variables: readonly StageVariable[],
  routing: StageRouting,
  viewpoint: HarnessScope,
): StageVariable[] {
  checks.each(variables, (variable, index) => {
    const where = `variables[${index}]`;
    checks.apart(
      () => checks.plainText(`${where}.name`, variable.name, VARIABLE_NAME),
      () => checkValue(checks, variable, `${where}.value`, viewpoint),
      () => checkOptions(checks, variable, where, viewpoint),
      () => {
        const others = variables.slice(0, index).map(({ name }) => name);
        checks.once(`${where}.name`, variable.name, others);
      },
    );
  });
  return routing === StageRouting.STAGE_VARIABLE
    ? [...variables, StageVariable.text(ROUTING_VARIABLE, 'true')]
    : [...variables];
}

function checkValue(
  checks: PropertyChecks,
  { _type, _value, _isExpression }: StageVariable,
  property: string,
  viewpoint: HarnessScope,
): void {
  if (_type === 'Number' && !_isExpression) {
    if (typeof _value !== 'number' || !Number.isFinite(_value)) {
      const { problem, given } = shownKind(_value);
      const remedy = 'Pass a number, or use StageVariable.numberFrom(…) for an expression.';
      checks.refuse(property, given && inWords(given), 'a finite number', remedy, problem);
    }
    return;
  }
  if (_isExpression) {
    checkExpression(checks, property, _value as string, 'Use StageVariable.number(…) for a plain number.');
  } else {
    checkText(checks, property, _value as string, _type === 'Secret', viewpoint);
  }
}

/** Never shows the value of a secret in an error. */
function checkText(
  checks: PropertyChecks,
  property: string,
  value: string,
  isSecret: boolean,
  viewpoint: HarnessScope,
): void {
  if (isSecret) {
    checks.secretText(property, value, orExpression(secretReferenceFrom(viewpoint)));
  } else {
    checkTextOrExpression(checks, property, value, ANY_TEXT);
  }
}

function checkOptions(
  checks: PropertyChecks,
  { _type, _options: options }: StageVariable,
  where: string,
  viewpoint: HarnessScope,
): void {
  const isNumber = _type === 'Number';
  checks.part(() => checkDescription(checks, `${where}.description`, options.description));
  const { defaultValue } = options;
  const property = `${where}.defaultValue`;
  if (isNumber && defaultValue !== undefined && !Number.isFinite(defaultValue)) {
    checks.refuse(property, defaultValue, 'a finite number', 'Change it, or remove it.');
  }
  if (typeof defaultValue === 'string') {
    checkText(checks, property, defaultValue, _type === 'Secret', viewpoint);
  }
}

const VARIABLE_NAME: Rule = {
  isName: true,
  allowed: `a name of at most 128 letters, digits, '_', '.', '$' and '-', not starting with a digit, and not ${ROUTING_VARIABLE}`,
  remedy: `Rename the variable. To set ${ROUTING_VARIABLE}, use ${own('routing')}.`,
  holds: (value) => /^[a-zA-Z_][0-9a-zA-Z_.$-]{0,127}$/.test(value) && value !== ROUTING_VARIABLE,
};
