/** Assigns each type to one page. */

/** By type: the names of the types that it refers to. */
export type References = ReadonlyMap<string, ReadonlySet<string>>;

/** By page: the types that the table of pages lists for it. */
export type Roots = ReadonlyMap<string, readonly string[]>;

/**
 * A type that is reachable from the types of only one page is on that page. The table must list each type that is reachable
 * from several pages, or from none.
 *
 * @returns the pages, with the roots first, then the others sorted by name
 * @throws an error that names each type without a page, and each root that is not a public type.
 */
export function pagesOfTypes(references: References, roots: Roots): Map<string, string[]> {
  const homes = homesOfRoots(references, roots);
  const reached = new Map<string, Set<string>>();
  for (const [page, types] of roots) {
    for (const type of reachedFrom(types, references, homes)) {
      reached.set(type, (reached.get(type) ?? new Set()).add(page));
    }
  }
  const others = [...references.keys()].filter((type) => !homes.has(type)).sort();
  refuseHomeless(others, reached);
  return new Map(
    [...roots].map(([page, types]) => [page, [...types, ...others.filter((t) => reached.get(t)?.has(page))]]),
  );
}

function homesOfRoots(references: References, roots: Roots): Map<string, string> {
  const homes = new Map<string, string>();
  for (const [page, types] of roots) {
    for (const type of types) {
      if (!references.has(type) || homes.has(type)) {
        throw new Error(
          `the page ${page} lists ${type}, which is ${homes.has(type) ? 'on another page' : 'not public'}`,
        );
      }
      homes.set(type, page);
    }
  }
  return homes;
}

/** Types without an assigned page that are reachable from these. */
function reachedFrom(
  types: readonly string[],
  references: References,
  homes: ReadonlyMap<string, string>,
): Set<string> {
  const found = new Set<string>();
  const open = [...types];
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    const next = [...(references.get(type) ?? [])].filter((name) => !homes.has(name) && !found.has(name));
    next.forEach((name) => found.add(name));
    open.push(...next);
  }
  return found;
}

function refuseHomeless(types: readonly string[], reached: ReadonlyMap<string, ReadonlySet<string>>): void {
  const homeless = types.filter((type) => reached.get(type)?.size !== 1);
  if (homeless.length > 0) {
    const list = homeless.map((type) => `- ${type}: ${[...(reached.get(type) ?? ['no page'])].join(', ')}`);
    throw new Error(
      `the table in scripts/api must list a page for each of these types (followed by the pages that refer to them):\n${list.join('\n')}`,
    );
  }
}
