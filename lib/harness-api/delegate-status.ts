/** Delegates in answers. */
import { type JsonObject, objectsIn, textOf, textsIn, timeOf } from './json';
import { failure } from './remedies';
import type { DelegateReplica, DelegateStatus, PlatformScope } from './types';

/** The delegates of a list. The scope is the one that was asked for: answers have names of it, and no identifiers. */
export function delegateStatuses(operation: string, resource: unknown, scope: PlatformScope): DelegateStatus[] {
  if (!Array.isArray(resource)) {
    throw failure(operation, 'unreadable', 'the answer has no list of delegates.');
  }
  return objectsIn(resource).flatMap((delegate) => delegateStatus(delegate, scope));
}

function delegateStatus(delegate: JsonObject, scope: PlatformScope): DelegateStatus[] {
  const name = textOf(delegate.name);
  if (name === undefined) {
    return [];
  }
  const lastHeartbeat = timeOf(delegate.lastHeartBeat) ?? timeOf(delegate.lastHeartbeat);
  return [
    {
      ...scope,
      name,
      tags: [...new Set([name, ...textsIn(delegate.tags)])],
      connected: delegate.connected === true,
      ...(lastHeartbeat !== undefined && { lastHeartbeat }),
      replicas: objectsIn(delegate.delegateReplicas).map(replica),
    },
  ];
}

function replica({ uuid, connected, hostName, version, lastHeartbeat }: JsonObject): DelegateReplica {
  const [host, known, heartbeat] = [textOf(hostName), textOf(version), timeOf(lastHeartbeat)];
  return {
    id: textOf(uuid) ?? '',
    connected: connected === true,
    ...(host !== undefined && { hostName: host }),
    ...(known !== undefined && { version: known }),
    ...(heartbeat !== undefined && { lastHeartbeat: heartbeat }),
  };
}
