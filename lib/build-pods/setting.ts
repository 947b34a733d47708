/** What a profile changes in a pod: data, from which follow the mutation, the rule that holds it, and the explanation. */
import type { OverridableSetting } from './profile-options';

/** JSON data of a pod. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** A path of members below a pod or a container. */
export type Path = readonly string[];

/** Sets a field. */
export interface FieldValue {
  readonly path: Path;
  readonly value: Json;
  /** Fields next to it that the API server derives from it, and sets again. */
  readonly removes?: readonly Path[];
}

/** Sets entries of a map. */
export interface MapEntries {
  readonly path: Path;
  readonly entries: { readonly [key: string]: string };
}

/** Adds elements to a list, in place of those that agree in the members `keys`. */
export interface ListItems {
  readonly path: Path;
  readonly items: readonly { readonly [member: string]: Json }[];
  readonly keys: readonly string[];
}

export type FieldChange = FieldValue | MapEntries | ListItems;

/** A subject of a profile. */
export interface Setting {
  /** The property of the profile. */
  readonly property: string;
  /** Why the line is there, for `explain` and for build authors. */
  readonly reason: string;
  /** What the changes are below: the pod, all of its containers, or the containers of steps. */
  readonly target: 'pod' | 'containers' | 'steps';
  readonly changes: readonly FieldChange[];
  /** The name under which pipelines can be allowed to override it. */
  readonly override?: OverridableSetting;
  /** Only where none of these fields is set: a default. */
  readonly unlessSet?: readonly Path[];
  /** Only where this field is set. */
  readonly ifSet?: Path;
}

/** Prefixes of images, and what replaces them; the longest first. */
export interface MirrorSetting {
  readonly property: 'imageMirrors';
  readonly mirrors: readonly (readonly [prefix: string, mirror: string])[];
}

/** Containers of Harness in a build pod; all others are those of steps. */
export const HARNESS_CONTAINERS = ['lite-engine'];
