/**
 * The texts of Helm's options `--set` and `--set-string`: `a.b=1,c[0]=x,d={y,z}`.
 *
 * @see https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
 */

/** A key, or a position in a list. */
export type Step = string | number;

export interface Assignment {
  readonly path: readonly Step[];
  readonly value: unknown;
}

/** What is wrong with a text. It quotes nothing of it: there may be a token in it. */
export class SetSyntaxError extends Error {}

/** Helm refuses greater ones, too: a slip would fill the memory. */
const GREATEST_INDEX = 65_536;

/** The assignments of a text; each value is made by `valueOf`. */
export function parseSet(text: string, valueOf: (text: string) => unknown): Assignment[] {
  const reader = new Reader(text);
  const assignments: Assignment[] = [];
  while (!reader.isAtEnd()) {
    const path = readPath(reader);
    assignments.push({ path, value: readValue(reader, valueOf) });
  }
  return assignments;
}

/** A value of `--set`: a word for a type is of that type. */
export function typedValue(text: string): unknown {
  const words: { readonly [word: string]: unknown } = { true: true, false: false, null: null };
  const word = text.toLowerCase();
  if (Object.hasOwn(words, word)) {
    return words[word];
  }
  // With a zero in front it is a text, for example an account.
  return /^(0|[+-]?[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

class Reader {
  private position = 0;

  constructor(private readonly text: string) {}

  public isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Whether the next character is that one, which is then read. */
  public takes(character: string): boolean {
    const isNext = this.text[this.position] === character;
    this.position += isNext ? 1 : 0;
    return isNext;
  }

  /** The text before the next of the characters; one behind a backslash stands for itself. */
  public until(ends: string): string {
    let found = '';
    while (!this.isAtEnd() && !ends.includes(this.text[this.position])) {
      this.takes('\\');
      found += this.text[this.position++] ?? '';
    }
    return found;
  }
}

function readPath(reader: Reader): Step[] {
  const path: Step[] = [readKey(reader)];
  for (;;) {
    if (reader.takes('=')) {
      return path;
    } else if (reader.takes('[')) {
      path.push(readIndex(reader));
    } else if (reader.takes('.')) {
      path.push(readKey(reader));
    } else {
      throw new SetSyntaxError('a value for each key, as key=value');
    }
  }
}

function readKey(reader: Reader): string {
  const key = reader.until('.[=,');
  if (key === '') {
    throw new SetSyntaxError('a key in front of each value');
  }
  return key;
}

function readIndex(reader: Reader): number {
  const index = reader.until(']');
  if (!reader.takes(']') || !/^[0-9]+$/.test(index) || Number(index) > GREATEST_INDEX) {
    throw new SetSyntaxError(`a position from 0 to ${GREATEST_INDEX} between brackets`);
  }
  return Number(index);
}

function readValue(reader: Reader, valueOf: (text: string) => unknown): unknown {
  if (reader.takes('{')) {
    return readList(reader, valueOf);
  }
  const value = valueOf(reader.until(','));
  reader.takes(',');
  return value;
}

function readList(reader: Reader, valueOf: (text: string) => unknown): unknown[] {
  const list: unknown[] = [];
  for (;;) {
    const text = reader.until(',}');
    if (reader.takes(',')) {
      list.push(valueOf(text));
    } else if (reader.takes('}')) {
      const isEmpty = list.length === 0 && text === '';
      if (!reader.takes(',') && !reader.isAtEnd()) {
        throw new SetSyntaxError('a comma behind a list');
      }
      return isEmpty ? [] : [...list, valueOf(text)];
    } else {
      throw new SetSyntaxError('a } at the end of a list');
    }
  }
}
