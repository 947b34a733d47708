import { core, type Step, SOURCES } from './flow';

/** What Harness asks for on OpenShift beyond the rights of other clusters: all of events. */
export const OPENSHIFT_EVENTS: readonly Step[] = [
  {
    name: 'write an event of the build',
    source: SOURCES.connectorSettings,
    call: (actor, place) =>
      actor.post(core(place, 'events'), {
        metadata: { name: place.run },
        involvedObject: { kind: 'Pod', namespace: place.namespace, name: place.run },
      }),
  },
  {
    name: 'read the event',
    source: SOURCES.connectorSettings,
    call: (actor, place) => actor.get(core(place, 'events', place.run)),
  },
  {
    name: 'list the events',
    source: SOURCES.connectorSettings,
    call: (actor, place) => actor.get(core(place, 'events')),
  },
  {
    name: 'watch the events',
    source: SOURCES.connectorSettings,
    call: (actor, place) => actor.watch(core(place, 'events')),
  },
  {
    name: 'delete the event',
    source: SOURCES.connectorSettings,
    call: (actor, place) => actor.delete(core(place, 'events', place.run)),
  },
];
