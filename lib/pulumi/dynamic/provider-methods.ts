/** What a provider of a dynamic resource does, for the text in the state that calls it. All values are plain JSON. */
import type { CheckFailure } from './input-checks';
import type { StackConfiguration } from './secret-sources';

export interface Checked {
  readonly inputs: object;
  readonly failures: readonly CheckFailure[];
}

export interface Difference {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace?: boolean;
}

/** The methods, each with the configuration of the stack in front. `olds` are the outputs of before. */
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

/** The object without the members, and without the text of the provider, which the engine keeps itself. */
export function withoutMembers<T extends object>(object: T, ...names: readonly string[]): T {
  const kept = Object.entries(object).filter(([name]) => name !== '__provider' && !names.includes(name));
  return Object.fromEntries(kept) as T;
}

/** What the engine takes: nothing that is undefined. */
export function plain<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
