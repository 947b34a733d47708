import type { HarnessScope } from '../document';

/** What every connector has. */
export interface ConnectorProps {
  /** Name of the connector. It must be known at construction, like identifier and scope. */
  readonly name: string;
  /**
   * Identifier, by which others refer to the connector. It can never be changed.
   *
   * @see https://developer.harness.io/docs/platform/references/entity-identifier-reference
   * @default - derived from the name as Harness does: blanks become `_`, other signs and leading digits go
   */
  readonly identifier?: string;
  /**
   * What the connector is for.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Tags of the connector; a bare tag has an empty value. They have nothing to do with those of delegates.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
  /**
   * Where the connector lives.
   *
   * @default HarnessScope.account()
   */
  readonly scope?: HarnessScope;
}
