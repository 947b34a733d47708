import { type Step, SOURCES } from './flow';

/** What cost management reads, in the whole cluster. */
const READ: { readonly [path: string]: readonly string[] } = {
  '/api/v1': ['pods', 'nodes', 'events', 'namespaces', 'persistentvolumes', 'persistentvolumeclaims'],
  '/apis/apps/v1': ['deployments', 'statefulsets', 'daemonsets', 'replicasets'],
  '/apis/batch/v1': ['jobs', 'cronjobs'],
  '/apis/storage.k8s.io/v1': ['storageclasses'],
};

/** Cost management: it follows what runs where, and what that uses. */
export const COST_VISIBILITY: readonly Step[] = [
  ...Object.entries(READ).flatMap(([path, resources]) =>
    resources.flatMap((resource): Step[] => [
      {
        name: `list ${resource} of the cluster`,
        source: SOURCES.chart,
        call: (actor) => actor.get(`${path}/${resource}`),
      },
      {
        name: `watch ${resource} of the cluster`,
        source: SOURCES.chart,
        call: (actor) => actor.watch(`${path}/${resource}`),
      },
    ]),
  ),
  ...['pods', 'nodes'].map((resource): Step => ({
    name: `read the use of ${resource}`,
    source: SOURCES.chart,
    call: (actor) => actor.get(`/apis/metrics.k8s.io/v1beta1/${resource}`),
    // Asked for rights first, then not found: there is no metrics server in the test's cluster.
    alsoFine: [404],
  })),
];
