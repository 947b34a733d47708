import type { ConnectionTest, TestOutcome } from '../testkit/harness-platform';
import type { Answer } from './client/api-client';
import type { Account, Cluster } from './client/cluster';

/** In the order of Harness. */
const CONTROLLERS = ['replicasets', 'statefulsets', 'daemonsets', 'deployments'];

/**
 * The connection test of a fake platform, carried out: what the delegate does with the token of its ServiceAccount, and
 * what Harness makes of it. It knows nothing of the probe of the cluster, which says the same or is wrong.
 */
export function connectionTestOn(cluster: Cluster, account: Account): ConnectionTest {
  return async (): Promise<TestOutcome> => {
    const delegate = await cluster.as(account);
    const delegateId = `${account.name}-replica-0`;
    let message = '';
    for (const controllers of CONTROLLERS) {
      const answer = await delegate.get(`/apis/apps/v1/namespaces/default/${controllers}`);
      if (answer.status === 200) {
        return { status: 'SUCCESS', delegateId };
      }
      message = wordsOfKubectl(answer);
    }
    return {
      status: 'FAILURE',
      errorSummary: message,
      errors: [{ reason: 'Unexpected Error', message, code: 450 }],
      delegateId,
    };
  };
}

function wordsOfKubectl({ status, body: { reason, message } }: Answer): string {
  return status === 401
    ? 'error: You must be logged in to the server (Unauthorized)'
    : `Error from server (${String(reason)}): ${String(message)}`;
}
