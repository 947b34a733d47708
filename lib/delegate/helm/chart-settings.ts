/** The values of a release, read by their paths. A path that the table does not have is a slip of ours, and throws. */
import { CHART_VALUES } from './chart-values';
import { mergeTrees, valueAt, type ValuesTree, withoutNulls } from './values-tree';

const ROWS = new Map(CHART_VALUES.map((row) => [row.path, row]));

/** What the chart itself has. Made here and not at once: most programs take over no release. */
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

  /** @param given values that were set, over those of the chart */
  constructor(private readonly given: ValuesTree) {
    this.tree = withoutNulls(mergeTrees(chartDefaults(), given));
  }

  /** A text that is not empty. */
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

  /** A list, empty where there is none. */
  public list<T>(path: string): readonly T[] {
    return (this.at(path) ?? []) as T[];
  }

  /** Texts by name, empty where there is none. */
  public map(path: string): { [key: string]: string } {
    return { ...((this.at(path) ?? {}) as { [key: string]: string }) };
  }

  /** An object; `undefined` where there is none or it is empty, which are the same to the chart. */
  public object<T>(path: string): T | undefined {
    const value = this.at(path) as object | undefined;
    return value === undefined || Object.keys(value).length === 0 ? undefined : (value as T);
  }

  /** A text with commas as a list. */
  public parts(path: string): string[] {
    const parts = (this.text(path) ?? '').split(',').map((part) => part.trim());
    return parts.filter((part) => part !== '');
  }

  /** Whether somebody set it to something else than the chart has. */
  public isChanged(path: string): boolean {
    const value = this.at(path);
    return value !== undefined && JSON.stringify(value) !== JSON.stringify(ROWS.get(path)?.default);
  }

  /** Whether the values that were given name it. */
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
