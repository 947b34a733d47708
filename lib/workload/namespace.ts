import type { Construct } from 'constructs';
import { chartOf, DNS_LABEL, NAMESPACE_OF_ONES_OWN, type PropertyChecks } from '../core';

/** The documented namespace of delegates. */
export const DELEGATE_NAMESPACE = 'harness-delegate';

/** Default namespace of a delegate: that of its chart, or the documented one. */
export function defaultNamespace(construct: Construct): string {
  return chartOf(construct).namespace ?? DELEGATE_NAMESPACE;
}

/** A namespace, and whether to create it. */
export interface ResolvedNamespace {
  readonly namespace: string;
  readonly createNamespace: boolean;
}

/** The given namespace, or that of the chart, which is created elsewhere, or the default. */
export function resolveNamespace(
  scope: Construct,
  checks: PropertyChecks,
  given: Partial<ResolvedNamespace>,
  usual: string,
): ResolvedNamespace {
  const ofChart = given.namespace === undefined ? chartOf(scope).namespace : undefined;
  const namespace = given.namespace ?? ofChart ?? usual;
  const createNamespace = given.createNamespace ?? ofChart === undefined;
  checks.text('namespace', namespace, DNS_LABEL);
  if (createNamespace) {
    checks.text('namespace', namespace, NAMESPACE_OF_ONES_OWN);
  }
  return { namespace, createNamespace };
}
