import { Construct, type IConstruct } from 'constructs';
import { ACCOUNT_ID, closed, placed, PropertyChecks, required, struct, TEXT } from '../core';
import { checkScope, type HarnessDocument, HarnessScope, isExpression, orExpression, referenceFrom } from '../document';
import { checkInheritance, checkSelection, type DelegateSelection, SELECTION_KINDS } from './delegate-selection';

/** A Kubernetes cluster connector: a `KubernetesClusterConnector`, or one created elsewhere (`fromReference`). */
export interface IKubernetesClusterConnector extends IConstruct {
  /** Scope of the connector; `undefined` if the reference is a Harness expression. */
  readonly harnessScope?: HarnessScope;
  /** Whether it inherits the credentials of its delegate; `undefined` if unknown. */
  readonly inheritsFromDelegate?: boolean;
  /** Selects its delegates; `undefined` if unknown. */
  readonly delegates?: DelegateSelection;
  /** Reference to the connector: `account.identifier`, `org.identifier` or `identifier`. */
  readonly reference: string;
  /** Document from which the connector is created; `undefined` if it is created elsewhere. */
  readonly document?: HarnessDocument;
}

/** Attributes of a connector that is created elsewhere. */
export interface ConnectorAttributes {
  /**
   * ID of its Harness account. A farm of another account refuses the connector.
   *
   * @default - unknown and not checked
   */
  readonly accountId?: string;
  /**
   * Organization or project that the reference is relative to. A reference that starts with `account.` needs none.
   *
   * @default - unknown and not checked
   */
  readonly scope?: HarnessScope;
  /**
   * Whether the connector inherits the credentials of its delegate.
   *
   * @default - unknown and not checked
   */
  readonly inheritsFromDelegate?: boolean;
  /**
   * Selects the delegates of the connector.
   *
   * @default - unknown
   */
  readonly delegates?: DelegateSelection;
}

const SHAPE = struct('ConnectorAttributes', SELECTION_KINDS);

/** A connector that is created elsewhere. */
export class ImportedConnector extends Construct implements IKubernetesClusterConnector {
  public readonly reference: string;
  public readonly accountId?: string;
  public readonly harnessScope?: HarnessScope;
  public readonly inheritsFromDelegate?: boolean;
  public readonly delegates?: DelegateSelection;
  public readonly document?: HarnessDocument;

  constructor(scope: Construct, id: string, reference: string, attributes: ConnectorAttributes) {
    super(placed(scope, id), id);
    const checks = new PropertyChecks(this);
    checks.resolved(GIVEN, { reference, attributes }, (given) => checkGiven(checks, given));
    this.accountId = attributes.accountId;
    this.reference = reference;
    this.harnessScope = scopeOf(reference, attributes.scope);
    this.inheritsFromDelegate = attributes.inheritsFromDelegate;
    this.delegates = attributes.delegates;
  }
}

/** What `KubernetesClusterConnector.fromReference` takes. */
interface Given {
  readonly reference: string;
  readonly attributes: ConnectorAttributes;
}

const GIVEN = closed({ reference: required(TEXT), attributes: required(SHAPE) });

function checkGiven(checks: PropertyChecks, given: Given): void {
  const { attributes } = given;
  checks.apart(
    () => attributes.scope === undefined || checkScope(checks, 'attributes.scope', attributes.scope),
    () => {
      checks.plain('reference', given.reference);
      // A reference from a project can have any of the three forms.
      const visible = referenceFrom(attributes.scope ?? HarnessScope._someProject(), 'a connector');
      checks.text('reference', given.reference, orExpression(visible));
    },
    () =>
      attributes.accountId === undefined || checks.secretText('attributes.accountId', attributes.accountId, ACCOUNT_ID),
    () => {
      const { delegates, scope, inheritsFromDelegate } = attributes;
      if (delegates !== undefined) {
        checkSelection(checks, 'attributes.delegates', delegates, scopeOf(given.reference, scope));
      }
      if (delegates !== undefined && inheritsFromDelegate) {
        checkInheritance(checks, 'attributes.delegates', delegates);
      }
    },
  );
}

/** Scope of the connector, as far as the reference and its scope determine it. */
function scopeOf(reference: string, from?: HarnessScope): HarnessScope | undefined {
  if (isExpression(reference)) {
    return undefined;
  }
  if (reference.startsWith('account.')) {
    return HarnessScope.account();
  }
  const organization = from?.orgIdentifier;
  return reference.startsWith('org.') && organization !== undefined ? HarnessScope.organization(organization) : from;
}
