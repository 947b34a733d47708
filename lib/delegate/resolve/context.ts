import type { Construct } from 'constructs';
import type { PropertyChecks } from '../../values';
import type { GenerationRecord } from '../generation';
import type { ProfileRecord } from '../profile';
import type { HarnessDelegateProps } from '../props';
import type { ResolvedImage } from './image';
import type { ResolvedNames } from './names';

/** What each part of the resolution works with. */
export interface ResolveContext {
  readonly scope: Construct;
  readonly checks: PropertyChecks;
  readonly props: HarnessDelegateProps;
  readonly profile: ProfileRecord;
  readonly generation: GenerationRecord;
  readonly image: ResolvedImage;
  readonly names: ResolvedNames;
}
