import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { markChangedElsewhere } from './changed-elsewhere';
import { refuseLostObjects } from './lost-objects';
import { type Claim, claimAll } from './uniqueness';
import { restorable } from './unresolved';

/** A Kubernetes object as the API server wants it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** An object that a pure function made, before it is in the construct tree. */
export interface RenderedObject {
  /** Id of the construct: public contract. */
  readonly id: string;
  readonly manifest: Manifest;
  /** The property that decides the object's name. */
  readonly property: string;
  /** What to do when the name is taken already. */
  readonly remedy: string;
  /** Fields that somebody else changes in the cluster, as JSON pointers. */
  readonly changedElsewhere?: readonly string[];
}

/** A manifest as its type package has it: every field optional. */
interface TypedManifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/** Makes a rendered object. */
export function rendered(id: string, manifest: TypedManifest, property: string, remedy?: string): RenderedObject {
  return { id, manifest: manifest as Manifest, property, remedy: remedy ?? `Change ${property} of one of the two.` };
}

/** Claims the names of all objects, and `others`, so that nothing is made when one of them is taken. */
export function claimNames(scope: Construct, objects: readonly RenderedObject[], others: readonly Claim[] = []): void {
  const claims = objects.map(({ id, manifest, property, remedy }): Claim => {
    const { name, namespace } = manifest.metadata;
    return { id, kind: manifest.kind, namespace, name, property, remedy };
  });
  claimAll(scope, [...others, ...claims]);
  refuseLostObjects(scope, objects);
}

/** Puts a rendered object into the tree. */
export function addObject(scope: Construct, object: RenderedObject): ApiObject {
  const apiObject = new ApiObject(scope, object.id, restorable(object.manifest));
  markChangedElsewhere(apiObject, object.changedElsewhere);
  if (object.manifest.metadata.namespace === undefined && apiObject.metadata.namespace !== undefined) {
    // A chart gives its namespace to every object, but this one belongs to the cluster.
    apiObject.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }
  return apiObject;
}
