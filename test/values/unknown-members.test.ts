import { Construct } from 'constructs';
import { HarnessErrors } from 'harness-constructs';
import { OTHER_SPELLINGS } from '../../lib/values/other-spellings';
import {
  checkOnly,
  choice,
  constructProps,
  FLAG,
  listOf,
  mapOf,
  NUMBER,
  PLAIN_OBJECT,
  PropertyChecks,
  required,
  type Shape,
  struct,
  TEXT,
} from '../../lib/values';
import { refused } from '../support/refused';

const RESOURCES = struct({ cpu: TEXT, memory: TEXT });
const MEMBERS = {
  image: TEXT,
  environment: mapOf(TEXT),
  resources: required(RESOURCES),
  delegateSelectors: listOf(TEXT),
  privileged: FLAG,
  tags: listOf(TEXT),
  affinity: PLAIN_OBJECT,
};
const STEP = struct<{ readonly [member in keyof typeof MEMBERS]: unknown }>(MEMBERS);
const PROPS = constructProps<{ readonly [member in keyof typeof MEMBERS]: unknown }>(MEMBERS);

/** What the shape does with the value, which stands at `step` of the construct `app`. */
const check =
  (shape: Shape, value: unknown, property = 'step') =>
  () =>
    shape(new PropertyChecks(new Construct(undefined as never, 'app')), property, value);
const LEAST = { resources: {} };

describe('a member that a struct does not have is refused', () => {
  test.each<[what: string, given: object, property: string, allowed: string, remedy: string]>([
    [
      'with what is alike',
      { priviledged: 1 },
      'step.priviledged',
      'privileged; there is no priviledged',
      'Write privileged.',
    ],
    [
      'whatever the case of its letters',
      { delegateselectors: 1 },
      'step.delegateselectors',
      'delegateSelectors; there is no delegateselectors',
      'Write delegateSelectors.',
    ],
    ['in the singular', { tag: 1 }, 'step.tag', 'tags; there is no tag', 'Write tags.'],
    [
      'as Harness calls it',
      { envVariables: {} },
      'step.envVariables',
      'environment; there is no envVariables',
      'Write environment.',
    ],
    [
      'nested as in Harness',
      { resources: { limits: {} } },
      'step.resources.limits',
      'cpu and memory; there is no limits',
      'Write cpu and memory.',
    ],
    [
      'a level too high',
      { memory: '8Gi' },
      'step.memory',
      'resources.memory; there is no memory',
      'Write resources.memory.',
    ],
    [
      'that is like nothing',
      { resources: { gpu: 1 } },
      'step.resources.gpu',
      'cpu and memory; there is no gpu',
      'Leave it out.',
    ],
    [
      'that every object has',
      { constructor: 1 },
      'step.constructor',
      'image, environment, resources, delegateSelectors, privileged, tags, affinity; there is no constructor',
      'Leave it out.',
    ],
  ])('%s', (_what, given, property, allowed, remedy) => {
    const details = refused(check(STEP, { ...LEAST, ...given }));
    expect(details).toEqual({ constructPath: 'app', property, allowed, remedy });
  });

  test('before anything else is, since the member that is missing may be the one', () => {
    expect(refused(check(STEP, { resource: {} })).property).toBe('step.resource');
  });

  test('by names that one place alone has', () => {
    const checks = new PropertyChecks(new Construct(undefined as never, 'app'));
    const details = refused(() =>
      checkOnly(
        checks,
        'a',
        { tokenRef: TEXT },
        { serviceAccountTokenRef: 'b' },
        { serviceAccountTokenRef: ['tokenRef'] },
      ),
    );
    expect(details.remedy).toBe('Write tokenRef.');
  });

  test('without a list that nobody reads', () => {
    const many = struct(Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`member${index}`, TEXT])));
    expect(refused(check(many, { zzz: 1 })).allowed).toBe('one of 30 properties; there is no zzz');
  });

  test('and its value is never shown: it may be a secret', () => {
    expect(refused(check(STEP, { ...LEAST, password: 'hunter2' })).given).toBeUndefined();
  });

  test('but not where it is undefined, in a map with keys of its own, or in what is passed through', () => {
    const free = { environment: { anything: 'a' }, affinity: { nodeAffinity: {} }, nothing: undefined };
    expect(check(STEP, { ...LEAST, ...free })).not.toThrow();
  });
});

describe('among the properties of a construct, which a class of its own may have extended,', () => {
  test.each([
    ['a slip', { delegateSelector: 1 }, 'delegateSelector', 'delegateSelectors'],
    ['another case', { Privileged: 1 }, 'Privileged', 'privileged'],
    ['two letters of a long name', { deleegateSelektors: 1 }, 'deleegateSelektors', 'delegateSelectors'],
    ['another spelling', { envVariables: {} }, 'envVariables', 'environment'],
  ])('%s is refused', (_what, given, property, meant) => {
    const details = refused(check(PROPS, { ...LEAST, ...given }, ''));
    expect(details).toMatchObject({ property, allowed: `${meant}; there is no ${property}` });
    expect(details.remedy).toContain(`a class that has a property ${property} of its own does not pass it on`);
  });

  test.each([
    ['anything else', { team: 'payments', memory: '8Gi' }],
    ['what is alike in part', { podSelectors: 1, picture: 1, privilegedness: 1 }],
    ['short names', { os: 1, tax: 1 }],
    ['what is like a property that is given', { tag: 'a', tags: ['a'] }],
    ['another spelling of what is given', { envVariables: {}, environment: {} }],
    ['what is undefined', { delegateSelector: undefined }],
  ])('%s is ignored', (_what, given) => {
    expect(check(PROPS, { ...LEAST, ...given }, '')).not.toThrow();
  });

  test('what is within them is a struct as any other', () => {
    expect(refused(check(PROPS, { resources: { limits: {} } }, '')).property).toBe('resources.limits');
  });
});

test('other spellings are names that nothing has under itself, each once', () => {
  for (const [spelling, names] of Object.entries(OTHER_SPELLINGS)) {
    expect(names).not.toContain(spelling);
    expect(new Set(names).size).toBe(names.length);
  }
});

describe('a choice', () => {
  const OS = choice({ LINUX: 'Linux', WINDOWS: 'Windows' });

  test.each(['MacOS', 'LINUX', 'IF_NOT_PRESENT', 'DirectoryOrCreate'])('shows the word that it is not: %s', (word) => {
    expect(refused(check(OS, word))).toEqual({
      constructPath: 'app',
      property: 'step',
      given: `"${word}"`,
      allowed: 'one of "Linux", "Windows"',
      remedy: 'Pass one of them.',
    });
  });

  test.each(['', 'a b', 'p@ssword', '8f0dc9b7a5e04b6f9f3fb8d2a6c1e7d4', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'])(
    'does not show what may be a secret: %j',
    (text) => {
      expect(refused(check(OS, text)).given).toBeUndefined();
    },
  );

  test('says of what is no text what it is', () => {
    expect(refused(check(OS, 5)).allowed).toBe('one of "Linux", "Windows", not a number');
  });
});

describe('an error names the kind that was given', () => {
  test.each<[given: unknown, kind: string]>([
    [{}, 'an object'],
    [Object.create(null), 'an object'],
    [new Map(), 'an instance of Map'],
    [[], 'a list'],
    ['a', 'a string'],
    [null, 'null'],
  ])('%j', (given, kind) => {
    expect(HarnessErrors.detailsOf(caught(check(NUMBER, given)))?.allowed).toBe(`a number, not ${kind}`);
  });
});

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
