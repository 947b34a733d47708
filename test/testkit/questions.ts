/** Questions about manifests, answered by the evaluator that summaries use. `test/cluster` holds it against others. */
import { Network, portsOpenTo, Rights } from '../../lib/evaluation';
import type { Manifest } from './synth';

/** The network policies of the manifests. */
export function networkOf(manifests: readonly Manifest[]): Network {
  return new Network(manifests);
}

/** The roles and bindings of the manifests. */
export function rightsOf(manifests: readonly Manifest[]): Rights {
  return new Rights(manifests);
}

/** Ports of an address that some build reaches, whatever labels it has: `all`, `none`, or in words. */
export function portsOpenToBuilds(
  manifests: readonly Manifest[],
  address: string,
  namespace = 'harness-builds',
): string {
  const builds = { namespace, labels: {}, hasOtherLabels: true };
  const open = portsOpenTo(networkOf(manifests), builds, address);
  return open === undefined ? 'none' : open.words || 'all';
}
