import type { IHarnessDelegate } from '../../reference';
import type { RenderedObjects } from '../../evaluation';
import type { ResolvedBuildFarm } from '../build-namespace-objects';

/** What the lines about a namespace are about. */
export interface Described extends RenderedObjects {
  readonly farm: ResolvedBuildFarm;
  /** Its name, resolved. */
  readonly namespace: string;
  readonly delegates: readonly IHarnessDelegate[];
}
