/** What builds reach, and who reaches them. */
import { BUILD_PORT, valueOf } from '../../core';
import type { IHarnessDelegate } from '../../reference';
import { type CloudIdentity, DELEGATE_LABEL, imageOf, METADATA, NAT64 } from '../../workload';
import type { PlatformDns } from '../platform';
import {
  type AppliedPolicy,
  declaredNamespace,
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
import { identityEgressLines, nameLines, unreachableFor, unreachableLines } from './unreachable-lines';

/** A delegate, if this app installs it. */
interface InstalledDelegate extends IHarnessDelegate {
  readonly managerEndpoint?: string;
  readonly _cloudIdentity?: CloudIdentity;
}

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
    ...egressLines(described, network, builds),
    ...described.delegates.flatMap((one) => delegateLines(described, network, one)),
  ];
}

/** Without a policy here, nothing is known of the egress of a namespace that is created elsewhere. */
function egressLines(described: Described, network: Network, builds: PodClass): string[] {
  const { isImported = false, objects, namespace } = described;
  const reach = reachOf(network, builds, 'Egress');
  if (isImported && !reach.hasPolicies && !declaredNamespace(objects, namespace).isDeclared) {
    return ['Egress: not known: no policy that is declared here restricts it.'];
  }
  return [
    `Egress: to ${reachWords(reach, namedAddresses())}.`,
    ...metadataLines(described, network, builds),
    ...unreachableLines(described, network, builds),
  ];
}

/** How far an address is open. */
interface Opened {
  readonly address: string;
  /** For example `open on TCP 80 only`. */
  readonly words: string;
  /** Whether it gives builds the credentials of the node. */
  readonly isExposed: boolean;
}

const CLOSED = 'closed';

/** Addresses of cloud metadata, directly and through a NAT64 translator where that opens more. */
interface OpenedMetadata {
  readonly direct: readonly Opened[];
  readonly images: readonly Opened[];
  /** Those that give pods the identity of their node, in words. */
  readonly exposed: readonly string[];
}

function openedMetadata(network: Network, pods: PodClass, identity?: CloudIdentity): OpenedMetadata {
  const own = (identity?._marks.metadataEndpoints ?? []).map(({ cidr }) => cidr.split('/')[0]);
  const opened = (address: string, target = address): Opened => {
    const open = portsOpenTo(network, pods, target);
    const words = open === undefined ? CLOSED : open.words === '' ? 'open' : `open on ${open.words} only`;
    return { address, words, isExposed: open?.includes(CREDENTIALS) === true && !own.includes(address) };
  };
  const direct = METADATA.map(({ block }) => opened(block.split('/')[0]));
  const images = direct
    .filter(({ address }) => !address.includes(':'))
    .flatMap(({ address, words }) => {
      const image = opened(address, imageOf(`${address}/32`).split('/')[0]);
      return [CLOSED, words].includes(image.words) ? [] : [image];
    });
  const exposed = [
    ...(direct.some(isExposed) ? [metadataWords('open', direct.filter(isExposed))] : []),
    ...(images.some(isExposed) ? [imageWords(images.filter(isExposed))] : []),
  ];
  return { direct, images, exposed };
}

/** Whether builds reach the addresses at which their node gets its credentials, directly or through a NAT64 translator. */
function metadataLines({ farm }: Described, network: Network, builds: PodClass): string[] {
  const { direct, images, exposed } = openedMetadata(network, builds, farm.cloudIdentity);
  const openWords = byWords(direct.filter(({ words }) => words !== CLOSED)).map(
    ([words, those]) => `${metadataWords(words, those)} ${words}`,
  );
  const closed = direct.filter(({ words }) => words === CLOSED);
  return [
    `Cloud metadata: ${[
      ...openWords,
      ...byWords(images).map(([words, those]) => `${imageWords(those)} ${words}`),
      ...(closed.length > 0 ? [`${metadataWords(CLOSED, closed)} closed${images.length > 0 ? ' otherwise' : ''}`] : []),
    ].join('; ')}.`,
    ...(exposed.length > 0
      ? [`EXPOSED: cloud metadata at ${inWords(exposed)}. Builds can use the identity of the node there.`]
      : []),
  ];
}

/** Cloud metadata that a delegate's restricted egress opens, and required destinations that it leaves out. */
export function delegateEgressLines(
  network: Network,
  delegate: IHarnessDelegate,
  pods: PodClass,
  dns: Pick<PlatformDns, 'servers' | 'exception'>,
): string[] {
  const { delegateName, managerEndpoint, _cloudIdentity } = delegate as InstalledDelegate;
  if (!reachOf(network, pods, 'Egress').isRestricted) {
    return [];
  }
  const { exposed } = openedMetadata(network, pods, _cloudIdentity);
  const unreachable = unreachableFor(network, pods, dns);
  const { names, dnsException, harness, hasOthersOn, isSelective } = unreachable;
  const isSaas = managerEndpoint === undefined || /\bharness\.io\b/.test(valueOf(managerEndpoint));
  const hasServer = [443, 6443].some((port) => hasOthersOn(port).addresses);
  const who = `delegate ${delegateName}` as const;
  return [
    ...(exposed.length > 0
      ? [
          `EXPOSED: cloud metadata at ${inWords(exposed)}. Delegate ${delegateName} can use the identity of its node there.`,
        ]
      : []),
    ...nameLines(names, dnsException, [who, 'it', 'dnsServers of networkPolicy']),
    ...identityEgressLines(unreachable, _cloudIdentity, who),
    ...(isSaas && harness.length > 0
      ? [
          `NOTE: ${who} does not reach Harness SaaS at ${inWords(harness)} on TCP 443. It must reach other addresses of Harness, or a proxy.`,
        ]
      : []),
    ...(!isSelective
      ? []
      : [
          hasServer
            ? `NOTE: ${who} reaches the API server only if its address is among these destinations.`
            : `NOTE: ${who} reaches no API server: no other address is open to it on TCP 443 or 6443.`,
        ]),
  ];
}

function isExposed(opened: Opened): boolean {
  return opened.isExposed;
}

function byWords(all: readonly Opened[]): [string, Opened[]][] {
  const distinct = [...new Set(all.map(({ words }) => words))];
  return distinct.map((words) => [words, all.filter((one) => one.words === words)]);
}

/** Addresses that hosts without IPv4 reach through a NAT64 translator. */
function imageWords(those: readonly Opened[]): string {
  return `${inWords(those.map(({ address }) => address))} by NAT64 (${NAT64})`;
}

/** Every address by name, if it is not closed as most are. */
function metadataWords(words: string, those: readonly Opened[]): string {
  const isAll = those.length === METADATA.length;
  return isAll || (words === CLOSED && those.length > 2)
    ? `${isAll ? 'all' : 'the other'} ${those.length} known addresses`
    : inWords(those.map(({ address }) => address));
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
