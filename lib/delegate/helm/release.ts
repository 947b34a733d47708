/** A release of the chart: its values, its images, and the plan to adopt it. */
import type { HarnessDelegateProps } from '../delegate-objects';
import { DelegateImage } from '../image';
import type { HelmAdoptionOptions } from '../names';
import type { ProfileRecord } from '../profile';
import { CHART_VALUES } from './chart-value-table';
import { CHART_DELEGATE_VERSION } from './chart-values';
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

/** Values, read by path. Reading a path that the table does not list is a bug here, and throws. */
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

/** The plan for an adopted delegate. Hardening steps change it. */
export interface AdoptionPlan {
  readonly props: HarnessDelegateProps;
  readonly adoption: HelmAdoptionOptions;
  readonly profile: ProfileRecord;
  /** Objects of the release, by the part of the delegate that they belong to. */
  readonly objects: { readonly access: readonly ClusterObject[]; readonly upgrader: readonly ClusterObject[] };
  /** Objects that stay in the cluster but are no longer needed. */
  readonly leftBehind: readonly ClusterObject[];
}

/** An object of the release. */
export interface ClusterObject {
  readonly kind: string;
  readonly name: string;
}

/** A release, as the parts of a plan see it. */
export interface Release {
  readonly settings: ChartSettings;
  /** Name of the release. */
  readonly name: string;
  readonly namespace: string;
  /** Name of its objects. */
  readonly fullname: string;
  /** Running images, which override those in the values. */
  readonly image?: DelegateImage;
  readonly upgraderImage?: DelegateImage;
}

/** Shortens a name as the chart does. */
export function chartName(name: string): string {
  return name.slice(0, 63).replace(/-$/, '');
}

/** The image of the delegate, assembled as in the chart. */
export function imageOf(settings: ChartSettings): DelegateImage {
  return referenceOf(settings, 'image', 'delegateDockerImage', CHART_DELEGATE_VERSION);
}

/** The image of the upgrader, assembled as in the chart. */
export function upgraderImageOf(settings: ChartSettings): DelegateImage {
  return referenceOf(settings, 'upgrader.image', 'upgrader.upgraderDockerImage', 'latest');
}

/** Whether the values set the image; otherwise it is the default of the chart. */
export function namesImage(settings: ChartSettings): boolean {
  return settings.isGiven('delegateDockerImage') || settings.isGiven('image.tag');
}

function referenceOf(settings: ChartSettings, parts: string, whole: string, usualTag: string): DelegateImage {
  const [registry, repository, tag = usualTag] = ['registry', 'repository', 'tag'].map((part) =>
    settings.text(`${parts}.${part}`),
  );
  if (repository === undefined) {
    return DelegateImage.of(settings.text(whole) ?? '');
  }
  return DelegateImage.of(`${registry === undefined ? '' : `${registry}/`}${repository}:${tag}`);
}
