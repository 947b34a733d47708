/**
 * Random values that record how they were created: tests can count which fields and factories they cover, print them
 * as source, and recreate them with other strings.
 */
import { Duration } from 'cdk8s';
import * as fc from 'fast-check';

/** An arbitrary for every field, optional ones too: a new field without one is a type error. */
export type ArbitraryOf<T> = { readonly [K in keyof Required<T>]: fc.Arbitrary<Required<T>[K]> };

type RequiredKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];
type Factory = (...args: any[]) => object;
/** Names of the static factories of a class. */
export type FactoryName<C> = {
  [K in keyof C]: K extends `_${string}` ? never : C[K] extends Factory ? K : never;
}[keyof C] &
  string;
type Arguments<C, F extends keyof C> = C[F] extends Factory ? Parameters<C[F]> : never;
type Made<C, F extends keyof C> = C[F] extends Factory ? ReturnType<C[F]> : never;

/** How an instance of a value class was created. */
export interface Making {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly again: (...args: unknown[]) => object;
}

const makings = new WeakMap<object, Making>();
const structNames = new WeakMap<object, string>();
const fields = new Set<string>();

/** Calls a static factory and records the call. */
export function made<C extends { readonly name: string }, F extends FactoryName<C>>(
  owner: C,
  factory: F,
  ...args: Arguments<C, F>
): Made<C, F> {
  return remember(`${owner.name}.${factory}`, (...all) => Reflect.apply(owner[factory] as Factory, owner, all), args);
}

/** Creates an instance in a custom way and records it. */
export function remember<T extends object>(name: string, again: (...args: any[]) => object, args: unknown[]): T {
  const instance = again(...args);
  makings.set(instance, { name, args, again });
  return instance as T;
}

export function makingOf(value: unknown): Making | undefined {
  return typeof value === 'object' && value !== null ? makings.get(value) : undefined;
}

/** One of the factories of a class with random arguments: a factory without them is a type error. */
export function anyFactory<C extends { readonly name: string }>(
  owner: C,
  factories: { readonly [F in FactoryName<C>]: fc.Arbitrary<Arguments<C, F>> },
): fc.Arbitrary<Made<C, FactoryName<C>>> {
  return fc.oneof(...eachFactory(owner, factories));
}

/** As `anyFactory`, one arbitrary for each factory. */
export function eachFactory<C extends { readonly name: string }>(
  owner: C,
  factories: { readonly [F in FactoryName<C>]: fc.Arbitrary<Arguments<C, F>> },
): fc.Arbitrary<Made<C, FactoryName<C>>>[] {
  return (Object.keys(factories) as FactoryName<C>[]).map((factory) => {
    fields.add(`${owner.name}.${factory}`);
    return factories[factory].map((args) => made(owner, factory, ...args));
  });
}

/** An object with the required fields, and two in three of the optional ones. */
export function struct<T extends object>(
  name: string,
  arbitraries: ArbitraryOf<T>,
  required: readonly RequiredKey<T>[],
): fc.Arbitrary<T> {
  const keys = Object.keys(arbitraries) as (keyof T)[];
  const entries = keys.map((key) => {
    fields.add(`${name}.${String(key)}`);
    const isRequired = (required as readonly (keyof T)[]).includes(key);
    return [key, isRequired ? arbitraries[key] : fc.option(arbitraries[key], { nil: undefined, freq: 3 })];
  });
  const record = fc.record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>);
  return record.map((all) => named(name, all as T));
}

/** Drops undefined members and records the struct. */
export function named<T extends object>(name: string, value: T): T {
  const copy = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
  structNames.set(copy, name);
  Object.defineProperty(copy, fc.toStringMethod, { value: () => sourceOf(copy) });
  return copy;
}

/** All fields and factories with an arbitrary. */
export function knownFields(): string[] {
  return [...fields];
}

/** The fields and factories that a random value sets, each once. */
export function fieldsOf(value: unknown, found = new Set<string>()): Set<string> {
  const making = makingOf(value);
  if (making) {
    found.add(making.name);
    making.args.forEach((argument) => fieldsOf(argument, found));
  } else if (typeof value === 'object' && value !== null) {
    const struct = structNames.get(value);
    Object.entries(value).forEach(([key, field]) => {
      if (struct !== undefined) found.add(`${struct}.${key}`);
      fieldsOf(field, found);
    });
  }
  return found;
}

/** The same value with every string replaced, including arguments of factories. `path` is for example `token.key`. */
export function withTexts<T>(value: T, change: (text: string, path: string) => unknown, path = ''): T {
  return copyOf(value, change, path) as T;
}

function copyOf(value: unknown, change: (text: string, path: string) => unknown, path: string): unknown {
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  const making = makingOf(value);
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((element, index) => copyOf(element, change, `${path}[${index}]`));
  if (making) {
    const args = making.args.map((argument, index) => copyOf(argument, change, below(`${making.name}(${index})`)));
    return remember(making.name, making.again, args);
  }
  if (typeof value !== 'object' || value === null || value.constructor !== Object) return value;
  const entries = Object.entries(value).map(([key, field]) => [key, copyOf(field, change, below(key))]);
  return Object.fromEntries(entries);
}

/** The value as source code. */
export function sourceOf(value: unknown): string {
  const making = makingOf(value);
  if (making) return `${making.name}(${making.args.map(sourceOf).join(', ')})`;
  if (Array.isArray(value)) return `[${value.map(sourceOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (value instanceof Duration) return `Duration.millis(${value.toMilliseconds({ integral: false })})`;
  if (value.constructor !== Object) return `a ${value.constructor.name}`;
  const entries = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${sourceOf(field)}`);
  return `{ ${entries.join(', ')} }`;
}
