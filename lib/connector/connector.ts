import type { Construct } from 'constructs';
import { NOT_EMPTY, type PropertyChecks } from '../core';
import { checkDescription, checkScope, claimDocument, copied, folderOf, HarnessScope, resolveNames } from '../document';

/** Common properties of connectors. */
export interface ConnectorProps {
  /** Name of the connector. Like identifier and scope, it must be known at construction. */
  readonly name: string;
  /**
   * Identifier for references to the connector. It cannot be changed later.
   *
   * @see https://developer.harness.io/docs/platform/references/entity-identifier-reference
   * @default - derived from the name as in Harness: spaces become `_`; other characters and leading digits are dropped
   */
  readonly identifier?: string;
  /**
   * Description of the connector.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Tags of the connector; a tag without a value has an empty one. They are unrelated to delegate tags.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
  /**
   * Scope of the connector.
   *
   * @default HarnessScope.account()
   */
  readonly scope?: HarnessScope;
}

/* The common properties of connectors: checks and document. */

/** Resolved common properties of a connector. */
export interface ConnectorHead {
  readonly name: string;
  readonly identifier: string;
  readonly scope: HarnessScope;
  readonly description?: string;
  readonly tags?: { readonly [key: string]: string };
}

/** Resolves the common properties. Throws for invalid input. */
export function resolveConnectorHead(checks: PropertyChecks, props: ConnectorProps): ConnectorHead {
  const names = checks.part(() => resolveNames(checks, props));
  checks.part(() => checkDescription(checks, 'description', props.description));
  checks.part(() => checkScope(checks, 'scope', props.scope ?? HarnessScope.account()));
  checks.part(() => Object.keys(props.tags ?? {}).forEach((key) => checks.plainText('tags key', key, NOT_EMPTY)));
  const { description, tags, scope = HarnessScope.account() } = props;
  return { ...names.value, scope, description, tags: copied(tags) };
}

/** Throws if another connector of the scope has the identifier: Harness would take the two as one. */
export function claimConnector(construct: Construct, { scope, identifier }: ConnectorHead): string {
  return claimDocument(construct, {
    kind: 'connector',
    path: `connectors/${folderOf(scope)}/${identifier}.yaml`,
    property: 'identifier',
    allowed: 'an identifier that no other connector of the scope has',
    remedy: 'Change the identifier of one of the two connectors.',
  });
}

/** The document of a connector. */
export function connectorDocument(head: ConnectorHead, type: string, spec: object): { [key: string]: unknown } {
  const { name, identifier, description, tags, scope } = head;
  const { orgIdentifier, projectIdentifier } = scope;
  return { connector: { name, identifier, description, orgIdentifier, projectIdentifier, tags, type, spec } };
}
