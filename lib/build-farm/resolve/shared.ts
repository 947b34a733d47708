import type { IHarnessDelegate } from '../../delegate';
import type { PropertyChecks } from '../../values';

/** The delegate that lives in the namespace of its builds. */
export interface SharedWith {
  readonly delegateName: string;
  readonly serviceAccountName: string;
  /** Secret with its token, where it is known. */
  readonly tokenSecretName?: string;
}

export function resolveShared(
  checks: PropertyChecks,
  namespace: string,
  ownAccounts: readonly string[],
  delegate?: IHarnessDelegate,
): SharedWith | undefined {
  if (delegate === undefined) {
    return undefined;
  }
  checks.later('sharedWith', [delegate.namespace, namespace], (theirs, own) => {
    if (theirs !== own) {
      checks.refuse(
        'sharedWith',
        `${delegate.delegateName} in namespace ${theirs}`,
        `a delegate in the namespace of the builds, which is ${own}`,
        'Set namespace to that of the delegate, or leave sharedWith out.',
      );
    }
  });
  const accounts = [delegate.serviceAccount.name, ...ownAccounts];
  checks.later('additionalServiceAccounts', accounts, (theirs, ...own) => {
    if (own.includes(theirs)) {
      checks.refuse(
        'additionalServiceAccounts',
        theirs,
        'other ServiceAccounts than that of the delegate in the same namespace',
        'Remove it: a build with it is the delegate.',
      );
    }
  });
  if (delegate.upgrader !== undefined) {
    checks.refuse(
      'sharedWith',
      `${delegate.delegateName}, which has an upgrader`,
      'a delegate without an upgrader in the namespace of its builds',
      'Give the builds a namespace of their own, or leave upgrader out: a build with the account of the upgrader could let the delegate run what it likes.',
    );
  }
  const { delegateName, serviceAccount, tokenSecretName } = delegate as IHarnessDelegate & { tokenSecretName?: string };
  return { delegateName, serviceAccountName: serviceAccount.name, tokenSecretName };
}
