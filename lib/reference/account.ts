/** The Harness account of delegates and connectors: pipelines use those of their own account only. */
import type { IConstruct } from 'constructs';
import { inWords, onRoot, placeholderOf, type PropertyChecks } from '../core';
import type { ISelectableDelegate } from './delegate';
import type { DelegateSelection } from './delegate-selection';
import type { IKubernetesClusterConnector } from './imported-connector';

/** A delegate or connector whose account may be known. */
interface OfAccount {
  readonly accountId?: string;
}

/** Where a delegate or connector was given, and what it must have the account of. */
interface Place {
  readonly property?: string;
  readonly owner?: string;
}

/** Refuses a delegate, connector or namespace if both accounts are known and differ. */
export function checkAccount(
  checks: PropertyChecks,
  kind: 'delegate' | 'connector' | 'build namespace',
  own: string | undefined,
  other: string | undefined,
  place: Place = {},
): void {
  if (own === undefined || other === undefined) {
    return;
  }
  const { property = kind, owner = 'the farm' } = place;
  checks.later(property, [own, other], (known, ofOther) => {
    if (known !== ofOther) {
      checks.refuse(
        property,
        inWords(`a ${kind} of the account ${ofOther}`),
        `a ${kind} of the account ${known}, because pipelines can use only those of their own account`,
        `Use a ${kind} of the account of ${owner}, or correct accountId.`,
      );
    }
  });
}

const NAMESPACES_KEY = Symbol.for('harness-constructs.accounts-of-namespaces');

/** The account whose builds run in each namespace of the app, if it is known. */
function accountsOfNamespaces(scope: IConstruct): Map<string, string> {
  return onRoot(scope, NAMESPACES_KEY, () => new Map<string, string>());
}

/** The account whose builds run in a namespace, if a delegate or a Service of it was added. */
export function accountOfNamespace(scope: IConstruct, namespace: string): string | undefined {
  return accountsOfNamespaces(scope).get(placeholderOf(namespace));
}

/** Keeps the account whose builds run in a namespace. */
export function keepAccountOfNamespace(scope: IConstruct, namespace: string, account: string | undefined): void {
  const key = placeholderOf(namespace);
  const known = accountsOfNamespaces(scope);
  if (account !== undefined && !known.has(key)) {
    known.set(key, account);
  }
}

/** The account of a delegate, if it is known. */
export function accountOfDelegate(delegate: ISelectableDelegate | undefined): string | undefined {
  return (delegate as OfAccount | undefined)?.accountId;
}

/** The account of a connector, if it or its delegate is known. */
export function accountOfConnector(connector: IKubernetesClusterConnector): string | undefined {
  return (connector as OfAccount).accountId ?? accountOfDelegate(connector.delegates?.delegate);
}

/** Refuses selectors of a delegate that belongs to another account than the connector of the stage. */
export function checkSelectorsAccount(
  checks: PropertyChecks,
  property: string,
  selectors: DelegateSelection,
  connector: IKubernetesClusterConnector,
): void {
  const place = { property, owner: 'the connector' };
  checkAccount(checks, 'delegate', accountOfConnector(connector), accountOfDelegate(selectors.delegate), place);
}
