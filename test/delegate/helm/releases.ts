import { HarnessDelegate, type HelmReleaseOptions, HelmValues, type HelmValuesOptions } from '../../../lib/delegate';
import type { ChartFixture } from '../../testkit/helm-chart';
import { type Manifest, newChart, synth } from '../../testkit/synth';

/** An adopted release: the construct, and its objects. */
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

/** The object of the given kind and name. */
export function named(manifests: readonly Manifest[], kind: string, name: string): any {
  return manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
}
