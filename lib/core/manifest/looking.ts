/** Objects that are rendered to be looked at, not to be written. */
import type { IConstruct } from 'constructs';

/** What a construct renders: an object, or an element of what a chart with a `toJson()` of its own returns. */
export interface Rendering {
  /** Path of the construct: of the chart, if no construct is known. */
  readonly path: string;
  /** Set for an object that is a construct; `undefined` for what a chart returns. */
  readonly apiVersion?: string;
  /** Like `apiVersion`. */
  readonly kind?: string;
  /** The objects; `undefined` if a value is not known yet. */
  readonly manifests?: readonly unknown[];
}

let isLooking = false;

/** Whether an object that is rendered now is only looked at, by a summary for example. */
export function isOnlyLookedAt(): boolean {
  return isLooking;
}

/** Renders objects only to look at them. */
export function lookingAt<T>(render: () => T): T {
  const wasLooking = isLooking;
  isLooking = true;
  try {
    return render();
  } finally {
    isLooking = wasLooking;
  }
}

let remembered: Map<IConstruct, readonly Rendering[]> | undefined;

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

/** What `render` has returned for the app before, in a task of `renderingOnce`, or else returns now. */
export function rememberedFor(app: IConstruct, render: () => readonly Rendering[]): readonly Rendering[] {
  const renderings = remembered?.get(app) ?? render();
  remembered?.set(app, renderings);
  return renderings;
}
