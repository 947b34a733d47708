import { rulesOf } from '../../access';
import type { Finding } from '../types';
import { ClusterFailure, foundInCluster } from './cluster-failure';
import type { Answer, Connection } from './connection';

/** In the order of Harness. */
const CONTROLLERS = ['replicasets', 'statefulsets', 'daemonsets', 'deployments'];

/** What Harness' delegate does: it lists one kind of controllers after the other, and the first list will do. */
export async function lookAtDefaultNamespace(connection: Connection): Promise<Finding[]> {
  const answers: Answer[] = [];
  for (const controllers of CONTROLLERS) {
    const answer = await connection.ask('GET', `/apis/apps/v1/namespaces/default/${controllers}?limit=1`);
    if (answer.status === 200) {
      return [];
    }
    answers.push(answer);
  }
  const other = answers.find(({ status }) => status !== 403);
  if (other !== undefined) {
    const evidence = `${other.status}: ${other.message}`;
    throw new ClusterFailure('UNKNOWN_FAILURE', 'the controllers of the namespace "default" cannot be listed', {
      evidence,
    });
  }
  return [
    foundInCluster('DEFAULT_NAMESPACE_FORBIDDEN', `it asked for ${CONTROLLERS.join(', ')}`, {
      evidence: answers.at(-1)?.message,
      missingRules: [{ namespace: 'default', rules: rulesOf('connection-test') }],
    }),
  ];
}
