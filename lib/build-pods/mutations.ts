/**
 * Mutations of a MutatingAdmissionPolicy. All of them are JSON Patches: apply configurations refuse atomic lists and maps, for
 * example tolerations.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
 */
import { list, text } from './cel';
import { agrees, equals, field, isSet, literal, pointer } from './cel-fields';
import { mirrored } from './image-mirrors';
import { type FieldChange, HARNESS_CONTAINERS, type Json, type ListItems, type MapEntries } from './setting';
import type { FieldValue, MirrorSetting, Path, Setting } from './setting';

/** A mutation, as in the Kubernetes API. */
export interface Mutation {
  readonly patchType: 'JSONPatch';
  readonly jsonPatch: { readonly expression: string };
}

/** Where patches are made. */
interface Target {
  /** CEL for the object. */
  readonly root: string;
  /** CEL for its JSON Pointer. */
  readonly at: string;
  readonly isDefault: boolean;
}

/** The mutations of a setting. With `isOverridden`, what the pod has stays. */
export function mutationsOf(setting: Setting, isOverridden: boolean): Mutation[] {
  const patches = (root: string, at: string) => patchesOf(setting, { root, at, isDefault: isOverridden });
  if (setting.target === 'pod') {
    return [mutation(patches('object', '""'))];
  }
  return setting.target === 'steps'
    ? [mutation(ofContainers('containers', patches, `!(c.name in ${list(HARNESS_CONTAINERS)})`))]
    : [
        mutation(ofContainers('containers', patches, 'true')),
        mutation(ofContainers('initContainers', patches, 'true')),
      ];
}

/** The mutations that pull images from mirrors. */
export function mirrorMutations({ mirrors }: MirrorSetting): Mutation[] {
  const patches = (container: string, at: string) => {
    const [image, found] = [`${container}.?image.orValue("")`, mirrored('m', mirrors)];
    return `[${image}].filter(m, ${found} != m).map(m, JSONPatch{op: "replace", path: ${at} + "/image", value: ${found}})`;
  };
  return ['containers', 'initContainers'].map((name) => mutation(ofContainers(name, patches, 'true')));
}

function mutation(expression: string): Mutation {
  return { patchType: 'JSONPatch', jsonPatch: { expression } };
}

/** The patches of all containers of a list that fit. */
function ofContainers(name: string, patches: (root: string, at: string) => string, fits: string): string {
  const at = `"/spec/${name}/" + string(i)`;
  return `object.spec.?${name}.orValue([]).transformList(i, c, ${fits}, ${patches('c', at)}).flatten()`;
}

function patchesOf({ changes, unlessSet = [], ifSet }: Setting, target: Target): string {
  const { root } = target;
  const isUnset = unlessSet.map((path) => `!${isSet(root, path)}`);
  const conditions = ifSet === undefined ? isUnset : [...isUnset, isSet(root, ifSet)];
  // Each once, and first: a second one would remove what the first change has added.
  const parents = new Set(changes.flatMap((change) => parentsOf(change, target)));
  const patches = [...parents, ...changes.flatMap((change) => patchesOfChange(change, target))].join(' + ');
  return conditions.length === 0 ? patches : `(${conditions.join(' && ')}) ? (${patches}) : []`;
}

/** Adds the objects around a field that are missing, and the map or list itself. */
function parentsOf(change: FieldChange, target: Target): string[] {
  const { path } = change;
  const around = path.slice(0, 'value' in change ? -1 : undefined).map((_, index) => path.slice(0, index + 1));
  return around
    .filter((parent) => !ALWAYS_SET.includes(parent.join('.')))
    .map((parent) =>
      unless(isSet(target.root, parent), add(target, parent, parent === around.at(-1) ? empty(change) : {})),
    );
}

const ALWAYS_SET = ['metadata', 'spec'];

function empty(change: FieldChange): Json {
  return 'items' in change ? [] : {};
}

function patchesOfChange(change: FieldChange, target: Target): string[] {
  if ('entries' in change) {
    return entryPatches(change, target);
  }
  return 'items' in change ? itemPatches(change, target) : [valuePatches(change, target)];
}

function valuePatches({ path, value, removes = [] }: FieldValue, target: Target): string {
  const { root, isDefault } = target;
  const removals = removes.map((other) => `(${isSet(root, other)} ? ${patch('remove', target, pointer(other))} : [])`);
  const patches = [add(target, path, value), ...removals].join(' + ');
  if (isDefault) {
    return unless(isSet(root, path), patches);
  }
  // What it removes, the API server has set again.
  return removes.length > 0 ? unless(equals(root, path, value), patches) : patches;
}

function entryPatches({ path, entries }: MapEntries, target: Target): string[] {
  return Object.entries(entries).map(([key, value]) => {
    const entry = [...path, key];
    return target.isDefault ? unless(isSet(target.root, entry), add(target, entry, value)) : add(target, entry, value);
  });
}

function itemPatches({ path, items, keys }: ListItems, target: Target): string[] {
  const own = `${field(target.root, path)}.orValue([])`;
  return items.map((item) => {
    const is = agrees('e', item, keys);
    const value = `value: ${literal(item)}`;
    const replaced = `JSONPatch{op: "replace", path: ${target.at} + ${text(`${pointer(path)}/`)} + string(j), ${value}}`;
    const present = target.isDefault ? '[]' : `${own}.transformList(j, e, ${is}, ${replaced})`;
    return `(${own}.exists(e, ${is}) ? ${present} : ${add(target, [...path, '-'], item)})`;
  });
}

function add(target: Target, path: Path, value: Json): string {
  return patch('add', target, pointer(path), value);
}

function patch(op: string, { at }: Target, path: string, value?: Json): string {
  const of = value === undefined ? '' : `, value: ${literal(value)}`;
  return `[JSONPatch{op: "${op}", path: ${at} + ${text(path)}${of}}]`;
}

function unless(condition: string, patches: string): string {
  return `((${condition}) ? [] : ${patches})`;
}
