/** Writes docs/helm-values.md from the table of the chart's values. With `--check`, only verifies that it is current. */
import { CHART_DELEGATE_VERSION, CHART_NAME, CHART_VERSION, type ChartValue } from '../lib/delegate/helm/chart-values';
import { CHART_VALUES, CHART_VALUES_BY_SUBJECT } from '../lib/delegate/helm/chart-value-table';
import { markdownTable, writeOrCheck } from './generated-file';

function section(subject: string, values: readonly ChartValue[]): string {
  return `## ${subject}\n\n${markdownTable(['Value', 'Default of the chart', 'Property', 'Notes'], values.map(row))}`;
}

function row({ path, property, note = '', isDeclared, default: chartDefault }: ChartValue): string[] {
  const value = isDeclared ? code(JSON.stringify(chartDefault)) : 'not in the values file';
  return [code(path), value, property === undefined ? 'none' : code(property), note];
}

function code(text: string): string {
  return `\`${text}\``;
}

const undeclaredCount = CHART_VALUES.filter(({ isDeclared }) => !isDeclared).length;

const intro = `# The values of the official Helm chart and their properties

Every value of the chart \`${CHART_NAME}\` ${CHART_VERSION}, including ${undeclaredCount} that its templates use but its values file does not declare.
The version of the chart is not that of the delegate: this chart installs delegate ${CHART_DELEGATE_VERSION} by default.
To move from the chart to this package, see [From the Helm chart](from-helm.md).

Generated from the table in \`lib/delegate/helm/chart-value-table.ts\`, which the package also uses to read values. Update it with \`npm run docs\`.`;

const sections = Object.entries(CHART_VALUES_BY_SUBJECT).map(([subject, values]) => section(subject, values));
writeOrCheck('docs/helm-values.md', `${[intro, ...sections].join('\n\n')}\n`);
