import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';

/** The documented namespace of delegates. */
export const DELEGATE_NAMESPACE = 'harness-delegate';

/** Namespace of a delegate that names none: that of its chart, else the documented one. */
export function defaultNamespace(scope: Construct): string {
  return Chart.of(scope).namespace ?? DELEGATE_NAMESPACE;
}
