import type { Construct } from 'constructs';
import type { PropertyChecks } from '../core';
import type { GenerationRecord } from './generation';
import type { ResolvedImage } from './image';
import type { ResolvedNames } from './names';
import type { ProfileRecord } from './profile';

/** Input of the `resolve…` functions. `Props` are the properties that the function reads. */
export interface ResolveContext<Props = unknown> {
  readonly scope: Construct;
  readonly checks: PropertyChecks;
  readonly props: Props;
  readonly profile: ProfileRecord;
  readonly generation: GenerationRecord;
  readonly image: ResolvedImage;
  readonly names: ResolvedNames;
}
