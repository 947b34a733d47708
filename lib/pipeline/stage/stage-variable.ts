/** A variable of a stage. */
export class StageVariable {
  /** A text, or an expression. */
  public static text(name: string, value: string): StageVariable {
    return new StageVariable('String', name, value);
  }

  /** A number. */
  public static number(name: string, value: number): StageVariable {
    return new StageVariable('Number', name, value);
  }

  /** A number that an expression tells when the pipeline runs. */
  public static numberFrom(name: string, expression: string): StageVariable {
    return new StageVariable('Number', name, expression, true);
  }

  /**
   * A secret of Harness.
   *
   * @param reference to the secret: `account.identifier`, `org.identifier`, `identifier` or an expression
   */
  public static secret(name: string, reference: string): StageVariable {
    return new StageVariable('Secret', name, reference);
  }

  private constructor(
    /** @internal */
    public readonly _type: 'String' | 'Number' | 'Secret',
    /** Name of the variable. */
    public readonly name: string,
    /** @internal */
    public readonly _value: string | number,
    /** @internal */
    public readonly _isExpression = false,
  ) {}

  /** For example `String REGION`. */
  public toString(): string {
    return `${this._type} ${this.name}`;
  }
}
