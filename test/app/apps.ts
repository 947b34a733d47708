import { ApiObject, type App, Chart, type YamlOutputType } from 'cdk8s';
import { HarnessApp } from '../../lib/app';

/** Adds a chart with one ConfigMap for each name. */
export function addChart(app: App, id: string, ...configMaps: string[]): Chart {
  const chart = new Chart(app, id);
  configMaps.forEach((name) => addConfigMap(chart, name));
  return chart;
}

export function addConfigMap(chart: Chart, name: string, value: unknown = name): ApiObject {
  return new ApiObject(chart, name, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: { value },
  });
}

export interface RunProps {
  readonly outdir: string;
  readonly charts: string[];
  readonly outputOwner?: string;
  readonly yamlOutputType?: YamlOutputType;
}

/** Runs a program: creates an app with a chart for each name, each with a ConfigMap, and synthesizes it. */
export function run({ charts, ...props }: RunProps): HarnessApp {
  const app = new HarnessApp({ outputOwner: 'test', ...props });
  charts.forEach((id) => addChart(app, id, `${id}-map`));
  app.synth();
  return app;
}

/** Starts another run of a program: no apps yet. */
export function nextRun(): void {
  Reflect.deleteProperty(globalThis, Symbol.for('harness-constructs.outputOwners'));
}
