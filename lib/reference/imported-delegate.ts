/** Delegates that exist already: in Kubernetes, and in Docker. */
import type { IServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { NamedServiceAccount } from '../access';
import {
  ACCOUNT_ID,
  DELEGATE_TAG,
  DNS_LABEL,
  DNS_SUBDOMAIN,
  instance,
  NOT_EMPTY,
  optional,
  placed,
  PropertyChecks,
  SECRET_NAME,
  type Shape,
  struct,
  TEXT,
} from '../core';
import { checkScope, type HarnessScope, SCOPE } from '../document';
import { defaultNamespace } from '../workload';
import {
  type DelegateGeneration,
  DelegateRuntime,
  generationOfTag,
  type IHarnessDelegate,
  type ISelectableDelegate,
} from './delegate';

/** Attributes of a delegate that is installed elsewhere. */
export interface DelegateAttributes {
  /** Name of the delegate. */
  readonly delegateName: string;
  /**
   * Name of its namespace.
   *
   * @default - the namespace of the chart, or `harness-delegate`
   */
  readonly namespace?: string;
  /**
   * Name of its ServiceAccount.
   *
   * @default - the name of the delegate
   */
  readonly serviceAccountName?: string;
  /**
   * Name of the Secret with its token. A farm in the delegate's namespace then denies build pods access to this Secret.
   *
   * @default - not known
   */
  readonly tokenSecretName?: string;
  /**
   * Its tags, in addition to its name.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * ID of its Harness account. A farm of another account refuses the delegate.
   *
   * @default - not known, and not checked
   */
  readonly accountId?: string;
  /**
   * Where it is installed in Harness.
   *
   * @default - not known, and not checked
   */
  readonly scope?: HarnessScope;
  /**
   * Version, from the image tag, for example `1.30.1` or `26.02.88404`.
   *
   * @default - not known, and not checked
   */
  readonly version?: string;
}

const ATTRIBUTES = struct('DelegateAttributes', { HarnessScope: () => SCOPE });

/** A delegate that is installed elsewhere. */
export class ImportedDelegate extends Construct implements IHarnessDelegate {
  public readonly delegateName: string;
  public readonly namespace: string;
  public readonly serviceAccount: IServiceAccount;
  public readonly effectiveTags: string[];
  public readonly runtime = DelegateRuntime.KUBERNETES;
  public readonly accountId?: string;
  public readonly harnessScope?: HarnessScope;
  public readonly generation?: DelegateGeneration;
  public readonly delegateVersion?: string;
  public readonly tokenSecretName?: string;

  constructor(scope: Construct, id: string, attributes: DelegateAttributes) {
    super(placed(scope, id), id);
    const checks = new PropertyChecks(this);
    const ownNamespace = defaultNamespace(this);
    checks.resolved(ATTRIBUTES, attributes, (given) => checkAttributes(checks, given, ownNamespace));
    const { delegateName, namespace = ownNamespace, serviceAccountName = delegateName, tags = [] } = attributes;
    this.accountId = attributes.accountId;
    this.harnessScope = attributes.scope;
    this.delegateVersion = attributes.version;
    this.generation = attributes.version === undefined ? undefined : generationOfTag(attributes.version);
    this.delegateName = delegateName;
    this.namespace = namespace;
    this.tokenSecretName = attributes.tokenSecretName;
    this.effectiveTags = [...new Set([delegateName, ...tags])];
    this.serviceAccount = new NamedServiceAccount(this, 'Subject', serviceAccountName, namespace);
  }
}

function checkAttributes(checks: PropertyChecks, given: DelegateAttributes, ownNamespace: string): void {
  checks.apart(
    () => checks.plainText('delegateName', given.delegateName, DNS_LABEL),
    () => checks.text('namespace', given.namespace ?? ownNamespace, DNS_LABEL),
    () => checks.text('serviceAccountName', given.serviceAccountName ?? given.delegateName, DNS_SUBDOMAIN),
    () =>
      given.tokenSecretName === undefined || checks.secretText('tokenSecretName', given.tokenSecretName, SECRET_NAME),
    () => checks.each(given.tags, (tag, index) => checks.text(`tags[${index}]`, tag, DELEGATE_TAG)),
    () => given.scope === undefined || checkScope(checks, 'scope', given.scope),
    () => given.version === undefined || checks.plainText('version', given.version, NOT_EMPTY),
    () => given.accountId === undefined || checks.secretText('accountId', given.accountId, ACCOUNT_ID),
  );
}

/** Attributes of a delegate in Docker. */
export interface DockerDelegateAttributes {
  /**
   * Its tags, in addition to its name.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * Where it is installed in Harness.
   *
   * @default - not known, and not checked
   */
  readonly scope?: HarnessScope;
  /**
   * Version, from the image tag.
   *
   * @default - not known, and not checked
   */
  readonly version?: string;
}

/**
 * A delegate that runs in a Docker container, for connectors and stages to select. It has no cluster, so a connector
 * cannot inherit its credentials.
 */
export class DockerDelegate implements ISelectableDelegate {
  /** A delegate with the given name. */
  public static fromDelegateName(delegateName: string, attributes: DockerDelegateAttributes = {}): DockerDelegate {
    return new DockerDelegate(delegateName, attributes ?? {});
  }

  public readonly delegateName: string;
  public readonly effectiveTags: string[];
  public readonly runtime = DelegateRuntime.DOCKER;
  public readonly harnessScope?: HarnessScope;
  public readonly generation?: DelegateGeneration;
  public readonly delegateVersion?: string;

  private constructor(
    delegateName: string,
    /** Unvalidated; checked by the construct that selects the delegate. @internal */
    public readonly _attributes: DockerDelegateAttributes,
  ) {
    const { tags = [], scope, version } = _attributes;
    this.delegateName = delegateName;
    this.effectiveTags = Array.isArray(tags) ? [...new Set([delegateName, ...tags])] : tags;
    this.harnessScope = scope;
    this.delegateVersion = version;
    this.generation = version === undefined ? undefined : generationOfTag(version);
  }
}

const DOCKER_ATTRIBUTES = struct('DockerDelegateAttributes', { HarnessScope: () => SCOPE });

/** A delegate in Kubernetes, or in Docker: a Docker delegate is not a construct and is checked only here. */
export const SELECTABLE_DELEGATE: Shape = instance(
  'a HarnessDelegate or DockerDelegate',
  'Pass the construct, or use DockerDelegate.fromDelegateName(…).',
  'effectiveTags',
  ({ delegateName, _attributes }: DockerDelegate) => [
    ['.delegate.delegateName', TEXT, delegateName],
    ['.delegate', optional(DOCKER_ATTRIBUTES), _attributes],
  ],
);
