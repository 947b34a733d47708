import { DelegateAccess, type HarnessDelegateProps } from 'harness-constructs';
import { synthDelegate } from '../delegate/delegates';
import type { Manifest } from '../testkit/synth';
import type { Account, Cluster } from './client/cluster';
import { GUARDED, makeNamespaces } from './prepare';

/** Applies a delegate in a namespace of its own, changed as `change` says, and returns its ServiceAccount. */
export async function installDelegate(
  cluster: Cluster,
  name: string,
  props: Partial<HarnessDelegateProps> = {},
  change: (manifest: Manifest) => Manifest = (manifest) => manifest,
): Promise<Account> {
  const { manifests } = synthDelegate({
    access: DelegateAccess.none(),
    delegateName: name,
    namespace: name,
    replicas: 0,
    ...props,
  });
  await cluster.applyAll(await makeNamespaces(cluster, manifests.map(change), GUARDED));
  return { namespace: name, name };
}
