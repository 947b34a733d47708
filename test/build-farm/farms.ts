import type { Chart, ChartProps } from 'cdk8s';
import { BuildFarmNamespace, type BuildFarmNamespaceProps, HarnessDelegate } from 'harness-constructs';
import { type Manifest, newChart, synth } from '../support/synth';

/** A namespace for builds with the properties given: the construct, and what it synthesizes to. */
export function synthFarm(props: BuildFarmNamespaceProps = {}, chartProps?: ChartProps) {
  const chart = newChart(chartProps);
  const farm = new BuildFarmNamespace(chart, 'Builds', props);
  return { chart, farm, manifests: synth(chart) };
}

/** The same, served by a delegate `ci` in `harness-delegate` that is installed elsewhere. */
export function servedFarm(props: BuildFarmNamespaceProps = {}) {
  const chart = newChart();
  const farm = new BuildFarmNamespace(chart, 'Builds', props);
  farm.addDelegate(delegateIn(chart));
  return { chart, farm, manifests: synth(chart) };
}

/** A delegate that is installed elsewhere. */
export function delegateIn(chart: Chart, delegateName = 'ci', namespace = 'harness-delegate') {
  return HarnessDelegate.fromDelegateAttributes(chart, `Delegate.${namespace}.${delegateName}`, {
    delegateName,
    namespace,
  });
}

/** All objects of a kind, of whichever API. */
export function every(manifests: readonly Manifest[], kind: string): any[] {
  return manifests.filter((manifest) => manifest.kind === kind);
}

/** The only object of a kind. */
export function only(manifests: readonly Manifest[], kind: string): any {
  const found = every(manifests, kind);
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind}`);
  return found[0];
}

/** The object of a kind with that name. */
export function named(manifests: readonly Manifest[], kind: string, name: string): any {
  const found = every(manifests, kind).filter(({ metadata }: Manifest) => metadata.name === name);
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind} called ${name}`);
  return found[0];
}
