import { type Construct } from 'constructs';
import { checkSecretReference, HarnessDocument, type HarnessScope } from '../document';
import { constructProps, FLAG, PropertyChecks, required, type Rule, TEXT } from '../values';
import {
  claimConnector,
  CONNECTOR_SHAPES,
  connectorDocument,
  type ConnectorHead,
  resolveConnectorHead,
} from './connector-head';
import type { ConnectorProps } from './connector-props';
import type { DelegateSelection } from './delegate-selection';
import { checkSelection, SELECTION, selects } from './selection-checks';

/** Properties of `SpotConnector`. */
export interface SpotConnectorProps extends ConnectorProps {
  /**
   * Id of the Spot account, for example `act-a12b12cd`, unless `spotAccountIdRef` is given.
   *
   * @default - spotAccountIdRef
   */
  readonly spotAccountId?: string;
  /**
   * Reference to the secret of Harness with the id of the Spot account, unless `spotAccountId` is given.
   *
   * @default - spotAccountId
   */
  readonly spotAccountIdRef?: string;
  /** Reference to the secret of Harness with the API token of Spot. */
  readonly apiTokenRef: string;
  /**
   * By which delegates the connector works.
   *
   * @default DelegateSelection.anyAvailable()
   */
  readonly delegates?: DelegateSelection;
  /**
   * Whether delegates connect to Spot, and not the platform of Harness.
   *
   * @default true
   */
  readonly executeOnDelegate?: boolean;
}

/**
 * A connector to Spot, with the nesting that Harness' page lost: the credentials are a type and a spec of their own.
 *
 * @see https://developer.harness.io/docs/platform/connectors/cloud-providers/add-spot-connector
 */
export class SpotConnector extends HarnessDocument {
  /** Name of the connector. */
  public readonly connectorName: string;
  /** Its identifier. */
  public readonly identifier: string;
  /** Where it lives. */
  public readonly harnessScope: HarnessScope;
  public readonly documentPath: string;

  private readonly head: ConnectorHead;
  private readonly spec: object;

  /** @throws an error with construct path, property, value, what is allowed and what to do, for bad input. */
  constructor(scope: Construct, id: string, props: SpotConnectorProps) {
    super(scope, id);
    const checks = new PropertyChecks(this);
    SHAPE(checks, '', props);
    this.head = resolveConnectorHead(checks, props);
    checkSpot(checks, props, this.head.scope);
    this.spec = specOf(props);
    this.connectorName = this.head.name;
    this.identifier = this.head.identifier;
    this.harnessScope = this.head.scope;
    this.documentPath = claimConnector(this, this.head);
  }

  /** As the API of Harness takes it: everything below `connector`. @internal */
  public _lateDocument(): { [key: string]: unknown } {
    return connectorDocument(this.head, 'Spot', this.spec);
  }
}

const SHAPE = constructProps<SpotConnectorProps>({
  ...CONNECTOR_SHAPES,
  spotAccountId: TEXT,
  spotAccountIdRef: TEXT,
  apiTokenRef: required(TEXT),
  delegates: SELECTION,
  executeOnDelegate: FLAG,
});

const SPOT_ACCOUNT: Rule = {
  allowed: "the id of a Spot account: letters, digits, '-' and '_'",
  remedy: 'Copy it from the console of Spot, for example act-a12b12cd.',
  holds: (value) => /^[A-Za-z0-9_-]+$/.test(value),
};

function checkSpot(checks: PropertyChecks, props: SpotConnectorProps, scope: HarnessScope): void {
  const { spotAccountId, spotAccountIdRef, apiTokenRef, delegates } = props;
  if ((spotAccountId === undefined) === (spotAccountIdRef === undefined)) {
    checks.refuse('spotAccountId', undefined, 'either spotAccountId or spotAccountIdRef', 'Set one of the two.');
  }
  if (spotAccountId !== undefined) {
    // It stands beside the token where both are copied: a mix-up must not show the token.
    checks.secretText('spotAccountId', spotAccountId, SPOT_ACCOUNT);
  }
  if (spotAccountIdRef !== undefined) {
    checkSecretReference(checks, 'spotAccountIdRef', spotAccountIdRef, scope);
  }
  checkSecretReference(checks, 'apiTokenRef', apiTokenRef, scope);
  if (delegates !== undefined) {
    checkSelection(checks, 'delegates', delegates, scope);
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
