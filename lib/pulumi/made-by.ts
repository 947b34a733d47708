/** Which resources a construct has become: constructs of other components may depend on it. */
import type { ApiObject } from 'cdk8s';
import type * as pulumi from '@pulumi/pulumi';

/** One registry for all copies of this package in a process. */
const REGISTRY_KEY = Symbol.for('harness-constructs.pulumi.made-by');
const shared = globalThis as { [REGISTRY_KEY]?: WeakMap<object, pulumi.CustomResource[]> };
const registry = (shared[REGISTRY_KEY] ??= new WeakMap<object, pulumi.CustomResource[]>());

/** Remembers a resource of the construct; a list has several. */
export function remember(construct: ApiObject, resource: pulumi.CustomResource): void {
  const made = registry.get(construct) ?? [];
  made.push(resource);
  registry.set(construct, made);
}

/** The resources of the construct; `undefined` while it has not been registered. */
export function madeBy(construct: ApiObject): readonly pulumi.CustomResource[] | undefined {
  return registry.get(construct);
}
