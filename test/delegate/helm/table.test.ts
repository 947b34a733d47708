import { readFileSync } from 'node:fs';
import {
  CHART_DELEGATE_VERSION,
  CHART_NAME,
  CHART_VALUES,
  CHART_VERSION,
} from '../../../lib/delegate/helm/chart-values';
import { SHAPES } from '../../../lib/delegate/resolve/shapes';
import { covers } from '../../support/covers';

const PAGE = readFileSync('docs/helm-values.md', 'utf8');

/** The leaves of a tree; an empty map or list is one, too. */
function leaves(value: unknown): number {
  const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value);
  const members = isBranch ? Object.values(value) : [];
  return members.length === 0 ? 1 : members.reduce<number>((sum, member) => sum + leaves(member), 0);
}

test('every value of the chart has a row: 85 of its values file, and those that only templates know', () => {
  covers('S003.chart.chart-name');
  const declared = CHART_VALUES.filter(({ isDeclared }) => isDeclared);
  expect(declared.reduce((sum, row) => sum + leaves(row.default), 0)).toBe(85);
  expect(CHART_VALUES.filter(({ isDeclared }) => !isDeclared)).toHaveLength(22);
  for (const { path } of CHART_VALUES) expect(PAGE).toContain(`| \`${path}\` |`);
  expect(PAGE).toContain(CHART_NAME);
});

test('each row once, and each says which property it becomes or why there is none', () => {
  const paths = CHART_VALUES.map(({ path }) => path);
  expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
  const silent = CHART_VALUES.filter(({ property, note }) => property === undefined && note === undefined);
  expect(silent).toEqual([]);
});

test('each property of the table is one', () => {
  const unknown = CHART_VALUES.filter(({ property }) => property && !(property.split('.')[0] in SHAPES));
  expect(unknown.map(({ path, property }) => `${path}: ${property}`)).toEqual([]);
});

test('the page tells the version of the chart, and that of the delegate in it', () => {
  covers('S003.chart.chart-version');
  expect(PAGE).toContain(`\`${CHART_NAME}\` ${CHART_VERSION}`);
  expect(PAGE).toContain(`installs the delegate ${CHART_DELEGATE_VERSION}`);
  expect(CHART_VERSION).not.toBe(CHART_DELEGATE_VERSION);
});
