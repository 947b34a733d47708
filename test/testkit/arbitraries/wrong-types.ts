/** Values of the wrong type, which TypeScript refuses but JavaScript programs can pass. */
import { membersOf, type StructName, wordsOf } from '../../../lib/core';

/** Type of a field. `choice` is an enumeration value, `instance` an instance of a class of this package or cdk8s. */
export type Type = 'text' | 'flag' | 'number' | 'list' | 'object' | 'choice' | 'instance';

const NO_DURATION = { seconds: 10 };
const WRONG_VALUES: { readonly [what: string]: readonly [value: unknown, fits: readonly Type[]] } = {
  null: [null, []],
  'the number 42': [42, ['number']],
  'the number 0': [0, ['number']],
  NaN: [NaN, ['number']],
  'a boolean': [true, ['flag']],
  'the text "text"': ['text', ['text']],
  'an empty text': ['', ['text']],
  'an empty list': [[], ['list']],
  'an empty object': [{}, ['object']],
  'an object': [NO_DURATION, ['object']],
  'a function': [() => 'x', []],
  'a big integer': [10n, []],
};

/** Every value of another type, with a description. */
export function wrongValuesFor(type: Type): [what: string, value: unknown][] {
  return Object.entries(WRONG_VALUES)
    .filter(([, [, fits]]) => !fits.includes(type))
    .map(([what, [value]]) => [what, value]);
}

/** The type of each member of the struct, as its interface declares it. */
export function typesOf(struct: StructName): { readonly [member: string]: Type } {
  return Object.fromEntries(
    membersOf(struct).map(({ name, kind }) => [name, LEAVES[kind[0]] ?? namedType(kind.slice(1))]),
  );
}

const LEAVES: { readonly [letter: string]: Type } = {
  s: 'text',
  b: 'flag',
  n: 'number',
  o: 'object',
  '[': 'list',
  '{': 'object',
};

function namedType(name: string): Type {
  if (name === 'expression') {
    return 'text';
  }
  return wordsOf(name) !== undefined ? 'choice' : membersOf(name as StructName).length > 0 ? 'object' : 'instance';
}
