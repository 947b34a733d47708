import * as pulumi from '@pulumi/pulumi';
import type { ProbeName, ProbePolicy } from '../../connector-test';
import type { ConnectorAddress } from '../../harness-api';
import { kubeconfigOfProject } from '../dynamic/secret-sources';
import type { ClusterInputs } from '../dynamic/validation-inputs';
import type { InputsOf } from '../inputs';
import { platformInputs, type PlatformArgs } from './platform-args';

/** How the cluster is asked: as for `validateConnector`, with the name of where the kubeconfig is. */
export type ClusterArgs = Omit<InputsOf<ClusterInputs>, 'kubeconfig'> & Pick<ClusterInputs, 'kubeconfig'>;

/** What to validate, and how. */
export interface ValidationArgs extends PlatformArgs {
  /** The connector. */
  readonly connector: InputsOf<ConnectorAddress>;
  /** Tags that its delegate must have, all of them; none for any delegate. */
  readonly delegateSelectors: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The generation of the delegate. On the new one Harness' own test is documented to fail, so that it is advisory there.
   *
   * @default legacy
   */
  readonly delegateGeneration?: 'new' | 'legacy';
  /**
   * Whether Harness has turned on `PL_USE_RUNNER` for the account, by which its test works on the new delegate.
   *
   * @default false
   */
  readonly plUseRunner?: boolean;
  /**
   * Credentials for the cluster, and what builds need in it.
   *
   * @default - the cluster is not asked
   */
  readonly cluster?: ClusterArgs;
  /**
   * What the outcome of each probe means: `required`, `advisory` or `skip`.
   *
   * @default - `connected` and `cluster` are required; `harness` is required on the legacy delegate and where `plUseRunner` is on, and else advisory
   */
  readonly policies?: { readonly [probe in ProbeName]?: pulumi.Input<ProbePolicy> };
  /**
   * Seconds until what may still come right counts as failed. A change of it alone does not validate again.
   *
   * @default 600
   */
  readonly timeoutSeconds?: number;
  /**
   * Seconds between two looks. A change of it alone does not validate again.
   *
   * @default 10
   */
  readonly pollIntervalSeconds?: number;
}

/** As inputs of a resource. */
export function validationInputs(args: ValidationArgs): pulumi.Inputs {
  const { connector, delegateSelectors, delegateGeneration, plUseRunner, cluster, policies } = args;
  const { timeoutSeconds, pollIntervalSeconds } = args;
  return {
    ...platformInputs(args),
    connector,
    delegateSelectors,
    delegateGeneration,
    plUseRunner,
    cluster: cluster && { ...cluster, kubeconfig: kubeconfigOfProject(cluster.kubeconfig, pulumi.getProject()) },
    policies,
    timeoutSeconds,
    pollIntervalSeconds,
  };
}
