import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { HarnessConstructsError } from '../errors';
import { checkLater } from '../late/check-later';
import { isUnresolved, placeholderOf, restorable } from '../late/late-values';
import { own } from '../wording';
import { onRoot } from '../shared';
import { markChangedElsewhere } from './changed-elsewhere';
import { refuseLostObjects } from './lost-objects';
import { refuseMisread } from './other-apps';
import { chartOf } from './placement';
import { isWrittenByCdk8s } from './writing-app';

/** Converts a JSON pointer to a Pulumi path: `/spec/containers/0/image` becomes `spec.containers[0].image`. */
export function propertyPathOf(pointer: string): string {
  return pointer
    .slice(1)
    .split('/')
    .map((part, index) => (/^[0-9]+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

/** A name that must be unique within an app, which represents one cluster. */
export interface Claim {
  /** Id of the construct that claims the name. */
  readonly id: string;
  /** Kind of the object, for example `Deployment`. */
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The property of the construct that decides the name. */
  readonly property: string;
  readonly remedy: string;
  /**
   * What is expected, for names outside Kubernetes: `an identifier that no other connector of the scope has`. By
   * default, a name not used in the namespace or cluster.
   */
  readonly allowed?: string;
}

const CLAIMS_KEY = Symbol.for('harness-constructs.claims');

/** The object and construct that hold a name, by kind and place. */
type Claims = Map<string, Holder>;

interface Holder {
  readonly path: string;
  readonly id: string;
}

/** Claims all names or none. Throws if another construct of the app has one of them. */
export function claimAll(scope: IConstruct, all: readonly Claim[]): void {
  const claims = onRoot(scope, CLAIMS_KEY, (): Claims => new Map());
  const added: Claims = new Map();
  for (const wanted of all) {
    const place = placeOf(wanted);
    refuseTaken(claims, scope, wanted, place);
    claim(added, scope, wanted, place);
  }
  added.forEach((holder, key) => claims.set(key, holder));
  for (const wanted of all) {
    const place = placeOf(wanted);
    if (place.some(isUnresolved)) {
      checkLater(scope, place, (...known) => claim(claims, scope, wanted, known));
    }
  }
}

function placeOf({ namespace, name }: Claim): string[] {
  return [placeholderOf(namespace ?? ''), placeholderOf(name)];
}

/** Claims a name. Throws if another object has it. */
function claim(claims: Claims, scope: IConstruct, wanted: Claim, place: readonly string[]): void {
  refuseTaken(claims, scope, wanted, place);
  claims.set(keyOf(wanted, place), { path: scope.node.path, id: wanted.id });
}

function keyOf({ kind }: Claim, place: readonly string[]): string {
  return [kind, ...place].join('\n');
}

function refuseTaken(claims: Claims, scope: IConstruct, wanted: Claim, place: readonly string[]): void {
  const holder = claims.get(keyOf(wanted, place));
  if (holder === undefined || (holder.path === scope.node.path && holder.id === wanted.id)) {
    return;
  }
  const [namespace, name] = place;
  const where = namespace ? ` in namespace "${namespace}"` : '';
  throw new HarnessConstructsError({
    constructPath: scope.node.path,
    property: wanted.property,
    given: `${wanted.kind} "${name}"${where}, which [${holder.path}] already creates`,
    ...(wanted.allowed === undefined
      ? {
          allowed: `a name that no other ${wanted.kind}${where || ' in the cluster'} has`,
          remedy: `${wanted.remedy} Put charts for different clusters into different apps.`,
        }
      : { allowed: wanted.allowed, remedy: wanted.remedy }),
  });
}

/** A Kubernetes object in the form of the API. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** An object that a pure function rendered, before it is added to the construct tree. */
export interface RenderedObject {
  /** Id of the construct, which is public contract. */
  readonly id: string;
  readonly manifest: Manifest;
  /** The property that decides the object's name. */
  readonly property: string;
  /** What to do if the name is taken. */
  readonly remedy: string;
  /** Fields that another controller changes in the cluster, as JSON pointers. */
  readonly changedElsewhere?: readonly string[];
}

/** A manifest as typed by kubernetes-types: every field is optional. */
interface TypedManifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/** Creates a rendered object. */
export function rendered(id: string, manifest: TypedManifest, property: string, remedy?: string): RenderedObject {
  return {
    id,
    manifest: manifest as Manifest,
    property,
    remedy: remedy ?? `Change ${own(property)} of one of the two.`,
  };
}

/** Claims the names of all objects, and `others`, so that nothing is created if one of them is taken. */
export function claimNames(scope: Construct, objects: readonly RenderedObject[], others: readonly Claim[] = []): void {
  chartOf(scope);
  const claims = objects.map(({ id, manifest, property, remedy }): Claim => {
    const { name, namespace } = manifest.metadata;
    return { id, kind: manifest.kind, namespace, name, property, remedy };
  });
  claimAll(scope, [...others, ...claims]);
  if (isWrittenByCdk8s(scope.node.root)) {
    refuseLostObjects(scope, objects);
  }
}

/** Adds a rendered object to the tree. */
export function addObject(scope: Construct, object: RenderedObject): ApiObject {
  const apiObject = new ApiObject(scope, object.id, restorable(object.manifest, scope.node.path));
  markChangedElsewhere(apiObject, object.changedElsewhere);
  if (object.manifest.metadata.namespace === undefined && apiObject.metadata.namespace !== undefined) {
    // A chart adds its namespace to every object, but this one is cluster-scoped.
    apiObject.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }
  if (isWrittenByCdk8s(scope.node.root)) {
    refuseMisread(apiObject);
  }
  return apiObject;
}
