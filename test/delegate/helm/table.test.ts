import { readFileSync } from 'node:fs';
import { CHART_DELEGATE_VERSION, CHART_NAME, CHART_VERSION } from '../../../lib/delegate/helm/chart-values';
import { CHART_VALUES } from '../../../lib/delegate/helm/chart-value-table';
import { membersOf } from '../../../lib/core';
import { covers } from '../../testkit/covers';

const PAGE = readFileSync('docs/helm-values.md', 'utf8');

/** The number of leaves of a tree. An empty map or list counts as one. */
function leaves(value: unknown): number {
  const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value);
  const members = isBranch ? Object.values(value) : [];
  return members.length === 0 ? 1 : members.reduce<number>((sum, member) => sum + leaves(member), 0);
}

test('has a row for every value of the chart: 85 from its values file, and those that only templates read', () => {
  covers('S003.chart.chart-name');
  const declared = CHART_VALUES.filter(({ isDeclared }) => isDeclared);
  expect(declared.reduce((sum, row) => sum + leaves(row.default), 0)).toBe(85);
  expect(CHART_VALUES.filter(({ isDeclared }) => !isDeclared)).toHaveLength(22);
  for (const { path } of CHART_VALUES) expect(PAGE).toContain(`| \`${path}\` |`);
  expect(PAGE).toContain(CHART_NAME);
});

test('has each row once, with the property or the reason why there is none', () => {
  const paths = CHART_VALUES.map(({ path }) => path);
  expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
  const silent = CHART_VALUES.filter(({ property, note }) => property === undefined && note === undefined);
  expect(silent).toEqual([]);
});

test('names only properties that exist', () => {
  const properties = membersOf('HarnessDelegateProps').map(({ name }) => name);
  const unknown = CHART_VALUES.filter(({ property }) => property && !properties.includes(property.split('.')[0]));
  expect(unknown.map(({ path, property }) => `${path}: ${property}`)).toEqual([]);
});

test('states the version of the chart and of its delegate on the docs page', () => {
  covers('S003.chart.chart-version');
  expect(PAGE).toContain(`\`${CHART_NAME}\` ${CHART_VERSION}`);
  expect(PAGE).toContain(`installs delegate ${CHART_DELEGATE_VERSION}`);
  expect(CHART_VERSION).not.toBe(CHART_DELEGATE_VERSION);
});
