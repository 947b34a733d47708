import { apps, SOURCES, type Step } from './flow';

/** The test of a connector: it lists the controllers of the namespace `default`. */
export const CONNECTION_TEST: readonly Step[] = ['replicasets', 'statefulsets', 'daemonsets', 'deployments'].map(
  (resource) => ({
    name: `list the ${resource} of the namespace default`,
    source: SOURCES.connector,
    call: (actor, { run }) => actor.get(apps({ namespace: 'default', run }, resource)),
  }),
);
