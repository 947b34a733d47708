import * as pulumi from '@pulumi/pulumi';
import type { Chart, ChartProps } from 'cdk8s';
import { checkArguments, kindOf, refuseArgument, runCode } from '../arguments';
import { bridge, type BridgeOptions } from '../bridge';
import type { OutputsOf } from '../inputs';
import { propsOf } from '../props-of';
import { outputsIn } from '../restore';

/** Arguments of `Cdk8sComponent`. */
export interface Cdk8sComponentArgs<T = void> {
  /**
   * Any code of cdk8s. What it puts into the chart becomes children of the component. An Output goes into a text by
   * `asString(output)`. It is no `async` function: what it makes after an `await` would come too late.
   */
  readonly build: (chart: Chart) => T extends PromiseLike<unknown> ? never : T;
  /**
   * Namespace of the chart, which objects without one of their own get.
   *
   * @default - none
   */
  readonly namespace?: pulumi.Input<string>;
  /**
   * Labels of every object.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: pulumi.Input<string> };
}

/** What the code has made, once it has run to its end. */
function built<T>(component: string, build: () => T): T {
  const result = runCode(component, 'build', build);
  if (result instanceof Promise) {
    // What becomes of it is of no interest, and nobody else would hear it fail.
    result.catch(() => undefined);
    const remedy = 'Remove async, and pass what it waits for as a text: asString(promise).';
    const allowed = 'a function that is done when it returns, not one that returns a Promise';
    refuseArgument(component, 'build', allowed, remedy);
  }
  return result;
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
  /**
   * What `build` returned. A text is an Output of it, also in a list or an object of data; constructs and objects with
   * functions are as they were, and `outputOf` makes Outputs of their texts.
   */
  public readonly result: OutputsOf<T>;
  /** The resources, by the path of their construct, the component's name in front. */
  public readonly resources: ReadonlyMap<string, pulumi.CustomResource>;

  /** @throws what `build` throws, and for a value that is known later in a place where it cannot be. */
  constructor(name: string, args: Cdk8sComponentArgs<T>, opts: BridgeOptions = {}) {
    super('harness-constructs:index:Cdk8sComponent', name, {}, opts);
    checkArguments(name, args);
    const { build } = args;
    if (typeof build !== 'function') {
      refuseArgument(name, 'build', `a function, not ${kindOf(build)}`, 'Pass a function that takes the chart.');
    }
    const chartProps = propsOf<ChartProps>({ namespace: args.namespace, labels: args.labels });
    const { result, resources } = bridge(this, name, opts, (chart) => built(name, () => build(chart)), { chartProps });
    this.result = outputsIn(result) as OutputsOf<T>;
    this.resources = resources;
    this.registerOutputs({});
  }
}
