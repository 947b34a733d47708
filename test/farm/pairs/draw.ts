/** Draws farms that cover each pair of values, without chance. */
import { type Choice, DEFAULTS, NAMES } from './options';
import { type Cell, CELLS, type OptionName, OPTIONS } from './table';

/** A value of an option. */
export interface Value {
  readonly name: OptionName;
  readonly value: string;
}

export type Pair = readonly [Value, Value];

/** Some of the options. */
type Part = { readonly [Name in OptionName]?: string };

const valuesOf = (name: OptionName): readonly string[] => OPTIONS[name];

export const PAIRS: readonly Pair[] = NAMES.flatMap((one, index) =>
  NAMES.slice(index + 1).flatMap((other) =>
    valuesOf(one).flatMap((value) =>
      valuesOf(other).map((otherValue): Pair => [
        { name: one, value },
        { name: other, value: otherValue },
      ]),
    ),
  ),
);

/** The cells that speak of values of the choice. */
export function cellsOf(choice: Part, outcome: Cell['outcome']): Cell[] {
  return CELLS.filter((cell) => cell.outcome === outcome).filter(({ pair }) =>
    NAMES.every((name) => pair[name] === undefined || (pair[name] as readonly unknown[]).includes(choice[name])),
  );
}

const partOf = (pair: Pair): Part => Object.fromEntries(pair.map(({ name, value }) => [name, value]));
export const isRefusedPair = (pair: Pair): boolean => isRefused(partOf(pair));
const isRefused = (part: Part): boolean => cellsOf(part, 'refused').length > 0;

/** The pair, with a value of each other option so that nothing is refused: one of the preferred, as far as possible. */
function completed(part: Part, preferred: (one: Value) => number): Choice | undefined {
  const name = NAMES.find((one) => part[one] === undefined);
  if (isRefused(part) || name === undefined) {
    return isRefused(part) ? undefined : (part as Choice);
  }
  const byPreference = valuesOf(name)
    .map((value) => ({ value, weight: preferred({ name, value }) }))
    .sort((one, other) => other.weight - one.weight);
  for (const { value } of byPreference) {
    const found = completed({ ...part, [name]: value }, preferred);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The value with defaults, as far as they fit: what is said of the value alone. */
export function alone({ name, value }: Value): Choice | undefined {
  return completed({ [name]: value }, (one) => (one.value === DEFAULTS[one.name] ? 1 : 0));
}

/** Each pair that is refused, with defaults. */
export const REFUSED: readonly Choice[] = PAIRS.filter(isRefusedPair).map(
  (pair) => ({ ...DEFAULTS, ...partOf(pair) }) as Choice,
);

/** Farms that together have each pair that is not refused, and none that is. */
export function accepted(): Choice[] {
  const key = ([one, other]: Pair) => `${one.name} ${one.value} ${other.name} ${other.value}`;
  const left = new Map(PAIRS.filter((pair) => !isRefusedPair(pair)).map((pair) => [key(pair), pair]));
  const choices: Choice[] = [];
  for (const [first, pair] of left) {
    const weight = (one: Value) =>
      [...left.values()].filter((open) => open.some(({ name, value }) => name === one.name && value === one.value))
        .length;
    const choice = completed(partOf(pair), weight);
    if (choice === undefined) {
      throw new Error(`every farm with ${first} is refused: the table must say so`);
    }
    choices.push(choice);
    for (const [other, [a, b]] of left) {
      if (choice[a.name] === a.value && choice[b.name] === b.value) left.delete(other);
    }
  }
  return choices;
}
