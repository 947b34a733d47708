import type { IServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { ACCESS, checkAccess, type DelegateAccess, NamedServiceAccount } from '../access';
import { checkAnnotations, checkLabels, resolveNamespace } from '../delegate';
import {
  addObject,
  claimNames,
  constructProps,
  DNS_SUBDOMAIN,
  FLAG,
  mapOf,
  PropertyChecks,
  required,
  type Rule,
  TEXT,
} from '../values';
import { type AccountParts, renderConnectorAccount, tokenSecretOf } from './render-connector-account';

/** Properties of `ConnectorAccount`. */
export interface ConnectorAccountProps {
  /**
   * What the connector may do in the cluster. There is no default: this is your decision. `DelegateAccess.ciBuilds([…])` is
   * what builds need, and `.plus(DelegateAccess.connectionTest())` lets Harness test the connector.
   */
  readonly access: DelegateAccess;
  /**
   * Name of the ServiceAccount.
   *
   * @default 'harness-connector'
   */
  readonly serviceAccountName?: string;
  /**
   * Namespace of the ServiceAccount and of its token: one in which no builds run.
   *
   * @default - that of the chart, else `harness-connector`
   */
  readonly namespace?: string;
  /**
   * Whether the namespace is made too. Not for `default` and `kube-…`.
   *
   * @default true, but false where the namespace is that of the chart
   */
  readonly createNamespace?: boolean;
  /**
   * Labels of every object.
   *
   * @default - `app.kubernetes.io/name: harness-connector`
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of every object.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/**
 * An account in a cluster for a connector with master URL and token: for a delegate that runs outside the cluster, in
 * Docker for example. It is a ServiceAccount, a Secret that the cluster fills with a token that does not expire, and the
 * roles and bindings of `access`.
 *
 * Copy the token, decoded, into a secret of Harness:
 * `kubectl get secret harness-connector-token -n harness-connector -o jsonpath='{.data.token}' | base64 -d`. The
 * certificate of the authority stays as it is, base64-encoded: `{.data.ca\.crt}`. Where the delegate is in the cluster,
 * let the connector inherit its credentials instead.
 *
 * `ApiObject.of(account)` is the ServiceAccount.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
 */
export class ConnectorAccount extends Construct {
  /** Name of the ServiceAccount. */
  public readonly serviceAccountName: string;
  /** The ServiceAccount, which is a subject for roles of cdk8s-plus as well. */
  public readonly serviceAccount: IServiceAccount;
  /** Its namespace. */
  public readonly namespace: string;
  /** Name of the Secret with its token. */
  public readonly tokenSecretName: string;

  /** @throws an error with construct path, property, value, what is allowed and what to do, for bad input. */
  constructor(scope: Construct, id: string, props: ConnectorAccountProps) {
    super(scope, id);
    const account = resolveAccount(this, props);
    const objects = renderConnectorAccount(account);
    claimNames(this, objects);
    objects.forEach((object) => addObject(this, object));
    this.serviceAccountName = account.name;
    this.namespace = account.namespace;
    this.tokenSecretName = tokenSecretOf(account.name);
    this.serviceAccount = new NamedServiceAccount(this, 'Subject', account.name, account.namespace);
  }
}

const SHAPE = constructProps<ConnectorAccountProps>({
  access: required(ACCESS),
  serviceAccountName: TEXT,
  namespace: TEXT,
  createNamespace: FLAG,
  labels: mapOf(TEXT),
  annotations: mapOf(TEXT),
});

/** The name of the Secret is longer, and must be one, too. */
const ACCOUNT_NAME: Rule = {
  ...DNS_SUBDOMAIN,
  allowed: `${DNS_SUBDOMAIN.allowed}; ${tokenSecretOf('').length} characters fewer, for the Secret with its token`,
  holds: (name) => DNS_SUBDOMAIN.holds(tokenSecretOf(name)) && DNS_SUBDOMAIN.holds(name),
};

function resolveAccount(scope: Construct, props: ConnectorAccountProps): AccountParts {
  const checks = new PropertyChecks(scope);
  SHAPE(checks, '', props);
  const { serviceAccountName: name = 'harness-connector', labels = {}, annotations = {} } = props;
  checks.plainText('serviceAccountName', name, ACCOUNT_NAME);
  const { namespace, createNamespace } = resolveNamespace(scope, checks, props, 'harness-connector');
  checkLabels(checks, 'labels', labels);
  checkAnnotations(checks, 'annotations', annotations);
  checkAccess(checks, props.access, namespace, 'the account of the connector');
  const ownLabels = { 'app.kubernetes.io/name': 'harness-connector', ...labels };
  return { name, namespace, createNamespace, access: props.access, labels: ownLabels, annotations };
}
