import { Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { HarnessErrors } from 'harness-constructs';
import { HarnessConstructsError, PropertyChecks, type Rule } from '../../lib/values';
import type * as values from '../../lib/values';
import { newApp, newChart, synth } from '../support/synth';
import { refused } from '../support/refused';

const DETAILS = {
  constructPath: 'ci/Delegate',
  property: 'tags[1]',
  given: '"a,b"',
  allowed: 'a tag without commas',
  remedy: 'Pass each tag as its own element.',
};
const RULE: Rule = { allowed: 'a small letter', remedy: 'Use one.', holds: (value) => /^[a-z]$/.test(value) };

function checksOf(): PropertyChecks {
  return new PropertyChecks(new Construct(new Chart(newApp(), 'ci'), 'Delegate'));
}

describe('an error of this package', () => {
  test('says where, which property, what was given, what is allowed, and what to do', () => {
    expect(new HarnessConstructsError(DETAILS).message).toBe(
      '[ci/Delegate] tags[1]: got "a,b"; allowed is a tag without commas. Pass each tag as its own element.',
    );
  });

  test('leaves out what was given where that may be a secret', () => {
    expect(new HarnessConstructsError({ ...DETAILS, given: undefined }).message).toBe(
      '[ci/Delegate] tags[1]: allowed is a tag without commas. Pass each tag as its own element.',
    );
  });

  test('is an Error with a name and a stack', () => {
    const error = new HarnessConstructsError(DETAILS);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('HarnessConstructsError');
    expect(error.stack).toContain('errors.test');
  });

  test('can be taken apart', () => {
    const error = new HarnessConstructsError(DETAILS);
    expect(HarnessErrors.isHarnessError(error)).toBe(true);
    expect(HarnessErrors.detailsOf(error)).toEqual(DETAILS);
  });

  test('of another copy of this package can be taken apart as well', () => {
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof values>('../../lib/values');
      const error = new copy.HarnessConstructsError(DETAILS);
      expect(error).not.toBeInstanceOf(HarnessConstructsError);
      expect(HarnessErrors.detailsOf(error)).toEqual(DETAILS);
    });
  });

  test.each([new Error('other'), 'text', undefined, null, 1, { details: DETAILS }])('is not %p', (other) => {
    expect(HarnessErrors.isHarnessError(other)).toBe(false);
    expect(HarnessErrors.detailsOf(other)).toBeUndefined();
  });
});

describe('a check', () => {
  test('of a text that keeps the rule says nothing', () => {
    expect(() => checksOf().text('name', 'a', RULE)).not.toThrow();
  });

  test('of a text that breaks the rule says all there is to say', () => {
    expect(refused(() => checksOf().text('name', 'A', RULE))).toEqual({
      constructPath: 'ci/Delegate',
      property: 'name',
      given: '"A"',
      allowed: 'a small letter',
      remedy: 'Use one.',
    });
  });

  test('of a secret does not show it', () => {
    expect(refused(() => checksOf().secretText('token', 'hunter2', RULE))).not.toHaveProperty('given');
  });

  test('of a text quotes it, so that blanks and line breaks are seen', () => {
    expect(refused(() => checksOf().text('name', ' a\n', RULE)).given).toBe('" a\\n"');
  });

  test('of a placeholder that was left over says so', () => {
    const details = refused(() => checksOf().text('name', 'PUT_YOUR_NAME', RULE));
    expect(details).toMatchObject({ given: '"PUT_YOUR_NAME"', remedy: 'Replace the placeholder by your own value.' });
  });

  test.each([undefined, null, 1, {}, []])('of %p says that a string is meant, and does not show it', (value) => {
    const details = refused(() => checksOf().text('name', value as never, RULE));
    expect(details).toMatchObject({ property: 'name', allowed: expect.stringContaining('a string') });
    expect(details).not.toHaveProperty('given');
  });

  test('of a text that is known later is made at synth, with path and property', () => {
    const chart = newChart();
    const late = Lazy.any({ produce: () => 'A' }) as string;
    new PropertyChecks(new Construct(chart, 'Delegate')).text('name', late, RULE);
    expect(() => synth(chart)).toThrow('[test/Delegate] name: got "A"; allowed is a small letter. Use one.');
  });

  test('of a text that must be known at construction refuses a late one', () => {
    const late = Lazy.any({ produce: () => 'a' }) as string;
    expect(refused(() => checksOf().plainText('name', late, RULE)).allowed).toContain('known at construction');
  });

  test.each([
    [1, 1, 3, true],
    [3, 1, 3, true],
    [0, 1, 3, false],
    [4, 1, 3, false],
    [1.5, 1, 3, false],
    [NaN, 0, 3, false],
    [Infinity, 0, undefined, false],
    [2 ** 31 - 1, 0, undefined, true],
    [2 ** 31, 0, undefined, false],
    [-1, 0, undefined, false],
  ])('of the number %p from %p to %p', (value, minimum, maximum, isGood) => {
    const check = () => checksOf().integer('replicas', value, minimum, maximum);
    if (isGood) {
      expect(check).not.toThrow();
    } else {
      const range = maximum === undefined ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
      expect(refused(check)).toMatchObject({ given: String(value), allowed: `a whole number ${range}` });
    }
  });

  test('for a second element that is the same', () => {
    expect(() => checksOf().once('names[1]', 'b', ['a'])).not.toThrow();
    expect(refused(() => checksOf().once('names[2]', 'a', ['a', 'b']))).toMatchObject({
      property: 'names[2]',
      given: '"a"',
    });
  });
});
