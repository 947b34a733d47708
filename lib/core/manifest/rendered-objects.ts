/** The objects of an app as they are applied, with everything that users patched or added. */
import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** What a construct renders: an object, or a chart with a `toJson()` of its own. */
export interface Rendering {
  /** Path of the construct. */
  readonly path: string;
  /** Of an object; `undefined` for a chart. */
  readonly apiVersion?: string;
  /** Of an object; `undefined` for a chart. */
  readonly kind?: string;
  /** The objects; `undefined` if a value is not known yet. */
  readonly manifests?: readonly unknown[];
}

/** Whether objects are rendered to be looked at, not to be written. */
let isLooking = false;

/** Whether an object that is rendered now is only looked at, by a summary for example. */
export function isOnlyLookedAt(): boolean {
  return isLooking;
}

let remembered: Map<IConstruct, readonly Rendering[]> | undefined;

/** Renders every object of the app that a construct belongs to: an app is one cluster. */
export function renderingsOf(scope: IConstruct): readonly Rendering[] {
  const { root } = scope.node;
  const renderings = remembered?.get(root) ?? root.node.findAll().flatMap((construct) => render(construct));
  remembered?.set(root, renderings);
  return renderings;
}

/** Renders the objects of each app only once while `task` runs, which must not change an app. */
export function renderingOnce<T>(task: () => T): T {
  const isOutermost = remembered === undefined;
  remembered ??= new Map();
  try {
    return task();
  } finally {
    if (isOutermost) {
      remembered = undefined;
    }
  }
}

function render(construct: IConstruct): Rendering[] {
  const { path } = construct.node;
  if (Chart.isChart(construct)) {
    const chart = construct;
    return hasOwnJson(chart) ? [{ path, manifests: tried(() => chart.toJson() as unknown[]) }] : [];
  }
  if (!ApiObject.isApiObject(construct) || hasOwnJson(Chart.of(construct))) {
    return [];
  }
  const object = construct;
  const { apiVersion, kind } = object;
  return [{ path, apiVersion, kind, manifests: tried(() => [object.toJson() as unknown]) }];
}

function hasOwnJson(chart: Chart): boolean {
  return Reflect.get(chart, 'toJson') !== Reflect.get(Chart.prototype, 'toJson');
}

function tried<T>(task: () => T): T | undefined {
  const wasLooking = isLooking;
  isLooking = true;
  try {
    return task();
  } catch {
    return undefined;
  } finally {
    isLooking = wasLooking;
  }
}
