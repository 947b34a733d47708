/** A number of pods, or a share of them in percent. */
export class PercentOrAbsolute {
  /** A share in percent, a whole number from 0 to 100. */
  public static percent(percent: number): PercentOrAbsolute {
    return new PercentOrAbsolute(percent, true);
  }

  /** A number of pods, at least 0. */
  public static absolute(count: number): PercentOrAbsolute {
    return new PercentOrAbsolute(count, false);
  }

  private constructor(
    /** The number. */
    public readonly amount: number,
    /** Whether the number is a share in percent. */
    public readonly isPercent: boolean,
  ) {}

  /** Whether it stands for no pod at all. */
  public isZero(): boolean {
    return this.amount === 0;
  }

  /** As Kubernetes writes it: `25%` or `1`. */
  public toString(): string {
    return this.isPercent ? `${this.amount}%` : `${this.amount}`;
  }

  /** @internal */
  public _toKubernetes(): number | string {
    return this.isPercent ? this.toString() : this.amount;
  }
}
