/** Ports of network policies. */
import { elementsOf } from './objects';

/** Protocol of a connection. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** A port of a rule, as in the Kubernetes API. */
export interface PolicyPort {
  /** @default 'TCP' */
  readonly protocol?: string | null;
  /** A number, or the name of a container's port. @default - all of the protocol */
  readonly port?: number | string | null;
  /** Last port of a range. */
  readonly endPort?: number | null;
}

/** The port that a connection goes to. */
export interface PortOfPod {
  readonly protocol: Protocol;
  readonly port: number;
  /** Its name in the pod that it belongs to. */
  readonly portName?: string;
}

/** Whether the ports of a rule include a port. A rule without ports includes all. */
export function includesPort(ports: readonly PolicyPort[] | null | undefined, wanted: PortOfPod): boolean {
  const all = elementsOf(ports);
  return all.length === 0 || all.some((port) => isPort(port, wanted));
}

function isPort({ protocol, port, endPort }: PolicyPort, wanted: PortOfPod): boolean {
  if ((protocol ?? 'TCP') !== wanted.protocol) {
    return false;
  }
  if (typeof port === 'string') {
    return port === wanted.portName;
  }
  return typeof port !== 'number' || (port <= wanted.port && wanted.port <= (endPort ?? port));
}

/**
 * Ports in words: `TCP and UDP 53 and 5353`, `TCP 30000-32767`, `UDP port dns`, `every TCP port`. Empty for all ports.
 * The same ports have the same words.
 */
export function portWords(ports: readonly PolicyPort[] | null | undefined): string {
  const byProtocol = new Map<string, Set<string>>();
  for (const { protocol, port, endPort } of elementsOf(ports)) {
    const name = protocol ?? 'TCP';
    const end = typeof endPort === 'number' && endPort !== port ? `-${endPort}` : '';
    byProtocol.set(name, (byProtocol.get(name) ?? new Set()).add(`${port ?? ''}${end}`));
  }
  const protocolsOf = new Map<string, string[]>();
  for (const [protocol, numbers] of [...byProtocol].sort()) {
    const words = numbers.has('') ? '' : inWords([...numbers].sort(byNumber));
    protocolsOf.set(words, [...(protocolsOf.get(words) ?? []), protocol]);
  }
  return inWords(
    [...protocolsOf].map(([numbers, protocols]) =>
      numbers === '' ? `every ${inWords(protocols)} port` : `${inWords(protocols)} ${numbers}`,
    ),
  );
}

function byNumber(one: string, other: string): number {
  const [first, second] = [Number.parseInt(one, 10), Number.parseInt(other, 10)];
  return first - second || (one < other ? -1 : 1);
}

/** `a, b and c`. */
export function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
