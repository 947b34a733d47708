import type { Chart, ChartProps } from 'cdk8s';
import { checkAccess, type DelegateAccess, renderBindings } from '../../lib/access';
import { addObject, claimNames, PropertyChecks } from '../../lib/core';
import { type Manifest, newChart, synth } from '../testkit/synth';

const GROUP = 'rbac.authorization.k8s.io';

/** A Role or ClusterRole, or a binding. */
export type AccessObject = Manifest & { rules?: unknown; roleRef?: { kind: string; name: string }; subjects?: unknown };

/** Grants the access to a delegate `ci` in the namespace of the chart, or `harness-delegate`. */
export function grant(access: DelegateAccess, chart: Chart = newChart()): void {
  const namespace = chart.namespace ?? 'harness-delegate';
  const labels = { 'app.kubernetes.io/name': 'harness-delegate', 'harness.io/name': 'ci' };
  checkAccess(new PropertyChecks(chart), access, namespace);
  const objects = renderBindings(
    access._grants,
    { delegateName: 'ci', namespace, serviceAccountName: 'ci' },
    { labels },
  );
  claimNames(chart, objects);
  objects.forEach((made) => addObject(chart, made));
}

/** The roles and bindings of a delegate `ci` in `harness-delegate`. */
export function objectsFor(access: DelegateAccess, chartProps?: ChartProps): AccessObject[] {
  const chart = newChart(chartProps);
  grant(access, chart);
  return (synth(chart) as AccessObject[]).filter(({ apiVersion }) => apiVersion.startsWith(GROUP));
}

/** A complete role or binding of that delegate, except for what it grants. */
export function object(kind: string, choice: string, namespace?: string) {
  return {
    apiVersion: `${GROUP}/v1`,
    kind,
    metadata: {
      name: `ci.harness-delegate.${choice}`,
      ...(namespace ? { namespace } : {}),
      labels: { 'app.kubernetes.io/name': 'harness-delegate', 'harness.io/name': 'ci' },
    },
  };
}

/** A complete binding of that delegate. */
export function binding(role: { kind: string; name: string }, choice: string, namespace?: string) {
  return {
    ...object(namespace ? 'RoleBinding' : 'ClusterRoleBinding', choice, namespace),
    roleRef: { apiGroup: GROUP, ...role },
    subjects: [{ kind: 'ServiceAccount', name: 'ci', namespace: 'harness-delegate' }],
  };
}

/** A complete role for that delegate, and its binding. */
export function roleAndBinding(rules: unknown, choice: string, namespace?: string) {
  const kind = namespace ? 'Role' : 'ClusterRole';
  const role = { ...object(kind, choice, namespace), rules };
  return [role, binding({ kind, name: role.metadata.name }, choice, namespace)];
}
