/** What is in a cluster once: two resources for one object would take turns in changing it, and one would delete it. */
import * as pulumi from '@pulumi/pulumi';
import { HarnessConstructsError, isUnresolved } from '../values';
import { keyOf, type ObjectKey, textOfKey } from './object-index';
import type { Manifest } from './tree-objects';
import { whenKnown } from './unknown';

/** Which object is to be there once. */
export interface ClaimedObject {
  /** Path of its construct. */
  readonly path: string;
  readonly manifest: Manifest;
  /** Its metadata with Outputs in it. */
  readonly metadata: { readonly name?: unknown; readonly namespace?: unknown };
  /** Objects of another provider are other objects. */
  readonly provider: pulumi.ProviderResource | undefined;
}

/** By what names an object: the path of the construct that makes it. */
type Claims = Map<string, string>;

/** By program, which has a connection of its own to the engine, and by provider. */
type Programs = WeakMap<object, WeakMap<object, Claims>>;
/** One registry for all copies of this package in a process. */
const REGISTRY_KEY = Symbol.for('harness-constructs.pulumi.claims');
const shared = globalThis as { [REGISTRY_KEY]?: Programs };
const programs = (shared[REGISTRY_KEY] ??= new WeakMap<object, WeakMap<object, Claims>>());
const NONE = {};

/**
 * Claims objects, all or none. Settles when those whose names are known later are claimed as well.
 *
 * @throws an error that names both constructs, when an object is another one's already.
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

/** The last of the claims gets it. */
function claim({ path, manifest }: ClaimedObject, key: ObjectKey, claims: readonly Claims[], isSecret = false): void {
  const text = textOfKey(key);
  const holder = claims.map((some) => some.get(text)).find((found) => found !== undefined);
  if (holder !== undefined) {
    const where = key.namespace ? ` in namespace "${key.namespace as string}"` : '';
    const named = isUnresolved(text) || isSecret ? ' of the same name' : ` "${key.name as string}"${where}`;
    throw new HarnessConstructsError({
      constructPath: path,
      property: 'metadata.name',
      given: `${manifest.kind}${named}, which [${holder}] makes already`,
      allowed: `one ${manifest.kind} of a name in a ${key.namespace ? 'namespace' : 'cluster'}`,
      remedy: REMEDY,
    });
  }
  claims.at(-1)?.set(text, path);
}

const REMEDY =
  'Make it in one component and pass that on, for example by delegate, sharedWith or useBuildNamespaces; or change the name or the namespace of one of the two. Components for different clusters have a provider each.';

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
