/** Forms of values: what the API server accepts, and words for what it refuses. */
import { isPlainObject, type Rule } from '../core';

/** What is wrong with a value, for example `spec.egress[0]: expected an object`; `undefined` if nothing is. */
export type Form = (value: unknown, path: string) => string | undefined;

export function form(expected: string, holds: (value: unknown) => boolean): Form {
  return (value, path) => (holds(value) ? undefined : `${path}: expected ${expected}`);
}

export const text = form('a string', (value) => typeof value === 'string');

export function oneOf(...values: readonly string[]): Form {
  return form(values.join(' or '), (value) => values.includes(value as string));
}

export function list(element: Form): Form {
  return (value, path) =>
    Array.isArray(value)
      ? first(value.map((one: unknown, index) => () => element(one, `${path}[${index}]`)))
      : `${path}: expected a list`;
}

export function map(member: Form, keys: Form = () => undefined): Form {
  const at = (path: string, key: string) => `${path}[${JSON.stringify(key)}]`;
  return (value, path) =>
    isPlainObject(value)
      ? first(
          Object.entries(value).map(
            ([key, one]) =>
              () =>
                keys(key, at(path, key)) ?? member(one, at(path, key)),
          ),
        )
      : `${path}: expected an object`;
}

/** All of the forms; each can rely on those before it. */
export function all(...forms: readonly Form[]): Form {
  return (value, path) => first(forms.map((one) => () => one(value, path)));
}

/** A string that follows a rule. */
export function following({ allowed, holds }: Pick<Rule, 'allowed' | 'holds'>): Form {
  return all(
    text,
    form(allowed, (value) => holds(value as string)),
  );
}

/** Something about an object as a whole, or about one of its members. */
export function whole(expected: string, holds: (value: Given) => boolean, member = ''): Form {
  return (value, path) =>
    holds(value as Given) ? undefined : `${path}${member && `.${member}`}: expected ${expected}`;
}

/** An object of a form. */
export type Given = { readonly [member: string]: unknown };

/** Whether a member is given. The API server takes `null` for a missing one. */
export function isGiven(value: Given, name: string): boolean {
  return value[name] !== undefined && value[name] !== null;
}

/** Whether a member is a list that is not empty. */
export function isFilled(value: Given, name: string): boolean {
  const given = value[name];
  return Array.isArray(given) && given.length > 0;
}

/** An object with these members. The API server takes `null` for a missing one. */
export function fields(
  optional: { readonly [name: string]: Form },
  required: { readonly [name: string]: Form } = {},
): Form {
  const of = (forms: object) => Object.entries(forms) as [string, Form][];
  return (value, path) => {
    if (!isPlainObject(value)) {
      return `${path}: expected an object`;
    }
    const at = (name: string) => (path === '' ? name : /^\w+$/.test(name) ? `${path}.${name}` : `${path}["${name}"]`);
    return first(
      [...of(required), ...of(optional).filter(([name]) => isGiven(value, name))].map(
        ([name, member]) =>
          () =>
            member(value[name], at(name)),
      ),
    );
  };
}

function first(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const wrong = check();
    if (wrong !== undefined) {
      return wrong;
    }
  }
  return undefined;
}
