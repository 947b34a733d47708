import { Construct } from 'constructs';
import { checkScope, HarnessScope, isExpression, orExpression, referenceFrom, SCOPE } from '../document';
import { FLAG, PropertyChecks, struct, TEXT } from '../values';
import type { DelegateSelection } from './delegate-selection';
import type { IKubernetesClusterConnector } from './kubernetes-cluster-connector-interface';
import { checkInheritance, checkSelection, SELECTION } from './selection-checks';

/** What to know of a connector that is made elsewhere. */
export interface ConnectorAttributes {
  /**
   * The organization or project from which the reference is seen. One that begins with `account.` needs none.
   *
   * @default - not known, and not checked
   */
  readonly scope?: HarnessScope;
  /**
   * Whether it acts with the credentials of its delegate.
   *
   * @default - not known, and not checked
   */
  readonly inheritsFromDelegate?: boolean;
  /**
   * By which delegates it works.
   *
   * @default - not known
   */
  readonly delegates?: DelegateSelection;
}

const SHAPE = struct<ConnectorAttributes>({ scope: SCOPE, inheritsFromDelegate: FLAG, delegates: SELECTION });

/** A connector that another program makes. */
export class ImportedConnector extends Construct implements IKubernetesClusterConnector {
  public readonly reference: string;
  public readonly harnessScope?: HarnessScope;
  public readonly inheritsFromDelegate?: boolean;
  public readonly delegates?: DelegateSelection;

  constructor(scope: Construct, id: string, reference: string, attributes: ConnectorAttributes) {
    super(scope, id);
    const checks = new PropertyChecks(this);
    TEXT(checks, 'reference', reference);
    SHAPE(checks, 'attributes', attributes);
    checks.plain('reference', reference);
    if (attributes.scope !== undefined) {
      checkScope(checks, 'attributes.scope', attributes.scope);
    }
    // A reference from a project may have each of the three forms.
    const visible = referenceFrom(attributes.scope ?? HarnessScope._someProject(), 'a connector');
    checks.text('reference', reference, orExpression(visible));
    this.reference = reference;
    this.harnessScope = scopeOf(reference, attributes.scope);
    if (attributes.delegates !== undefined) {
      checkSelection(checks, 'attributes.delegates', attributes.delegates, this.harnessScope);
      if (attributes.inheritsFromDelegate) {
        checkInheritance(checks, 'attributes.delegates', attributes.delegates);
      }
    }
    this.inheritsFromDelegate = attributes.inheritsFromDelegate;
    this.delegates = attributes.delegates;
  }
}

/** Where the connector lives, as far as reference and scope tell. */
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
