/** Strings in which some YAML reader sees something else. The same seed gives the same strings. */
import * as fc from 'fast-check';

/** Words, numbers, signs and characters that have a meaning somewhere. */
const FRAGMENTS = [
  ...'a|B|z9|g|Z|T|_|6_|kind|true|TRUE|False|yes|No|on|OFF|y|N|null|Null|~|nan|inf|e|E|x'.split('|'),
  ...'0|00|1|12|7|08|0x1f|0X1F|0o7|0o17|0O7|0b1|0B1|1_000|1:30|12:30:45|190:20:30|1e3|1e3_0|1E+3|.5|1.|.inf|-.INF|.NaN'.split(
    '|',
  ),
  ...'0x1p-2|1e400|2026-01-31|2001-12-14t21:59:43.1Z|2001-12-14 21:59:43|10Gi|500m|25%|1.30.1|10.0.0.0/8|685_230.15'.split(
    '|',
  ),
  ...[
    '-',
    '--',
    '---',
    '...',
    '+',
    '?',
    '? ',
    ':',
    ': ',
    ' :',
    '#',
    ' #',
    '# ',
    '- ',
    ',',
    '.',
    '/',
    '=',
    '<<',
    '<',
    '>',
    '|',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    '{}',
    '[]',
    '&',
    '&a',
    '*',
    '*a',
    '!',
    '!!int ',
    '!<',
    '%',
    '%YAML 1.1',
    '@',
    '`',
    '^',
    '$',
    ';',
    '(',
  ],
  ...[
    "'",
    '"',
    "''",
    '""',
    '\\',
    '\\n',
    '\\x41',
    '{{ x }}',
    '<+input>',
    '${A}',
    '__proto__',
    'constructor',
    'é',
    '日本',
    '\u{1f600}',
  ],
  ...[
    ' ',
    '  ',
    '    ',
    '\n',
    '\n',
    '\n',
    '\n\n',
    '\t',
    '\r',
    '\r\n',
    '\u0001',
    '\u0007',
    '\u001b',
    '\u007f',
    '\u0080',
    '\u0085',
  ],
  ...[
    '\u009f',
    '\u00a0',
    '\u00ad',
    '\u200b',
    '\u200f',
    '\u2028',
    '\u2029',
    '\u202e',
    '\u3000',
    '\ufeff',
    '\ufdd0',
    '\ufffd',
  ],
  ...[
    '\ufffe',
    '\uffff',
    '\ue000',
    '\ud7ff',
    '\u{1fffe}',
    '\u{1ffff}',
    '\u{e0001}',
    '\u{f0000}',
    '\u{10ffff}',
    '\u{10fffd}',
  ],
];

const NUMERIC = [...'00112345678999__..++--eExXoObBaAfF::tTzZ '];

/** A number below a bound, evenly distributed. */
type Draw = (bound: number) => number;

function pick<T>(draw: Draw, all: readonly T[]): T {
  return all[draw(all.length)];
}

function join(draw: Draw, most: number, part: () => string): string {
  return Array.from({ length: draw(most) + 1 }, part).join('');
}

/** A character other than NUL and halves of surrogate pairs. */
function character(draw: Draw): string {
  const code = 1 + draw(pick(draw, [0x7f, 0x7f, 0x2fff, 0xffff, 0x10ffff]));
  return code >= 0xd800 && code < 0xe000 ? '\ud83d\ude00' : String.fromCodePoint(code);
}

const line = (draw: Draw): string =>
  pick(draw, ['', '', '  ', '\t', '#', '- ', ' ']) + join(draw, 3, () => pick(draw, FRAGMENTS));

const KINDS: readonly ((draw: Draw) => string)[] = [
  (draw) => join(draw, 5, () => pick(draw, FRAGMENTS)),
  (draw) => join(draw, 2, () => pick(draw, FRAGMENTS)),
  (draw) => join(draw, 9, () => pick(draw, NUMERIC)),
  (draw) => join(draw, 8, () => String.fromCodePoint(0x20 + draw(0x5f))),
  (draw) => join(draw, 6, () => character(draw)),
  (draw) =>
    Array.from({ length: draw(4) + 2 }, () => line(draw)).join(pick(draw, ['\n', '\n', '\n\n'])) +
    pick(draw, ['', '\n']),
];

function stringOf(draw: Draw): string {
  return pick(draw, KINDS)(draw);
}

/** Such strings, with a small generator of random numbers: a million takes two seconds. */
export function yamlStrings(seed: number, count: number): string[] {
  let state = seed;
  const draw: Draw = (bound) => {
    // Xorshift with 32 bits.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
  return Array.from({ length: count }, () => stringOf(draw));
}

/** Such strings, for fast-check, each by a seed of its own. */
export const yamlString: fc.Arbitrary<string> = fc
  .integer({ min: 1, max: 0x7fff_ffff })
  .map((seed) => yamlStrings(seed, 1)[0]);
