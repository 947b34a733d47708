import type { Finding } from '../types';
import { foundInCluster } from './cluster-failure';
import type { Connection } from './connection';

const SECRET = { apiVersion: 'v1', kind: 'Secret', metadata: { generateName: 'harness-connector-test-' } };

/** Whether a namespace is there, as far as one may know. */
export type Presence = 'present' | 'absent' | 'ending' | 'hidden';

/**
 * Looks for a namespace. Accounts of builds may not read namespaces, so that the credentials themselves ask first. Where
 * they may not either, a Secret is created on trial, of which nothing is kept: whoever may do that everywhere is told
 * that the namespace is not there.
 */
export async function presenceOf(connection: Connection, namespace: string): Promise<Presence> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  const { status, body } = await connection.ask('GET', path, undefined, 'credentials');
  if (status === 200) {
    return (body.status as { phase?: string } | undefined)?.phase === 'Terminating' ? 'ending' : 'present';
  }
  if (status === 404) {
    return 'absent';
  }
  const trial = await connection.ask('POST', `${path}/secrets?dryRun=All`, SECRET);
  if (trial.status === 404) {
    return 'absent';
  }
  return trial.status === 403 && trial.message.includes('cannot create resource') ? 'hidden' : 'present';
}

/** What is to be said of a namespace that cannot have builds. */
export function missing(namespace: string, presence: 'absent' | 'ending'): Finding {
  const detail = presence === 'absent' ? `"${namespace}"` : `"${namespace}" is being deleted`;
  return foundInCluster('BUILD_NAMESPACE_MISSING', detail);
}
