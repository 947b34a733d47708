import * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import { HarnessDelegate as DelegateConstruct, type HarnessDelegateProps } from '../../delegate';
import { checkArguments } from '../arguments';
import { bridge, type BridgeOptions, WORKLOADS } from '../bridge';
import { type DelegateOutputs, type TokenInput, tokenOf } from '../delegates';
import type { InputsOf } from '../inputs';
import { propsOf } from '../props-of';

/**
 * Arguments of `HarnessDelegate`: the properties of the construct, with `pulumi.Input` on every text. What they are and mean
 * is listed with the construct, under `HarnessDelegateProps` in [API.md](../API.md#harness-constructs.HarnessDelegateProps).
 */
export type HarnessDelegateArgs = Omit<InputsOf<HarnessDelegateProps>, 'token'> & {
  /** Token by which the delegate signs on: a reference, or an Output, of which a Secret is made. */
  readonly token: TokenInput;
};

/**
 * A Harness delegate, as the construct of this name makes it.
 *
 * A token that is given as an Output lies in a Secret that Pulumi names. When the token changes, the new Secret is there
 * before the pods are rolled, and the old one goes after that.
 */
export class HarnessDelegate extends pulumi.ComponentResource implements DelegateOutputs {
  public readonly delegateName: string;
  public readonly delegateNamespace: pulumi.Output<string>;
  public readonly delegateServiceAccountName: pulumi.Output<string>;
  public readonly delegateSelectors: pulumi.Output<string>[];
  public readonly tokenSecretName: pulumi.Output<string>;
  public readonly delegateVersion?: string;
  public readonly managerEndpoint: pulumi.Output<string>;
  /** The resources, by the path of their construct, the component's name in front. */
  public readonly resources: ReadonlyMap<string, pulumi.CustomResource>;

  /** @throws an error with component, property, value, what is allowed and what to do, for bad input. */
  constructor(name: string, args: HarnessDelegateArgs, opts: BridgeOptions = {}) {
    super('harness-constructs:index:HarnessDelegate', name, {}, opts);
    checkArguments(name, args);
    const { token, ...others } = args;
    const props = propsOf<HarnessDelegateProps>({ ...others, token: tokenOf(name, token) });
    const build = (chart: Chart) => new DelegateConstruct(chart, 'Delegate', props);
    const { result, output, resources } = bridge(this, name, opts, build);
    this.resources = resources;
    this.delegateName = result.delegateName;
    const about = (...kinds: string[]) => ({ construct: result, kinds });
    this.delegateNamespace = output(result.namespace, about('Namespace'));
    this.delegateServiceAccountName = output(result.serviceAccount.name, about('ServiceAccount'));
    this.delegateSelectors = result.effectiveTags.map((tag) => output(tag, about(...WORKLOADS)));
    this.tokenSecretName = output(result.tokenSecretName);
    this.delegateVersion = result.delegateVersion;
    this.managerEndpoint = output(result.managerEndpoint);
    this.registerOutputs({
      delegateName: this.delegateName,
      delegateNamespace: this.delegateNamespace,
      delegateServiceAccountName: this.delegateServiceAccountName,
      delegateSelectors: this.delegateSelectors,
      tokenSecretName: this.tokenSecretName,
      delegateVersion: this.delegateVersion,
      managerEndpoint: this.managerEndpoint,
    });
  }
}
