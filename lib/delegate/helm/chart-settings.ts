/** The values of a release, read by path. Reading a path that the table does not list is a bug here, and throws. */
import { CHART_VALUES } from './chart-value-table';
import { mergeTrees, valueAt, type ValuesTree, withoutNulls } from './values-tree';

const ROWS = new Map(CHART_VALUES.map((row) => [row.path, row]));

/** The chart's own defaults. Built on demand, because most programs adopt no release. */
function chartDefaults(): ValuesTree {
  return CHART_VALUES.filter(({ isDeclared }) => isDeclared).reduce<ValuesTree>(
    (tree, { path, default: value }) => mergeTrees(tree, nested(path.split('.'), value)),
    {},
  );
}

function nested([key, ...rest]: readonly string[], value: unknown): ValuesTree {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}

export class ChartSettings {
  private readonly tree: ValuesTree;

  /** @param given the values that were set; they override the chart's defaults */
  constructor(private readonly given: ValuesTree) {
    this.tree = withoutNulls(mergeTrees(chartDefaults(), given));
  }

  /** A non-empty string; `undefined` if it is empty or unset. */
  public text(path: string): string | undefined {
    const value = this.at(path) as string | number | boolean | undefined;
    return value === undefined || value === '' ? undefined : String(value);
  }

  public number(path: string): number | undefined {
    const text = this.text(path);
    return text === undefined ? undefined : Number(text);
  }

  public flag(path: string): boolean {
    return String(this.at(path)) === 'true';
  }

  /** A list; empty if it is unset. */
  public list<T>(path: string): readonly T[] {
    return (this.at(path) ?? []) as T[];
  }

  /** A map of strings; empty if it is unset. */
  public map(path: string): { [key: string]: string } {
    return { ...((this.at(path) ?? {}) as { [key: string]: string }) };
  }

  /** An object; `undefined` if it is empty or unset, which the chart treats alike. */
  public object<T>(path: string): T | undefined {
    const value = this.at(path) as object | undefined;
    return value === undefined || Object.keys(value).length === 0 ? undefined : (value as T);
  }

  /** A comma-separated string as a list. */
  public parts(path: string): string[] {
    const parts = (this.text(path) ?? '').split(',').map((part) => part.trim());
    return parts.filter((part) => part !== '');
  }

  /** Whether the value differs from the chart's default. */
  public isChanged(path: string): boolean {
    const value = this.at(path);
    return value !== undefined && JSON.stringify(value) !== JSON.stringify(ROWS.get(path)?.default);
  }

  /** Whether the given values set it. */
  public isGiven(path: string): boolean {
    return ![undefined, null].includes(valueAt(this.given, path) as null | undefined);
  }

  private at(path: string): unknown {
    if (!ROWS.has(path)) {
      throw new Error(`the chart has no value ${path}`);
    }
    return valueAt(this.tree, path);
  }
}

/** Values of the chart that have been read: what HelmValues is to the plan and the report. */
export interface ReadValues {
  readonly _settings: ChartSettings;
}
