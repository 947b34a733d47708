/** The resources of constructs, which other constructs can depend on. */
import type * as pulumi from '@pulumi/pulumi';
import type { ApiObject } from 'cdk8s';

/** Type of the option `dependsOn`. */
export type DependsOn = pulumi.ResourceOptions['dependsOn'];

/** Resolves to the dependencies once every check has passed, so that invalid input creates no resource. */
export async function after(
  checked: Promise<unknown>,
  ...dependencies: readonly DependsOn[]
): Promise<pulumi.Input<pulumi.Resource>[]> {
  await checked;
  return dependencies.flatMap(listOf);
}

function listOf(value: DependsOn): pulumi.Input<pulumi.Resource>[] {
  if (value === undefined) {
    return [];
  }
  return Array.isArray(value) ? value : [value as pulumi.Input<pulumi.Resource>];
}

/** One registry for all copies of this package in a process. */
const REGISTRY_KEY = Symbol.for('harness-constructs.pulumi.made-by');

const shared = globalThis as { [REGISTRY_KEY]?: WeakMap<object, pulumi.CustomResource[]> };

const registry = (shared[REGISTRY_KEY] ??= new WeakMap<object, pulumi.CustomResource[]>());

/** Records a resource of a construct. A list has several. */
export function remember(construct: ApiObject, resource: pulumi.CustomResource): void {
  const made = registry.get(construct) ?? [];
  made.push(resource);
  registry.set(construct, made);
}

/** Returns the resources of a construct, or `undefined` if it is not registered yet. */
export function madeBy(construct: ApiObject): readonly pulumi.CustomResource[] | undefined {
  return registry.get(construct);
}
