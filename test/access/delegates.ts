import type { ChartProps } from 'cdk8s';
import type { DelegateAccess } from 'harness-constructs';
import { addDelegate } from '../delegate/delegates';
import { type Manifest, newChart, synth } from '../support/synth';

const GROUP = 'rbac.authorization.k8s.io';

/** A Role or ClusterRole, or a binding. */
export type AccessObject = Manifest & { rules?: unknown; roleRef?: { kind: string; name: string }; subjects?: unknown };

/** What a delegate `ci` in `harness-delegate` gets for its access. */
export function objectsFor(access: DelegateAccess, chartProps?: ChartProps): AccessObject[] {
  const chart = newChart(chartProps);
  addDelegate(chart, 'Delegate', { access });
  return (synth(chart) as AccessObject[]).filter(({ apiVersion }) => apiVersion.startsWith(GROUP));
}

/** The whole of a role or binding of that delegate, but for what it grants. */
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

/** The whole of a binding of that delegate. */
export function binding(role: { kind: string; name: string }, choice: string, namespace?: string) {
  return {
    ...object(namespace ? 'RoleBinding' : 'ClusterRoleBinding', choice, namespace),
    roleRef: { apiGroup: GROUP, ...role },
    subjects: [{ kind: 'ServiceAccount', name: 'ci', namespace: 'harness-delegate' }],
  };
}

/** The whole of a role that is made for that delegate, and of its binding. */
export function roleAndBinding(rules: unknown, choice: string, namespace?: string) {
  const kind = namespace ? 'Role' : 'ClusterRole';
  const role = { ...object(kind, choice, namespace), rules };
  return [role, binding({ kind, name: role.metadata.name }, choice, namespace)];
}
