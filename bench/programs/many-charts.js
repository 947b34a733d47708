/** COUNT charts of 15 objects through cdk8s' App or through HarnessApp. */
const { ApiObject, App, Chart } = require('cdk8s');

const [, , count, kind] = process.argv;
const app = kind === 'harness' ? new (require('harness-constructs').HarnessApp)() : new App();
for (let index = 0; index < Number(count); index++) {
  const chart = new Chart(app, `chart-${index}`);
  for (let object = 0; object < 15; object++) {
    new ApiObject(chart, `object-${object}`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `object-${index}-${object}`, namespace: 'farm', labels: { chart: `${index}` } },
      data: { key: 'value', other: 'some longer value with: special "characters"' },
    });
  }
}
app.synth();
