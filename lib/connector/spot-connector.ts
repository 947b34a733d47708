import type { Construct } from 'constructs';
import { constructProps, ownClass, PropertyChecks, type Rule } from '../core';
import { checkSecretReference, HarnessDocument, HarnessScope } from '../document';
import { checkSelection, type DelegateSelection, SELECTION_KINDS, selects } from '../reference';
import {
  claimConnector,
  connectorDocument,
  type ConnectorHead,
  type ConnectorProps,
  refuseUnlessOne,
  resolveConnectorHead,
} from './connector-document';

/** Properties of `SpotConnector`. */
export interface SpotConnectorProps extends ConnectorProps {
  /**
   * ID of the Spot account, for example `act-a12b12cd`. Set either `spotAccountId` or `spotAccountIdRef`.
   *
   * @default - `spotAccountIdRef`
   */
  readonly spotAccountId?: string;
  /**
   * Reference to the Harness secret with the ID of the Spot account. Set either `spotAccountId` or `spotAccountIdRef`.
   *
   * @default - `spotAccountId`
   */
  readonly spotAccountIdRef?: string;
  /** Reference to the Harness secret with the Spot API token. */
  readonly apiTokenRef: string;
  /**
   * Selects the delegates of the connector.
   *
   * @default DelegateSelection.anyAvailable()
   */
  readonly delegates?: DelegateSelection;
  /**
   * Whether delegates connect to Spot instead of the Harness platform.
   *
   * @default true
   */
  readonly executeOnDelegate?: boolean;
}

/**
 * A Spot connector. The credentials are nested with their own type and spec, which the Harness page shows flattened.
 *
 * @see https://developer.harness.io/docs/platform/connectors/cloud-providers/add-spot-connector
 */
export class SpotConnector extends HarnessDocument {
  /** Name of the connector. */
  public readonly connectorName: string;
  /** Identifier of the connector. */
  public readonly identifier: string;
  /** Scope of the connector. */
  public readonly harnessScope: HarnessScope;
  public readonly documentPath: string;

  private readonly head: ConnectorHead;
  private readonly spec: object;

  /** @throws for invalid input, with the construct path, property, value, what is expected and how to fix it. */
  constructor(scope: Construct, id: string, props: SpotConnectorProps) {
    super(scope, id);
    const checks = new PropertyChecks(this);
    this.head = checks.resolved(SHAPE, props, (usable) => {
      const head = checks.part(() => resolveConnectorHead(checks, usable));
      checks.part(() => checkSpot(checks, usable));
      return head.value;
    });
    this.spec = specOf(props);
    this.connectorName = this.head.name;
    this.identifier = this.head.identifier;
    this.harnessScope = this.head.scope;
    this.documentPath = claimConnector(this, this.head);
  }

  /** The body of the Harness API: everything below `connector`. @internal */
  public _lateDocument(): { [key: string]: unknown } {
    return connectorDocument(this.head, 'Spot', this.spec);
  }
}

ownClass(SpotConnector);

const SHAPE = constructProps('SpotConnectorProps', SELECTION_KINDS);

const SPOT_ACCOUNT: Rule = {
  allowed: "the ID of a Spot account: letters, digits, '-' and '_'",
  remedy: 'Copy it from the Spot console, for example act-a12b12cd.',
  holds: (value) => /^[A-Za-z0-9_-]+$/.test(value),
};

function checkSpot(checks: PropertyChecks, props: SpotConnectorProps): void {
  const scope = () => props.scope ?? HarnessScope.account();
  checks.apart(
    () => checkSpotAccount(checks, props, scope),
    () => checkSecretReference(checks, 'apiTokenRef', props.apiTokenRef, scope()),
    () => props.delegates && checkSelection(checks, 'delegates', props.delegates, scope()),
  );
}

function checkSpotAccount(checks: PropertyChecks, props: SpotConnectorProps, scope: () => HarnessScope): void {
  checks.apart(
    // The console shows it next to the token: if the two are mixed up, the error must not show the token.
    () => props.spotAccountId === undefined || checks.secretText('spotAccountId', props.spotAccountId, SPOT_ACCOUNT),
    () =>
      props.spotAccountIdRef === undefined ||
      checkSecretReference(checks, 'spotAccountIdRef', props.spotAccountIdRef, scope()),
  );
  const { spotAccountId, spotAccountIdRef } = props;
  if ((spotAccountId === undefined) === (spotAccountIdRef === undefined)) {
    refuseUnlessOne(checks, 'spotAccountId', spotAccountId !== undefined, 'spotAccountId', 'spotAccountIdRef');
  }
}

function specOf(props: SpotConnectorProps): object {
  const { spotAccountId, spotAccountIdRef, apiTokenRef, delegates, executeOnDelegate = true } = props;
  return {
    credential: { type: 'PermanentTokenConfig', spec: { spotAccountId, spotAccountIdRef, apiTokenRef } },
    delegateSelectors: selects(delegates) ? [...delegates.tags] : undefined,
    executeOnDelegate,
  };
}
