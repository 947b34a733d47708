/** Connectors by one text: `identifier`, `organization/identifier` or `organization/project/identifier`. */
import { type ConnectorAddress, isExistingIdentifier } from '../../harness-api';
import type { Rule } from '../../values';
import { required, text } from './input-checks';

const EXISTING: Rule = {
  allowed: "an identifier of at most 128 letters, digits, '_' and '$', not starting with a digit",
  remedy: 'Copy it from Harness; the scope is told by orgIdentifier and projectIdentifier.',
  holds: isExistingIdentifier,
};

/** The members that say which connector. */
export const ADDRESS = {
  identifier: required(text(EXISTING)),
  orgIdentifier: text(EXISTING),
  projectIdentifier: text(EXISTING),
};

/** The id of a connector. */
export function idOf({ orgIdentifier, projectIdentifier, identifier }: ConnectorAddress): string {
  return [orgIdentifier, projectIdentifier, identifier].filter((part) => part !== undefined && part !== null).join('/');
}

/**
 * The connector of an id.
 *
 * @throws for a text that is none
 */
export function addressOf(id: string): ConnectorAddress {
  const parts = id.split('/');
  if (parts.length > 3 || parts.includes('')) {
    throw new Error(
      `"${id}" is no id of a connector. Write identifier, organization/identifier or organization/project/identifier.`,
    );
  }
  const [identifier, ...scope] = [parts[parts.length - 1], ...parts.slice(0, -1)];
  const [orgIdentifier, projectIdentifier] = scope;
  return {
    ...(orgIdentifier === undefined ? {} : { orgIdentifier }),
    ...(projectIdentifier === undefined ? {} : { projectIdentifier }),
    identifier,
  };
}

/** How stages refer to a connector. */
export function referenceTo({ orgIdentifier, projectIdentifier, identifier }: ConnectorAddress): string {
  if (projectIdentifier !== undefined) {
    return identifier;
  }
  return orgIdentifier === undefined ? `account.${identifier}` : `org.${identifier}`;
}
