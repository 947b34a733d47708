import { DelegateAccess } from '../../lib/access';
import { DelegateToken } from '../../lib/delegate';
import { DOCUMENTED, synthDelegate } from './delegates';

/** First Kubernetes version that serves an API; the latest version serves all of them. */
const SERVED_SINCE: { [apiVersion: string]: string } = {
  v1: '1.0',
  'apps/v1': '1.9',
  'rbac.authorization.k8s.io/v1': '1.8',
  'networking.k8s.io/v1': '1.7',
  'autoscaling/v1': '1.2',
  'policy/v1': '1.21',
  'autoscaling/v2': '1.23',
};
const EVERYTHING = {
  access: DelegateAccess.ciBuilds(['harness-builds']).plus(DelegateAccess.clusterAdmin()),
  autoscaling: { minReplicas: 2, maxReplicas: 4 },
  podDisruptionBudget: {},
  networkPolicy: {},
  readOnlyRootFilesystem: true,
};

describe('a cluster of Kubernetes 1.25, the oldest that Harness names', () => {
  test.each([EVERYTHING, { ...DOCUMENTED, token: DelegateToken.unsafePlainText('a-token') }])(
    'serves every API that the manifests use (%#)',
    (props) => {
      for (const { apiVersion, kind } of synthDelegate(props).manifests) {
        expect([kind, apiVersion, SERVED_SINCE[apiVersion]]).toEqual([kind, apiVersion, expect.any(String)]);
        expect(Number(SERVED_SINCE[apiVersion].split('.')[1])).toBeLessThanOrEqual(25);
      }
    },
  );
});
