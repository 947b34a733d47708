import * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import {
  BuildFarmNamespace as NamespaceConstruct,
  type BuildFarmNamespaceProps,
  type BuildNamespaceAttributes,
  IstioHeadlessService as ServiceConstruct,
  type IstioHeadlessServiceProps,
} from '../../build-namespace';
import { ownClass } from '../../core';
import { delegateIn, type DelegateInput, type InputsOf, knownArguments, listIn, propsOf } from '../arguments';
import { bridge, type BridgeOptions } from '../bridge';
import { checkComponentOptions } from '../options';
import type { SharedObjects } from '../register';

/**
 * Arguments of `BuildFarmNamespace`: the properties of the construct, with `pulumi.Input` for every string. See
 * `BuildFarmNamespaceProps`.
 */
export type BuildFarmNamespaceArgs = Omit<InputsOf<BuildFarmNamespaceProps>, 'sharedWith'> & {
  /**
   * Delegate that runs in the same namespace.
   *
   * @default - none: builds have a separate namespace
   */
  readonly sharedWith?: DelegateInput;
  /**
   * Delegates that run builds in the namespace.
   *
   * @default - `sharedWith`, if set
   */
  readonly delegates?: DelegateInput[];
};

/** A namespace for builds. Creates the same objects as the construct of this name. */
export class BuildFarmNamespace extends pulumi.ComponentResource {
  /** Name of the namespace. */
  public readonly namespace: pulumi.Output<string>;
  /** Name of the ServiceAccount for build pods. */
  public readonly serviceAccountName: pulumi.Output<string>;
  /** Annotations for the pods of a stage. */
  public readonly stageAnnotations: { readonly [key: string]: string };
  /** Labels for the pods of a stage. */
  public readonly stageLabels: { readonly [key: string]: string };
  /** Resources by the path of their construct, prefixed with the component's name. */
  public readonly resources: ReadonlyMap<string, pulumi.CustomResource>;

  /** Objects that exist once in the namespace, however many farms use it. @internal */
  public readonly _shared: SharedObjects;
  /** Attributes that a farm needs in addition to the names. @internal */
  public readonly _attributes: BuildNamespaceAttributes;

  /** @throws an error with the component, property, value, expected value and remedy, for invalid input */
  constructor(name: string, args: BuildFarmNamespaceArgs = {}, opts: BridgeOptions = {}) {
    const given = knownArguments({ type: new.target, name }, args, 'BuildFarmNamespaceArgs');
    checkComponentOptions(name, opts);
    super('harness-constructs:index:BuildFarmNamespace', name, {}, opts);
    const { sharedWith, delegates = sharedWith ? [sharedWith] : [], ...others } = given;
    const {
      result,
      output,
      resources,
      shared: objectsOf,
    } = bridge(this, name, opts, (chart) => {
      const shared = sharedWith && delegateIn(chart, 'sharedWith', sharedWith);
      const known = new Map(shared && [[sharedWith, shared]]);
      const serving = listIn(name, 'delegates', delegates, 'components with a delegate').map((delegate, index) => {
        const imported = known.get(delegate) ?? delegateIn(chart, `delegates[${index}]`, delegate);
        known.set(delegate, imported);
        return imported;
      });
      const props = propsOf<BuildFarmNamespaceProps>({ ...others, ...(shared ? { sharedWith: shared } : {}) });
      const namespace = new NamespaceConstruct(chart, 'Builds', props);
      new Set(serving).forEach((delegate) => namespace.addDelegate(delegate));
      return namespace;
    });
    this.resources = resources;
    this._shared = objectsOf(result);
    this.namespace = output(result.namespace, { construct: result, kinds: ['Namespace'] });
    this.serviceAccountName = output(result.serviceAccountName, { construct: result, kinds: ['ServiceAccount'] });
    const { istio, platform } = propsOf<BuildFarmNamespaceProps>(others);
    this._attributes = { istio, platform, stageLabels: result.stageLabels };
    this.stageAnnotations = result.stageAnnotations;
    this.stageLabels = result.stageLabels;
    const { namespace, serviceAccountName, stageAnnotations, stageLabels } = this;
    this.registerOutputs({ namespace, serviceAccountName, stageAnnotations, stageLabels });
  }
}

ownClass(BuildFarmNamespace);

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
