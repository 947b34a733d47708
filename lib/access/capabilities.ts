/**
 * A rule of a Role or ClusterRole.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole
 */
export interface AccessRule {
  /** API groups; `''` is the core group. */
  readonly apiGroups: string[];
  /** Resources, plural and lowercase: `pods`, `pods/log`. */
  readonly resources: string[];
  /** Verbs: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`. */
  readonly verbs: string[];
  /**
   * Names of the objects that the rule applies to.
   *
   * @default - every object
   */
  readonly resourceNames?: string[];
}

/*  * The capability table: the permissions that a feature needs on the Kubernetes API, the reasons, and the sources.
 *
 * Roles, docs and permission tests all derive from these rows.
 */

/** A use of a delegate. */
export type Feature = 'ci-builds' | 'ci-builds-openshift' | 'deployments' | 'connection-test' | 'cost-visibility';

/** A row of the table. */
export interface Capability {
  readonly id: string;
  readonly feature: Feature;
  readonly rule: AccessRule;
  /** Why the feature needs it. */
  readonly reason: string;
  /** Where the need is documented. */
  readonly source: string;
}

const CONNECTOR_SETTINGS =
  'https://developer.harness.io/docs/platform/connectors/cloud-providers/ref-cloud-providers/kubernetes-cluster-connector-settings-reference';

const CONNECTOR =
  'https://developer.harness.io/docs/platform/connectors/cloud-providers/add-a-kubernetes-cluster-connector';

const CHART = 'https://github.com/harness/delegate-helm-chart (ccm.visibility)';

const WRITE = ['get', 'list', 'watch', 'create', 'update', 'delete'];

const READ = ['get', 'list', 'watch'];

function row(
  feature: Feature,
  resources: string[],
  verbs: string[],
  why: { group?: string; reason: string; source: string },
): Capability {
  const { group = '', reason, source } = why;
  const id = `${feature}/${resources[0]}${group && `.${group}`}`;
  return { id, feature, rule: { apiGroups: [group], resources, verbs }, reason, source };
}

export const CAPABILITIES: readonly Capability[] = [
  row('ci-builds', ['pods'], WRITE, {
    reason: 'a build is a pod, which is created, polled until it runs, and deleted',
    source: CONNECTOR_SETTINGS,
  }),
  row('ci-builds', ['secrets'], WRITE, {
    reason: 'the secrets and registry credentials of a build',
    source: CONNECTOR_SETTINGS,
  }),
  row('ci-builds', ['services'], WRITE, {
    reason: 'background steps are reached through a Service',
    source: CONNECTOR,
  }),
  row('ci-builds', ['persistentvolumeclaims'], WRITE, {
    reason: 'volumes shared by the steps of a build',
    source: CONNECTOR,
  }),
  row('ci-builds', ['events'], ['list', 'watch'], {
    reason: 'to find out why a build pod does not start',
    source: CONNECTOR_SETTINGS,
  }),

  row('ci-builds-openshift', ['events'], ['get', 'list', 'watch', 'create', 'update', 'delete'], {
    reason: 'on OpenShift, Harness requires full access to events',
    source: CONNECTOR_SETTINGS,
  }),

  row('deployments', ['configmaps'], [...WRITE, 'patch'], {
    reason: 'the release history and deployed ConfigMaps',
    source: CONNECTOR,
  }),
  row('deployments', ['secrets'], [...WRITE, 'patch'], {
    reason: 'the release history and deployed Secrets',
    source: CONNECTOR,
  }),
  row('deployments', ['pods'], [...WRITE, 'patch'], { reason: 'the pods of the deployed workload', source: CONNECTOR }),
  row('deployments', ['events'], READ, { reason: 'the progress of a rollout', source: CONNECTOR }),
  row('deployments', ['deployments'], [...WRITE, 'patch'], {
    group: 'apps',
    reason: 'the deployed workload',
    source: CONNECTOR,
  }),

  row('connection-test', ['replicasets'], ['list'], {
    group: 'apps',
    reason:
      'the connection test lists the controllers in the namespace "default" and passes with the first kind that it can list',
    source: CONNECTOR,
  }),

  row(
    'cost-visibility',
    ['pods', 'nodes', 'events', 'namespaces', 'persistentvolumes', 'persistentvolumeclaims'],
    READ,
    {
      reason: 'what runs where (deliberately without nodes/proxy, which allows running commands in any pod)',
      source: CHART,
    },
  ),
  row('cost-visibility', ['statefulsets', 'deployments', 'daemonsets', 'replicasets'], READ, {
    group: 'apps',
    reason: 'the workload that a pod belongs to',
    source: CHART,
  }),
  row('cost-visibility', ['jobs', 'cronjobs'], READ, {
    group: 'batch',
    reason: 'the job that a pod belongs to',
    source: CHART,
  }),
  row('cost-visibility', ['pods', 'nodes'], ['get', 'list'], {
    group: 'metrics.k8s.io',
    reason: 'the use of CPU and memory',
    source: CHART,
  }),
  row('cost-visibility', ['storageclasses'], READ, {
    group: 'storage.k8s.io',
    reason: 'the price of a volume',
    source: CHART,
  }),
];

/** Every feature that has a row. */
export const FEATURES: readonly Feature[] = [...new Set(CAPABILITIES.map(({ feature }) => feature))];

/** The rules that a feature needs. */
export function rulesOf(feature: Feature): AccessRule[] {
  return CAPABILITIES.filter((capability) => capability.feature === feature).map((capability) => capability.rule);
}
