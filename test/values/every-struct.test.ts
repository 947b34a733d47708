import { readFileSync } from 'node:fs';
import { EXTENSIBLE, PARTS, RESULTS } from '../support/construct-props';
import { CLOSED } from '../support/every-struct';
import { refused } from '../support/refused';

/** The structs that the package exports: behaviour is told by an I in front of its name. */
function publicStructs(): string[] {
  const index = readFileSync('lib/index.ts', 'utf8');
  const types = [...index.matchAll(/\btype (\w+)/g)].map(([, name]) => name);
  return types.filter((name) => !/^I[A-Z]/.test(name)).sort();
}

/** No property is called like it, or like anything near it. */
const NOBODYS = { qqqqqqqqqq: 1 };

test('every struct that the package exports is tried', () => {
  expect([...Object.keys(CLOSED), ...Object.keys(EXTENSIBLE), ...PARTS, ...RESULTS].sort()).toEqual(publicStructs());
});

describe('a member that is not declared is refused, in whatever takes the struct', () => {
  const programs = Object.entries(CLOSED).flatMap(([struct, all]) =>
    all.map((program, index) => [`${struct}, way ${index + 1}`, program] as const),
  );

  test.each(programs)('%s', (_struct, program) => {
    expect(refused(() => program(NOBODYS)).property).toMatch(/(^|\.)qqqqqqqqqq$/);
    expect(() => program({ qqqqqqqqqq: undefined })).not.toThrow();
  });
});

describe('of the properties of a construct a slip is refused, and what a class of its own adds is not', () => {
  test.each(Object.entries(EXTENSIBLE))('%s', (_struct, { program, slip }) => {
    expect(refused(() => program({ [slip]: 1 })).property).toBe(slip);
    expect(() => program(NOBODYS)).not.toThrow();
  });
});
