import type { Construct } from 'constructs';
import { constructProps, inWords, ownClass, PropertyChecks } from '../core';
import { HarnessDocument, HarnessScope } from '../document';
import {
  checkInheritance,
  checkSelection,
  type ConnectorAttributes,
  DelegateSelection,
  type IKubernetesClusterConnector,
  ImportedConnector,
  isOlderLegacy,
  SELECTION_KINDS,
} from '../reference';
import {
  checkCredentials,
  claimConnector,
  connectorDocument,
  type ConnectorHead,
  type ConnectorProps,
  credentialDocument,
  CREDENTIALS,
  resolveConnectorHead,
} from './connector-document';
import type { InheritFromDelegateOptions, KubernetesCredentials } from './kubernetes-credentials';

/** Properties of `KubernetesClusterConnector`. */
export interface KubernetesClusterConnectorProps extends ConnectorProps {
  /** How Harness reaches the cluster. */
  readonly credentials: KubernetesCredentials;
  /**
   * Selects the delegates through which Harness reaches the cluster. All kinds of credentials need a delegate.
   *
   * @default DelegateSelection.anyAvailable()
   */
  readonly delegates?: DelegateSelection;
  /**
   * Skip the connection test, which lists controllers in the namespace `default`. Set it for clusters and accounts in
   * which the test cannot succeed.
   *
   * @default false
   */
  readonly ignoreTestConnection?: boolean;
}

const MARK = Symbol.for('harness-constructs.KubernetesClusterConnector');

/**
 * A Kubernetes cluster connector: the delegates and credentials with which Harness reaches a cluster. It works for
 * clusters of any provider.
 *
 * @see https://developer.harness.io/docs/platform/connectors/cloud-providers/add-a-kubernetes-cluster-connector
 * @example
 *
 * new KubernetesClusterConnector(chart, 'Connector', {
 *   name: 'Build cluster',
 *   scope: HarnessScope.project('eng', 'payments'),
 *   credentials: KubernetesCredentials.inheritFromDelegate(),
 *   delegates: DelegateSelection.of(delegate),
 * });
 */
export class KubernetesClusterConnector extends HarnessDocument implements IKubernetesClusterConnector {
  /** Whether the value is a KubernetesClusterConnector, including one of another copy of this package. */
  public static isKubernetesClusterConnector(x: unknown): x is KubernetesClusterConnector {
    return x !== null && typeof x === 'object' && MARK in x;
  }

  /**
   * Imports a connector that is created elsewhere.
   *
   * @param parent scope of the construct
   * @param reference `account.identifier`, `org.identifier`, `identifier`, or a Harness expression
   */
  public static fromReference(
    parent: Construct,
    id: string,
    reference: string,
    attributes: ConnectorAttributes = {},
  ): IKubernetesClusterConnector {
    return new ImportedConnector(parent, id, reference, attributes);
  }

  /** Name of the connector. */
  public readonly connectorName: string;
  /** Identifier of the connector. */
  public readonly identifier: string;
  public readonly harnessScope?: HarnessScope;
  public readonly inheritsFromDelegate?: boolean;
  public readonly delegates?: DelegateSelection;
  public readonly reference: string;
  public readonly documentPath: string;
  /** This connector: the program creates it. */
  public readonly document?: HarnessDocument = this;

  private readonly head: ConnectorHead;
  private readonly spec: object;

  /** @throws for invalid input, with the construct path, property, value, what is expected and how to fix it. */
  constructor(scope: Construct, id: string, props: KubernetesClusterConnectorProps) {
    super(scope, id);
    const checks = new PropertyChecks(this);
    this.head = resolveClusterConnector(checks, props);
    const { credentials, delegates = DelegateSelection.anyAvailable(), ignoreTestConnection } = props;
    this.spec = {
      credential: credentialDocument(credentials),
      delegateSelectors: delegates.isAny ? undefined : [...delegates.tags],
      ignoreTestConnection,
    };
    this.connectorName = this.head.name;
    this.identifier = this.head.identifier;
    this.harnessScope = this.head.scope;
    this.reference = this.head.scope.referenceTo(this.identifier);
    this.inheritsFromDelegate = credentials.isInherited;
    this.delegates = delegates;
    this.documentPath = claimConnector(this, this.head);
    Object.defineProperty(this, MARK, { value: true });
  }

  /** The body of the Harness API: everything below `connector`. @internal */
  public _lateDocument(): { [key: string]: unknown } {
    return connectorDocument(this.head, 'K8sCluster', this.spec);
  }
}

ownClass(KubernetesClusterConnector);

const SHAPE = constructProps('KubernetesClusterConnectorProps', {
  ...SELECTION_KINDS,
  KubernetesCredentials: () => CREDENTIALS,
});

/** Checks the properties, and resolves those that all connectors have. Throws for invalid input. */
export function resolveClusterConnector(checks: PropertyChecks, given: KubernetesClusterConnectorProps): ConnectorHead {
  return checks.resolved(SHAPE, given, (props) => {
    const head = checks.part(() => resolveConnectorHead(checks, props));
    const scope = () => props.scope ?? HarnessScope.account();
    const delegates = () => props.delegates ?? DelegateSelection.anyAvailable();
    checks.part(() => checkCredentials(checks, props.credentials, scope()));
    checks.part(() => checkSelection(checks, 'delegates', delegates(), scope()));
    checks.part(() => checkTogether(checks, props.credentials, delegates()));
    return head.value;
  });
}

const OIDC_SINCE = '24.03.82603';

/** Refuses credentials and delegates that do not work together. */
function checkTogether(checks: PropertyChecks, credentials: KubernetesCredentials, delegates: DelegateSelection): void {
  const { unsafeAnyDelegate } = credentials._options as InheritFromDelegateOptions;
  if (credentials.isInherited) {
    checkInheritance(checks, 'delegates', delegates);
  }
  if (credentials.isInherited && delegates.isAny && unsafeAnyDelegate !== true) {
    checks.refuse(
      'delegates',
      inWords('any available delegate'),
      'selected delegates, because the connector inherits their credentials and other delegates reach other clusters',
      'Use DelegateSelection.of(delegate) or DelegateSelection.withTags([…]), or accept any delegate with KubernetesCredentials.inheritFromDelegate({ unsafeAnyDelegate: true }).',
    );
  }
  const version = delegates.delegate?.delegateVersion;
  if (credentials._type === 'OpenIdConnect' && version !== undefined && isOlderLegacy(version, OIDC_SINCE)) {
    checks.refuse(
      'delegates',
      inWords(`a delegate of version ${version}`),
      `version ${OIDC_SINCE} or later for OpenID Connect`,
      'Upgrade the delegate.',
    );
  }
}
