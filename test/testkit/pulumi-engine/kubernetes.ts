/** What the provider of Kubernetes does with inputs, as its sources have it. */
import { createHash } from 'node:crypto';
import { bare, type Properties } from './wire';

const AUTO_NAMED = 'pulumi.com/autonamed';
const DNS_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Changes that need another object. The real provider's list has more kinds. */
const FORCE_NEW: { readonly [kind: string]: readonly string[] } = {
  Secret: ['type', 'stringData', 'data'],
  ConfigMap: ['binaryData', 'data'],
  Deployment: ['spec.selector'],
  StatefulSet: ['spec.selector', 'spec.serviceName'],
  RoleBinding: ['roleRef'],
  ClusterRoleBinding: ['roleRef'],
};
const FORCE_NEW_OF_ALL = ['apiVersion', 'kind', 'metadata.name', 'metadata.namespace'];

/**
 * The inputs with a name. It is made of the resource's name as it stands, so that a name which Kubernetes refuses fails
 * here as it would there. The real one is random; here the same inputs give the same name.
 */
export function withName(name: string, inputs: Properties, before: Properties | undefined): Properties {
  const { metadata } = inputs;
  if (metadata?.name !== undefined) return inputs;
  const old = isAutoNamed(before) ? (before?.metadata.name as string) : undefined;
  const autoName = old ?? `${name}-${hashOf(inputs).slice(0, 8)}`;
  if (!DNS_NAME.test(autoName)) throw new Error(`metadata.name: Invalid value: "${autoName}": no RFC 1123 subdomain`);
  const annotations = { ...metadata?.annotations, [AUTO_NAMED]: 'true' };
  return { ...inputs, metadata: { ...metadata, annotations, name: autoName } };
}

export function isAutoNamed(inputs: Properties | undefined): boolean {
  return inputs?.metadata?.annotations?.[AUTO_NAMED] === 'true';
}

/** Whether the change needs another object. */
export function mustBeReplaced(before: Properties, inputs: Properties): boolean {
  const paths = [...FORCE_NEW_OF_ALL, ...(FORCE_NEW[inputs.kind as string] ?? [])];
  return paths.some((path) => !isEqual(at(before, path), at(inputs, path)));
}

/** The provider deletes first what it cannot have twice: an object whose name was given. */
export function deletesFirst(before: Properties, inputs: Properties): boolean {
  const names = ['metadata.name', 'metadata.namespace'];
  return !isAutoNamed(inputs) && names.every((path) => isEqual(at(before, path), at(inputs, path)));
}

/** Inputs with what shall not change taken from before. Paths have no list elements here. */
export function ignoring(paths: readonly string[], before: Properties, inputs: Properties): Properties {
  return paths.reduce((result, path) => put(result, stepsOf(path), at(before, path)), inputs);
}

/** `spec.containers[0].image` in four steps. */
function stepsOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((step) => step !== '');
}

function put(object: Properties, [step, ...rest]: readonly string[], value: unknown): Properties {
  if (Array.isArray(object)) {
    return Object.assign([...object], { [step]: rest.length > 0 ? put(object[Number(step)], rest, value) : value });
  }
  const { [step]: old, ...others } = object;
  const member: unknown = rest.length > 0 ? put((old ?? {}) as Properties, rest, value) : value;
  return member === undefined ? others : { ...others, [step]: member };
}

function at(object: Properties, path: string): unknown {
  return stepsOf(path).reduce<any>((value, step) => bare(value)?.[step], object);
}

/** Equal whether secret or not. */
export function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(bare(one))) === JSON.stringify(sorted(bare(other)));
}

export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(bare(value))) ?? '')
    .digest('hex');
}

function sorted(value: any): any {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([name, member]) => [name, sorted(member)]),
  );
}
