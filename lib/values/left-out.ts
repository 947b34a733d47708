/** The server drops what is empty: sent all the same, it would count as a change at each apply. */

/** The list, or nothing where it is empty. */
export function someOf<T>(elements: readonly T[]): T[] | undefined {
  return elements.length > 0 ? [...elements] : undefined;
}

/** The map, or nothing where nothing in it is set. */
export function emptyToNothing<T extends object>(map: T): T | undefined {
  return Object.values(map).some((value) => value !== undefined) ? map : undefined;
}
