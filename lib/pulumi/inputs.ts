import type * as pulumi from '@pulumi/pulumi';

/** `any` extends everything, and says nothing of methods. */
type IsAny<T> = 0 extends 1 & T ? true : false;

type HasMethod<T> = [
  {
    [K in keyof T]-?: IsAny<T[K]> extends true
      ? never
      : NonNullable<T[K]> extends (...args: never[]) => unknown
        ? K
        : never;
  }[keyof T],
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

/**
 * The type with `pulumi.Output` in place of every text, at any depth: what is made of constructs, told to the program.
 * Instances of classes, and other objects with functions, stay what they are.
 */
export type OutputsOf<T> =
  IsAny<T> extends true
    ? T
    : T extends string
      ? pulumi.Output<string>
      : T extends ReadonlyArray<infer E>
        ? OutputsOf<E>[]
        : T extends object
          ? T extends (...args: never[]) => unknown
            ? T
            : HasMethod<T> extends true
              ? T
              : { [K in keyof T]: OutputsOf<T[K]> }
          : T;
