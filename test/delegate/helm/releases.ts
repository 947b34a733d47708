import { HarnessDelegate, HelmValues, type HelmReleaseOptions, type HelmValuesOptions } from 'harness-constructs';
import { type ChartFixture } from '../../support/helm-chart';
import { type Manifest, newChart, synth } from '../../support/synth';

/** What a release becomes: the construct, and its objects. */
export function adopted(
  { values, options }: Pick<ChartFixture, 'values' | 'options'>,
  changes: Partial<HelmReleaseOptions> = {},
  overrides: HelmValuesOptions = {},
) {
  const chart = newChart();
  const parsed = HelmValues.parse(values, overrides);
  const delegate = HarnessDelegate.fromHelmValues(chart, 'Delegate', parsed, { ...options, ...changes });
  return { delegate, manifests: synth(chart), values: parsed };
}

/** The object of that kind and name. */
export function named(manifests: readonly Manifest[], kind: string, name: string): any {
  return manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
}
