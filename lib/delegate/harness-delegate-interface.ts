import type { IServiceAccount } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { instance } from '../values';

/** A delegate: made here by `HarnessDelegate`, or installed elsewhere (`HarnessDelegate.fromDelegateName`). */
export interface IHarnessDelegate extends IConstruct {
  /** Name of the delegate, and of its Deployment. */
  readonly delegateName: string;
  /** Name of the namespace that the delegate is in. */
  readonly namespace: string;
  /** The delegate's ServiceAccount, which is a subject for roles of cdk8s-plus as well. */
  readonly serviceAccount: IServiceAccount;
  /** Tags by which connectors and stages select the delegate; its name is one of them. */
  readonly effectiveTags: string[];
}

/** Told by its tags: a namespace for builds has a ServiceAccount, too, and plain properties have the name. */
export const DELEGATE = instance('a HarnessDelegate', 'effectiveTags');
