/** URNs: `urn:pulumi:<stack>::<project>::<types of the parents>$<type>::<name>`. */
import type { Alias } from '@pulumi/pulumi/proto/alias_pb';

export const PROJECT = 'p';
export const STACK = 's';
export const STACK_TYPE = 'pulumi:pulumi:Stack';

interface Named {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
}

export function urnOf({ type, name, parent }: Named, stack = STACK, project = PROJECT): string {
  const above = typeIn(parent);
  const types = above === '' || above === STACK_TYPE ? type : `${above}$${type}`;
  return `urn:pulumi:${stack}::${project}::${types}::${name}`;
}

/** The name in a URN. */
export function nameIn(urn: string): string {
  return urn.split('::').slice(3).join('::');
}

function typeIn(urn: string): string {
  return urn.split('::')[2] ?? '';
}

/**
 * URNs that a resource had before: by its own aliases, and by those of its parent. A child whose name starts with that of
 * the parent is taken to have been renamed with it. The real engine also combines the two.
 */
export function aliasesOf(resource: Named, own: readonly Alias[], ofParent: readonly string[]): string[] {
  const inherited = ofParent.map((parent) => {
    const before = nameIn(resource.parent);
    const { name } = resource;
    return urnOf({
      ...resource,
      parent,
      name: name.startsWith(before) ? nameIn(parent) + name.slice(before.length) : name,
    });
  });
  return [...own.map((alias) => aliasOf(resource, alias)), ...inherited];
}

function aliasOf(resource: Named, alias: Alias): string {
  const spec = alias.getSpec();
  if (spec === undefined) return alias.getUrn();
  const type = spec.getType() || resource.type;
  const name = spec.getName() || resource.name;
  const parent = spec.getNoparent() ? '' : spec.getParenturn() || resource.parent;
  return urnOf({ type, name, parent }, spec.getStack() || STACK, spec.getProject() || PROJECT);
}
