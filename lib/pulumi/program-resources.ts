/** The resources of a program: their names, the constructs that they are of, and the one object that each is in a cluster. */
import { createHash } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';
import type { ApiObject } from 'cdk8s';
import { HarnessConstructsError, inProcess, isUnresolved } from '../core';
import { whenKnown } from './late-outputs';
import { keyOf, type Manifest, type ObjectKey, textOfKey } from './object-index';

/* The resources of constructs, which other constructs can depend on. */

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

const registry = inProcess('pulumi.made-by', () => new WeakMap<object, pulumi.CustomResource[]>());

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

/* Names of Pulumi resources. */

/** Maximum length: the provider appends 9 characters, and names can have 253. */
const MAX_NAME = 244;

const HASH_LENGTH = 8;

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Ids that stay distinct in lowercase. */
const PLAIN_IDS = /^(\/[A-Z][a-z0-9]*)+$/;

/** Returns the path after the chart id. A chart has the name of its component, but ids do not allow every character. */
function pathInChart(path: string): string {
  return path.slice(path.indexOf('/'));
}

/** Prefixes the path with the component's name, so that an alias of the component also applies to its objects. */
export function resourceName(component: string | undefined, path: string): string {
  return component === undefined ? path : `${component}${pathInChart(path)}`;
}

/**
 * Returns the name of a resource whose object has no name. The provider derives the object name from it, so it must be
 * valid in Kubernetes. If the path does not fit, a digest makes the name unique.
 */
export function nameForProvider(component: string | undefined, path: string): string {
  const whole = resourceName(component, path);
  const label = whole
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  if (
    DNS_LABEL.test(component ?? path.split('/')[0]) &&
    PLAIN_IDS.test(pathInChart(path)) &&
    label.length <= MAX_NAME
  ) {
    return label;
  }
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, HASH_LENGTH);
  return `${label.slice(0, MAX_NAME - HASH_LENGTH - 1)}-${digest}`;
}

/** Returns aliases for former names of the component. Pulumi derives none, since these names have no literal prefix. */
export function aliasesForProvider(aliases: pulumi.ResourceOptions['aliases'], path: string): pulumi.Alias[] {
  // A list of aliases that is itself an Output is not supported.
  return (Array.isArray(aliases) ? (aliases as unknown[]) : [])
    .map((alias) => (typeof alias === 'string' ? alias.split('::').at(-1) : (alias as { name?: unknown } | null)?.name))
    .filter((name): name is string => typeof name === 'string')
    .map((name) => ({ name: nameForProvider(name, path) }));
}

/*
 * Refuses two resources for the same object in a cluster. Each would revert the other's changes, and deleting one would
 * delete the object of both.
 */

/** An object that must have only one resource. */
export interface ClaimedObject {
  /** Path of its construct. */
  readonly path: string;
  readonly manifest: Manifest;
  /** Its metadata, which can contain Outputs. */
  readonly metadata: { readonly name?: unknown; readonly namespace?: unknown };
  /** Objects of different providers are different objects. */
  readonly provider: pulumi.ProviderResource | undefined;
}

/** Path of the construct that makes an object, by object key. */
type Claims = Map<string, string>;

/** Claims by program, identified by its connection to the engine, and by provider. */
type Programs = WeakMap<object, WeakMap<object, Claims>>;

const programs = inProcess('pulumi.claims', (): Programs => new WeakMap<object, WeakMap<object, Claims>>());

const NONE = {};

/**
 * Claims objects, all or none. Resolves once the objects whose names are known only later are claimed.
 *
 * @throws an error that names both constructs, if another construct has already claimed an object
 */
export function claimObjects(objects: readonly ClaimedObject[]): Promise<unknown> {
  const named = objects.filter(({ manifest }) => typeof manifest.metadata.name === 'string');
  const added = new Map<Claims, Claims>();
  for (const object of named) {
    const claims = claimsOf(object.provider);
    const own = added.get(claims) ?? new Map<string, string>();
    added.set(claims, own);
    claim(object, keyOf(object.manifest), [claims, own]);
  }
  added.forEach((own, claims) => own.forEach((path, key) => claims.set(key, path)));
  const late = named.filter(({ manifest }) => isUnresolved(textOfKey(keyOf(manifest))));
  return Promise.all(late.map(claimLater));
}

/** Adds the claim to the last element of `claims`, unless one of them already has it. */
function claim({ path, manifest }: ClaimedObject, key: ObjectKey, claims: readonly Claims[], isSecret = false): void {
  const text = textOfKey(key);
  const holder = claims.map((some) => some.get(text)).find((found) => found !== undefined);
  if (holder !== undefined) {
    const where = key.namespace ? ` in namespace "${key.namespace as string}"` : '';
    const named = isUnresolved(text) || isSecret ? ' with the same name' : ` "${key.name as string}"${where}`;
    throw new HarnessConstructsError({
      constructPath: path,
      property: 'metadata.name',
      given: `${manifest.kind}${named}, which [${holder}] already creates`,
      allowed: `a name that no other ${manifest.kind} in the ${key.namespace ? 'namespace' : 'cluster'} has`,
      remedy: REMEDY,
    });
  }
  claims.at(-1)?.set(text, path);
}

const REMEDY =
  'Create it in one component and pass that component to the other, for example as delegate, sharedWith or useBuildNamespaces, or change the name or namespace of one of them. For different clusters, give each component its own provider.';

async function claimLater(object: ClaimedObject): Promise<void> {
  const { manifest, metadata, provider } = object;
  const { name, namespace } = metadata;
  const claims = claimsOf(provider);
  await whenKnown(pulumi.all([name, namespace]), ([knownName, knownNamespace], isSecret) => {
    const known = { ...keyOf(manifest), name: knownName };
    claim(object, known.namespace === undefined ? known : { ...known, namespace: knownNamespace }, [claims], isSecret);
  });
}

function claimsOf(provider: pulumi.ProviderResource | undefined): Claims {
  const program = pulumi.runtime.getMonitor() ?? NONE;
  const providers = programs.get(program) ?? new WeakMap<object, Claims>();
  programs.set(program, providers);
  const claims = providers.get(provider ?? NONE) ?? new Map<string, string>();
  providers.set(provider ?? NONE, claims);
  return claims;
}
