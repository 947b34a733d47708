/** Connectors and scopes, as they are asked for. */
import { HarnessConstructsError } from '../values';
import type { ConnectorAddress, PlatformScope } from './types';

/**
 * Whether an entity that exists may have the identifier: some have a '$'.
 *
 * @see https://developer.harness.io/docs/platform/references/entity-identifier-reference
 */
export function isExistingIdentifier(value: string): boolean {
  return /^[a-zA-Z_][0-9a-zA-Z_$]{0,127}$/.test(value);
}

/** Parameters of the scope, checked. */
export function scopeOf({ orgIdentifier, projectIdentifier }: PlatformScope): PlatformScope {
  if (orgIdentifier != null) checkIdentifier('orgIdentifier', orgIdentifier);
  if (projectIdentifier != null) checkIdentifier('projectIdentifier', projectIdentifier);
  if (projectIdentifier != null && orgIdentifier == null) {
    refuse('orgIdentifier', undefined, 'the organization of the project', 'Set it, too.');
  }
  return { ...(orgIdentifier != null && { orgIdentifier }), ...(projectIdentifier != null && { projectIdentifier }) };
}

/** Parameters of the scope, of an address that is checked as a whole. */
export function scopeOfAddress(address: ConnectorAddress): PlatformScope {
  checkIdentifier('identifier', address.identifier);
  return scopeOf(address);
}

/** A scope for people. */
export function scopeText({ orgIdentifier, projectIdentifier }: PlatformScope): string {
  if (orgIdentifier == null) return 'the account';
  return projectIdentifier == null
    ? `the organization ${orgIdentifier}`
    : `the project ${orgIdentifier}/${projectIdentifier}`;
}

/** A connector for people: `account.builds`, `org/builds`, `org/project/builds`. */
export function addressText({ orgIdentifier, projectIdentifier, identifier }: ConnectorAddress): string {
  if (orgIdentifier == null) return `account.${identifier}`;
  return [orgIdentifier, projectIdentifier, identifier].filter((part) => part != null).join('/');
}

function checkIdentifier(property: string, value: string): void {
  if (typeof value !== 'string' || !isExistingIdentifier(value)) {
    const remedy = 'Pass the identifier alone; the scope is set by orgIdentifier and projectIdentifier.';
    refuse(property, JSON.stringify(value), "letters, digits, '_' and '$', not starting with a digit", remedy);
  }
}

function refuse(property: string, given: string | undefined, allowed: string, remedy: string): never {
  throw new HarnessConstructsError({ constructPath: '', property, ...(given && { given }), allowed, remedy });
}
