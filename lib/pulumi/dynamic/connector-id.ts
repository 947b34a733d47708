/** Connector ids: `identifier`, `organization/identifier` or `organization/project/identifier`. */
import { HarnessConstructsError } from '../../core';
import { type ConnectorAddress, EXISTING_IDENTIFIER } from '../../harness-api';
import { closed, required, text } from './input-checks';

/** Members that identify a connector. */
export const ADDRESS_MEMBERS = {
  identifier: required(text(EXISTING_IDENTIFIER)),
  orgIdentifier: text(EXISTING_IDENTIFIER),
  projectIdentifier: text(EXISTING_IDENTIFIER),
};

export const ADDRESS = closed(ADDRESS_MEMBERS);

/** Returns the id of a connector. */
export function idOf({ orgIdentifier, projectIdentifier, identifier }: ConnectorAddress): string {
  return [orgIdentifier, projectIdentifier, identifier].filter((part) => part !== undefined && part !== null).join('/');
}

/**
 * Parses the id of a connector.
 *
 * @param property where the id comes from, for errors
 * @throws for an invalid id
 */
export function addressOf(id: string, property = 'id'): ConnectorAddress {
  const parts = id.split('/');
  if (parts.length > 3 || parts.includes('')) {
    throw new HarnessConstructsError({
      constructPath: '',
      property,
      given: JSON.stringify(id),
      allowed: 'identifier, organization/identifier or organization/project/identifier',
      remedy: 'Copy the parts from Harness.',
    });
  }
  const [identifier, ...scope] = [parts[parts.length - 1], ...parts.slice(0, -1)];
  const [orgIdentifier, projectIdentifier] = scope;
  return {
    ...(orgIdentifier === undefined ? {} : { orgIdentifier }),
    ...(projectIdentifier === undefined ? {} : { projectIdentifier }),
    identifier,
  };
}

/** Returns the scoped identifier with which stages refer to a connector. */
export function referenceTo({ orgIdentifier, projectIdentifier, identifier }: ConnectorAddress): string {
  if (projectIdentifier !== undefined) {
    return identifier;
  }
  return orgIdentifier === undefined ? `account.${identifier}` : `org.${identifier}`;
}
