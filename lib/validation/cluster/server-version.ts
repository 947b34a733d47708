/** The version of the API server, held against the one that the farm counts on. */
import { minorOf } from '../../core';
import type { Finding } from '../result';
import type { ProbeContext } from '../run-probe';
import { foundInCluster } from './cluster-failure';
import type { Connection } from './connection';

/**
 * The finding for an API server whose minor version is older. Patch versions are not compared: no kind of object depends
 * on them. By default everybody can read the version.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles
 */
export async function lookAtVersion(
  connection: Connection,
  expected: string,
  progress: ProbeContext['progress'],
): Promise<Finding[]> {
  const { body } = await connection.ask('GET', '/version', undefined, 'credentials');
  const { gitVersion: version = '' } = body;
  const minor = minorOf(version);
  if (Number.isNaN(minor)) {
    progress('the version of the API server cannot be read: not checked');
    return [];
  }
  if (minor >= minorOf(expected)) {
    return [];
  }
  const evidence = `${version}, and the farm counts on ${expected}`;
  return [foundInCluster('KUBERNETES_TOO_OLD', version, { evidence })];
}
