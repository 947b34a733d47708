import type { IServiceAccount } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { instance, type Shape } from '../values';
import type { InstalledUpgrader } from './installed-upgrader';
import type { ISelectableDelegate } from './selectable-delegate-interface';

/** A delegate: made here by `HarnessDelegate`, or installed elsewhere (`HarnessDelegate.fromDelegateName`). */
export interface IHarnessDelegate extends IConstruct, ISelectableDelegate {
  /** Name of the namespace that the delegate is in. */
  readonly namespace: string;
  /** The delegate's ServiceAccount, which is a subject for roles of cdk8s-plus as well. */
  readonly serviceAccount: IServiceAccount;
  /** The upgrader that was made with the delegate, and what it changes in the cluster. */
  readonly upgrader?: InstalledUpgrader;
}

/** Told by both: a namespace for builds has a ServiceAccount, too, and a delegate in Docker has tags. */
export const DELEGATE: Shape = (checks, property, value) => {
  ['effectiveTags', 'serviceAccount'].forEach((member) =>
    instance('a HarnessDelegate', member)(checks, property, value),
  );
};
