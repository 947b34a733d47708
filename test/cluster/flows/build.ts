import { core, podSpec, type Step, SOURCES } from './flow';

const { connector, connectorSettings, buildHandler } = SOURCES;
const SECRET = (run: string) => ({ metadata: { name: run }, stringData: { DRONE_SERVER: 'a' } });

/** A CI stage: it makes what the build pod needs, then the pod, follows it, and cleans up. */
export const BUILD: readonly Step[] = [
  {
    name: 'create the Secret of the stage',
    source: buildHandler,
    call: (actor, place) => actor.post(core(place, 'secrets'), SECRET(place.run)),
  },
  {
    name: 'see whether the Secret is there',
    source: buildHandler,
    call: (actor, place) => actor.get(core(place, 'secrets', place.run)),
  },
  {
    name: 'replace the Secret',
    source: buildHandler,
    call: (actor, place) => actor.put(core(place, 'secrets', place.run), SECRET(place.run)),
  },
  {
    name: 'create the claim that the steps share',
    source: connector,
    call: (actor, place) =>
      actor.post(core(place, 'persistentvolumeclaims'), {
        metadata: { name: place.run },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      }),
  },
  {
    name: 'create the Service of a background step',
    source: buildHandler,
    call: (actor, place) =>
      actor.post(core(place, 'services'), {
        metadata: { name: place.run },
        spec: { selector: { run: place.run }, ports: [{ port: 5432 }] },
      }),
  },
  {
    name: 'watch the events of the namespace',
    source: connectorSettings,
    call: (actor, place) => actor.watch(core(place, 'events')),
  },
  {
    name: 'create the build pod',
    source: buildHandler,
    call: (actor, place) =>
      actor.post(core(place, 'pods'), { metadata: { name: place.run, labels: { run: place.run } }, spec: podSpec() }),
  },
  {
    name: 'poll the build pod until it runs',
    source: buildHandler,
    call: (actor, place) => actor.get(core(place, 'pods', place.run)),
  },
  {
    name: 'watch the build pod',
    source: connectorSettings,
    call: (actor, place) => actor.watch(core(place, 'pods')),
  },
  ...['pods', 'services', 'persistentvolumeclaims', 'secrets'].map((resource): Step => ({
    name: `delete what the stage made of ${resource}`,
    source: resource === 'persistentvolumeclaims' ? connector : buildHandler,
    call: (actor, place) => actor.delete(core(place, resource, place.run)),
  })),
];
