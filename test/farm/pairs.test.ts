/** The table of pairs is held against farms: docs/compatibility.md, which is generated from it, says what happens. */
import { accepted, alone, cellsOf, isRefusedPair, type Pair, PAIRS, REFUSED, type Value } from './pairs/draw';
import { type Choice, DEFAULTS, farmOf, NAMES } from './pairs/options';
import { CELLS, OPTIONS } from './pairs/table';
import { spread } from '../testkit/arbitraries/runs';
import { thrownBy } from '../testkit/refused';

/** Whether the words contain the sentence of a cell, in which … stands for anything. */
function has(words: string, sentence: string): boolean {
  const parts = sentence.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.*')).test(words);
}

const linesOf = (choice: Choice): string[] =>
  farmOf(choice)
    .summary()
    .split('\n')
    .map((line) => line.trim());

function outcomeOf(choice: Choice): { readonly lines: string[]; readonly refusal?: string } {
  try {
    return { lines: linesOf(choice) };
  } catch (error) {
    return { lines: [], refusal: (error as Error).message };
  }
}

/** What differs from the defaults. */
const nameOf = (choice: Choice): string =>
  NAMES.filter((name) => choice[name] !== DEFAULTS[name])
    .map((name) => choice[name])
    .join(' × ') || 'the defaults';

const isWarning = (line: string): boolean => /^(NOTE|EXPOSED):/.test(line);

/** What is said of a value in a farm of defaults, as far as they fit. */
const SAID_ALONE = new Map<string, string[]>();
const keyOf = ({ name, value }: Value) => `${name}: ${value}`;

beforeAll(() => {
  for (const name of NAMES) {
    for (const value of OPTIONS[name]) {
      const choice = alone({ name, value });
      SAID_ALONE.set(keyOf({ name, value }), choice === undefined ? [] : outcomeOf(choice).lines.filter(isWarning));
    }
  }
});

test('a pair that the table refuses is refused in its words, and nothing else is', () => {
  const sentenceOf = (choice: Choice) => cellsOf(choice, 'refused')[0].sentence;
  const wrong = spread(REFUSED, sentenceOf).flatMap((choice) => {
    const sentences = cellsOf(choice, 'refused').map(({ sentence }) => sentence);
    const errors = thrownBy(() => farmOf(choice)).message.split('\n');
    const others = errors.filter((line) => !sentences.some((sentence) => has(line, sentence)));
    return others.length === 0 ? [] : [`${nameOf(choice)}: ${others.join(' ')}`];
  });
  expect(wrong).toEqual([]);
  expect(REFUSED.length).toBeGreaterThan(20);
});

describe('farms with all other pairs', () => {
  const choices = accepted();

  test('have each of them, and are few', () => {
    const hasPair = (choice: Choice, pair: Pair) => pair.every(({ name, value }) => choice[name] === value);
    const open = PAIRS.filter((pair) => !isRefusedPair(pair));
    expect(open.filter((pair) => !choices.some((choice) => hasPair(choice, pair)))).toEqual([]);
    expect(choices.length).toBeLessThan(80);
  });

  test('are accepted, and summary() has the sentences of their pairs, no others of the table, and no other warnings', () => {
    const sentences = [...new Set(CELLS.filter(({ outcome }) => outcome === 'said').map(({ sentence }) => sentence))];
    const wrong = spread(choices).flatMap((choice) => {
      const { lines, refusal } = outcomeOf(choice);
      if (refusal !== undefined) {
        return [`${nameOf(choice)} is refused: ${refusal}`];
      }
      const expected = cellsOf(choice, 'said').map(({ sentence }) => sentence);
      const missing = expected.filter((sentence) => !lines.some((line) => has(line, sentence)));
      const tooMany = sentences
        .filter((sentence) => !expected.includes(sentence))
        .filter((sentence) => lines.some((line) => has(line, sentence)));
      const known = NAMES.flatMap((name) => SAID_ALONE.get(keyOf({ name, value: choice[name] })) ?? []);
      const fresh = lines
        .filter((line) => isWarning(line) && !known.includes(line))
        .filter((line) => !expected.some((sentence) => has(line, sentence)));
      const all = [
        ...missing.map((sentence) => `is not said: ${sentence}`),
        ...tooMany.map((sentence) => `is said: ${sentence}`),
        ...fresh.map((line) => `is not in the table: ${line}`),
      ];
      return all.map((words) => `${nameOf(choice)} ${words}`);
    });
    expect(wrong).toEqual([]);
  });
});
