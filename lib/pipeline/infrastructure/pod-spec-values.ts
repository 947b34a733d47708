/** Helpers that read a pod spec known only to be JSON. */
import { isPlainObject, isUnresolved, pathOf, type PropertyChecks, PUBLIC_TEXT } from '../../core';
import { checkTextOrExpression } from '../../document';
import type { PodSpecOverlay } from './overlay';

/** A pod spec, or an object within, as in the Kubernetes API. */
export type PodData = { readonly [field: string]: unknown };

export const POD_SPEC = 'podSpecOverlay.podSpec';

/** Fields that put a pod into the namespaces of the node. */
export const NODE_NAMESPACES = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

/** The pod spec of the overlay; empty if there is none. */
export function podSpecOf({ podSpecOverlay }: { readonly podSpecOverlay?: PodSpecOverlay }): PodData {
  return dataOf(withoutUnset(podSpecOverlay?.podSpec));
}

/** The object, or an empty one in place of anything else, which the API server refuses. */
export function dataOf(value: unknown): PodData {
  return isPlainObject(value) ? value : {};
}

/** The elements of a list with their paths, if it is one. */
export function elementsOf(value: unknown, property: string): { readonly where: string; readonly element: PodData }[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  return list.map((element, index) => ({ where: `${property}[${index}]`, element: dataOf(element) }));
}

/** Whether the API server would read it as set. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A copy without members that are `undefined` or null, which count as unset. */
export function withoutUnset(value: unknown): unknown {
  if (Array.isArray(value)) {
    return (value as unknown[]).map(withoutUnset);
  }
  if (!isPlainObject(value)) {
    return value;
  }
  const members = Object.entries(value).filter(([, member]) => isSet(member));
  return Object.fromEntries(members.map(([name, member]) => [name, withoutUnset(member)]));
}

/** A string in a pod spec. */
export interface PlacedText {
  /** Its path, or that of the object with the member that it names. */
  readonly property: string;
  readonly text: string;
  /** Whether it is the name of a member. */
  readonly isName?: boolean;
}

/** All strings, names of members, and values that are known only later. */
export function textsIn(value: unknown, property: string): PlacedText[] {
  if (typeof value === 'string' || isUnresolved(value)) {
    return [{ property, text: value as string }];
  }
  if (Array.isArray(value)) {
    return (value as unknown[]).flatMap((element, index) => textsIn(element, `${property}[${index}]`));
  }
  return Object.entries(dataOf(value)).flatMap(([name, member]) => [
    { property, text: name, isName: true },
    ...textsIn(member, pathOf(property, name)),
  ]);
}

/** Refuses strings that the text of the overlay cannot have: it is written at once, and everybody can read it. */
export function checkTexts(checks: PropertyChecks, podSpec: PodData): void {
  checks.each(textsIn(podSpec, POD_SPEC), ({ property, text, isName }) => {
    if (isName) {
      checks.key(property, text, PUBLIC_TEXT);
    } else {
      checks.plain(property, text);
      checkTextOrExpression(checks, property, text, PUBLIC_TEXT);
    }
  });
}
