import type { IServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { DELEGATE_TAG, DNS_LABEL, DNS_SUBDOMAIN, listOf, PropertyChecks, required, struct, TEXT } from '../values';
import { defaultNamespace } from './default-namespace';
import { DelegateServiceAccount } from './delegate-service-account';
import type { IHarnessDelegate } from './harness-delegate-interface';

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
   * Its tags, beside its name.
   *
   * @default - none
   */
  readonly tags?: string[];
}

const ATTRIBUTES = struct<DelegateAttributes>({
  delegateName: required(TEXT),
  namespace: TEXT,
  serviceAccountName: TEXT,
  tags: listOf(TEXT),
});

/** A delegate that another program installs. */
export class ImportedDelegate extends Construct implements IHarnessDelegate {
  public readonly delegateName: string;
  public readonly namespace: string;
  public readonly serviceAccount: IServiceAccount;
  public readonly effectiveTags: string[];

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
    tags.forEach((tag, index) => checks.text(`tags[${index}]`, tag, DELEGATE_TAG));
    this.delegateName = delegateName;
    this.namespace = namespace;
    this.effectiveTags = [...new Set([delegateName, ...tags])];
    this.serviceAccount = new DelegateServiceAccount(this, 'Subject', serviceAccountName, namespace);
  }
}
