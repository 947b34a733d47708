import { derived, HarnessConstructsError, shownKind } from '../core';
import { type AccessRule, type Feature, rulesOf } from './capabilities';

/** Options of choices that let pipelines start pods. */
export interface PodAccessOptions {
  /**
   * Allow namespaces of delegates, its own included, among the namespaces. Anyone who can start a pod there can mount the
   * token and ServiceAccount of the delegate, and thus act as it.
   *
   * @default false
   */
  readonly sharedNamespace?: boolean;
}

/** What one choice grants. Without `namespaces`, it applies to the delegate's own namespace. @internal */
export interface Grant {
  /** Last part of the names of its objects. */
  readonly choice: string;
  /** An existing role, or the rules of a new one. */
  readonly role:
    { readonly kind: 'ClusterRole' | 'Role'; readonly name: string } | { readonly rules: readonly AccessRule[] };
  readonly namespaces?: readonly string[];
  readonly isClusterWide?: boolean;
  /** Whether it lets pipelines start pods, and refuses the delegate's own namespace. */
  readonly startsPods?: boolean;
  /** Unvalidated; checked by the owning construct. */
  readonly options?: PodAccessOptions;
}

/**
 * What a delegate may do in its cluster. Combine choices with `plus`:
 * `DelegateAccess.ciBuilds(['harness-builds']).plus(DelegateAccess.connectionTest())`.
 *
 * @see https://developer.harness.io/docs/platform/connectors/cloud-providers/ref-cloud-providers/kubernetes-cluster-connector-settings-reference
 */
export class DelegateAccess {
  /** Full access to the whole cluster, as in the documented manifest: the built-in ClusterRole `cluster-admin`. */
  public static clusterAdmin(): DelegateAccess {
    return new DelegateAccess([
      { choice: 'cluster-admin', role: { kind: 'ClusterRole', name: 'cluster-admin' }, isClusterWide: true },
    ]);
  }

  /** Read access to the whole cluster except Secrets: the built-in ClusterRole `view`. It cannot run builds. */
  public static clusterViewer(): DelegateAccess {
    return new DelegateAccess([
      { choice: 'cluster-viewer', role: { kind: 'ClusterRole', name: 'view' }, isClusterWide: true },
    ]);
  }

  /** The built-in ClusterRole `admin`, bound in the given namespaces only. */
  public static namespaceAdmin(namespaces: string[], options: PodAccessOptions = {}): DelegateAccess {
    const role = { kind: 'ClusterRole', name: 'admin' } as const;
    return new DelegateAccess([
      { choice: 'namespace-admin', role, namespaces: listed(namespaces), ...podAccess(options) },
    ]);
  }

  /** The minimum that Harness needs to deploy to the given namespaces. Combine it with `rules` for further kinds. */
  public static deployments(namespaces: string[], options: PodAccessOptions = {}): DelegateAccess {
    return DelegateAccess.feature('deployments', namespaces, podAccess(options));
  }

  /** Exactly what CI builds need in the given namespaces. */
  public static ciBuilds(namespaces: string[], options: PodAccessOptions = {}): DelegateAccess {
    return DelegateAccess.feature('ci-builds', namespaces, podAccess(options));
  }

  /** Read access to namespace `default`, which Harness needs to test a connector unless the test skips that namespace. */
  public static connectionTest(): DelegateAccess {
    return DelegateAccess.feature('connection-test', ['default']);
  }

  /**
   * Read access to nodes, workloads and their resource usage in the whole cluster, for cost management. Unlike the
   * official chart, it excludes `nodes/proxy`, which allows running commands in any pod.
   */
  public static costVisibility(): DelegateAccess {
    return new DelegateAccess([
      { choice: 'cost-visibility', role: { rules: rulesOf('cost-visibility') }, isClusterWide: true },
    ]);
  }

  /** An existing ClusterRole, bound in the whole cluster. For `cluster-admin` use `clusterAdmin()`. */
  public static clusterRole(name: string): DelegateAccess {
    return DelegateAccess.existing('ClusterRole', name, { isClusterWide: true });
  }

  /** An existing ClusterRole, bound only in the given namespaces. For `cluster-admin` use `namespaceAdmin()`. */
  public static clusterRoleInNamespaces(
    name: string,
    namespaces: string[],
    options: PodAccessOptions = {},
  ): DelegateAccess {
    const access = podAccess(options, BUILT_IN_ROLES_THAT_START_PODS.includes(name));
    return DelegateAccess.existing('ClusterRole', name, { namespaces: listed(namespaces), ...access });
  }

  /** An existing Role in the given namespaces, by default in the delegate's own. */
  public static role(name: string, namespaces?: string[]): DelegateAccess {
    return DelegateAccess.existing('Role', name, { namespaces });
  }

  /**
   * Custom rules in the given namespaces, by default in the delegate's own. Rules that allow starting or entering pods are
   * refused in the delegate's namespace unless `sharedNamespace` is set.
   */
  public static rules(rules: AccessRule[], namespaces?: string[], options: PodAccessOptions = {}): DelegateAccess {
    return new DelegateAccess([
      { choice: 'rules', role: { rules }, namespaces, ...podAccess(options, startPods(rules)) },
    ]);
  }

  /** Custom rules in the whole cluster. */
  public static clusterRules(rules: AccessRule[]): DelegateAccess {
    return new DelegateAccess([{ choice: 'cluster-rules', role: { rules }, isClusterWide: true }]);
  }

  /** No access: for a delegate that serves only connectors with their own credentials. */
  public static none(): DelegateAccess {
    return new DelegateAccess([]);
  }

  private static feature(feature: Feature, namespaces: string[], access: PodAccess = {}): DelegateAccess {
    return new DelegateAccess([
      { choice: feature, role: { rules: rulesOf(feature) }, namespaces: listed(namespaces), ...access },
    ]);
  }

  private static existing(
    kind: 'ClusterRole' | 'Role',
    name: string,
    where: Pick<Grant, 'namespaces' | 'isClusterWide'> & PodAccess,
  ): DelegateAccess {
    const prefix = kind === 'ClusterRole' ? 'cluster-role' : 'role';
    return new DelegateAccess([
      { choice: derived([name], (known) => `${prefix}.${known}`), role: { kind, name }, ...where },
    ]);
  }

  /** @internal */
  public readonly _grants: readonly Grant[];

  private constructor(grants: readonly Grant[]) {
    this._grants = grants;
  }

  /** Combines this access with another one. */
  public plus(other: DelegateAccess): DelegateAccess {
    if (!Array.isArray((other as DelegateAccess | undefined)?._grants)) {
      throw new HarnessConstructsError({
        constructPath: '',
        property: 'access',
        ...shownKind(other),
        allowed: 'a DelegateAccess',
        remedy: 'Use a factory such as DelegateAccess.connectionTest().',
      });
    }
    return new DelegateAccess([...this._grants, ...other._grants]);
  }
}

/** A list missing in plain JavaScript counts as empty, which is refused, and does not mean the delegate's namespace. */
function listed(namespaces: string[] | undefined): string[] {
  return namespaces ?? [];
}

/** The part of a grant that the options decide. @internal */
type PodAccess = Pick<Grant, 'startsPods' | 'options'>;

function podAccess(options: PodAccessOptions, startsPods = true): PodAccess {
  return { startsPods: startsPods && !options?.sharedNamespace, options };
}

/* Rules that allow starting or entering pods. In the delegate's namespace, they allow acting as the delegate. */

/** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles */
export const BUILT_IN_ROLES_THAT_START_PODS: readonly string[] = ['admin', 'edit'];

const WORKLOADS = [
  'pods',
  'deployments',
  'statefulsets',
  'daemonsets',
  'replicasets',
  'replicationcontrollers',
  'jobs',
  'cronjobs',
];

const WAYS_IN = ['pods/exec', 'pods/attach', 'pods/ephemeralcontainers', 'serviceaccounts/token'];

/** A read is enough to open `pods/exec`. */
const VERBS: { readonly [resource: string]: readonly string[] } = {
  ...Object.fromEntries(WORKLOADS.map((resource) => [resource, ['create', 'update', 'patch']])),
  ...Object.fromEntries(WAYS_IN.map((resource) => [resource, ['create', 'get', 'update', 'patch']])),
  '*': ['create', 'update', 'patch'],
};

/** Whether one of the rules allows starting or entering pods. Unresolved rules are not considered. */
export function startPods(rules: readonly AccessRule[]): boolean {
  return elementsOf(rules).some((rule) =>
    elementsOf(rule?.resources).some((resource) =>
      elementsOf(rule.verbs).some((verb) => VERBS[resource] !== undefined && [...VERBS[resource], '*'].includes(verb)),
    ),
  );
}

/** Plain JavaScript can pass anything; the delegate checks the type. */
function elementsOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}
