import * as pulumi from '@pulumi/pulumi';
import { ownClass, refuseUnknownMembers } from '../../core';
import type { ConnectorAddress } from '../../harness-api';
import { assertValid, type Finding, type ProbeName, type ProbePolicy } from '../../validation';
import { checkArguments, type InputsOf, knownArguments } from '../arguments';
import { type Check, struct, throwRefused } from '../dynamic/input-checks';
import { kubeconfigOfProject } from '../dynamic/resource-inputs';
import { serializedProvider } from '../dynamic/serialized-provider';
import {
  type ClusterInputs,
  outputsOf,
  runValidation,
  VALIDATION_MEMBERS,
  validationCheck,
  type ValidationSubject,
} from '../dynamic/validation-provider';
import { isInput, refuseEndless } from '../argument-limits';
import { checkResourceOptions, type ResourceOptions } from '../options';
import { type PlatformArgs, platformInputs } from './kubernetes-cluster-connector';

/** Options of the cluster probe: as for `validateConnector`, with a reference to the kubeconfig. */
export type ClusterArgs = Omit<InputsOf<ClusterInputs>, 'kubeconfig'> & Pick<ClusterInputs, 'kubeconfig'>;

/** Arguments of a validation. */
export interface ValidationArgs extends PlatformArgs {
  /** Connector to validate. */
  readonly connector: InputsOf<ConnectorAddress>;
  /** Tags that the delegate must have, all of them. An empty list matches any delegate. */
  readonly delegateSelectors: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Generation of the delegate. The Harness connection test is documented to fail on the new generation, so it is
   * advisory there.
   *
   * @default legacy
   */
  readonly delegateGeneration?: 'new' | 'legacy';
  /**
   * Whether Harness has enabled `PL_USE_RUNNER` for the account, which makes its test work on the new delegate.
   *
   * @default false
   */
  readonly plUseRunner?: boolean;
  /**
   * Options of the cluster probe.
   *
   * @default - the cluster probe is skipped
   */
  readonly cluster?: ClusterArgs;
  /**
   * Policy of each probe: `required`, `advisory` or `skip`.
   *
   * @default - `connected` and `cluster` are required; `harness` is required on the legacy delegate and with `plUseRunner`, and otherwise advisory
   */
  readonly policies?: { readonly [probe in ProbeName]?: pulumi.Input<ProbePolicy> };
  /**
   * Seconds to wait for failures that can resolve themselves. Changing only this does not trigger a new validation.
   *
   * @default 600
   */
  readonly timeoutSeconds?: number;
  /**
   * Seconds between two attempts of a probe. Changing only this does not trigger a new validation.
   *
   * @default 10
   */
  readonly pollIntervalSeconds?: number;
}

const ARGUMENTS: Check = validationCheck(struct('ValidationArgs', VALIDATION_MEMBERS));

const RESOURCE_ARGUMENTS: Check = validationCheck(struct('ConnectorValidationArgs', VALIDATION_MEMBERS));

/** Converts the arguments to inputs of a resource. */
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

/**
 * Runs the check of `ConnectorValidation` as a hook of another resource, without storing anything in the state. It runs
 * in the process of the program, and not in a preview.
 *
 * Before an operation (`beforeCreate`, `beforeUpdate`), a failed required probe stops the resource and its dependents.
 * After an operation (`afterCreate`, `afterUpdate`), it fails the update, but dependents are still created, and the
 * next update does not run the hook again unless the resource changes: use `ConnectorValidation` instead. Arguments
 * must not depend on the resource that has the hook, which would wait for itself.
 *
 * @param name a name that is unique among the hooks of the program
 * @example
 *
 * const hook = connectorValidationHook('builds', { accountId, connector: { identifier: 'builds' }, delegateSelectors: ['ci'] });
 * new Trigger('nightly', { … }, { hooks: { beforeCreate: [hook] } });
 */
export function connectorValidationHook(name: string, args: ValidationArgs): pulumi.ResourceHook {
  checkArguments(name, args);
  refuseUnknownMembers('ValidationArgs', args, { name });
  refuseEndless(name, args, isInput);
  throwRefused(name, ARGUMENTS('', args));
  const inputs = pulumi.output(validationInputs(args));
  return new pulumi.ResourceHook(name, async () => {
    const subject = await new Promise<ValidationSubject>((resolve) =>
      inputs.apply((known) => resolve(known as unknown as ValidationSubject)),
    );
    const result = await runValidation(subject, { get: (key) => pulumi.runtime.getConfig(key) });
    assertValid(result);
    const { findings, summary } = outputsOf(result);
    if (findings.length > 0) {
      await pulumi.log.warn(summary);
    }
  });
}

/** Arguments of `ConnectorValidation`. */
export interface ConnectorValidationArgs extends ValidationArgs {
  /**
   * Values whose change triggers a new validation, for example `[connector.lastModifiedAt]`.
   *
   * @default - none
   */
  readonly triggers?: pulumi.Input<unknown[]>;
}

/** Shared by all resources, so that it is serialized only once. */
const PROVIDER = serializedProvider('validation', ['check', 'diff', 'create', 'update', 'read']);

/**
 * Validates a connector. The resource is created if the required probes of `validateConnector` pass. If one fails,
 * `pulumi up` fails, and the next update tries again.
 *
 * It validates again when the connector, platform, delegate, cluster, policies or triggers change, but not when this
 * package is upgraded. A preview only checks the inputs. `pulumi refresh` validates again, with a timeout of at most
 * 150 seconds. It never fails: a failed validation shows as a change of `expect`, so that the next update validates
 * again. Deleting the resource does nothing.
 *
 * @example
 *
 * new ConnectorValidation('builds', {
 *   accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
 *   connector: { identifier: 'builds' },
 *   delegateSelectors: farm.delegateSelectors,
 *   triggers: [connector.lastModifiedAt],
 * });
 */
export class ConnectorValidation extends pulumi.dynamic.Resource {
  /** `SUCCESS`, or `FAILURE` after a refresh. */
  declare public readonly status: pulumi.Output<string>;
  /** Time of the validation, in epoch milliseconds. */
  declare public readonly testedAt: pulumi.Output<number | undefined>;
  /** Id of the delegate that ran the Harness connection test, if reported. */
  declare public readonly delegateId: pulumi.Output<string | undefined>;
  /** Findings of the probes. After an update, only advisory probes have any. */
  declare public readonly findings: pulumi.Output<Finding[]>;
  /** Description of the result, over several lines. */
  declare public readonly summary: pulumi.Output<string>;

  constructor(name: string, args: ConnectorValidationArgs, opts: ResourceOptions = {}) {
    const known = knownArguments({ type: new.target, name }, args, 'ConnectorValidationArgs');
    checkResourceOptions(name, opts);
    refuseEndless(name, known, isInput);
    throwRefused(name, RESOURCE_ARGUMENTS('', known));
    const inputs = { ...validationInputs(known), triggers: known.triggers, expect: 'SUCCESS' };
    const outputs = {
      status: undefined,
      testedAt: undefined,
      delegateId: undefined,
      findings: undefined,
      summary: undefined,
    };
    super(PROVIDER, name, { ...inputs, ...outputs }, opts, 'harness-constructs', 'ConnectorValidation');
  }
}

ownClass(ConnectorValidation);
