/** Whether builds can be on Windows, which a pipeline can also choose when it runs. */
import { BuildOperatingSystem, type StageInfrastructureOptions } from './props';

/** The property that puts builds on Windows. */
export interface OnWindows {
  readonly property: 'os' | 'inputs.os';
  /** Its value, for errors. */
  readonly given: string;
}

/** What can put builds on Windows; `undefined` if nothing can. */
export function onWindows({ os, inputs }: Pick<StageInfrastructureOptions, 'os' | 'inputs'>): OnWindows | undefined {
  const input = inputs?.os;
  if (input === undefined) {
    return os === BuildOperatingSystem.WINDOWS ? { property: 'os', given: os } : undefined;
  }
  const given = String(input);
  const allowed = /\.allowedValues\((.*?)\)/.exec(given)?.[1].split(',');
  return allowed?.includes(BuildOperatingSystem.WINDOWS) === false ? undefined : { property: 'inputs.os', given };
}
