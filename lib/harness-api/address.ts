/** Addresses of connectors and scopes in API calls. */
import { HarnessConstructsError, type Rule, shownKind } from '../core';
import type { ConnectorAddress, PlatformScope } from './types';

/**
 * The identifier of an existing entity. It can contain '$', which new ones cannot.
 *
 * @see https://developer.harness.io/docs/platform/references/entity-identifier-reference
 */
export const EXISTING_IDENTIFIER: Rule = {
  allowed: "an identifier of 1 to 128 letters, digits, '_' and '$', starting with a letter or '_'",
  remedy: 'Copy it from Harness without a scope prefix, and set the scope with orgIdentifier and projectIdentifier.',
  holds: (value) => /^[a-zA-Z_][0-9a-zA-Z_$]{0,127}$/.test(value),
};

/** Validates a scope and returns its query parameters. */
export function scopeOf({ orgIdentifier, projectIdentifier }: PlatformScope): PlatformScope {
  if (orgIdentifier != null) checkIdentifier('orgIdentifier', orgIdentifier);
  if (projectIdentifier != null) checkIdentifier('projectIdentifier', projectIdentifier);
  if (projectIdentifier != null && orgIdentifier == null) {
    refuse(
      'orgIdentifier',
      { problem: 'missing' },
      'the organization of the project',
      'Set it, or remove projectIdentifier.',
    );
  }
  return { ...(orgIdentifier != null && { orgIdentifier }), ...(projectIdentifier != null && { projectIdentifier }) };
}

/** Validates a connector address and returns the query parameters of its scope. */
export function scopeOfAddress(address: ConnectorAddress): PlatformScope {
  checkIdentifier('identifier', address.identifier);
  return scopeOf(address);
}

/** Describes a scope in messages, for example `the project org/project`. */
export function scopeText({ orgIdentifier, projectIdentifier }: PlatformScope): string {
  if (orgIdentifier == null) return 'the account';
  return projectIdentifier == null
    ? `the organization ${orgIdentifier}`
    : `the project ${orgIdentifier}/${projectIdentifier}`;
}

/** Describes a connector in messages: `account.builds`, `org/builds`, `org/project/builds`. */
export function addressText({ orgIdentifier, projectIdentifier, identifier }: ConnectorAddress): string {
  if (orgIdentifier == null) return `account.${identifier}`;
  return [orgIdentifier, projectIdentifier, identifier].filter((part) => part != null).join('/');
}

function checkIdentifier(property: string, value: string): void {
  if (typeof value !== 'string' || !EXISTING_IDENTIFIER.holds(value)) {
    const shown = typeof value === 'string' ? { given: JSON.stringify(value) } : shownKind(value);
    refuse(property, shown, EXISTING_IDENTIFIER.allowed, EXISTING_IDENTIFIER.remedy);
  }
}

function refuse(property: string, shown: ReturnType<typeof shownKind>, allowed: string, remedy: string): never {
  throw new HarnessConstructsError({ constructPath: '', property, ...shown, allowed, remedy });
}
