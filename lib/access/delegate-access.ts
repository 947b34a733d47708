import type { AccessRule } from './access-rule';
import { derived, HarnessConstructsError } from '../values';
import { type Feature, rulesOf } from './capabilities';
import { BUILT_IN_ROLES_THAT_START_PODS, startPods } from './pod-starting-rules';

/** Options of choices by which pipelines may start pods. */
export interface PodAccessOptions {
  /**
   * Allows the delegate's own namespace among the namespaces. Whoever may start a pod there can mount the delegate's
   * token and ServiceAccount, and so become the delegate.
   *
   * @default false
   */
  readonly sharedNamespace?: boolean;
}

/** What one choice grants. Without `namespaces`: in the delegate's own namespace. @internal */
export interface Grant {
  /** Last part of the names of the objects made for it. */
  readonly choice: string;
  /** An existing role, or the rules of one to be made. */
  readonly role:
    { readonly kind: 'ClusterRole' | 'Role'; readonly name: string } | { readonly rules: readonly AccessRule[] };
  readonly namespaces?: readonly string[];
  readonly isClusterWide?: boolean;
  /** Whether pipelines may start pods by it and the delegate's own namespace was not allowed. */
  readonly startsPods?: boolean;
  /** As given, until somebody can tell what is wrong with them. */
  readonly options?: PodAccessOptions;
}

/**
 * What a delegate may do in its cluster. Choices are combined with `plus`:
 * `DelegateAccess.ciBuilds(['harness-builds']).plus(DelegateAccess.connectionTest())`.
 *
 * @see https://developer.harness.io/docs/platform/connectors/cloud-providers/ref-cloud-providers/kubernetes-cluster-connector-settings-reference
 */
export class DelegateAccess {
  /** Everything in the whole cluster, as the documented manifest does: the built-in ClusterRole `cluster-admin`. */
  public static clusterAdmin(): DelegateAccess {
    return new DelegateAccess([
      { choice: 'cluster-admin', role: { kind: 'ClusterRole', name: 'cluster-admin' }, isClusterWide: true },
    ]);
  }

  /** Read access to the whole cluster but for Secrets: the built-in ClusterRole `view`. It cannot run builds. */
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

  /** What Harness needs at the least to deploy into the given namespaces. Combine it with `rules` for further kinds. */
  public static deployments(namespaces: string[], options: PodAccessOptions = {}): DelegateAccess {
    return DelegateAccess.feature('deployments', namespaces, podAccess(options));
  }

  /** What CI builds need in the given namespaces, and no more. */
  public static ciBuilds(namespaces: string[], options: PodAccessOptions = {}): DelegateAccess {
    return DelegateAccess.feature('ci-builds', namespaces, podAccess(options));
  }

  /** The read access to namespace `default` by which Harness tests a connector, unless its test skips that namespace. */
  public static connectionTest(): DelegateAccess {
    return DelegateAccess.feature('connection-test', ['default']);
  }

  /**
   * Read access to nodes, workloads and their use of resources in the whole cluster, for cost management. Unlike the
   * official chart it leaves out `nodes/proxy`, which amounts to running commands in any pod.
   */
  public static costVisibility(): DelegateAccess {
    return new DelegateAccess([
      { choice: 'cost-visibility', role: { rules: rulesOf('cost-visibility') }, isClusterWide: true },
    ]);
  }

  /** A ClusterRole that exists already, bound in the whole cluster. For `cluster-admin` say `clusterAdmin()`. */
  public static clusterRole(name: string): DelegateAccess {
    return DelegateAccess.existing('ClusterRole', name, { isClusterWide: true });
  }

  /** A ClusterRole that exists already, bound in the given namespaces only. For `cluster-admin` say `namespaceAdmin()`. */
  public static clusterRoleInNamespaces(
    name: string,
    namespaces: string[],
    options: PodAccessOptions = {},
  ): DelegateAccess {
    const access = podAccess(options, BUILT_IN_ROLES_THAT_START_PODS.includes(name));
    return DelegateAccess.existing('ClusterRole', name, { namespaces: listed(namespaces), ...access });
  }

  /** A Role that exists already in the given namespaces; without namespaces, in the delegate's own. */
  public static role(name: string, namespaces?: string[]): DelegateAccess {
    return DelegateAccess.existing('Role', name, { namespaces });
  }

  /**
   * Rules of your own in the given namespaces; without namespaces, in the delegate's own. Rules by which pods can be
   * started or entered are refused there unless `sharedNamespace` accepts it.
   */
  public static rules(rules: AccessRule[], namespaces?: string[], options: PodAccessOptions = {}): DelegateAccess {
    return new DelegateAccess([
      { choice: 'rules', role: { rules }, namespaces, ...podAccess(options, startPods(rules)) },
    ]);
  }

  /** Rules of your own in the whole cluster. */
  public static clusterRules(rules: AccessRule[]): DelegateAccess {
    return new DelegateAccess([{ choice: 'cluster-rules', role: { rules }, isClusterWide: true }]);
  }

  /** No access at all: for a delegate that serves only connectors with credentials of their own. */
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

  /** Both this access and the other. */
  public plus(other: DelegateAccess): DelegateAccess {
    if (!Array.isArray((other as DelegateAccess | undefined)?._grants)) {
      const remedy = 'Pass a choice of DelegateAccess to plus(…).';
      throw new HarnessConstructsError({ constructPath: '', property: 'access', allowed: 'a DelegateAccess', remedy });
    }
    return new DelegateAccess([...this._grants, ...other._grants]);
  }
}

/** Programs in plain JavaScript may leave a list out: that is none, and refused, instead of the delegate's own namespace. */
function listed(namespaces: string[] | undefined): string[] {
  return namespaces ?? [];
}

/** What the options say of a grant. @internal */
type PodAccess = Pick<Grant, 'startsPods' | 'options'>;

function podAccess(options: PodAccessOptions, startsPods = true): PodAccess {
  return { startsPods: startsPods && !options?.sharedNamespace, options };
}
