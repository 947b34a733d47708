import { toYaml, toYamlStream } from '../../lib/core';
import { refused } from '../testkit/refused';

/** The YAML of a string as a value. */
const ofValue = (text: string) => toYaml({ k: text }).slice('k: '.length, -1);

describe('a string', () => {
  test.each([
    ...[
      'a',
      'kind',
      'account.ci',
      'https://10.0.0.1:6443',
      '/etc/config',
      'a b  c',
      'a:b',
      'a#b',
      '<+input>',
      'e2e-tests',
    ],
    ...[
      '500m',
      '10Gi',
      '1.5Gi',
      '25%',
      '30s',
      '1.30.1',
      '10.0.0.0/8',
      '6_vVHzo9Qeu9fXvj-AcQCb',
      "object.spec.a == 'b' && c",
    ],
    'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1',
  ])('is written as it is: %s', (text) => {
    expect(ofValue(text)).toBe(text);
  });

  test.each([
    ...[
      '0o17',
      '0O7',
      '0B1',
      '+0o7',
      '0b-1',
      '1e3_0',
      '1_000',
      '+_6',
      '0x1F',
      '017',
      '08',
      '1.',
      '.5',
      '-0',
      '1e5',
      'e5',
      'E-6',
    ],
    ...[
      '.inf',
      '-.INF',
      '.NaN',
      '12:30:45',
      '190:20:30.15',
      '2001-12-14',
      '2001-12-14t21:59:43.10-05:00',
      '685_230.15',
    ],
    ...['=', '<<', '~', '', 'y', 'N', 'yes', 'No', 'ON', 'off', 'true', 'False', 'null', 'NULL', '*', '-', '?', ':'],
    ...[
      '- a',
      '? a',
      'a: b',
      'a #b',
      '# a',
      '%a',
      '@a',
      '`a',
      '!a',
      '&a',
      '*a',
      '{a',
      '[a',
      '|',
      '>',
      '---',
      '...',
      ' a',
      'a ',
      'a:',
    ],
  ])('that a reader takes for something else, or cannot read, is quoted: %s', (text) => {
    expect(ofValue(text)).toBe(`"${text}"`);
    expect(toYaml({ [text]: 1 })).toBe(`"${text}": 1\n`);
  });

  test('with double quotes or backslashes is in single quotes if it can be', () => {
    expect(ofValue('{"a": "\\d"}')).toBe(`'{"a": "\\d"}'`);
    expect(ofValue(`'"`)).toBe(`"'\\""`);
  });

  /** Code points that must not be in a file, by their names in the issue tracker of each reader. */
  const ESCAPED = [
    ...Array.from({ length: 0x20 }, (_, code) => code).filter((code) => ![0, 9, 0x0a].includes(code)),
    ...Array.from({ length: 0x21 }, (_, index) => 0x7f + index),
    ...[
      0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff, 0x200b, 0x202e, 0x2066, 0xad, 0xe000, 0xf8ff, 0xe0001, 0xf0000, 0x10fffd,
    ],
    ...Array.from({ length: 0x20 }, (_, index) => 0xfdd0 + index),
    ...Array.from({ length: 17 }, (_, plane) => [plane * 0x10000 + 0xfffe, plane * 0x10000 + 0xffff]).flat(),
  ];

  test.each(ESCAPED.map((code) => [code.toString(16), code]))('with U+%s is escaped', (_name, code) => {
    const character = String.fromCodePoint(code);
    const written = toYaml({ [`a${character}`]: `b${character}c`, lines: `a\n${character}b\n` });
    expect(written.replaceAll('\n', '')).toMatch(/^[ -~]*$/);
  });

  test('with other printable characters is written as it is', () => {
    expect(ofValue('größe 日本 🙂 \u00a7')).toBe('"größe 日本 🙂 \u00a7"');
  });

  test('of several lines is a block of text', () => {
    const script = '#!/bin/sh\nset -e\n\nif true; then\n\techo "a: b"  # c\n  echo \'---\'\nfi\n';
    expect(toYaml({ script, list: [script] })).toBe(
      `script: |
  #!/bin/sh
  set -e

  if true; then
  \techo "a: b"  # c
    echo '---'
  fi
list:
  - |
    #!/bin/sh
    set -e

    if true; then
    \techo "a: b"  # c
      echo '---'
    fi
`,
    );
    expect(toYaml({ a: 'b\nc' })).toBe('a: |-\n  b\n  c\n');
    expect(toYaml([['\n  b\nc\n']])).toBe('- - |2\n\n      b\n    c\n');
  });

  test.each([
    ['a line of blanks', 'a\n  \nb'],
    ['a tab at the start', '\ta\nb'],
    ['several line breaks at the end', 'a\n\n'],
    ['line breaks only', '\n\n'],
    ['a carriage return', 'a\r\nb'],
    ['a line separator', 'a\nb\u2028c'],
  ])('of several lines is quoted where a block is not safe: %s', (_what, text) => {
    expect(ofValue(text)).toMatch(/^"[ -~]*"$/);
  });

  test('that is longer than readers accept as a key follows a question mark', () => {
    const key = 'k'.repeat(1025);
    expect(toYaml({ a: { [key]: { b: 1 } } })).toBe(`a:\n  ? ${key}\n  :\n    b: 1\n`);
    expect(toYaml([{ [key]: 1 }])).toBe(`- ? ${key}\n  : 1\n`);
  });
});

describe('data', () => {
  test('is written with two blanks for each level, and with empty collections in a line', () => {
    const data = { a: { b: [1, { c: true, d: null }, ['e', []], {}], f: {} }, g: [] };
    expect(toYaml(data)).toBe(
      'a:\n  b:\n    - 1\n    - c: true\n      d: null\n    - - e\n      - []\n    - {}\n  f: {}\ng: []\n',
    );
    expect([toYaml({}), toYaml([]), toYaml('a'), toYaml('a\nb'), toYaml(null)]).toEqual([
      '{}\n',
      '[]\n',
      'a\n',
      '|-\n  a\n  b\n',
      'null\n',
    ]);
  });

  test('that several members share is repeated', () => {
    const list = ['a'];
    expect(toYaml({ one: list, two: list })).toBe('one:\n  - a\ntwo:\n  - a\n');
  });

  test('with a date, a map or an instance of a class is what JSON makes of it', () => {
    class Point {
      public x = 1;
    }
    const data = { date: new Date(0), map: new Map([['a', 1]]), point: new Point(), bytes: Buffer.from('a') };
    expect(toYaml(data)).toBe(
      'date: "1970-01-01T00:00:00.000Z"\nmap:\n  a: 1\npoint:\n  x: 1\nbytes:\n  type: Buffer\n  data:\n    - 97\n',
    );
  });

  test('has numbers that are numbers in YAML 1.1, too', () => {
    expect(toYaml([1e21, 1e-7, -1.5e300, -0, NaN, Infinity, -Infinity, 1e20, 12345678901234567890n])).toBe(
      '- 1.0e+21\n- 1.0e-7\n- -1.5e+300\n- -0\n- .nan\n- .inf\n- -.inf\n- 100000000000000000000\n- 12345678901234567890\n',
    );
  });

  test('that is undefined is left out; in a list it is null', () => {
    expect(toYaml({ a: undefined, b: { c: undefined }, d: [undefined] })).toBe('b: {}\nd:\n  - null\n');
  });

  test('in a stream is null where it is undefined, as in cdk8s', () => {
    const documents = [{ a: undefined }, undefined, { b: 1 }].map((content) => ({ constructPath: '', content }));
    expect(toYamlStream(documents)).toBe('---\na: null\n---\n\n---\nb: 1\n');
    expect(toYamlStream([])).toBe('');
  });
});

describe('refused with its place, and never shown:', () => {
  const circle: { a: unknown[] } = { a: [] };
  circle.a.push(circle);
  let deep: unknown = 1;
  for (let level = 0; level < 201; level++) deep = [deep];

  test.each([
    ['a function', { a: [() => 1] }, 'a[0]', 'a function'],
    ['a symbol', { a: { b: Symbol('secret') } }, 'a.b', 'a symbol'],
    ['a set', { a: new Set(['secret']) }, 'a', 'an instance of Set'],
  ])('%s', (_what, data, property, given) => {
    const details = refused(() => toYaml(data, 'chart/object'));
    expect(details).toMatchObject({ constructPath: 'chart/object', property, given, allowed: 'plain data' });
    expect(JSON.stringify(details)).not.toContain('secret');
  });

  test.each<[string, unknown, string, string]>([
    ['what contains itself', circle, 'a[0]', 'contains itself, or is nested too deep'],
    ['too many levels', { a: deep }, `a${'[0]'.repeat(199)}`, 'contains itself, or is nested too deep'],
    ['a string with NUL', { a: ['secret\u0000'] }, 'a[0]', 'contains U+0000, which no YAML reader accepts'],
    [
      'a key with half a pair',
      { a: { '\ud800': 1 } },
      'a["\\ud800"] (key)',
      'contains U+D800, which no YAML reader accepts',
    ],
  ])('%s', (_what, data, property, problem) => {
    const details = refused(() => toYaml(data, 'chart/object'));
    expect(details).toMatchObject({ constructPath: 'chart/object', property, problem });
    expect(JSON.stringify(details)).not.toContain('secret');
  });

  test('all strings at once', () => {
    expect(() => toYaml({ a: '\u0000', b: ['\udfff'] })).toThrow(/^a: contains U\+0000.*\nb\[0\]: contains U\+DFFF.*$/);
  });
});
