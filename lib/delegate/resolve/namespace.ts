import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { DNS_LABEL, NAMESPACE_OF_ONES_OWN, type PropertyChecks } from '../../values';

/** Where something lives, and whether that is made with it. */
export interface ResolvedNamespace {
  readonly namespace: string;
  readonly createNamespace: boolean;
}

/** The namespace given, else that of the chart, which is made elsewhere, else the usual one. */
export function resolveNamespace(
  scope: Construct,
  checks: PropertyChecks,
  given: Partial<ResolvedNamespace>,
  usual: string,
): ResolvedNamespace {
  const ofChart = given.namespace === undefined ? Chart.of(scope).namespace : undefined;
  const namespace = given.namespace ?? ofChart ?? usual;
  const createNamespace = given.createNamespace ?? ofChart === undefined;
  checks.text('namespace', namespace, DNS_LABEL);
  if (createNamespace) {
    checks.text('createNamespace', namespace, NAMESPACE_OF_ONES_OWN);
  }
  return { namespace, createNamespace };
}
