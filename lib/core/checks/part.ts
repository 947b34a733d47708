/** Stops what reads an unusable value. The refusal of the value itself is reported. */
export class Unusable extends Error {}

/** The result of a part of the properties. */
export class Part<T> {
  constructor(private readonly made?: { readonly value: T }) {}

  /** The value. Stops the reader if the part was refused. */
  public get value(): T {
    if (this.made === undefined) {
      throw new Unusable();
    }
    return this.made.value;
  }

  /** The value, or a valid one in its place, so that checks of other properties go on. */
  public or<S>(standIn: S): T | S {
    return this.made === undefined ? standIn : this.made.value;
  }
}
