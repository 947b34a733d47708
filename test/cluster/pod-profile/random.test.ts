/** Random profiles on real API servers, against what this package says that they do. */
import * as fc from 'fast-check';
import { changed } from '../../../lib/build-pods/explain';
import { profileOptions } from '../../testkit/arbitraries/pod-profile';
import { SEED } from '../../testkit/arbitraries/seed';
import { podOf } from '../../testkit/build-pods/fixture';
import { LINUX } from '../../testkit/build-pods/linux';
import { buildPod } from '../build-farm/pods';
import type { Cluster } from '../client/cluster';
import { marked, mutatingClusters, plainNamespace, type Pod, profiledNamespace, stored } from './profiled';

const PROFILES = 25;

/** Of every pod. A profile that is off, or for other pods, changes none. */
const SAMPLES = fc.sample(
  profileOptions.map(({ rollout: _, ...options }) => options),
  { numRuns: PROFILES, seed: SEED },
);

/** Pods of Harness, and one with settings of its own in each place. */
const PODS: readonly object[] = [
  podOf(LINUX),
  buildPod({
    labels: { own: 'label' },
    spec: {
      nodeSelector: { own: 'node' },
      tolerations: [{ key: 'own', operator: 'Exists', effect: 'NoSchedule' }],
      dnsConfig: { options: [{ name: 'ndots', value: '9' }] },
      imagePullSecrets: [{ name: 'own' }],
    },
    container: {
      env: [{ name: 'OWN', value: '$(HTTP_PROXY)' }],
      resources: { limits: { 'ephemeral-storage': '1Mi' } },
    },
  }),
];

/** Without what the API server derives from other fields, and drops. */
function comparable({ metadata, spec: { priority: _p, preemptionPolicy: _q, ...spec } }: Pod): unknown {
  return JSON.parse(JSON.stringify({ metadata, spec }), (_key, value: unknown) => (value === '' ? undefined : value));
}

/** What pods refer to must exist. */
async function makeClasses(cluster: Cluster, names: readonly (string | undefined)[]): Promise<void> {
  const [runtime, priority] = names;
  if (runtime !== undefined) {
    await cluster.apply({
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: runtime },
      handler: 'runsc',
    } as never);
  }
  if (priority !== undefined) {
    await cluster.apply({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: priority },
      value: 7,
    } as never);
  }
}

describe.each(mutatingClusters())('on Kubernetes %s', (_version, cluster) => {
  test.each(SAMPLES.map((options, index) => [index, options] as const))(
    `profile %i of seed ${SEED} makes of pods what explain() says, once, and only in its namespace`,
    async (index, options) => {
      await makeClasses(cluster, [options.runtimeClassName, options.priorityClassName]);
      const name = `random-${index}`;
      const plain = await plainNamespace(cluster);
      const namespace = await profiledNamespace(cluster, name, options);
      for (const pod of PODS) {
        const before = await stored(cluster, plain, pod);
        const after = await stored(cluster, namespace, pod);
        const [expected] = changed(marked(options, name), before as never);
        expect(comparable(after)).toEqual(comparable(expected as never));
        const again = { ...pod, ...after, metadata: { ...after.metadata, generateName: 'again-' } };
        expect(comparable(await stored(cluster, namespace, again))).toEqual(comparable(after));
        expect(await stored(cluster, plain, pod)).toEqual(before);
      }
    },
  );
});
