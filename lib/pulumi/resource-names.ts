/** Names of Pulumi resources. */
import { createHash } from 'node:crypto';
import type * as pulumi from '@pulumi/pulumi';

/** Maximum length: the provider appends 9 characters, and names can have 253. */
const MAX_NAME = 244;

const HASH_LENGTH = 8;

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Ids that stay distinct in lowercase. */
const PLAIN_IDS = /^(\/[A-Z][a-z0-9]*)+$/;

/** Returns the path after the chart id. A chart has the name of its component, but ids do not allow every character. */
export function pathInChart(path: string): string {
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
