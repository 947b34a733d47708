import type { HarnessScope } from '../document';
import type { DelegateGeneration } from './props';

/** Where a delegate runs. */
export enum DelegateRuntime {
  /** In a Kubernetes cluster, as one of its ServiceAccounts. */
  KUBERNETES = 'Kubernetes',
  /** In a container of Docker: it has no cluster of its own. */
  DOCKER = 'Docker',
}

/** What connectors and stages select: a delegate in Kubernetes (`IHarnessDelegate`) or in Docker (`DockerDelegate`). */
export interface ISelectableDelegate {
  /** Name of the delegate. */
  readonly delegateName: string;
  /** Tags by which connectors and stages select the delegate; its name is one of them. */
  readonly effectiveTags: string[];
  /** Where it runs. */
  readonly runtime: DelegateRuntime;
  /** Where it is installed in Harness; `undefined` where that is not known. */
  readonly harnessScope?: HarnessScope;
  /** Generation; `undefined` where it is not known. */
  readonly generation?: DelegateGeneration;
  /** Version, as the tag of its image tells it, for example `1.30.1`; `undefined` where it is not known. */
  readonly delegateVersion?: string;
}
