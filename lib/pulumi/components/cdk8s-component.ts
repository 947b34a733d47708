import * as pulumi from '@pulumi/pulumi';
import type { Chart, ChartProps } from 'cdk8s';
import { HarnessConstructsError, ownClass } from '../../core';
import { knownArguments, type OutputsOf, propsOf, refuseKind, runCode } from '../arguments';
import { bridge, type BridgeOptions } from '../bridge';
import { refuseEndless } from '../argument-limits';
import { checkComponentOptions } from '../options';
import { isReadForOutputs, outputsIn } from '../restore';

/** Arguments of `Cdk8sComponent`. */
export interface Cdk8sComponentArgs<T = void> {
  /**
   * Creates any cdk8s constructs in the chart. Their objects become children of the component. Use `asString(output)`
   * to pass an Output as a string. The function must not be `async`: objects created after an `await` would come too
   * late.
   */
  readonly build: (chart: Chart) => T extends PromiseLike<unknown> ? never : T;
  /**
   * Namespace of the chart, for objects that do not set one.
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

/** Runs the code and returns its result. Refuses a Promise. */
function built<T>(component: string, build: () => T): T {
  const result = runCode(component, 'build', build);
  if (result instanceof Promise) {
    // Prevents an unhandled rejection: the result of the Promise is not used.
    result.catch(() => undefined);
    throw new HarnessConstructsError({
      constructPath: component,
      property: 'build',
      given: 'a function that returns a Promise',
      allowed: 'a synchronous function',
      remedy: 'Remove async, and pass the awaited value as asString(promise).',
    });
  }
  return result;
}

/**
 * Runs any cdk8s code as a component. Every ApiObject becomes a resource of the Kubernetes provider, named by the path
 * of its construct, with the dependencies of the construct tree.
 *
 * @example
 *
 * new Cdk8sComponent('site', {
 *   build: (chart) => new kplus.ConfigMap(chart, 'Settings', { data: { url: asString(bucket.url) } }),
 * });
 */
export class Cdk8sComponent<T = void> extends pulumi.ComponentResource {
  /**
   * Return value of `build`. Strings become Outputs, including those in lists and data objects. Constructs and objects
   * with functions are returned unchanged; use `outputOf` to convert their strings to Outputs.
   */
  public readonly result: OutputsOf<T>;
  /** Resources by the path of their construct, prefixed with the component's name. */
  public readonly resources: ReadonlyMap<string, pulumi.CustomResource>;

  /** @throws what `build` throws, and an error for an Output in a place that requires a plain value */
  constructor(name: string, args: Cdk8sComponentArgs<T>, opts: BridgeOptions = {}) {
    const given = knownArguments({ type: new.target, name }, args, 'Cdk8sComponentArgs');
    checkComponentOptions(name, opts);
    super('harness-constructs:index:Cdk8sComponent', name, {}, opts);
    const { build, namespace, labels } = given;
    if (typeof build !== 'function') {
      refuseKind(name, 'build', build, 'a function', 'Write it as (chart) => { … }.');
    }
    const chartProps = propsOf<ChartProps>({ namespace, labels });
    const { result, resources } = bridge(this, name, opts, (chart) => built(name, () => build(chart)), { chartProps });
    refuseEndless(name, { build: result }, isReadForOutputs);
    this.result = outputsIn(result) as OutputsOf<T>;
    this.resources = resources;
    this.registerOutputs({});
  }
}

ownClass(Cdk8sComponent);
