/** Every struct that something public takes, and every struct within one, each with a program that holds it. */
import { type HarnessErrorDetails, HarnessErrors } from '../../lib/core';
import { CLOSED } from './every-struct';
import { EXTENSIBLE } from './construct-props';
import { type NestedStruct, nestedStructsOf } from './nested-structs';
import type { Program } from './struct-program';

/** Programs of every struct that something public takes. */
export const PROGRAMS: readonly (readonly [struct: string, program: Program])[] = [
  ...Object.entries(CLOSED).map(([struct, [program]]) => [struct, program] as const),
  ...Object.entries(EXTENSIBLE).map(([struct, { program }]) => [struct, program] as const),
];

/** Structs within a struct, at any depth, with a program for each. */
function nestedPrograms(struct: string, program: Program, path: string, seen: readonly string[]): Nested[] {
  return nestedStructsOf(struct)
    .filter((nested) => !seen.includes(nested.struct))
    .flatMap((nested) => {
      const { member, isList } = nested;
      const within: Program = (members) => program({ [member]: isList ? [members] : members });
      const place = `${path}${member}${isList ? '[0]' : ''}`;
      const deeper = nestedPrograms(nested.struct, within, `${place}.`, [...seen, nested.struct]);
      return [{ ...nested, parent: struct, place, program: within, parentProgram: program, path }, ...deeper];
    });
}

interface Nested extends NestedStruct {
  readonly parent: string;
  /** Where the struct around it is, and where it is itself. */
  readonly path: string;
  readonly place: string;
  /** Programs in which it, or the struct around it, holds the members. */
  readonly program: Program;
  readonly parentProgram: Program;
}

/** All of them, with their names. */
export const NESTED = PROGRAMS.flatMap(([struct, program]) => nestedPrograms(struct, program, '', [struct])).map(
  (nested) => [`${nested.parent}: ${nested.place}`, nested] as const,
);

/** What is said of one property, whatever else is wrong. */
export function said(make: () => unknown, property: RegExp): HarnessErrorDetails | undefined {
  try {
    make();
  } catch (error) {
    return HarnessErrors.allOf(error).find((details) => property.test(details.property));
  }
  return undefined;
}

/** Matches a property whose path ends with the place. */
export const endOf = (place: string) => new RegExp(`(^|\\.)${place.replaceAll(/[[\]]/g, '\\$&')}$`);
