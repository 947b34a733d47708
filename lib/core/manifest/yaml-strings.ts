/**
 * How a string is written in YAML so that every reader reads the same string: those of YAML 1.1 (kubectl, PyYAML) and of
 * YAML 1.2 (js-yaml, yaml). They differ in what they take for a number, a boolean, a line break or a printable character. So
 * a string is written without quotes only if it looks like a word, and everything that is not printed is escaped.
 *
 * @see https://yaml.org/spec/1.1/#id903915 the types of YAML 1.1
 * @see https://yaml.org/spec/1.2.2/#rule-c-printable
 */

/** Most strings: a name, a path, a host. An `e` with digits is a number for some readers. */
const NAME = /^(?![eE][-+]?[0-9_]+$)[A-Za-z/][\w./-]*$/;

/** Names that some reader takes for a boolean or null. */
const RESERVED = new Set(['true', 'false', 'yes', 'no', 'on', 'off', 'null', 'y', 'n']);

const LONGEST_RESERVED = 5;

/** Printable ASCII, starting with a letter, `/`, or `<+` as in expressions of Harness. */
const WORDS = /^(?![eE][-+]?[0-9_]+$)(?:[A-Za-z/]|<\+)[ -~]*[!-9;-~]$/;

/** What separates a value or a comment from the preceding text. */
const SEPARATOR = /: | #/;

/** Amounts, percentages, versions and blocks of addresses: `500m`, `10Gi`, `25%`, `1.30.1`, `10.0.0.0/8`. */
const MEASURE = /^[0-9]+(?:(?:\.[0-9]+)?(?:%|m|[KMGTPE]i|[kMGTPsh])|(?:\.[0-9]+){2,}(?:\/[0-9]+)?)$/;

/** Starts with a digit other than 0, and has a letter that is in no number of any base and in no date. */
const IDENTIFIER = /^[1-9](?=[\w-]*[G-NP-SU-WYg-np-su-wy])[\w-]*\w$/;

/** Whether a string needs no quotes: no reader takes it for anything else. */
export function isPlain(text: string): boolean {
  if (NAME.test(text)) {
    return text.length > LONGEST_RESERVED || !RESERVED.has(text.toLowerCase());
  }
  return (WORDS.test(text) && !SEPARATOR.test(text)) || MEASURE.test(text) || IDENTIFIER.test(text);
}

/** NUL and halves of surrogate pairs: UTF-8 has no form of the latter, and YAML no place for the former. */
const UNWRITABLE = /[\0\ud800-\udfff]/u;

/** Whole pairs as well. Fast path: most strings have no surrogates. */
const MAYBE_UNWRITABLE = /[\0\ud800-\udfff]/;

/** The first character of a string that no YAML reader returns, as `U+0000`; `undefined` if there is none. */
export function unwritableIn(text: string): string | undefined {
  const character = MAYBE_UNWRITABLE.test(text) ? UNWRITABLE.exec(text)?.[0] : undefined;
  return character === undefined ? undefined : `U+${hexadecimal(character, 4).toUpperCase()}`;
}

/** What some reader takes for a line break, or refuses: control characters, U+0085, U+2028, U+2029, U+FEFF, U+FFFE, U+FFFF. */
const MISREAD = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ufeff\\ufffe\\uffff';

/**
 * Invisible or direction-changing characters: blanks without width, changes of the writing direction, private use. The set does
 * not depend on the Unicode version of the engine.
 */
const UNSEEN =
  '\\u00a0\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202f\\u2060-\\u206f\\ufff0-\\ufffb\\u{e0000}-\\u{e0fff}' +
  // Private use, and what is no character: written out, because the engine needs a millisecond to look a property up.
  '\\ue000-\\uf8ff\\ufdd0-\\ufdef\\u{f0000}-\\u{10ffff}' +
  Array.from(
    { length: 14 },
    (_, plane) => `\\u{${(plane + 1).toString(16)}fffe}-\\u{${(plane + 1).toString(16)}ffff}`,
  ).join('');

const HAS_MISREAD = new RegExp(`[${MISREAD}]`, 'u');

const HAS_ESCAPED = new RegExp(`[${MISREAD}${UNSEEN}]`, 'u');

/** Whether the text has a character that is no line break or tab, and that a reader misreads unless it is escaped. */
export function hasMisread(text: string): boolean {
  return HAS_MISREAD.test(text);
}

const ESCAPED = new RegExp(`["\\\\\\t\\n${MISREAD}${UNSEEN}]`, 'gu');

const SHORT_ESCAPES: { readonly [character: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

/** Nothing to escape. */
const SIMPLE = /^[ !#-[\]-~]*$/;

/** A string in quotes. Single quotes are easier to read around double quotes and backslashes. */
export function quoted(text: string): string {
  if (SIMPLE.test(text)) {
    return `"${text}"`;
  }
  return /["\\]/.test(text) && !/['\t\n]/.test(text) && !HAS_ESCAPED.test(text)
    ? `'${text}'`
    : `"${text.replace(ESCAPED, escaped)}"`;
}

function escaped(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) {
    return short;
  }
  return character.length === 1 ? `\\u${hexadecimal(character, 4)}` : `\\U${hexadecimal(character, 8)}`;
}

function hexadecimal(character: string, digits: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');
}

/** A line of blanks only, a tab at the start, more than one line break at the end, or nothing else. */
const NO_BLOCK = /(?:^|\n)[ \t]+(?:\n|$)|^\n*\t|\n\n$|^\n+$/;

/** Whether a string of several lines can be written as a block of text. */
export function isBlock(text: string): boolean {
  return text.includes('\n') && !HAS_ESCAPED.test(text) && !NO_BLOCK.test(text);
}

/** A string of several lines as a block of text. `lineBreak` has the indentation: two blanks more than around the block. */
export function blockOf(text: string, lineBreak: string): string {
  const isEnded = text.endsWith('\n');
  const lines = (isEnded ? text.slice(0, -1) : text).split('\n');
  // Without the indicator, readers take blanks at the start of the first line for indentation.
  const indicator = /^\n* /.test(text) ? '2' : '';
  return `|${indicator}${isEnded ? '' : '-'}${lines.map((line) => (line === '' ? '\n' : lineBreak + line)).join('')}`;
}
