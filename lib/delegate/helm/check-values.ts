/** Checks that values exist in the chart and have the right type. */
import { inWords, isPlainObject, kindOf, Together } from '../../core';
import { CHART_VALUES } from './chart-value-table';
import { CHART_NAME, CHART_VERSION, type ChartValue, type ValueKind } from './chart-values';
import { closest, refuseValue } from './value-errors';
import type { ValuesTree } from './values-tree';

const ROWS = new Map(CHART_VALUES.map((row) => [row.path, row]));

const PATHS = [...ROWS.keys()];

interface Kind {
  readonly what: string;
  readonly remedy: string;
  readonly is: (value: unknown) => boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isNumber = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isFinite(value)) || (isText(value) && /^[0-9]+$/.test(value));

const listOf = (is: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(is);

const KINDS: { readonly [kind in ValueKind]: Kind } = {
  text: { what: 'a string', remedy: 'Put it in quotes, or use --set-string.', is: isText },
  number: { what: 'a number', remedy: 'Write it in digits.', is: isNumber },
  flag: {
    what: 'true or false',
    remedy: 'Remove the quotes: the chart takes every string for true.',
    is: (v) => typeof v === 'boolean',
  },
  flagText: {
    what: 'true or false',
    remedy: 'Choose one of the two.',
    is: (v) => ['true', 'false'].includes(String(v)) && typeof v !== 'object',
  },
  amount: {
    what: 'a number or a string',
    remedy: 'Use a form such as 500m or 2.',
    is: (value) => isText(value) || isNumber(value),
  },
  texts: { what: 'a list of strings', remedy: 'Use a form such as ["a", "b"].', is: listOf(isText) },
  objects: {
    what: 'a list of objects as in the Kubernetes API',
    remedy: 'Copy the list from a manifest.',
    is: listOf(isPlainObject),
  },
  map: {
    what: 'a map of strings',
    remedy: 'Put its values in quotes.',
    is: (v) => isPlainObject(v) && Object.values(v).every((e) => isText(e) || e === null),
  },
  object: { what: 'an object as in the Kubernetes API', remedy: 'Copy the object from a manifest.', is: isPlainObject },
};

/** Throws for values that the chart does not know or that have the wrong type: one error for all of them. */
export function checkValues(tree: ValuesTree): void {
  const together = new Together();
  checkWithin(tree, '', together);
  together.end();
}

function checkWithin(tree: ValuesTree, within: string, together: Together): void {
  for (const [key, value] of Object.entries(tree)) {
    const path = within === '' ? key : `${within}.${key}`;
    const isBranch = !key.includes('.') && !ROWS.has(path);
    if (isBranch && isPlainObject(value) && PATHS.some((known) => known.startsWith(`${path}.`))) {
      checkWithin(value, path, together);
    } else {
      together.run(() => checkValue(key, path, value));
    }
  }
}

function checkValue(key: string, path: string, value: unknown): void {
  const row = ROWS.get(path);
  const members = PATHS.filter((known) => known.startsWith(`${path}.`)).map((known) => known.slice(path.length + 1));
  if (key.includes('.') && PATHS.some((known) => `${known}.`.startsWith(`${path}.`))) {
    const remedy = `Nest it: ${key.split('.').join(': { ')}: …${' }'.repeat(key.split('.').length - 1)}.`;
    refuseValue(path, { allowed: 'a key without dots, which the chart does not split', remedy });
  } else if (row !== undefined) {
    checkKind(row, value);
  } else if (members.length === 0) {
    refuseUnknown(path);
  } else if (value !== null) {
    refuseValue(path, {
      given: inWords(kindOf(value)),
      allowed: `a map of ${members.join(', ')}`,
      remedy: 'Nest them.',
    });
  }
}

function checkKind({ path, kind }: ChartValue, value: unknown): void {
  const { what, remedy, is } = KINDS[kind];
  if (value !== null && !is(value)) {
    refuseValue(path, { given: inWords(kindOf(value)), allowed: what, remedy });
  }
}

function refuseUnknown(path: string): never {
  const meant = closest(path, PATHS);
  const allowed = `a value of the chart ${CHART_NAME} ${CHART_VERSION}`;
  const remedy =
    meant === undefined ? 'Remove it: the chart ignores it.' : `Did you mean ${meant}? The chart ignores this value.`;
  refuseValue(path, { problem: 'unknown value', allowed, remedy });
}
