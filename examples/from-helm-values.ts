/** Takes over a delegate that the official Helm chart installed, without restarting a pod. */
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { HarnessApp, HarnessDelegate, HelmHardening, HelmValues } from 'harness-constructs';

const app = new HarnessApp();
const chart = new Chart(app, 'firstk8sdel');

// The output of `helm get values firstk8sdel -n harness-delegate-ng`. `set` corresponds to the option --set of Helm.
const values = HelmValues.load(join(__dirname, 'from-helm-values.values.yaml'), { set: ['minReadySeconds=60'] });
const release = {
  release: 'firstk8sdel',
  namespace: 'harness-delegate-ng',
  // Steps that make the delegate safer than the chart does. Start with none, and add one at a time.
  harden: [HelmHardening.CONFIG_CHECKSUM, HelmHardening.READINESS_PROBE],
};

// Reports what stays the same, what changes, and what you can improve.
console.error(values.adoptionReport(release).toString());

HarnessDelegate.fromHelmValues(chart, 'Delegate', values, release);

app.synth();
