import type { Construct } from 'constructs';
import { isOlderLegacy } from '../delegate';
import { HarnessDocument, type HarnessScope } from '../document';
import { constructProps, FLAG, PropertyChecks, required } from '../values';
import {
  claimConnector,
  CONNECTOR_SHAPES,
  connectorDocument,
  type ConnectorHead,
  resolveConnectorHead,
} from './connector-head';
import type { ConnectorProps } from './connector-props';
import { checkCredentials, credentialDocument, CREDENTIALS } from './credential-document';
import { DelegateSelection } from './delegate-selection';
import { type ConnectorAttributes, ImportedConnector } from './imported-connector';
import type { IKubernetesClusterConnector } from './kubernetes-cluster-connector-interface';
import type { InheritFromDelegateOptions, KubernetesCredentials } from './kubernetes-credentials';
import { checkInheritance, checkSelection, SELECTION } from './selection-checks';

/** Properties of `KubernetesClusterConnector`. */
export interface KubernetesClusterConnectorProps extends ConnectorProps {
  /** How Harness reaches the cluster. */
  readonly credentials: KubernetesCredentials;
  /**
   * By which delegates Harness reaches the cluster. A delegate is involved whatever the credentials are.
   *
   * @default DelegateSelection.anyAvailable()
   */
  readonly delegates?: DelegateSelection;
  /**
   * Whether Harness leaves the connection test out, which lists controllers of the namespace `default`: for clusters and
   * accounts for which it must fail.
   *
   * @default false
   */
  readonly ignoreTestConnection?: boolean;
}

/**
 * A Kubernetes cluster connector: it tells Harness which delegate and which credentials reach a cluster. One kind serves
 * every cluster, whoever runs it.
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
  /**
   * A connector that is made elsewhere.
   *
   * @param parent the construct that it is made in
   * @param reference `account.identifier`, `org.identifier`, `identifier`, or an expression of Harness
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
  /** Its identifier. */
  public readonly identifier: string;
  public readonly harnessScope?: HarnessScope;
  public readonly inheritsFromDelegate?: boolean;
  public readonly delegates?: DelegateSelection;
  public readonly reference: string;
  public readonly documentPath: string;

  private readonly head: ConnectorHead;
  private readonly spec: object;

  /** @throws an error with construct path, property, value, what is allowed and what to do, for bad input. */
  constructor(scope: Construct, id: string, props: KubernetesClusterConnectorProps) {
    super(scope, id);
    const checks = new PropertyChecks(this);
    SHAPE(checks, '', props);
    const { credentials, delegates = DelegateSelection.anyAvailable(), ignoreTestConnection } = props;
    this.head = resolveConnectorHead(checks, props);
    checkCredentials(checks, credentials, this.head.scope);
    checkSelection(checks, 'delegates', delegates, this.head.scope);
    checkTogether(checks, credentials, delegates);
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
  }

  /** As the API of Harness takes it: everything below `connector`. @internal */
  public _lateDocument(): { [key: string]: unknown } {
    return connectorDocument(this.head, 'K8sCluster', this.spec);
  }
}

const SHAPE = constructProps<KubernetesClusterConnectorProps>({
  ...CONNECTOR_SHAPES,
  credentials: required(CREDENTIALS),
  delegates: SELECTION,
  ignoreTestConnection: FLAG,
});

const OIDC_SINCE = '24.03.82603';

/** Throws where credentials and delegates do not fit together. */
function checkTogether(checks: PropertyChecks, credentials: KubernetesCredentials, delegates: DelegateSelection): void {
  const { unsafeAnyDelegate } = credentials._options as InheritFromDelegateOptions;
  if (credentials.isInherited) {
    checkInheritance(checks, 'delegates', delegates);
  }
  if (credentials.isInherited && delegates.isAny && unsafeAnyDelegate !== true) {
    checks.refuse(
      'delegates',
      'any available delegate',
      'certain delegates where their credentials are inherited: another would reach another cluster',
      'Use DelegateSelection.of(delegate) or .withTags([…]), or accept it by KubernetesCredentials.inheritFromDelegate({ unsafeAnyDelegate: true }).',
    );
  }
  const version = delegates.delegate?.delegateVersion;
  if (credentials._type === 'OpenIdConnect' && version !== undefined && isOlderLegacy(version, OIDC_SINCE)) {
    checks.refuse(
      'delegates',
      `a delegate ${version}`,
      `${OIDC_SINCE} or later for OpenID Connect`,
      'Upgrade the delegate.',
    );
  }
}
