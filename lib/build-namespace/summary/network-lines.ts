/** What builds reach, and who reaches them. */
import { BUILD_PORT } from '../../core';
import type { IHarnessDelegate } from '../../reference';
import { DELEGATE_LABEL, METADATA } from '../../workload';
import {
  type AppliedPolicy,
  inWords,
  Network,
  type PodClass,
  portsOpenTo,
  reachOf,
  reachWords,
} from '../../evaluation';
import { namedAddresses } from './named-addresses';
import { type Described, podsOfDelegate } from './delegate-pods';
import { deniedLabels } from './isolation-lines';
import { unreachableLines } from './unreachable-lines';

/** Port at which clouds provide the credentials of a node. */
const CREDENTIALS = { protocol: 'TCP', port: 80 } as const;

/** Some node: its address is not known. */
const NODE = { address: '' };

export function networkLines(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const { objects, namespace } = described;
  const network = new Network(objects);
  const delegate = deniedLabels(described, policies);
  // The author of a pipeline chooses the labels of a build.
  const builds: PodClass = {
    namespace,
    labels: {},
    hasOtherLabels: true,
    never: delegate === undefined ? {} : { [DELEGATE_LABEL]: delegate },
  };
  return [
    `Ingress: from ${reachWords(reachOf(network, builds, 'Ingress'))}.`,
    `Egress: to ${reachWords(reachOf(network, builds, 'Egress'), namedAddresses())}.`,
    ...metadataLines(described, network, builds),
    ...unreachableLines(described, network, builds),
    ...described.delegates.flatMap((one) => delegateLines(described, network, one)),
  ];
}

/** Whether builds reach the addresses at which their node gets its credentials. */
function metadataLines({ farm }: Described, network: Network, builds: PodClass): string[] {
  const addresses = METADATA.map(({ block }) => block.split('/')[0]);
  const own = (farm.cloudIdentity?._marks.metadataEndpoints ?? []).map(({ cidr }) => cidr.split('/')[0]);
  const byWords = new Map<string, string[]>();
  const exposed: string[] = [];
  for (const address of addresses) {
    const open = portsOpenTo(network, builds, address);
    const words = open === undefined ? 'closed' : open.words === '' ? 'open' : `open on ${open.words} only`;
    byWords.set(words, [...(byWords.get(words) ?? []), address]);
    if (open?.includes(CREDENTIALS) && !own.includes(address)) {
      exposed.push(address);
    }
  }
  const closedLast = [...byWords].sort(([one], [other]) => Number(one === 'closed') - Number(other === 'closed'));
  return [
    `Cloud metadata: ${closedLast.map(([words, those]) => `${metadataWords(words, those)} ${words}`).join('; ')}.`,
    ...(exposed.length > 0
      ? [`EXPOSED: cloud metadata at ${metadataWords('open', exposed)}. Builds can use the identity of the node there.`]
      : []),
  ];
}

/** Every address by name, if it is not closed as most are. */
function metadataWords(words: string, addresses: readonly string[]): string {
  const isAll = addresses.length === METADATA.length;
  return isAll || (words === 'closed' && addresses.length > 2)
    ? `${isAll ? 'all' : 'the other'} ${addresses.length} known addresses`
    : inWords(addresses);
}

/** A delegate that cannot connect to builds. */
function delegateLines(described: Described, network: Network, delegate: IHarnessDelegate): string[] {
  const { namespace } = described;
  const pods = podsOfDelegate(described, delegate);
  const from = pods.isOnHostNetwork ? NODE : pods;
  const port = { protocol: 'TCP', port: BUILD_PORT } as const;
  const { egress, ingress } = network.judge({ from, to: { namespace, labels: {} }, ...port });
  const what = `delegate ${delegate.delegateName} connect to builds on TCP ${BUILD_PORT}`;
  return [
    ...(egress ? [] : [`NOTE: the network policies of namespace ${pods.namespace} do not let ${what}.`]),
    ...(ingress ? [] : [`NOTE: the network policies of namespace ${namespace} do not let ${what}.`]),
  ];
}
