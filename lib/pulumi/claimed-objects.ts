/**
 * Refuses two resources for the same object in a cluster. Each would revert the other's changes, and deleting one would
 * delete the object of both.
 */
import * as pulumi from '@pulumi/pulumi';
import { HarnessConstructsError, isUnresolved } from '../core';
import { whenKnown } from './late-outputs';
import { keyOf, type Manifest, type ObjectKey, textOfKey } from './object-index';

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

/** One registry for all copies of this package in a process. */
const REGISTRY_KEY = Symbol.for('harness-constructs.pulumi.claims');

const shared = globalThis as { [REGISTRY_KEY]?: Programs };

const programs = (shared[REGISTRY_KEY] ??= new WeakMap<object, WeakMap<object, Claims>>());

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
