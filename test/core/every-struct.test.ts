import { readFileSync } from 'node:fs';
import { TABLE } from '../../lib/core/checks/structs.generated';
import * as fc from 'fast-check';
import { HarnessConstructsError } from '../../lib/core';
import { runs, spread } from '../testkit/arbitraries/runs';
import { unknownNames } from '../testkit/arbitraries/unknown-names';
import { EXTENSIBLE, RESULTS } from '../testkit/construct-props';
import { CLOSED } from '../testkit/every-struct';
import { membersOf } from '../testkit/members';
import { nestedStructsOf } from '../testkit/nested-structs';
import { refused } from '../testkit/refused';
import { endOf, NESTED, PROGRAMS, said } from '../testkit/struct-places';
import { structTakers } from '../testkit/struct-takers';

/** The structs that the package exports. Behavioral interfaces start with an I. */
function publicStructs(): string[] {
  const index = readFileSync('lib/index.ts', 'utf8');
  const types = [...index.matchAll(/\btype (\w+)/g)].map(([, name]) => name);
  return types.filter((name) => !/^I[A-Z]/.test(name)).sort();
}

/** No property has this or a similar name. */
const NOBODYS = { qqqqqqqqqq: 1 };

test('every struct that the package exports is tried, unless it is a part of another', () => {
  const parts = new Set([...TABLE.matchAll(/[#<](\w+)/g)].map(([, name]) => name));
  const tried = [CLOSED, EXTENSIBLE].flatMap(Object.keys);
  expect(publicStructs().filter((name) => ![...parts, ...tried, ...RESULTS].includes(name))).toEqual([]);
  expect(tried.filter((name) => !publicStructs().includes(name))).toEqual([]);
});

test('every public constructor, factory and method that takes a struct is tried', () => {
  const index = readFileSync('lib/index.ts', 'utf8');
  const classes = [...index.matchAll(/\b[A-Z]\w+/g)].map(([name]) => name);
  const takers = structTakers(classes, publicStructs());
  const tried = (struct: string) => CLOSED[struct]?.length ?? (struct in EXTENSIBLE ? 1 : 0);
  const untried = [...takers].filter(([struct, calls]) => tried(struct) < calls.length);
  expect(takers.size).toBeGreaterThan(40);
  expect(untried).toEqual([]);
});

describe('an undeclared member is refused by everything that takes the struct', () => {
  const programs = Object.entries(CLOSED).flatMap(([struct, all]) =>
    all.map((program, index) => [`${struct}, way ${index + 1}`, program] as const),
  );

  test.each(programs)('%s', (_struct, program) => {
    expect(refused(() => program(NOBODYS)).property).toMatch(/(^|\.)qqqqqqqqqq$/);
    expect(() => program({ qqqqqqqqqq: undefined })).not.toThrow();
  });
});

describe('an undeclared property of a construct is refused, unless it is one of a class that extends the construct', () => {
  test.each(Object.entries(EXTENSIBLE))('%s', (_struct, { program, extended, slip }) => {
    for (const make of [program, extended]) {
      expect(refused(() => make({ [slip]: 1 })).property).toBe(slip);
    }
    expect(refused(() => program(NOBODYS))).toMatchObject({
      property: 'qqqqqqqqqq',
      problem: 'unknown property',
      remedy: expect.stringContaining('const { qqqqqqqqqq, ...others } = props'),
    });
    expect(() => extended(NOBODYS)).not.toThrow();
    expect(() => program({ qqqqqqqqqq: undefined })).not.toThrow();
  });
});

/** A share of them, with every struct. */
const SOME_NESTED = spread(NESTED, ([, { struct }]) => struct);

const DETAILS = { constructPath: '', allowed: 'a', remedy: 'B.' };

describe('with any name', () => {
  test('which is never one that an error hides', () => {
    const shown = (name: string) => new HarnessConstructsError({ ...DETAILS, property: name }).details.property;
    fc.assert(fc.property(unknownNames, (name) => shown(name) === name));
  });

  test.each(PROGRAMS)('an undeclared member of %s', (_struct, program) => {
    fc.assert(
      fc.property(unknownNames, (name) => {
        expect(said(() => program({ [name]: 1 }), endOf(name))?.problem).toBe('unknown property');
      }),
      { numRuns: runs(25) },
    );
  });

  test.each(SOME_NESTED)('an undeclared member within %s', (_what, { place, program }) => {
    fc.assert(
      fc.property(unknownNames, (name) => {
        expect(said(() => program({ [name]: 1 }), endOf(`${place}.${name}`))?.problem).toBe('unknown property');
      }),
      { numRuns: runs(10) },
    );
  });
});

describe('a member on the wrong level is refused with its place:', () => {
  test('such members exist', () => {
    expect(NESTED.length).toBeGreaterThan(60);
  });

  test.each(SOME_NESTED)('one level too high, %s', (_what, { member, struct, isList, parent, path, parentProgram }) => {
    const own = membersOf(parent);
    for (const name of spread(membersOf(struct).filter((one) => !own.includes(one)))) {
      const details = said(() => parentProgram({ [name]: 1 }), endOf(`${path}${name}`));
      expect(details?.problem).toBe('unknown property');
      expect(details?.allowed).toContain(`${member}${isList ? '[…]' : ''}.${name}`);
      // A property of a farm can be meant as well.
      expect(details?.remedy).toMatch(new RegExp(`^Move it: ${name} belongs (one level up, in .*, or )?in `));
    }
  });

  test.each(SOME_NESTED)('one level too low, %s', (_what, { struct, place, parent, path, program }) => {
    const own = [...membersOf(struct), ...nestedStructsOf(struct).flatMap((nested) => membersOf(nested.struct))];
    for (const name of spread(membersOf(parent).filter((one) => !own.includes(one)))) {
      const details = said(() => program({ [name]: 1 }), endOf(`${place}.${name}`));
      expect(details?.problem).toBe('unknown property');
      expect(details?.remedy).toMatch(new RegExp(`^Move it: ${name} belongs one level up, in `));
      expect(details?.allowed).toContain(path === '' ? name : `${path.replace(/\[0\]/g, '[0]')}${name}`);
    }
  });

  test.each(SOME_NESTED.filter(([, { parent, path }]) => parent in EXTENSIBLE && path === ''))(
    'one level too high, also by a class that extends the construct, %s',
    (_what, { struct, parent }) => {
      const own = membersOf(parent);
      for (const name of spread(membersOf(struct).filter((one) => !own.includes(one)))) {
        const details = said(() => EXTENSIBLE[parent].extended({ [name]: 1 }), endOf(name));
        expect(details?.remedy).toContain(`${name} belongs in `);
        expect(details?.remedy).toContain(`A class with its own property ${name} must not pass it on.`);
      }
    },
  );
});
