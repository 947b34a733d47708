import type { Chart, ChartProps } from 'cdk8s';
import { BuildFarmNamespace, type BuildFarmNamespaceProps } from '../../lib/build-namespace';
import { ImportedDelegate } from '../../lib/reference';
import { newChart, synth } from '../testkit/synth';

/** A build namespace with the given properties, and its manifests. */
export function synthFarm(props: BuildFarmNamespaceProps = {}, chartProps?: ChartProps) {
  const chart = newChart(chartProps);
  const farm = new BuildFarmNamespace(chart, 'Builds', props);
  return { chart, farm, manifests: synth(chart) };
}

/** The same, served by an imported delegate `ci` in `harness-delegate`. */
export function servedFarm(props: BuildFarmNamespaceProps = {}) {
  const chart = newChart();
  const farm = new BuildFarmNamespace(chart, 'Builds', props);
  farm.addDelegate(delegateIn(chart));
  return { chart, farm, manifests: synth(chart) };
}

/** An imported delegate. */
export function delegateIn(chart: Chart, delegateName = 'ci', namespace = 'harness-delegate') {
  return new ImportedDelegate(chart, `Delegate.${namespace}.${delegateName}`, {
    delegateName,
    namespace,
  });
}
