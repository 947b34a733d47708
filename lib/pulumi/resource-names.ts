/** What objects are called for Pulumi. */
import { createHash } from 'node:crypto';
import type * as pulumi from '@pulumi/pulumi';

/** The provider adds nine characters to what may have 253. */
const MAX_NAME = 244;
const HASH_LENGTH = 8;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
/** Ids that are told apart when their letters are small. */
const PLAIN_IDS = /^(\/[A-Z][a-z0-9]*)+$/;

/** The path behind the id of the chart. A chart is called like its component, but an id cannot have every character. */
export function pathInChart(path: string): string {
  return path.slice(path.indexOf('/'));
}

/** The path with the component's name in front, so that an alias of the component is one of the object as well. */
export function resourceName(component: string | undefined, path: string): string {
  return component === undefined ? path : `${component}${pathInChart(path)}`;
}

/**
 * The name of a resource whose object has none of its own: the provider makes one of it, which must suit Kubernetes. Where
 * it cannot say the whole path, a digest of the path tells it from others.
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

/** The same under the names that the component had: no prefix of such a name tells Pulumi what follows. */
export function aliasesForProvider(aliases: pulumi.ResourceOptions['aliases'], path: string): pulumi.Alias[] {
  // Whoever makes a list late must do without.
  return (Array.isArray(aliases) ? (aliases as unknown[]) : [])
    .map((alias) => (typeof alias === 'string' ? alias.split('::').at(-1) : (alias as { name?: unknown } | null)?.name))
    .filter((name): name is string => typeof name === 'string')
    .map((name) => ({ name: nameForProvider(name, path) }));
}
