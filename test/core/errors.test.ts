import { inspect } from 'node:util';
import { Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { HarnessConstructsError, HarnessErrors, PropertyChecks, type Rule } from '../../lib/core';
import type * as values from '../../lib/core';
import { newApp, newChart, synth } from '../testkit/synth';
import { refused } from '../testkit/refused';

const DETAILS = {
  constructPath: 'ci/Delegate',
  property: 'tags[1]',
  given: '"a,b"',
  allowed: 'a tag without commas',
  remedy: 'Pass each tag as its own element.',
};
/** 32 bits, as in Kubernetes. */
const LARGEST = 2 ** 31 - 1;

const RULE: Rule = { allowed: 'a small letter', remedy: 'Use one.', holds: (value) => /^[a-z]$/.test(value) };

function checksOf(): PropertyChecks {
  return new PropertyChecks(new Construct(new Chart(newApp(), 'ci'), 'Delegate'));
}

describe('an error of this package', () => {
  test('states the construct, the property, the value, what is expected and how to fix it', () => {
    expect(new HarnessConstructsError(DETAILS).message).toBe(
      '[ci/Delegate] tags[1]: got "a,b"; expected a tag without commas. Pass each tag as its own element.',
    );
  });

  test('omits a value that may be a secret', () => {
    expect(new HarnessConstructsError({ ...DETAILS, given: undefined }).message).toBe(
      '[ci/Delegate] tags[1]: expected a tag without commas. Pass each tag as its own element.',
    );
  });

  test('states the problem if the other parts do not', () => {
    const details = { ...DETAILS, property: 'replica', given: undefined, problem: 'unknown property' };
    expect(
      new HarnessConstructsError({ ...details, allowed: 'replicas', remedy: 'Did you mean replicas?' }).message,
    ).toBe('[ci/Delegate] replica: unknown property; expected replicas. Did you mean replicas?');
  });

  test('cuts a long value by characters, and states its length', () => {
    const { given } = new HarnessConstructsError({ ...DETAILS, given: '🚜'.repeat(201) }).details;
    expect(given).toBe(`${'🚜'.repeat(200)}… (201 characters)`);
    expect(new HarnessConstructsError({ ...DETAILS, given }).details.given).toBe(given);
    const whole = 'a'.repeat(200);
    expect(new HarnessConstructsError({ ...DETAILS, given: whole }).details.given).toBe(whole);
  });

  test.each(['\n', '\r\n', '\u2028', '\u0085', '\u001b[31m'])('is always one line: %j', (sign) => {
    const parts = Object.entries(DETAILS).map(([name, text]) => [name, `${text}${sign}x`]);
    const { message } = new HarnessConstructsError(Object.fromEntries(parts) as typeof DETAILS);
    // oxlint-disable-next-line eslint/no-control-regex
    expect(message).not.toMatch(/[\u0000-\u001f\u0080-\u009f\u2028\u2029]/);
    expect(message).toContain('tags[1]\\');
  });

  test('is an Error with a name and a stack', () => {
    const error = new HarnessConstructsError(DETAILS);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('HarnessConstructsError');
    expect(error.stack).toMatch(/^HarnessConstructsError: \[ci\/Delegate\] tags\[1\].*\n {4}at .*errors\.test\.ts/);
  });

  test('says what is wrong once if it is printed, for example uncaught', () => {
    const error = new HarnessConstructsError(DETAILS, { ...DETAILS, property: 'tags[2]' });
    expect(inspect(error).split(DETAILS.remedy)).toHaveLength(3);
  });

  test('has its parts in JSON', () => {
    const { summary } = new HarnessConstructsError(DETAILS);
    expect(JSON.parse(JSON.stringify(new HarnessConstructsError(DETAILS)))).toEqual({
      name: 'HarnessConstructsError',
      summary,
      details: DETAILS,
    });
  });

  test('can be taken apart', () => {
    const error = new HarnessConstructsError(DETAILS);
    expect(HarnessErrors.isHarnessError(error)).toBe(true);
    expect(HarnessErrors.detailsOf(error)).toEqual(DETAILS);
  });

  test('of another copy of this package can be taken apart', () => {
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof values>('../../lib/core');
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
  test('accepts a string that follows the rule', () => {
    expect(() => checksOf().text('name', 'a', RULE)).not.toThrow();
  });

  test('refuses a string that breaks the rule, with all details', () => {
    expect(refused(() => checksOf().text('name', 'A', RULE))).toEqual({
      constructPath: 'ci/Delegate',
      property: 'name',
      given: '"A"',
      allowed: 'a small letter',
      remedy: 'Use one.',
    });
  });

  test('never shows a secret', () => {
    expect(refused(() => checksOf().secretText('token', 'hunter2', RULE))).not.toHaveProperty('given');
  });

  test('quotes a string, so that spaces and line breaks are visible', () => {
    expect(refused(() => checksOf().text('name', ' a\n', RULE)).given).toBe('" a\\n"');
  });

  test('points out a placeholder that was not replaced', () => {
    const details = refused(() => checksOf().text('name', 'PUT_YOUR_NAME', RULE));
    expect(details).toMatchObject({ given: '"PUT_YOUR_NAME"', remedy: 'Replace the placeholder with your own value.' });
  });

  test.each([
    [undefined, undefined],
    [null, 'null'],
    [1, 'a number'],
    [{}, 'an object'],
    [[], 'a list'],
  ])('expects a string instead of %p, and shows only the type', (value, given) => {
    const details = refused(() => checksOf().text('name', value as never, RULE));
    expect(details).toMatchObject({ property: 'name', allowed: expect.stringContaining('a string') });
    expect(details.given).toBe(given);
  });

  test('of an unresolved string runs at synth, with path and property', () => {
    const chart = newChart();
    const late = Lazy.any({ produce: () => 'A' }) as string;
    new PropertyChecks(new Construct(chart, 'Delegate')).text('name', late, RULE);
    expect(() => synth(chart)).toThrow('[test/Delegate] name: got "A"; expected a small letter. Use one.');
  });

  test('refuses an unresolved string that must be known at construction', () => {
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
    [LARGEST, 0, undefined, true],
    [2 ** 31, 0, undefined, false],
    [-1, 0, undefined, false],
  ])('of the number %p from %p to %p', (value, minimum, maximum, isGood) => {
    const check = () => checksOf().integer('replicas', value, minimum, maximum);
    if (isGood) {
      expect(check).not.toThrow();
    } else {
      const range =
        maximum === undefined && !(value > LARGEST)
          ? `of at least ${minimum}`
          : `from ${minimum} to ${maximum ?? LARGEST}`;
      expect(refused(check)).toMatchObject({ given: String(value), allowed: `a whole number ${range}` });
    }
  });

  test('refuses a duplicate element', () => {
    expect(() => checksOf().once('names[1]', 'b', ['a'])).not.toThrow();
    expect(refused(() => checksOf().once('names[2]', 'a', ['a', 'b']))).toMatchObject({
      property: 'names[2]',
      given: '"a"',
    });
  });
});
