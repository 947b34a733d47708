import { apps, core, podSpec, type Step, SOURCES } from './flow';

const { connector, releases } = SOURCES;
const MERGE = 'application/merge-patch+json';

/** A rollout: the release history is read and written, the objects are applied, and the pods are followed. */
export const DEPLOYMENT: readonly Step[] = [
  {
    name: 'look for the release history',
    source: releases,
    call: (actor, place) => actor.get(core(place, 'configmaps')),
  },
  {
    name: 'write the release history',
    source: releases,
    call: (actor, place) =>
      actor.post(core(place, 'configmaps'), { metadata: { name: place.run }, data: { release: '1' } }),
  },
  {
    name: 'write the release history of newer versions, a Secret',
    source: releases,
    call: (actor, place) =>
      actor.post(core(place, 'secrets'), { metadata: { name: place.run }, stringData: { release: '1' } }),
  },
  {
    name: 'apply the Deployment for the first time',
    source: connector,
    call: (actor, { namespace, run }) =>
      actor.post(apps({ namespace, run }, 'deployments'), {
        metadata: { name: run },
        spec: {
          replicas: 0,
          selector: { matchLabels: { run } },
          template: {
            metadata: { labels: { run } },
            spec: { ...podSpec(), restartPolicy: 'Always' },
          },
        },
      }),
  },
  {
    name: 'apply the Deployment again',
    source: connector,
    call: (actor, place) => actor.patch(apps(place, 'deployments', place.run), { spec: { paused: true } }, MERGE),
  },
  {
    name: 'watch the rollout',
    source: connector,
    call: (actor, place) => actor.watch(apps(place, 'deployments')),
  },
  {
    name: 'list the pods of the rollout',
    source: connector,
    call: (actor, place) => actor.get(core(place, 'pods')),
  },
  {
    name: 'watch the events of the rollout',
    source: connector,
    call: (actor, place) => actor.watch(core(place, 'events')),
  },
  {
    name: 'delete the Deployment',
    source: connector,
    call: (actor, place) => actor.delete(apps(place, 'deployments', place.run)),
  },
  ...['configmaps', 'secrets'].map((resource): Step => ({
    name: `delete the release history in ${resource}`,
    source: releases,
    call: (actor, place) => actor.delete(core(place, resource, place.run)),
  })),
];
