import { BuildFarmNamespace, type BuildFarmNamespaceProps } from '../../lib/build-namespace';
import { newChart } from '../testkit/synth';

/** A build namespace. */
export function buildsIn(props: BuildFarmNamespaceProps = {}, chart = newChart()): BuildFarmNamespace {
  return new BuildFarmNamespace(chart, 'Builds', { namespace: 'builds', ...props });
}
