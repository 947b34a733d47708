/** A delegate that the official Helm chart installed, taken over as it runs: no pod is restarted. */
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { HarnessApp, HarnessDelegate, HelmHardening, HelmValues } from 'harness-constructs';

const app = new HarnessApp();
const chart = new Chart(app, 'firstk8sdel');

// What `helm get values firstk8sdel -n harness-delegate-ng` shows; `set` is as the option --set of Helm.
const values = HelmValues.load(join(__dirname, 'from-helm-values.values.yaml'), { set: ['minReadySeconds=60'] });
const release = {
  release: 'firstk8sdel',
  namespace: 'harness-delegate-ng',
  // Steps that make it safer than the chart does. Begin with none, and add them one at a time.
  harden: [HelmHardening.CONFIG_CHECKSUM, HelmHardening.READINESS_PROBE],
};

// What stays, what changes, and what can be better.
console.error(values.adoptionReport(release).toString());

HarnessDelegate.fromHelmValues(chart, 'Delegate', values, release);

app.synth();
