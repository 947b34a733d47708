import { reportOf } from './adoption-report';
import { readFile, readSettings } from './read-values';
import type { AdoptionReport } from './adoption-report';
import type { HelmReleaseOptions } from './from-helm';
import type { HelmValuesOptions } from './read-values';
import type { ChartSettings, ReadValues } from './release';

/** The effect of adopting a release: what stays, what changes, and what can be improved. */
export class HelmAdoptionReport {
  /** @internal */
  public static _of(values: ReadValues, options: HelmReleaseOptions): HelmAdoptionReport {
    return new HelmAdoptionReport(reportOf(values, options));
  }

  /** What stays as it is. */
  public readonly stays: string[];
  /** What changes. */
  public readonly changes: string[];
  /** What the chosen steps improve. */
  public readonly better: string[];
  /** Whether the pods are replaced. */
  public readonly restartsPods: boolean;
  /** Objects that are no longer needed, each as `Kind/name`. Delete them. */
  public readonly leftBehind: string[];
  /** Objects that the delegate needs but that are no longer rendered, each as `Kind/name`. Do not prune them. */
  public readonly mustStay: string[];
  /** Steps that were not chosen. */
  public readonly nextSteps: string[];

  private constructor({ stays, changes, better, restartsPods, leftBehind, mustStay, nextSteps }: AdoptionReport) {
    this.stays = stays;
    this.changes = changes;
    this.better = better;
    this.restartsPods = restartsPods;
    this.leftBehind = leftBehind;
    this.mustStay = mustStay;
    this.nextSteps = nextSteps;
  }

  /** Renders the report for reading. */
  public toString(): string {
    const sections: [string, readonly string[]][] = [
      ['Stays as it is', this.stays],
      ['Changes', this.changes],
      ['Improvements', this.better],
      ['Pods', [this.restartsPods ? 'are replaced once' : 'are not restarted']],
      ['Must stay: do not prune', this.mustStay],
      ['Left behind: delete once the delegate works', this.leftBehind],
      ['Next steps', this.nextSteps],
    ];
    return sections
      .filter(([, lines]) => lines.length > 0)
      .map(([title, lines]) => `${title}:\n${lines.map((line) => `  - ${line}\n`).join('')}`)
      .join('\n');
  }
}

/**
 * The values of a release of the official chart `harness-delegate-ng`: the output of `helm get values`, or the values
 * file and options that the release was installed with. Values that the chart does not know, that have the wrong type or
 * that contradict each other are errors that name the path.
 *
 * @see https://github.com/harness/delegate-helm-chart
 * @example
 *
 * const values = HelmValues.load('values.yaml', { set: ['upgrader.enabled=false'] });
 */
export class HelmValues {
  /** Reads the values in a file, relative to the working directory. */
  public static load(file: string, options: HelmValuesOptions = {}): HelmValues {
    return HelmValues.parse(readFile(file), options);
  }

  /** Reads the values in a YAML string. */
  public static parse(yaml: string, options: HelmValuesOptions = {}): HelmValues {
    return new HelmValues(readSettings(yaml, options));
  }

  /** @internal */
  public readonly _settings!: ChartSettings;

  private constructor(settings: ChartSettings) {
    // Not enumerable, so that logging the object does not show a token among the values.
    Object.defineProperty(this, '_settings', { value: settings, enumerable: false });
  }

  /** Name of the delegate. */
  public get delegateName(): string {
    return this._settings.text('delegateName') as string;
  }

  /** Reports the effect of adopting the release: what stays, what changes, and what can be improved. */
  public adoptionReport(options: HelmReleaseOptions): HelmAdoptionReport {
    return HelmAdoptionReport._of(this, options);
  }

  /** Shows the name of the delegate, and no other value. */
  public toString(): string {
    return `HelmValues(${this.delegateName})`;
  }
}
