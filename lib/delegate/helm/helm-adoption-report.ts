import { adoption } from '../helm-on-demand';
import type { AdoptionReport } from './adoption-report';
import type { ReadValues } from './chart-settings';
import type { HelmReleaseOptions } from './from-helm';

/** The effect of adopting a release: what stays, what changes, and what can be improved. */
export class HelmAdoptionReport {
  /** @internal */
  public static _of(values: ReadValues, options: HelmReleaseOptions): HelmAdoptionReport {
    return new HelmAdoptionReport(adoption().reportOf(values, options));
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
