import type { IServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  DELEGATE_TAG,
  DNS_LABEL,
  DNS_SUBDOMAIN,
  listOf,
  NOT_EMPTY,
  PropertyChecks,
  required,
  SECRET_NAME,
  struct,
  TEXT,
} from '../values';
import { NamedServiceAccount } from '../access';
import { checkScope, type HarnessScope, SCOPE } from '../document';
import { defaultNamespace } from './default-namespace';
import { generationOfTag } from './generation';
import type { IHarnessDelegate } from './harness-delegate-interface';
import type { DelegateGeneration } from './props';
import { DelegateRuntime } from './selectable-delegate-interface';

/** What to know of a delegate that is installed elsewhere. */
export interface DelegateAttributes {
  /** Name of the delegate. */
  readonly delegateName: string;
  /**
   * Name of its namespace.
   *
   * @default - that of the chart, else `harness-delegate`
   */
  readonly namespace?: string;
  /**
   * Name of its ServiceAccount.
   *
   * @default - the name of the delegate
   */
  readonly serviceAccountName?: string;
  /**
   * Name of the Secret with its token, which a farm in the delegate's own namespace then keeps from build pods.
   *
   * @default - not known
   */
  readonly tokenSecretName?: string;
  /**
   * Its tags, beside its name.
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
   * Version, as the tag of its image tells it, for example `1.30.1` or `26.02.88404`.
   *
   * @default - not known, and not checked
   */
  readonly version?: string;
}

const ATTRIBUTES = struct<DelegateAttributes>({
  delegateName: required(TEXT),
  namespace: TEXT,
  serviceAccountName: TEXT,
  tokenSecretName: TEXT,
  tags: listOf(TEXT),
  scope: SCOPE,
  version: TEXT,
});

/** A delegate that another program installs. */
export class ImportedDelegate extends Construct implements IHarnessDelegate {
  public readonly delegateName: string;
  public readonly namespace: string;
  public readonly serviceAccount: IServiceAccount;
  public readonly effectiveTags: string[];
  public readonly runtime = DelegateRuntime.KUBERNETES;
  public readonly harnessScope?: HarnessScope;
  public readonly generation?: DelegateGeneration;
  public readonly delegateVersion?: string;
  public readonly tokenSecretName?: string;

  constructor(scope: Construct, id: string, attributes: DelegateAttributes) {
    super(scope, id);
    const checks = new PropertyChecks(this);
    ATTRIBUTES(checks, '', attributes);
    const {
      delegateName,
      namespace = defaultNamespace(scope),
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
