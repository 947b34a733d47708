/** What every connector has, checked and as Harness writes it. */
import type { Construct } from 'constructs';
import {
  checkDescription,
  checkScope,
  claimDocument,
  copied,
  folderOf,
  HarnessScope,
  resolveNames,
  SCOPE,
} from '../document';
import { mapOf, NOT_EMPTY, type PropertyChecks, required, type ShapesOf, TEXT } from '../values';
import type { ConnectorProps } from './connector-props';

/** What every connector has. */
export interface ConnectorHead {
  readonly name: string;
  readonly identifier: string;
  readonly scope: HarnessScope;
  readonly description?: string;
  readonly tags?: { readonly [key: string]: string };
}

/** Kinds of the properties of every connector. */
export const CONNECTOR_SHAPES: ShapesOf<ConnectorProps> = {
  name: required(TEXT),
  identifier: TEXT,
  description: TEXT,
  tags: mapOf(TEXT),
  scope: SCOPE,
};

/** Throws for bad input. */
export function resolveConnectorHead(checks: PropertyChecks, props: ConnectorProps): ConnectorHead {
  const { description, tags, scope = HarnessScope.account() } = props;
  const names = resolveNames(checks, props);
  checkDescription(checks, 'description', description);
  checkScope(checks, 'scope', scope);
  Object.keys(tags ?? {}).forEach((key) => checks.plainText('tags key', key, NOT_EMPTY));
  return { ...names, scope, description, tags: copied(tags) };
}

/** Throws when another connector of the scope has the identifier: Harness would take the two for one. */
export function claimConnector(construct: Construct, { scope, identifier }: ConnectorHead): string {
  return claimDocument(construct, {
    kind: 'connector',
    path: `connectors/${folderOf(scope)}/${identifier}.yaml`,
    property: 'identifier',
    allowed: 'one connector of an identifier in a scope',
    remedy: 'Give one of the two another identifier.',
  });
}

/** The document of a connector. */
export function connectorDocument(head: ConnectorHead, type: string, spec: object): { [key: string]: unknown } {
  const { name, identifier, description, tags, scope } = head;
  const { orgIdentifier, projectIdentifier } = scope;
  return { connector: { name, identifier, description, orgIdentifier, projectIdentifier, tags, type, spec } };
}
