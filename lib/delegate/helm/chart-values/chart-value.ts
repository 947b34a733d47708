/** What a value of the official chart is: one row of the table from which everything about values is made. */

/** What a value may be. `null` and no value are the same for the chart. */
export type ValueKind =
  /** A text. Numbers are refused: YAML would already have changed `1e5` or `26.10`. */
  | 'text'
  /** A number, or a text of digits. */
  | 'number'
  /** True or false; for a text the chart would say true. */
  | 'flag'
  /** True or false, which the chart writes as a text, so that it may be one. */
  | 'flagText'
  /** A number or a text, as `cpu: 1` and `cpu: 500m`. */
  | 'amount'
  /** A list of texts. */
  | 'texts'
  /** A list of objects as in the Kubernetes API. */
  | 'objects'
  /** Texts by name, as labels. */
  | 'map'
  /** An object as in the Kubernetes API. */
  | 'object';

export interface ChartValue {
  /** Where it stands, for example `image.pullPolicy`. */
  readonly path: string;
  readonly kind: ValueKind;
  /** Whether the values file of the chart names it; templates use others as well. */
  readonly isDeclared: boolean;
  /** What the chart itself has; absent where that is nothing. */
  readonly default?: unknown;
  /** The property that it becomes. */
  readonly property?: string;
  /** Why there is no property, or what is different about it. */
  readonly note?: string;
  /** Whether errors and reports must not show it. */
  readonly isSecret?: boolean;
}

type Meaning = Pick<ChartValue, 'property' | 'note' | 'isSecret'>;

/** A value that the values file of the chart names, with what stands there. */
export function declared(path: string, kind: ValueKind, chartDefault: unknown, meaning: Meaning): ChartValue {
  return { path, kind, isDeclared: true, default: chartDefault, ...meaning };
}

/** A value that only templates of the chart know. */
export function undeclared(path: string, kind: ValueKind, meaning: Meaning): ChartValue {
  return { path, kind, isDeclared: false, ...meaning };
}
