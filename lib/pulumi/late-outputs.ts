/** Represents Outputs as strings: placeholders until the objects of a program are registered. */
import * as pulumi from '@pulumi/pulumi';
import { HarnessConstructsError, inProcess, registerEngineValues, shownKind, unresolved } from '../core';

registerEngineValues({
  name: 'an Output',
  is: (value) => pulumi.Output.isInstance(value),
  remedy: 'Pass asString(output) from harness-constructs/pulumi.',
});

/** Outputs by placeholder. */
const outputs = inProcess('pulumi.outputs', () => new Map<string, pulumi.Output<unknown>>());

/** Placeholders by Output or Promise. The same value always has the same placeholder, so that references match. */
const placeholders = inProcess('pulumi.placeholders', () => new WeakMap<object, string>());

/**
 * Returns an Output as a string, for factories such as `CloudIdentity.irsa(asString(role.arn))`. The string is a
 * placeholder: printing, slicing or comparing it works on the placeholder. In a manifest, it is replaced by the value,
 * which keeps its secretness and its dependencies.
 *
 * @throws an error for any other value
 */
export function asString(value: pulumi.Input<string>): string {
  if (typeof value === 'string') {
    return value;
  }
  if (!isLate(value)) {
    throw new HarnessConstructsError({
      constructPath: '',
      property: 'asString(…)',
      ...shownKind(value),
      allowed: 'an Output, a Promise or a string',
      remedy: 'Pass the Output of a resource, or convert the value with String(…).',
    });
  }
  return asPlaceholder(value);
}

/** Returns a placeholder for a value of any type. */
export function asPlaceholder(value: pulumi.Input<unknown>): string {
  const known = isObject(value) ? placeholders.get(value) : undefined;
  if (known !== undefined) {
    return known;
  }
  const placeholder = unresolved(() => {
    throw new Error('the value of an Output is known only to Pulumi');
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

/** Returns the Output of a placeholder, or `undefined` for a placeholder of another engine. */
export function outputBehind(placeholder: string): pulumi.Output<unknown> | undefined {
  return outputs.get(placeholder);
}

/** Whether Pulumi waits for the value: whether it is an Output or a Promise. */
export function isLate(value: unknown): value is pulumi.Output<unknown> | Promise<unknown> {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/* Accesses internals of Outputs that the types of the SDK do not declare. */

interface Inside<T> {
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
  readonly allResources?: () => Promise<Set<pulumi.Resource>>;
  promise(withUnknowns?: boolean): Promise<T>;
  resources(): Set<pulumi.Resource>;
}

type OutputConstructor = new <T>(
  resources: Set<pulumi.Resource>,
  value: Promise<T>,
  isKnown: Promise<boolean>,
  isSecret: Promise<boolean>,
  allResources: Promise<Set<pulumi.Resource>>,
) => pulumi.Output<T>;

const Output = pulumi.Output as unknown as OutputConstructor;

/** Runs a callback once the value is known. If a preview leaves it unknown, resolves without running the callback. */
export async function whenKnown<T>(
  output: pulumi.Output<T>,
  run: (value: T, isSecret: boolean) => void,
): Promise<void> {
  const { isKnown, isSecret } = inside(output);
  if (await isKnown) {
    run(await inside(output).promise(), await isSecret);
  }
}

/** Returns the Output with its rejection reason, if any, converted by `explain`. */
export function explained<T>(output: pulumi.Output<T>, explain: (reason: unknown) => Error): pulumi.Output<T> {
  const from = inside(output);
  const parts = Promise.all([from.promise(true), from.isKnown, from.isSecret, allResourcesOf(from)]).catch(
    (reason: unknown) => {
      throw explain(reason);
    },
  );
  return new Output(
    from.resources(),
    parts.then(([value]) => value as T),
    parts.then(([, isKnown]) => isKnown),
    parts.then(([, , isSecret]) => isSecret),
    parts.then(([, , , resources]) => resources),
  );
}

/** Returns the Output, which becomes unknown if its value is undefined. */
export function unknownWhereMissing<T>(output: pulumi.Output<T | undefined>): pulumi.Output<T> {
  const from = inside(output);
  const value = from.promise();
  const isKnown = Promise.all([from.isKnown, value]).then(([known, told]) => known && told !== undefined);
  return new Output(from.resources(), value as Promise<T>, isKnown, from.isSecret, allResourcesOf(from));
}

/**
 * Returns the Output with additional dependencies: resources that use it are created after these resources and deleted
 * before them. The Output itself does not wait for them.
 */
export function dependingOn<T>(output: pulumi.Output<T>, resources: readonly pulumi.Resource[]): pulumi.Output<T> {
  if (resources.length === 0) {
    return output;
  }
  const from = inside(output);
  return new Output(
    new Set([...from.resources(), ...resources]),
    from.promise(true),
    from.isKnown,
    from.isSecret,
    allResourcesOf(from).then((known) => new Set([...known, ...resources])),
  );
}

function allResourcesOf(from: Inside<unknown>): Promise<Set<pulumi.Resource>> {
  return from.allResources?.() ?? Promise.resolve(from.resources());
}

function inside<T>(output: pulumi.Output<T>): Inside<T> {
  return output as unknown as Inside<T>;
}
