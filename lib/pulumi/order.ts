/** In which order the objects of a tree are registered. */
import { ApiObject } from 'cdk8s';
import { type Manifest, needs } from './needs';

/** The objects, each after those that it waits for: what the tree says, and what an object needs without saying so. */
export function ordered(manifests: ReadonlyMap<ApiObject, Manifest>): Map<ApiObject, ReadonlySet<ApiObject>> {
  const objects = [...manifests.keys()];
  const before = new Map(objects.map((object) => [object, dependenciesOf(object, manifests)]));
  for (const object of objects) {
    for (const need of needs(object, manifests)) {
      // What the tree says goes first: it may want the opposite.
      if (!waitsFor(need, object, before)) {
        before.get(object)?.add(need);
      }
    }
  }
  const result = new Map<ApiObject, ReadonlySet<ApiObject>>();
  const visited = new Set<ApiObject>();
  const visit = (object: ApiObject): void => {
    if (!visited.has(object)) {
      visited.add(object);
      const first = before.get(object) ?? new Set();
      first.forEach(visit);
      result.set(object, first);
    }
  };
  objects.forEach(visit);
  return result;
}

/** What the tree says, each as the objects in it. */
function dependenciesOf(object: ApiObject, manifests: ReadonlyMap<ApiObject, unknown>): Set<ApiObject> {
  const constructs = object.node.dependencies.flatMap(({ node }) => node.findAll());
  const objects = constructs.filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
  return new Set(objects.filter((other) => other !== object && manifests.has(other)));
}

function waitsFor(
  object: ApiObject,
  other: ApiObject,
  before: ReadonlyMap<ApiObject, ReadonlySet<ApiObject>>,
  seen = new Set<ApiObject>(),
): boolean {
  seen.add(object);
  return [...(before.get(object) ?? [])].some(
    (next) => next === other || (!seen.has(next) && waitsFor(next, other, before, seen)),
  );
}
