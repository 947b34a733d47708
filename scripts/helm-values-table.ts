/** Writes docs/helm-values.md from the table of the chart's values; `--check` only says whether it is current. */
import {
  CHART_DELEGATE_VERSION,
  CHART_NAME,
  CHART_VALUES,
  CHART_VALUES_BY_SUBJECT,
  CHART_VERSION,
  type ChartValue,
} from '../lib/delegate/helm/chart-values';
import { markdownTable, writeOrCheck } from './generated-file';

function section(subject: string, values: readonly ChartValue[]): string {
  return `## ${subject}\n\n${markdownTable(['Value', 'Default of the chart', 'Property', 'Notes'], values.map(row))}`;
}

function row({ path, property, note = '', isDeclared, default: chartDefault }: ChartValue): string[] {
  const value = isDeclared ? code(JSON.stringify(chartDefault)) : 'not in its values file';
  return [code(path), value, property === undefined ? 'none' : code(property), note];
}

function code(text: string): string {
  return `\`${text}\``;
}

const undeclaredCount = CHART_VALUES.filter(({ isDeclared }) => !isDeclared).length;

const intro = `# The values of the official Helm chart, and the properties that they become

Every value of the chart \`${CHART_NAME}\` ${CHART_VERSION}, also the ${undeclaredCount} that its templates use and its values file does not name.
The version of the chart is not that of the delegate: this one installs the delegate ${CHART_DELEGATE_VERSION} unless it is told another.
How to move from the chart to this package is said in [From the Helm chart](from-helm.md).

Generated from the table in \`lib/delegate/helm/chart-values\`, from which values are also read. Update it with \`npm run docs\`.`;

const sections = Object.entries(CHART_VALUES_BY_SUBJECT).map(([subject, values]) => section(subject, values));
writeOrCheck('docs/helm-values.md', `${[intro, ...sections].join('\n\n')}\n`);
