import * as pulumi from '@pulumi/pulumi';
import {
  BuildFarmNamespace as NamespaceConstruct,
  type BuildFarmNamespaceProps,
  type BuildNamespaceAttributes,
} from '../../build-farm';
import { checkArguments } from '../arguments';
import { bridge, type BridgeOptions } from '../bridge';
import { type DelegateInput, delegateIn } from '../delegates';
import type { InputsOf } from '../inputs';
import { propsOf } from '../props-of';
import type { SharedObjects } from '../shared-objects';

/**
 * Arguments of `BuildFarmNamespace`: the properties of the construct, with `pulumi.Input` on every text. What they are and
 * mean is listed with the construct, under `BuildFarmNamespaceProps` in
 * [API.md](../API.md#harness-constructs.BuildFarmNamespaceProps).
 */
export type BuildFarmNamespaceArgs = Omit<InputsOf<BuildFarmNamespaceProps>, 'sharedWith'> & {
  /**
   * The delegate that lives in the namespace itself.
   *
   * @default - none: builds have a namespace of their own
   */
  readonly sharedWith?: DelegateInput;
  /**
   * Delegates that run builds in the namespace.
   *
   * @default - `sharedWith`, where it is given
   */
  readonly delegates?: DelegateInput[];
};

/** A namespace for builds, as the construct of this name makes it. */
export class BuildFarmNamespace extends pulumi.ComponentResource {
  /** Name of the namespace. */
  public readonly namespace: pulumi.Output<string>;
  /** Name of the ServiceAccount for build pods. */
  public readonly serviceAccountName: pulumi.Output<string>;
  /** Annotations for the pods of a stage. */
  public readonly stageAnnotations: { readonly [key: string]: string };
  /** Labels for the pods of a stage. */
  public readonly stageLabels: { readonly [key: string]: string };
  /** The resources, by the path of their construct, the component's name in front. */
  public readonly resources: ReadonlyMap<string, pulumi.CustomResource>;

  /** What is in the namespace once, however many farms use it. @internal */
  public readonly _shared: SharedObjects;
  /** What a farm has to know of it beside its names. @internal */
  public readonly _attributes: BuildNamespaceAttributes;

  /** @throws an error with component, property, value, what is allowed and what to do, for bad input. */
  constructor(name: string, args: BuildFarmNamespaceArgs = {}, opts: BridgeOptions = {}) {
    super('harness-constructs:index:BuildFarmNamespace', name, {}, opts);
    checkArguments(name, args);
    const { sharedWith, delegates = sharedWith ? [sharedWith] : [], ...others } = args;
    const {
      result,
      output,
      resources,
      shared: objectsOf,
    } = bridge(this, name, opts, (chart) => {
      const shared = sharedWith && delegateIn(chart, 'sharedWith', sharedWith);
      const known = new Map(shared && [[sharedWith, shared]]);
      const serving = delegates.map((delegate, index) => {
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
