/** Whether values are those of the chart, and of the right kind. */
import { isPlainObject } from '../../values';
import { CHART_NAME, CHART_VALUES, CHART_VERSION, type ChartValue, type ValueKind } from './chart-values';
import { closest } from './closest';
import { refuseValue } from './value-errors';
import type { ValuesTree } from './values-tree';

const ROWS = new Map(CHART_VALUES.map((row) => [row.path, row]));
const PATHS = [...ROWS.keys()];

interface Kind {
  readonly what: string;
  readonly is: (value: unknown) => boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isFinite(value)) || (isText(value) && /^[0-9]+$/.test(value));
const listOf = (is: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(is);

const KINDS: { readonly [kind in ValueKind]: Kind } = {
  text: { what: 'a text (numbers and flags in quotes, or with --set-string)', is: isText },
  number: { what: 'a number', is: isNumber },
  flag: {
    what: 'true or false without quotes: the chart takes every text for true',
    is: (v) => typeof v === 'boolean',
  },
  flagText: { what: 'true or false', is: (v) => ['true', 'false'].includes(String(v)) && typeof v !== 'object' },
  amount: { what: 'a number or a text', is: (value) => isText(value) || isNumber(value) },
  texts: { what: 'a list of texts', is: listOf(isText) },
  objects: { what: 'a list of objects as in the Kubernetes API', is: listOf(isPlainObject) },
  map: {
    what: 'a map of texts',
    is: (v) => isPlainObject(v) && Object.values(v).every((e) => isText(e) || e === null),
  },
  object: { what: 'an object as in the Kubernetes API', is: isPlainObject },
};

/** Throws for the first value that the chart does not know, or that is of another kind. */
export function checkValues(tree: ValuesTree, within = ''): void {
  for (const [key, value] of Object.entries(tree)) {
    const path = within === '' ? key : `${within}.${key}`;
    const row = ROWS.get(path);
    if (key.includes('.') && PATHS.some((known) => `${known}.`.startsWith(`${path}.`))) {
      const remedy = `Write it nested: ${key.split('.').join(': { ')}: …${' }'.repeat(key.split('.').length - 1)}.`;
      refuseValue(path, { allowed: 'names without dots: the chart does not look into them', remedy });
    } else if (row !== undefined) {
      checkKind(row, value);
    } else if (!PATHS.some((known) => known.startsWith(`${path}.`))) {
      refuseUnknown(path);
    } else if (value !== null) {
      checkBranch(path, value);
    }
  }
}

function checkBranch(path: string, value: unknown): void {
  if (!isPlainObject(value)) {
    const members = PATHS.filter((known) => known.startsWith(`${path}.`)).map((known) => known.slice(path.length + 1));
    refuseValue(path, { allowed: `a map with ${members.join(', ')}`, remedy: 'Set its members.' });
  }
  checkValues(value, path);
}

function checkKind({ path, kind }: ChartValue, value: unknown): void {
  const { what, is } = KINDS[kind];
  if (value !== null && !is(value)) {
    refuseValue(path, { allowed: what, remedy: 'Correct it.' });
  }
}

function refuseUnknown(path: string): never {
  const meant = closest(path, PATHS);
  refuseValue(path, {
    allowed: `a value of the chart ${CHART_NAME} ${CHART_VERSION}`,
    remedy:
      meant === undefined ? 'The chart ignores it: remove it.' : `Did you mean ${meant}? The chart ignores this one.`,
  });
}
