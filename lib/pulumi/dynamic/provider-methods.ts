/** Methods of dynamic providers, called by the serialized provider in the state. All values are plain JSON. */
import { isPlainObject } from '../../core';
import type { CheckFailure } from './input-checks';
import type { StackConfiguration } from './resource-inputs';

export interface Checked {
  readonly inputs: object;
  readonly failures: readonly CheckFailure[];
}

export interface Difference {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace?: boolean;
}

/** Provider methods, each with the stack configuration as first argument. `olds` are the previous outputs. */
export interface ProviderMethods {
  check(configuration: StackConfiguration, olds: object, news: object): Checked;
  diff(configuration: StackConfiguration, id: string, olds: object, news: object): Difference;
  create(configuration: StackConfiguration, inputs: object): Promise<{ readonly id: string; readonly outs: object }>;
  update(configuration: StackConfiguration, id: string, olds: object, news: object): Promise<{ readonly outs: object }>;
  read(
    configuration: StackConfiguration,
    id: string,
    outs: object,
  ): Promise<{ readonly id: string; readonly props?: object; readonly inputs?: object }>;
  delete?(configuration: StackConfiguration, id: string, outs: object): Promise<void>;
}

/** Returns the object without these members and without the serialized provider, which the engine manages. */
export function withoutMembers<T extends object>(object: T, ...names: readonly string[]): T {
  const kept = Object.entries(object).filter(([name]) => name !== '__provider' && !names.includes(name));
  return Object.fromEntries(kept) as T;
}

/** Removes undefined values, which the engine does not accept. */
export function plain<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Whether two documents are equal. Lists compare as sets, because the platform reorders selectors. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [...new Set(value.map((element) => JSON.stringify(canonical(element))))].sort();
  }
  if (!isPlainObject(value)) {
    return value;
  }
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  return Object.fromEntries(names.sort().map((name) => [name, canonical(value[name])]));
}
