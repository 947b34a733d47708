/** One value of the official chart: a row of the table that drives everything about values, and errors about it. */
import { editDistance, PropertyChecks } from '../../core';

/** One value of the official chart: a row of the table that drives everything about values. */

/** Type of a value. The chart treats `null` as unset. */
export type ValueKind =
  /** A string. Numbers are refused: YAML would already have changed `1e5` or `26.10`. */
  | 'text'
  /** A number, or a string of digits. */
  | 'number'
  /** A boolean. The chart takes any string as true. */
  | 'flag'
  /** A boolean that the chart renders as a string, so a string is fine. */
  | 'flagText'
  /** A number or a string, as in `cpu: 1` and `cpu: 500m`. */
  | 'amount'
  /** A list of strings. */
  | 'texts'
  /** A list of objects as in the Kubernetes API. */
  | 'objects'
  /** A map of strings, for example labels. */
  | 'map'
  /** An object as in the Kubernetes API. */
  | 'object';

export interface ChartValue {
  /** Path of the value, for example `image.pullPolicy`. */
  readonly path: string;
  readonly kind: ValueKind;
  /** Whether the chart's values file lists it. Templates of the chart also read values that it does not list. */
  readonly isDeclared: boolean;
  /** The chart's default; absent if there is none. */
  readonly default?: unknown;
  /** The property that replaces it. */
  readonly property?: string;
  /** Why no property replaces it, or how the property differs. */
  readonly note?: string;
  /** Whether errors and reports must hide it. */
  readonly isSecret?: boolean;
}

type Meaning = Pick<ChartValue, 'property' | 'note' | 'isSecret'>;

/** A value that the chart's values file lists, with its default there. */
export function declared(path: string, kind: ValueKind, chartDefault: unknown, meaning: Meaning): ChartValue {
  return { path, kind, isDeclared: true, default: chartDefault, ...meaning };
}

/** A value that only the chart's templates read. */
export function undeclared(path: string, kind: ValueKind, meaning: Meaning): ChartValue {
  return { path, kind, isDeclared: false, ...meaning };
}

/** The version of the official chart that the table describes. It differs from the version of the delegate in it. */
export const CHART_NAME = 'harness-delegate-ng';

export const CHART_VERSION = '1.0.32';

/** The delegate that this version of the chart installs by default. */
export const CHART_DELEGATE_VERSION = '26.02.88404';

export const CHART_IMAGE = `us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:${CHART_DELEGATE_VERSION}`;

/** The closest word of the list, if the given one is likely a typo of it. */
export function closest(word: string, words: readonly string[]): string | undefined {
  const distances = words.map((other) => ({ other, distance: editDistance(plain(word), plain(other)) }));
  const [nearest] = distances.sort((one, other) => one.distance - other.distance);
  return nearest && nearest.distance <= Math.min(2, plain(word).length / 3) ? nearest.other : undefined;
}

/** Lowercase letters and digits only, so that `cluster-admin` matches CLUSTER_ADMIN. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/* Errors about values. They name the path and never show a possible secret. */

/** Parts of an error about a value. */
export interface ValueRefusal {
  /** What is wrong, unless the other parts make it clear. */
  readonly problem?: string;
  /** Shown in the error, or described in words. Omit it for a possible secret. */
  readonly given?: unknown;
  readonly allowed: string;
  readonly remedy: string;
}

/** Refuses the value at a path, for example `image.tag`. */
export function refuseValue(path: string, refusal: ValueRefusal): never {
  return refuseOption(propertyOf(path), refusal);
}

/** Refuses an option. */
export function refuseOption(property: string, { problem, given, allowed, remedy }: ValueRefusal): never {
  return PropertyChecks.withoutConstruct().refuse(property, given, allowed, remedy, problem);
}

/** The name of a value in errors. */
export function propertyOf(path: string): string {
  return path === '' ? 'values' : `values.${path}`;
}
