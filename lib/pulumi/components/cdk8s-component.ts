import * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import { bridge, type BridgeOptions } from '../bridge';

/** Arguments of `Cdk8sComponent`. */
export interface Cdk8sComponentArgs<T = void> {
  /**
   * Any code of cdk8s. What it puts into the chart becomes children of the component. An Output goes into a text by
   * `asString(output)`.
   */
  readonly build: (chart: Chart) => T;
  /**
   * Namespace of the chart, which objects without one of their own get.
   *
   * @default - none
   */
  readonly namespace?: string;
  /**
   * Labels of every object.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * Runs any cdk8s code as a component: every ApiObject becomes a resource of the Kubernetes provider, called by the path of
 * its construct, with the dependencies of the tree.
 *
 * @example
 *
 * new Cdk8sComponent('site', {
 *   build: (chart) => new kplus.ConfigMap(chart, 'Settings', { data: { url: asString(bucket.url) } }),
 * });
 */
export class Cdk8sComponent<T = void> extends pulumi.ComponentResource {
  /** What `build` returned. */
  public readonly result: T;
  /** The resources, by the path of their construct, the component's name in front. */
  public readonly resources: ReadonlyMap<string, pulumi.CustomResource>;

  /** @throws what `build` throws, and for a value that is known later in a place where it cannot be. */
  constructor(name: string, args: Cdk8sComponentArgs<T>, opts: BridgeOptions = {}) {
    super('harness-constructs:index:Cdk8sComponent', name, {}, opts);
    const { namespace, labels } = args;
    const { result, resources } = bridge(this, name, opts, args.build, { chartProps: { namespace, labels } });
    this.result = result;
    this.resources = resources;
    this.registerOutputs({});
  }
}
