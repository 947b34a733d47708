/** Outputs as texts: each is a placeholder until the objects of a program are registered. */
import * as pulumi from '@pulumi/pulumi';
import { unresolved } from '../values';

/** One registry for all copies of this package in a process. */
const REGISTRY_KEY = Symbol.for('harness-constructs.pulumi.outputs');
const shared = globalThis as { [REGISTRY_KEY]?: Map<string, pulumi.Output<unknown>> };
const outputs = (shared[REGISTRY_KEY] ??= new Map<string, pulumi.Output<unknown>>());

/** By the Output or the Promise: its placeholder. One value is one text, so that what refers to each other is seen. */
const PLACEHOLDERS_KEY = Symbol.for('harness-constructs.pulumi.placeholders');
const sharedPlaceholders = globalThis as { [PLACEHOLDERS_KEY]?: WeakMap<object, string> };
const placeholders = (sharedPlaceholders[PLACEHOLDERS_KEY] ??= new WeakMap<object, string>());

/**
 * The value as a text, for factories such as `CloudIdentity.irsa(asString(role.arn))`. It is a placeholder: print it, slice
 * it or compare it, and you see the placeholder. Wherever it reaches a manifest, the value itself is registered, with its
 * secrecy and its dependencies.
 */
export function asString(value: pulumi.Input<string>): string {
  return typeof value === 'string' ? value : asPlaceholder(value);
}

/** A placeholder for a value of any kind. */
export function asPlaceholder(value: pulumi.Input<unknown>): string {
  const known = isObject(value) ? placeholders.get(value) : undefined;
  if (known !== undefined) {
    return known;
  }
  const placeholder = unresolved(() => {
    throw new Error('the value of an Output is known to Pulumi alone');
  });
  outputs.set(placeholder, pulumi.output(value));
  if (isObject(value)) {
    placeholders.set(value, placeholder);
  }
  return placeholder;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The Output behind a placeholder; `undefined` for one that is not of Pulumi. */
export function outputBehind(placeholder: string): pulumi.Output<unknown> | undefined {
  return outputs.get(placeholder);
}

/** Whether the value is one that Pulumi waits for: an Output, or a Promise. */
export function isLate(value: unknown): value is pulumi.Output<unknown> | Promise<unknown> {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}
