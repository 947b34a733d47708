/** Delegates of other components, and tokens, as constructs want them. */
import * as pulumi from '@pulumi/pulumi';
import type { Construct } from 'constructs';
import { DelegateToken, HarnessDelegate, type IHarnessDelegate } from '../delegate';
import { kindOf, refuseArgument } from './arguments';
import { asString, isLate } from './late-outputs';

/** A token: a reference, or an Output, which is then kept secret. */
export type TokenInput = DelegateToken | pulumi.Output<string>;

/** What of a delegate another component has to know. `HarnessDelegate` and `CiBuildInfra` have it. */
export interface DelegateOutputs {
  /** Name of the delegate. */
  readonly delegateName: string;
  /** Its namespace. */
  readonly delegateNamespace: pulumi.Output<string>;
  /** Name of its ServiceAccount. */
  readonly delegateServiceAccountName: pulumi.Output<string>;
  /** Tags by which it is selected; its name is one of them. */
  readonly delegateSelectors: pulumi.Output<string>[];
  /** Name of the Secret with its token, where it is known. */
  readonly tokenSecretName?: pulumi.Output<string>;
  /** Its version, which the tag of its image tells; it tells the generation as well. */
  readonly delegateVersion?: string;
  /** URL of the Harness platform that it dials, where that is known. */
  readonly managerEndpoint?: pulumi.Output<string>;
}

/** A delegate for another component: a component, or what is known of a delegate that is installed elsewhere. */
export type DelegateInput = pulumi.ComponentResource & DelegateOutputs;

/** The token as the construct wants it. What is an Output is made a Secret of, and never stands anywhere else. */
export function tokenOf(component: string, token: TokenInput): DelegateToken {
  if (typeof token === 'string' || token instanceof Promise) {
    const allowed = `a DelegateToken or an Output, not ${kindOf(token)}`;
    refuseArgument(component, 'token', allowed, 'Pass config.requireSecret(…), or pulumi.secret(…) of what you have.');
  }
  return pulumi.Output.isInstance(token) ? DelegateToken.unsafePlainText(asString(pulumi.secret(token))) : token;
}

/** A delegate of another component, in the tree of this one. `property` is what it was passed as. */
export function delegateIn(scope: Construct, property: string, delegate: DelegateInput): IHarnessDelegate {
  if (isLate(delegate) || typeof delegate?.delegateName !== 'string' || !Array.isArray(delegate.delegateSelectors)) {
    const allowed = `a component with a delegate, such as HarnessDelegate, not ${kindOf(delegate)}`;
    refuseArgument(scope.node.path, property, allowed, 'Pass the component itself.');
  }
  const { delegateName, delegateNamespace, delegateServiceAccountName, delegateSelectors, tokenSecretName } = delegate;
  return HarnessDelegate.fromDelegateAttributes(scope, `Imported.${delegateName}`, {
    delegateName,
    namespace: asString(delegateNamespace),
    serviceAccountName: asString(delegateServiceAccountName),
    tags: delegateSelectors.slice(1).map(asString),
    tokenSecretName: tokenSecretName && asString(tokenSecretName),
    version: delegate.delegateVersion,
  });
}
