import { apps, SOURCES, type Step } from './flow';

/**
 * The test of a connector: it lists controllers of the namespace `default`, kind by kind, until the first list that
 * succeeds. ReplicaSets come first.
 */
export const CONNECTION_TEST: readonly Step[] = [
  {
    name: 'list the replicasets of the namespace default',
    source: SOURCES.connector,
    call: (actor, { run }) => actor.get(apps({ namespace: 'default', run }, 'replicasets')),
  },
];
