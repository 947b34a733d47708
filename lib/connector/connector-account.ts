import type { IServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Namespace, Secret, ServiceAccount } from 'kubernetes-types/core/v1';
import {
  ACCESS,
  checkAccess,
  checkApart,
  type DelegateAccess,
  keepApart,
  NamedServiceAccount,
  renderBindings,
} from '../access';
import {
  addObject,
  claimNames,
  constructProps,
  DNS_SUBDOMAIN,
  own,
  ownClass,
  placedInChart,
  PropertyChecks,
  pruneProtected,
  rendered,
  type RenderedObject,
  type Rule,
} from '../core';
import { checkAnnotations, checkLabels, podSecurityLabels, PodSecurityLevel, resolveNamespace } from '../workload';

/** An account with every default filled in and every property checked. */
export interface AccountParts {
  readonly name: string;
  readonly namespace: string;
  readonly createNamespace: boolean;
  readonly access: DelegateAccess;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
  /** Whether GitOps engines must not delete the Namespace. */
  readonly isPruneProtected: boolean;
}

/** Name of the Secret with the token of an account. */
export function tokenSecretOf(name: string): string {
  return `${name}-token`;
}

/** All objects of an account, in the order in which they are applied. */
export function renderConnectorAccount(account: AccountParts): RenderedObject[] {
  const { name, namespace, access, labels, annotations } = account;
  const subject = { delegateName: name, namespace, serviceAccountName: name };
  return [
    ...(account.createNamespace ? [renderNamespace(account)] : []),
    renderServiceAccount(account),
    renderToken(account),
    ...renderBindings(access._grants, subject, { labels, annotations }),
  ];
}

/** Pods are not supposed to run here. */
function renderNamespace({ namespace, labels, annotations, isPruneProtected }: AccountParts): RenderedObject {
  const object: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: { ...labels, ...podSecurityLabels(PodSecurityLevel.RESTRICTED) },
      annotations: isPruneProtected ? pruneProtected(annotations) : annotations,
    },
  };
  return rendered(
    'Namespace',
    object,
    'createNamespace',
    `Set ${own('createNamespace')} to false for all but one of the accounts.`,
  );
}

function renderServiceAccount({ name, namespace, labels, annotations }: AccountParts): RenderedObject {
  const object: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, labels, annotations },
    automountServiceAccountToken: false,
  };
  return rendered('Resource', object, 'serviceAccountName');
}

/** The cluster fills in the token. */
function renderToken({ name, namespace, labels, annotations }: AccountParts): RenderedObject {
  const object: Secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: tokenSecretOf(name),
      namespace,
      labels,
      annotations: { ...annotations, 'kubernetes.io/service-account.name': name },
    },
    type: 'kubernetes.io/service-account-token',
  };
  return rendered('Token', object, 'serviceAccountName');
}

/** Properties of `ConnectorAccount`. */
export interface ConnectorAccountProps {
  /**
   * What the connector may do in the cluster. There is no default: this is your decision. Builds need
   * `DelegateAccess.ciBuilds([…])`; `.plus(DelegateAccess.connectionTest())` lets Harness test the connector.
   */
  readonly access: DelegateAccess;
  /**
   * Name of the ServiceAccount.
   *
   * @default 'harness-connector'
   */
  readonly serviceAccountName?: string;
  /**
   * Namespace of the ServiceAccount and its token. Builds must not run in it.
   *
   * @default - the namespace of the chart, or else `harness-connector`
   */
  readonly namespace?: string;
  /**
   * Whether to create the namespace. Must be false for `default` and `kube-…`.
   *
   * @default true, but false if `namespace` is unset and the chart has a namespace
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
  /**
   * Lets Argo CD and Flux delete the Namespace when it is no longer in the manifests. By default, annotations prevent
   * that (`argocd.argoproj.io/sync-options: Prune=false` and `kustomize.toolkit.fluxcd.io/prune: disabled`). The same
   * annotations in `annotations` take precedence.
   *
   * @default false
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
   * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
   */
  readonly unsafeAllowPruning?: boolean;
}

/**
 * An account in a cluster for a connector with master URL and token, used if the delegate runs outside the cluster, for
 * example in Docker. It consists of a ServiceAccount, a Secret that the cluster fills with a token that does not expire,
 * and the roles and bindings of `access`.
 *
 * Copy the decoded token into a Harness secret:
 * `kubectl get secret harness-connector-token -n harness-connector -o jsonpath='{.data.token}' | base64 -d`. Copy the CA
 * certificate base64-encoded, as it is: `{.data.ca\.crt}`. If the delegate runs in the cluster, let the connector inherit
 * its credentials instead.
 *
 * `ApiObject.of(account)` is the ServiceAccount.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
 */
export class ConnectorAccount extends Construct {
  /** Name of the ServiceAccount. */
  public readonly serviceAccountName: string;
  /** The ServiceAccount, which is also a subject for cdk8s-plus roles. */
  public readonly serviceAccount: IServiceAccount;
  /** Namespace of the ServiceAccount. */
  public readonly namespace: string;
  /** Name of the Secret with the token. */
  public readonly tokenSecretName: string;

  /** @throws for invalid input, with the construct path, property, value, what is expected and how to fix it. */
  constructor(scope: Construct, id: string, props: ConnectorAccountProps) {
    super(placedInChart(scope, id), id);
    const account = resolveAccount(this, props);
    const objects = renderConnectorAccount(account);
    claimNames(this, objects);
    keepApart(this, { owner: OWNER, namespace: account.namespace, path: this.node.path }, props.access);
    objects.forEach((object) => addObject(this, object));
    this.serviceAccountName = account.name;
    this.namespace = account.namespace;
    this.tokenSecretName = tokenSecretOf(account.name);
    this.serviceAccount = new NamedServiceAccount(this, 'Subject', account.name, account.namespace);
  }
}

ownClass(ConnectorAccount);

const SHAPE = constructProps('ConnectorAccountProps', { DelegateAccess: () => ACCESS });

/** How errors name the account. */
const OWNER = 'the account of the connector';

/** The name of the Secret with the token is longer, and must be valid as well. */
const LONGEST_NAME = 253 - tokenSecretOf('').length;

const ACCOUNT_NAME: Rule = {
  ...DNS_SUBDOMAIN,
  allowed: `a DNS subdomain: at most ${LONGEST_NAME} lowercase letters, digits, '-' and '.', starting and ending with a letter or digit`,
  holds: (name) => DNS_SUBDOMAIN.holds(tokenSecretOf(name)) && DNS_SUBDOMAIN.holds(name),
};

function resolveAccount(scope: Construct, props: ConnectorAccountProps): AccountParts {
  const checks = new PropertyChecks(scope);
  return checks.resolved(SHAPE, props, (usable) => resolved(scope, checks, usable));
}

function resolved(scope: Construct, checks: PropertyChecks, props: ConnectorAccountProps): AccountParts {
  const usualName = 'harness-connector';
  checks.part(() => checks.plainText('serviceAccountName', props.serviceAccountName ?? usualName, ACCOUNT_NAME));
  const place = checks.part(() => resolveNamespace(scope, checks, props, usualName));
  checks.part(() => checkLabels(checks, 'labels', props.labels));
  checks.part(() => checkAnnotations(checks, 'annotations', props.annotations ?? {}));
  checks.part(() => checkAccess(checks, props.access, place.value.namespace, OWNER));
  checks.part(() => checkApart(scope, checks, place.value.namespace, props.access));
  const { serviceAccountName: name = usualName, labels = {}, annotations = {} } = props;
  const { namespace, createNamespace } = place.value;
  const ownLabels = { 'app.kubernetes.io/name': 'harness-connector', ...labels };
  const isPruneProtected = props.unsafeAllowPruning !== true;
  return { name, namespace, createNamespace, access: props.access, labels: ownLabels, annotations, isPruneProtected };
}
