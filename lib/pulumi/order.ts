/** In which order the objects of a tree are registered. */
import { ApiObject } from 'cdk8s';
import { needs } from './needs';
import { ObjectIndex } from './object-index';
import type { TreeObject } from './tree-objects';

/** For each object those that it waits for. */
type Before = ReadonlyMap<TreeObject, ReadonlySet<TreeObject>>;

/** The objects, each after those that it waits for: what the tree says, and what an object needs without saying so. */
export function ordered(objects: readonly TreeObject[]): Before {
  const index = new ObjectIndex(objects);
  const needed = objects.map((object) => [object, needs(object, index)] as const);
  const said = dependenciesOf(objects);
  const both = new Map(needed.map(([object, found]) => [object, new Set([...(said.get(object) ?? []), ...found])]));
  return sorted(both) ?? (sorted(withoutCircles(said, needed)) as Before);
}

/** The ApiObjects in what the tree says that the object depends on. Some may be of other trees. */
export function saidBy({ construct }: TreeObject): ApiObject[] {
  return construct.node.dependencies
    .flatMap(({ node }) => node.findAll())
    .filter((found): found is ApiObject => ApiObject.isApiObject(found) && found !== construct);
}

/** What the tree says, each as the objects in it. */
function dependenciesOf(objects: readonly TreeObject[]): Map<TreeObject, Set<TreeObject>> {
  const made = new Map<ApiObject, TreeObject[]>();
  for (const object of objects) {
    const elements = made.get(object.construct) ?? [];
    elements.push(object);
    made.set(object.construct, elements);
  }
  return new Map(
    objects.map((object) => [object, new Set(saidBy(object).flatMap((construct) => made.get(construct) ?? []))]),
  );
}

/** What the tree says goes first: where it wants the opposite of a need, the need is left out. */
function withoutCircles(
  said: Map<TreeObject, Set<TreeObject>>,
  needed: readonly (readonly [TreeObject, readonly TreeObject[]])[],
): Before {
  for (const [object, found] of needed) {
    for (const need of found) {
      if (!waitsFor(need, object, said)) {
        said.get(object)?.add(need);
      }
    }
  }
  return said;
}

/** The same with each after what it waits for; `undefined` where some wait for each other. */
function sorted(before: Before): Before | undefined {
  const result = new Map<TreeObject, ReadonlySet<TreeObject>>();
  const begun = new Set<TreeObject>();
  const visit = (object: TreeObject): boolean => {
    if (begun.has(object)) {
      return result.has(object);
    }
    begun.add(object);
    const first = before.get(object) ?? new Set<TreeObject>();
    const isSound = [...first].every(visit);
    result.set(object, first);
    return isSound;
  };
  return [...before.keys()].every(visit) ? result : undefined;
}

function waitsFor(object: TreeObject, other: TreeObject, before: Before, seen = new Set<TreeObject>()): boolean {
  seen.add(object);
  return [...(before.get(object) ?? [])].some(
    (next) => next === other || (!seen.has(next) && waitsFor(next, other, before, seen)),
  );
}
