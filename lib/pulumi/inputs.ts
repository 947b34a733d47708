import type * as pulumi from '@pulumi/pulumi';

type HasMethod<T> = [
  { [K in keyof T]-?: NonNullable<T[K]> extends (...args: never[]) => unknown ? K : never }[keyof T],
] extends [never]
  ? false
  : true;

/**
 * The type with `pulumi.Input` on every text, at any depth. Numbers, booleans, enumerations and instances of classes decide
 * on the shape of the output, and stay plain.
 */
export type InputsOf<T> = T extends string
  ? string extends T
    ? pulumi.Input<string>
    : T
  : T extends number | boolean | undefined | null
    ? T
    : unknown extends T
      ? T
      : T extends ReadonlyArray<infer E>
        ? InputsOf<E>[]
        : T extends object
          ? HasMethod<T> extends true
            ? T
            : { [K in keyof T]: InputsOf<T[K]> }
          : T;
