import * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import { IstioHeadlessService as ServiceConstruct, type IstioHeadlessServiceProps } from '../../build-namespace';
import { ownClass } from '../../core';
import { checkComponentOptions, type InputsOf, knownArguments, propsOf } from '../arguments';
import { bridge, type BridgeOptions } from '../bridge';

/**
 * Arguments of `IstioHeadlessService`: the properties of the construct, with `pulumi.Input` for every string. See
 * `IstioHeadlessServiceProps`.
 */
export type IstioHeadlessServiceArgs = InputsOf<IstioHeadlessServiceProps>;

/**
 * The headless Service that makes build pods known to Istio. Creates the same objects as the construct of this name.
 */
export class IstioHeadlessService extends pulumi.ComponentResource {
  /** Name of the Service. */
  public readonly serviceName: pulumi.Output<string>;
  /** Namespaces that contain the Service, starting with the delegate's. */
  public readonly namespaces: pulumi.Output<string>[];
  /** Resources by the path of their construct, prefixed with the component's name. */
  public readonly resources: ReadonlyMap<string, pulumi.CustomResource>;

  /** @throws an error with the component, property, value, expected value and remedy, for invalid input */
  constructor(name: string, args: IstioHeadlessServiceArgs, opts: BridgeOptions = {}) {
    const given = knownArguments({ type: new.target, name }, args, 'IstioHeadlessServiceArgs');
    checkComponentOptions(name, opts);
    super('harness-constructs:index:IstioHeadlessService', name, {}, opts);
    const props = propsOf<IstioHeadlessServiceProps>(given);
    const build = (chart: Chart) => new ServiceConstruct(chart, 'Service', props);
    const { result, output, resources } = bridge(this, name, opts, build);
    this.resources = resources;
    this.serviceName = output(result.serviceName, { construct: result, kinds: ['Service'] });
    this.namespaces = result.namespaces.map((namespace) => output(namespace));
    const { serviceName, namespaces } = this;
    this.registerOutputs({ serviceName, namespaces });
  }
}

ownClass(IstioHeadlessService);
