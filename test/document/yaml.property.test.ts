import * as fc from 'fast-check';
import { DelegateSelection, KubernetesCredentials } from 'harness-constructs';
import { parse } from 'yaml';
import { toYaml } from '../../lib/document';
import { connectorWith, MASTER } from '../connector/connectors';
import { SEED } from '../support/arbitraries/seed';
import { anyText, someText } from '../support/arbitraries/texts';

/** Each is something else than a text, or breaks the line, for one reader of YAML or another. */
const MISLEADING = [
  ...['0o17', '017', '08', '0b1', '0x1F', '1_000', '1,000', '1e3', '1E+3', '1.', '.5', '+1', '-0', '.inf', '-.INF'],
  ...['.NaN', '12:30:45', '190:20:30.15', '2001-12-14', '2001-12-14t21:59:43.10-05:00', '685_230.15'],
  ...['yes', 'Yes', 'NO', 'on', 'Off', 'y', 'N', 'true', 'False', 'null', 'Null', 'NULL', '~', '', '=', '<<'],
  ...['- a', '? a', ': a', 'a: b', 'a #b', '# a', '%a', '@a', '`a', '!a', '!!int 1', '&a', '*a', '{a', '[a', '}', ']'],
  ...[',', '|', '>', "'", '"', '---', '...', '--- a', '{{ a }}', '<+input>', '__proto__', 'constructor'],
  ...[' a', 'a ', '\ta', 'a\t', 'a\tb', '\n', '\na', 'a\n', 'a\n\n', 'a\nb', ' a\nb', 'a\n b\n', 'a\r\nb', 'a\rb'],
  ...[
    'größe 日本 🙂',
    'a\u0085b',
    'a\u2028b',
    'a\u2029b',
    '\ufeffa',
    '\u00a0',
    'a\u0000b',
    'a\u007fb',
    '\ud800',
    '\uffff',
  ],
  `${'long '.repeat(60)}\n${'line '.repeat(60)}`,
];

const text = fc.oneof(fc.constantFrom(...MISLEADING), anyText, fc.string({ unit: 'binary', maxLength: 12 }));
const notBlank = fc.oneof(
  fc.constantFrom(...MISLEADING).filter((one) => one.trim() !== ''),
  someText,
);
const tag = fc.oneof(
  fc.constantFrom(...MISLEADING.filter((one) => one !== '' && !/[,\s\p{Cc}]/u.test(one))),
  fc.stringMatching(/^[!-+.-~]{1,12}$/),
);

const connectors = fc
  .record({
    description: text,
    tags: fc.dictionary(notBlank, text, { maxKeys: 4 }),
    delegateTags: fc.uniqueArray(tag, { minLength: 1, maxLength: 3 }),
    username: notBlank,
  })
  // A placeholder of the documented manifests is refused.
  .filter((given) => !/PUT_YOUR_/i.test(JSON.stringify(given)));

/** What reads YAML as its versions say. */
const READERS = { '1.1': { version: '1.1' }, '1.2': { version: '1.2' }, core: { schema: 'core' } } as const;

test('readers of YAML 1.1 and 1.2 understand any connector as it was meant', () => {
  fc.assert(
    fc.property(connectors, ({ description, tags, delegateTags, username }) => {
      const connector = connectorWith({
        description,
        tags,
        delegates: DelegateSelection.withTags(delegateTags),
        credentials: KubernetesCredentials.usernamePassword(MASTER, { username, passwordRef: 'account.password' }),
      });
      const written = connector.toYaml();
      const meant = JSON.stringify(connector.toDocument());
      for (const reader of Object.values(READERS)) {
        expect(JSON.stringify(parse(written, reader))).toBe(meant);
      }
      expect(connector.toDocument()).toMatchObject({ connector: { description } });
      expect(connector.toYaml()).toBe(written);
    }),
    { seed: SEED, numRuns: 400 },
  );
});

/** A number with a point or an exponent, as YAML 1.1 has it: fewer than JavaScript writes. */
const FLOAT_1_1 = /^[-+]?([0-9][0-9_]*)\.[0-9_]*([eE][-+][0-9]+)?$/;
const INTEGER = /^-?[0-9]+$/;

test('readers of YAML 1.1 and 1.2 understand any number as it was meant', () => {
  const number = fc.oneof(
    fc.constantFrom(1e21, 1e-7, -1.5e300, 5e-324, Number.MAX_VALUE, 2 ** 53, 1e20, 0.1, -3),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
  );
  fc.assert(
    fc.property(number, (value) => {
      const written = toYaml({ value, list: [value] });
      for (const reader of Object.values(READERS)) {
        expect(parse(written, reader)).toEqual({ value, list: [value] });
      }
      const [, text] = /^value: (.*)$/m.exec(written) ?? [];
      expect(FLOAT_1_1.test(text) || INTEGER.test(text)).toBe(true);
    }),
    { seed: SEED, numRuns: 400 },
  );
  expect(toYaml({ a: 1e21, b: 1e-7 })).toBe('a: 1.0e+21\nb: 1.0e-7\n');
});

describe.each(MISLEADING.map((one) => [one]))('the text %j', (one) => {
  const document = { plain: one, list: [one, [one]], map: { inner: one } };

  test.each(Object.entries(READERS))('stays itself for a reader of %s, at any place and as a key', (_name, reader) => {
    const written = toYaml({ ...document, keys: new Map([[one, one]]) });
    expect(parse(written, reader)).toEqual({ ...document, keys: Object.fromEntries([[one, one]]) });
  });

  test('holds no character that strict readers take for a line break or for none at all', () => {
    // oxlint-disable-next-line no-control-regex
    expect(toYaml(document)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\uffff]/);
  });
});

describe('a document', () => {
  test('has its texts in one line each, however long, and several lines as a block', () => {
    const words = 'word '.repeat(100).trimEnd();
    expect(toYaml({ words, lines: 'one\n  two\n' })).toBe(`words: ${words}\nlines: |\n  one\n    two\n`);
  });

  test('repeats what stands in it twice, and has no aliases', () => {
    const list = ['a'];
    expect(toYaml({ one: list, two: list })).toBe('one:\n  - a\ntwo:\n  - a\n');
  });

  test('is quoted only where it must be', () => {
    expect(toYaml({ a: 'account.ci', b: 'https://10.0.0.1:6443', c: true, d: 1 })).toBe(
      'a: account.ci\nb: https://10.0.0.1:6443\nc: true\nd: 1\n',
    );
    expect(toYaml({ a: '=', b: '0o17' })).toBe('a: "="\nb: "0o17"\n');
    // A tab in a plain key is an error for some readers of YAML 1.1.
    expect(toYaml({ 'a\tb': 'c\td' })).toBe('"a\\tb": "c\\td"\n');
  });
});
