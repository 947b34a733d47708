/** Values of the wrong type: errors say which type they have and how to convert them, and never show the value. */
import * as pulumi from '@pulumi/pulumi';
import { Construct } from 'constructs';
import '../../lib/pulumi/late-outputs';
import {
  choice,
  DURATION,
  instance,
  listOf,
  NUMBER,
  PropertyChecks,
  type Shape,
  TEXT,
  unresolved,
} from '../../lib/core';
import { FLAG, mapOf, OBJECT, PLAIN_OBJECT, required } from '../../lib/core/checks/kinds';
import { refused } from '../testkit/refused';

const check =
  (shape: Shape, value: unknown, property = 'step') =>
  () =>
    shape(new PropertyChecks(new Construct(undefined as never, 'app')), property, value);

/** What an error says after the property. */
function said(shape: Shape, value: unknown): string {
  const { problem, given, allowed, remedy } = refused(check(shape, value));
  return [problem ?? `got ${given}`, `expected ${allowed}. ${remedy}`].join('; ');
}

const QUOTA = instance('a BuildQuota', 'Use a factory such as BuildQuota.ofTotal(…).', '_source');
const OS = choice(['Linux', 'Windows'], 'BuildOperatingSystem');
const JSON_DATA: Shape = (checks, property, value) => PLAIN_OBJECT(checks, property, { a: value });

describe('a value of the wrong type', () => {
  test.each<[shape: Shape, value: unknown, message: string]>([
    [TEXT, 1.3, 'got a number; expected a string. Put it in quotes.'],
    [TEXT, false, 'got false; expected a string. Put it in quotes.'],
    [TEXT, ['a'], 'got a list; expected a string. Pass one of its elements.'],
    [TEXT, { name: 'a' }, 'got an object; expected a string. Pass one of its members.'],
    [TEXT, () => 'a', 'got a function; expected a string. Call the function.'],
    [TEXT, Promise.resolve('a'), 'got a Promise; expected a string. Await it.'],
    [
      TEXT,
      pulumi.output('a'),
      'got an Output; expected a string. Pass asString(output) from harness-constructs/pulumi.',
    ],
    [FLAG, 'true', "got a string; expected true or false. Compare it, for example: value === 'true'."],
    [NUMBER, '3', 'got a string; expected a number. Remove the quotes, or convert it with Number(…).'],
    [
      NUMBER,
      unresolved(() => '3'),
      'got a value known only later; expected a number. Pass a plain value: it must be known at construction.',
    ],
    [
      NUMBER,
      pulumi.output(3),
      'got an Output; expected a number. Pass a plain value: it must be known at construction.',
    ],
    [
      DURATION,
      60,
      'got a number; expected a Duration. Use a factory of cdk8s such as Duration.seconds(…) or Duration.minutes(…).',
    ],
    [listOf(TEXT), 'a', 'got a string; expected a list. Put it in brackets: [ … ].'],
    [mapOf(TEXT), [], 'got a list; expected an object. Write it as { name: value }.'],
    [
      PLAIN_OBJECT,
      new Map(),
      'got an instance of Map; expected an object as in the Kubernetes API. Write it as in a manifest: { name: value }.',
    ],
    [JSON_DATA, NaN, 'got NaN; expected JSON data. Use a finite number.'],
    [JSON_DATA, () => 'a', 'got a function; expected JSON data. Call the function.'],
    [QUOTA, '5', 'got a string; expected a BuildQuota. Use a factory such as BuildQuota.ofTotal(…).'],
    [OS, 5, 'got a number; expected one of "Linux", "Windows". Use a member of BuildOperatingSystem.'],
    [
      OS,
      unresolved(() => 'Linux'),
      'got a value known only later; expected one of "Linux", "Windows". Pass a plain value: it must be known at construction.',
    ],
    [OBJECT, null, 'got null; expected an object. Set it.'],
  ])('%# %p', (shape, value, message) => {
    expect(said(shape, value)).toBe(message);
  });

  test.each([[{}], [Object.create(null)]])('is an object, whatever its prototype: %j', (value) => {
    expect(refused(check(NUMBER, value)).given).toBe('an object');
  });
});

describe('a value that is missing', () => {
  test.each([
    [TEXT, 'a string. Set it.'],
    [required(listOf(TEXT)), 'a list. Set it.'],
    [QUOTA, 'a BuildQuota. Use a factory such as BuildQuota.ofTotal(…).'],
    [OS, 'one of "Linux", "Windows". Set it.'],
  ])('%# is not called a value of the wrong type', (shape, message) => {
    expect(said(shape, undefined)).toBe(`missing; expected ${message}`);
    expect(refused(check(shape, undefined))).not.toHaveProperty('given');
  });
});

test.each([1, 'hunter2', ['hunter2'], { a: 'hunter2' }])(
  'no remedy repeats what is expected, and no error shows %j',
  (value) => {
    for (const shape of [TEXT, FLAG, NUMBER, DURATION, OBJECT, PLAIN_OBJECT, listOf(TEXT), QUOTA]) {
      let details;
      try {
        details = refused(check(shape, value));
      } catch {
        continue;
      }
      expect(details.remedy).not.toContain(details.allowed);
      expect(JSON.stringify(details)).not.toContain('hunter2');
    }
  },
);

describe('a choice', () => {
  test.each([
    ['MacOS', 'Use a member of BuildOperatingSystem.'],
    ['DirectoryOrCreate', 'Use a member of BuildOperatingSystem.'],
    ['LINUX', 'Did you mean "Linux"?'],
    ['Window', 'Did you mean "Windows"?'],
  ])('shows the word that it does not have, and suggests the nearest: %s', (word, remedy) => {
    expect(refused(check(OS, word))).toEqual({
      constructPath: 'app',
      property: 'step',
      given: `"${word}"`,
      allowed: 'one of "Linux", "Windows"',
      remedy,
    });
  });

  test.each(['', 'a b', 'p@ssword', '8f0dc9b7a5e04b6f9f3fb8d2a6c1e7d4', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'])(
    'does not show what may be a secret: %j',
    (text) => {
      expect(refused(check(OS, text)).given).toBeUndefined();
    },
  );
});
