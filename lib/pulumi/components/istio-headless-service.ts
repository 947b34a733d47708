import * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import { IstioHeadlessService as ServiceConstruct, type IstioHeadlessServiceProps } from '../../build-farm';
import { checkArguments } from '../arguments';
import { bridge, type BridgeOptions } from '../bridge';
import type { InputsOf } from '../inputs';
import { propsOf } from '../props-of';

/**
 * Arguments of `IstioHeadlessService`: the properties of the construct, with `pulumi.Input` on every text. What they are and
 * mean is listed with the construct, under `IstioHeadlessServiceProps` in
 * [API.md](../API.md#harness-constructs.IstioHeadlessServiceProps).
 */
export type IstioHeadlessServiceArgs = InputsOf<IstioHeadlessServiceProps>;

/** The headless Service by which Istio knows build pods, as the construct of this name makes it. */
export class IstioHeadlessService extends pulumi.ComponentResource {
  /** Name of the service. */
  public readonly serviceName: pulumi.Output<string>;
  /** The namespaces that have one, the delegate's first. */
  public readonly namespaces: pulumi.Output<string>[];
  /** The resources, by the path of their construct, the component's name in front. */
  public readonly resources: ReadonlyMap<string, pulumi.CustomResource>;

  /** @throws an error with component, property, value, what is allowed and what to do, for bad input. */
  constructor(name: string, args: IstioHeadlessServiceArgs, opts: BridgeOptions = {}) {
    super('harness-constructs:index:IstioHeadlessService', name, {}, opts);
    checkArguments(name, args);
    const props = propsOf<IstioHeadlessServiceProps>(args);
    const build = (chart: Chart) => new ServiceConstruct(chart, 'Service', props);
    const { result, output, resources } = bridge(this, name, opts, build);
    this.resources = resources;
    this.serviceName = output(result.serviceName, { construct: result, kinds: ['Service'] });
    this.namespaces = result.namespaces.map((namespace) => output(namespace));
    const { serviceName, namespaces } = this;
    this.registerOutputs({ serviceName, namespaces });
  }
}
