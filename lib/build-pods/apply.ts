/** The same changes in TypeScript, for explanations. */
import { mirrorOf } from './image-mirrors';
import {
  type FieldChange,
  HARNESS_CONTAINERS,
  type Json,
  type MirrorSetting,
  type Path,
  type Setting,
} from './setting';

/** An object of a pod that can be changed. */
export interface Tree {
  [member: string]: unknown;
}

/** Tells that a path of the pod has been changed. */
type Report = (path: readonly (string | number)[]) => void;

/** Applies a setting to a pod. With `isOverridden`, what the pod has stays. */
export function applySetting(pod: Tree, setting: Setting, isOverridden: boolean, report: Report): void {
  for (const [root, at] of rootsOf(pod, setting.target)) {
    const { changes, unlessSet = [], ifSet } = setting;
    if (unlessSet.every((path) => read(root, path) === undefined) && (!ifSet || read(root, ifSet) !== undefined)) {
      changes.forEach((change) => applyChange(root, change, isOverridden, (path) => report([...at, ...path])));
    }
  }
}

/** Applies mirrors to the images of a pod. */
export function applyMirrors(pod: Tree, { mirrors }: MirrorSetting, report: Report): void {
  for (const [container, at] of rootsOf(pod, 'containers')) {
    const { image } = container;
    const mirror = typeof image === 'string' ? mirrorOf(image, mirrors) : undefined;
    if (mirror !== image) {
      container.image = mirror;
      report([...at, 'image']);
    }
  }
}

function rootsOf(pod: Tree, target: Setting['target']): [Tree, readonly (string | number)[]][] {
  if (target === 'pod') {
    return [[pod, []]];
  }
  const lists = target === 'steps' ? ['containers'] : ['containers', 'initContainers'];
  return lists.flatMap((name) =>
    ((read(pod, ['spec', name]) ?? []) as Tree[])
      .map((container, index): [Tree, readonly (string | number)[]] => [container, ['spec', name, index]])
      .filter(([container]) => target === 'containers' || !HARNESS_CONTAINERS.includes(container.name as string)),
  );
}

function read(root: Tree, path: Path): unknown {
  return path.reduce<unknown>((around, name) => (around as Tree | undefined)?.[name], root);
}

function applyChange(root: Tree, change: FieldChange, isOverridden: boolean, report: Report): void {
  const { path } = change;
  if ('value' in change) {
    if (!(isOverridden && read(root, path) !== undefined)) {
      parentOf(root, path)[path.at(-1)!] = change.value;
      change.removes?.forEach((other) => delete parentOf(root, other)[other.at(-1)!]);
      report(path);
    }
  } else if ('entries' in change) {
    const map = parentOf(root, [...path, '']);
    const entries = Object.entries(change.entries).filter(([key]) => !(isOverridden && key in map));
    entries.forEach(([key, value]) => {
      map[key] = value;
      report([...path, key]);
    });
  } else {
    applyItems(root, change, isOverridden, report);
  }
}

function applyItems(
  root: Tree,
  { path, items, keys }: Extract<FieldChange, { items: unknown }>,
  isOverridden: boolean,
  report: Report,
): void {
  const own = (parentOf(root, path)[path.at(-1)!] ??= []) as { readonly [member: string]: Json }[];
  for (const item of items) {
    const found = own.findIndex((element) => keys.every((key) => (element[key] ?? '') === (item[key] ?? '')));
    if (found < 0 || !isOverridden) {
      const index = found < 0 ? own.length : found;
      own[index] = item;
      report([...path, index]);
    }
  }
}

/** The object that has the last member of the path. */
function parentOf(root: Tree, path: Path): Tree {
  return path.slice(0, -1).reduce<Tree>((around, name) => (around[name] ??= {}) as Tree, root);
}
