/** Options of components and resources: members that neither this package nor Pulumi has are refused, at every level. */
import type * as pulumi from '@pulumi/pulumi';
import { type ErrorDetails, isPlainObject, refuseUnknownMembers, unknownMembers } from '../core';
import { checkArguments } from './arguments';
import { throwRefused } from './dynamic/input-checks';

/** Options of the resources in this package. */
export type ResourceOptions = pulumi.CustomResourceOptions;

/** Refuses options of a component that neither this package nor Pulumi has for components. */
export function checkComponentOptions(name: string, options: unknown): void {
  const property = 'opts';
  checkArguments(name, options, property);
  refuseUnknownMembers('BridgeOptions', options, { name, property });
  refuseUnknownInside(name, options as pulumi.ResourceOptions, property);
}

/** Refuses options of a resource that Pulumi does not have for resources. */
export function checkResourceOptions(name: string, options: unknown, property = 'opts'): void {
  checkArguments(name, options, property);
  refuseUnknownMembers('ResourceOptions', options, { name, property });
  refuseUnknownInside(name, options as pulumi.ResourceOptions, property);
}

type NamesOf<T> = { readonly [name in keyof Required<T>]: true };

const TIMEOUTS: NamesOf<pulumi.CustomTimeouts> = { create: true, update: true, delete: true, read: true };

const HOOKS: NamesOf<pulumi.ResourceHookBinding> = {
  beforeCreate: true,
  afterCreate: true,
  beforeUpdate: true,
  afterUpdate: true,
  beforeDelete: true,
  afterDelete: true,
  onError: true,
};

const ALIAS: NamesOf<pulumi.Alias> = { name: true, type: true, parent: true, stack: true, project: true };

/** Refuses unknown members of the objects that options contain. Outputs are not looked into. */
function refuseUnknownInside(name: string, options: pulumi.ResourceOptions, property: string): void {
  const { customTimeouts, hooks, aliases } = options;
  throwRefused(name, [
    ...unknownIn(customTimeouts, `${property}.customTimeouts`, TIMEOUTS),
    ...unknownIn(hooks, `${property}.hooks`, HOOKS),
    ...(Array.isArray(aliases) ? aliases : []).flatMap((alias: unknown, index) =>
      unknownIn(alias, `${property}.aliases[${index}]`, ALIAS),
    ),
  ]);
}

const UPGRADE = 'If a newer version of Pulumi declares it, upgrade harness-constructs.';

function unknownIn(value: unknown, property: string, members: object): ErrorDetails[] {
  const known = { property, names: Object.keys(members) };
  const unknown = unknownMembers(known, isPlainObject(value) ? Object.keys(value) : [], []);
  return unknown.map(({ name, meant, allowed, remedy }) => ({
    ...{ constructPath: '', property: `${property}.${name}`, problem: 'unknown property' },
    allowed,
    remedy: meant.length > 0 ? remedy : `${remedy} ${UPGRADE}`,
  }));
}
