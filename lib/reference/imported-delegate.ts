import type { IServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { NamedServiceAccount } from '../access';
import {
  ACCOUNT_ID,
  DELEGATE_TAG,
  DNS_LABEL,
  DNS_SUBDOMAIN,
  NOT_EMPTY,
  placed,
  PropertyChecks,
  SECRET_NAME,
  struct,
} from '../core';
import { checkScope, type HarnessScope, SCOPE } from '../document';
import { defaultNamespace } from '../workload';
import { DelegateRuntime, type IHarnessDelegate } from './delegate-interfaces';
import { type DelegateGeneration, generationOfTag } from './versions';

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

const ATTRIBUTES = struct('DelegateAttributes', { HarnessScope: SCOPE });

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
    ATTRIBUTES(checks, '', attributes);
    const {
      delegateName,
      namespace = defaultNamespace(this),
      serviceAccountName = delegateName,
      tags = [],
    } = attributes;
    checks.plainText('delegateName', delegateName, DNS_LABEL);
    checks.text('namespace', namespace, DNS_LABEL);
    checks.text('serviceAccountName', serviceAccountName, DNS_SUBDOMAIN);
    if (attributes.tokenSecretName !== undefined) {
      checks.secretText('tokenSecretName', attributes.tokenSecretName, SECRET_NAME);
    }
    tags.forEach((tag, index) => checks.text(`tags[${index}]`, tag, DELEGATE_TAG));
    if (attributes.scope !== undefined) {
      checkScope(checks, 'scope', attributes.scope);
    }
    if (attributes.version !== undefined) {
      checks.plainText('version', attributes.version, NOT_EMPTY);
    }
    if (attributes.accountId !== undefined) {
      checks.secretText('accountId', attributes.accountId, ACCOUNT_ID);
    }
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
