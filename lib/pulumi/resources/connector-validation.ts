import * as pulumi from '@pulumi/pulumi';
import type { Finding } from '../../connector-test';
import { serializedProvider } from '../dynamic/serialized-provider';
import { type ValidationArgs, validationInputs } from './validation-args';

/** Arguments of `ConnectorValidation`. */
export interface ConnectorValidationArgs extends ValidationArgs {
  /**
   * Whatever shall make it validate again when it changes, for example `[connector.lastModifiedAt]`.
   *
   * @default - none
   */
  readonly triggers?: pulumi.Input<unknown[]>;
}

/** One for all, so that it is made to a text once. */
const PROVIDER = serializedProvider('validation', ['check', 'diff', 'create', 'update', 'read']);

/**
 * The proof that a connector is fit for use: it is there when the required probes of `validateConnector` have passed. When
 * one fails, so does `pulumi up`, and the next one tries again.
 *
 * It validates again when connector, platform, delegate, cluster, policies or triggers change, and not because this package
 * was upgraded. A preview looks at the inputs only. `pulumi refresh` tests again, for as long as a test may take; it never fails, and
 * shows a test that fails now as a change of `expect`, because of which the next update validates again. There is nothing to
 * delete.
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
  /** `SUCCESS`; after a refresh also `FAILURE`. */
  declare public readonly status: pulumi.Output<string>;
  /** When, in epoch milliseconds. */
  declare public readonly testedAt: pulumi.Output<number | undefined>;
  /** The delegate that ran Harness' test, where the platform says so. */
  declare public readonly delegateId: pulumi.Output<string | undefined>;
  /** What advisory probes have found. */
  declare public readonly findings: pulumi.Output<Finding[]>;
  /** The result as text for people. */
  declare public readonly summary: pulumi.Output<string>;

  constructor(name: string, args: ConnectorValidationArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { ...validationInputs(args), triggers: args.triggers, expect: 'SUCCESS' };
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
