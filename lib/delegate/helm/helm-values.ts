import { adoption } from '../helm-on-demand';
import type { ChartSettings } from './chart-settings';
import type { HelmReleaseOptions } from './from-helm';
import { HelmAdoptionReport } from './helm-adoption-report';
import type { HelmValuesOptions } from './read-values';

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
    return HelmValues.parse(adoption().readFile(file), options);
  }

  /** Reads the values in a YAML string. */
  public static parse(yaml: string, options: HelmValuesOptions = {}): HelmValues {
    return new HelmValues(adoption().readSettings(yaml, options));
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
