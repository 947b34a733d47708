import type { IConstruct } from 'constructs';
import type { HarnessScope } from '../document';
import type { DelegateSelection } from './delegate-selection';

/** A Kubernetes cluster connector: made here by `KubernetesClusterConnector`, or elsewhere (`fromReference`). */
export interface IKubernetesClusterConnector extends IConstruct {
  /** Where it lives; `undefined` for a reference that is an expression of Harness. */
  readonly harnessScope?: HarnessScope;
  /** Whether it acts with the credentials of its delegate; `undefined` where that is not known. */
  readonly inheritsFromDelegate?: boolean;
  /** By which delegates it works; `undefined` where that is not known. */
  readonly delegates?: DelegateSelection;
  /** How others refer to it: `account.identifier`, `org.identifier` or `identifier`. */
  readonly reference: string;
}
