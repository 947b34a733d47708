import { plainCopy } from '../../values';

/** What every variable may say of itself. */
export interface StageVariableOptions {
  /**
   * What the variable is for.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Whether the pipeline does not run without a value.
   *
   * @default - as Harness: false
   */
  readonly required?: boolean;
}

/** Options of `StageVariable.text` and `StageVariable.secret`. */
export interface TextVariableOptions extends StageVariableOptions {
  /**
   * The value where none is given: a text, or a reference to a secret.
   *
   * @default - none
   */
  readonly defaultValue?: string;
}

/** Options of `StageVariable.number` and `StageVariable.numberFrom`. */
export interface NumberVariableOptions extends StageVariableOptions {
  /**
   * The value where none is given.
   *
   * @default - none
   */
  readonly defaultValue?: number;
}

/** A variable of a stage. */
export class StageVariable {
  /** A text, or an expression. */
  public static text(name: string, value: string, options: TextVariableOptions = {}): StageVariable {
    return new StageVariable('String', name, value, options);
  }

  /** A number. */
  public static number(name: string, value: number, options: NumberVariableOptions = {}): StageVariable {
    return new StageVariable('Number', name, value, options);
  }

  /** A number that an expression tells when the pipeline runs. */
  public static numberFrom(name: string, expression: string, options: NumberVariableOptions = {}): StageVariable {
    return new StageVariable('Number', name, expression, options, true);
  }

  /**
   * A secret of Harness.
   *
   * @param reference to the secret: `account.identifier`, `org.identifier`, `identifier` or an expression
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
    return `${this._type} ${this.name}`;
  }
}
