/** Whatever stands anywhere in an object of a farm, the summary says something. */
import { ApiObject, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { BuildQuota, Istio } from '../../lib/build-namespace';
import { DelegateEgress } from '../../lib/delegate';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { newApp } from '../testkit/synth';
import { addFarm } from './infras';

const RUNS = 300;

function farmWith(objects: readonly unknown[]) {
  const app = newApp();
  const farm = addFarm(new Chart(app, 'test'), 'Farm', {
    istio: Istio.cni(),
    quota: BuildQuota.forConcurrentBuilds(3, { cpu: '1', memory: '1Gi' }),
    delegateOptions: { networkPolicy: { egress: DelegateEgress.restrictedTo([]) } },
  });
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  new ApiObject(new Chart(app, 'foreign'), 'List', list);
  return farm;
}

const MTLS = {
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'mesh', namespace: 'harness-builds' },
  spec: { mtls: { mode: 'STRICT' } },
};
const OBJECTS = [...(Chart.of(farmWith([])).toJson() as object[]), MTLS];

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value ?? {});
  return [path, ...(typeof value === 'object' ? entries.flatMap(([key, one]) => pathsIn(one, [...path, key])) : [])];
}

function replaced(value: unknown, [key, ...rest]: Path, other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value))
    return value.map((one, index) => (index === key ? replaced(one, rest, other) : one) as unknown);
  const members = value as { [member: string]: unknown };
  return { ...members, [key]: replaced(members[key], rest, other) };
}

const places = fc
  .constantFrom(...OBJECTS)
  .chain((object) => fc.record({ object: fc.constant(object), path: fc.constantFrom(...pathsIn(object)) }));
const values = fc.oneof(
  fc.constantFrom<unknown>(null, 5, true, '', 'x', [], {}, [null], [5], { '': 5 }),
  fc.jsonValue(),
);

test(`a summary never throws (${runs(RUNS)} objects, seed ${SEED})`, () => {
  const property = fc.property(places, values, ({ object, path }, value) => {
    expect(farmWith([replaced(object, path, value)]).summary()).toContain('Builds in namespace harness-builds');
  });
  fc.assert(property, { seed: SEED, numRuns: runs(RUNS) });
});
