import type { IServiceAccount } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { instance, type Shape } from '../core';
import type { HarnessScope } from '../document';
import type { InstalledUpgrader } from './installed-upgrader';
import type { DelegateGeneration } from './versions';

/** Where a delegate runs. */
export enum DelegateRuntime {
  /** In a Kubernetes cluster, as one of its ServiceAccounts. */
  KUBERNETES = 'Kubernetes',
  /** In a Docker container, without a cluster. */
  DOCKER = 'Docker',
}

/** A delegate that connectors and stages can select, in Kubernetes (`IHarnessDelegate`) or Docker (`DockerDelegate`). */
export interface ISelectableDelegate {
  /** Name of the delegate. */
  readonly delegateName: string;
  /** Tags that connectors and stages can use to select the delegate, including its name. */
  readonly effectiveTags: string[];
  /** Where it runs. */
  readonly runtime: DelegateRuntime;
  /** Where it is installed in Harness; `undefined` if not known. */
  readonly harnessScope?: HarnessScope;
  /** Generation; `undefined` if not known. */
  readonly generation?: DelegateGeneration;
  /** Version, from the image tag, for example `1.30.1`; `undefined` if not known. */
  readonly delegateVersion?: string;
}

/** A delegate, created by `HarnessDelegate` or imported with `HarnessDelegate.fromDelegateName`. */
export interface IHarnessDelegate extends IConstruct, ISelectableDelegate {
  /** Namespace of the delegate. */
  readonly namespace: string;
  /** The delegate's ServiceAccount, which can also be a subject of cdk8s-plus roles. */
  readonly serviceAccount: IServiceAccount;
  /** The upgrader of the delegate, and the fields that it changes in the cluster. */
  readonly upgrader?: InstalledUpgrader;
}

/** Checks both members: a build namespace also has a ServiceAccount, and a Docker delegate also has tags. */
export const DELEGATE: Shape = (checks, property, value) => {
  ['effectiveTags', 'serviceAccount'].forEach((member) =>
    instance(
      'a HarnessDelegate',
      'Pass the construct. HarnessDelegate.fromDelegateName(…) imports one that exists.',
      member,
    )(checks, property, value),
  );
};
