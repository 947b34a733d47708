import type { AccessRule } from './access-rule';
import { derived } from '../values';
import { type Feature, rulesOf } from './capabilities';

/** Options of `DelegateAccess.ciBuilds`. */
export interface CiBuildsOptions {
  /**
   * Allows the delegate's own namespace as a namespace for builds. Whoever may start a build pod there can mount the
   * delegate's token and ServiceAccount, and so become the delegate.
   *
   * @default false
   */
  readonly sharedNamespace?: boolean;
}

/** What one choice grants. `namespaces` absent: the delegate's own namespace; `'cluster'`: all. @internal */
export interface Grant {
  /** Last part of the names of the objects made for it. */
  readonly choice: string;
  /** An existing role, or the rules of one to be made. */
  readonly role:
    { readonly kind: 'ClusterRole' | 'Role'; readonly name: string } | { readonly rules: readonly AccessRule[] };
  readonly namespaces?: readonly string[] | 'cluster';
  /** Whether pipelines may start pods by it, so that the delegate's own namespace is refused. */
  readonly runsBuilds?: boolean;
}

/**
 * What a delegate may do in its cluster. Choices are combined with `and`:
 * `DelegateAccess.ciBuilds(['harness-builds']).and(DelegateAccess.connectionTest())`.
 *
 * @see https://developer.harness.io/docs/platform/connectors/cloud-providers/ref-cloud-providers/kubernetes-cluster-connector-settings-reference
 */
export class DelegateAccess {
  /** Everything in the whole cluster, as the documented manifest does: the built-in ClusterRole `cluster-admin`. */
  public static clusterAdmin(): DelegateAccess {
    return new DelegateAccess([
      { choice: 'cluster-admin', role: { kind: 'ClusterRole', name: 'cluster-admin' }, namespaces: 'cluster' },
    ]);
  }

  /** Read access to the whole cluster but for Secrets: the built-in ClusterRole `view`. It cannot run builds. */
  public static clusterViewer(): DelegateAccess {
    return new DelegateAccess([
      { choice: 'cluster-viewer', role: { kind: 'ClusterRole', name: 'view' }, namespaces: 'cluster' },
    ]);
  }

  /** The built-in ClusterRole `admin`, bound in the given namespaces only. */
  public static namespaceAdmin(namespaces: string[]): DelegateAccess {
    return new DelegateAccess([
      { choice: 'namespace-admin', role: { kind: 'ClusterRole', name: 'admin' }, namespaces },
    ]);
  }

  /** What Harness needs at the least to deploy into the given namespaces. Combine it with `rules` for further kinds. */
  public static deployments(namespaces: string[]): DelegateAccess {
    return DelegateAccess.feature('deployments', namespaces);
  }

  /** What CI builds need in the given namespaces, and no more. */
  public static ciBuilds(namespaces: string[], options: CiBuildsOptions = {}): DelegateAccess {
    return DelegateAccess.feature('ci-builds', namespaces, options.sharedNamespace !== true);
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
      { choice: 'cost-visibility', role: { rules: rulesOf('cost-visibility') }, namespaces: 'cluster' },
    ]);
  }

  /**
   * A ClusterRole that exists already: bound in the whole cluster, or in the given namespaces only. `cluster-admin` is
   * refused: say `clusterAdmin()`.
   */
  public static clusterRole(name: string, namespaces?: string[]): DelegateAccess {
    return new DelegateAccess([
      {
        choice: derived([name], (known) => `cluster-role.${known}`),
        role: { kind: 'ClusterRole', name },
        namespaces: namespaces ?? 'cluster',
      },
    ]);
  }

  /** A Role that exists already in the given namespaces; without namespaces, in the delegate's own. */
  public static role(name: string, namespaces?: string[]): DelegateAccess {
    return new DelegateAccess([
      { choice: derived([name], (known) => `role.${known}`), role: { kind: 'Role', name }, namespaces },
    ]);
  }

  /** Rules of your own in the given namespaces; without namespaces, in the delegate's own. */
  public static rules(rules: AccessRule[], namespaces?: string[]): DelegateAccess {
    return new DelegateAccess([{ choice: 'rules', role: { rules: [...rules] }, namespaces }]);
  }

  /** Rules of your own in the whole cluster. */
  public static clusterRules(rules: AccessRule[]): DelegateAccess {
    return new DelegateAccess([{ choice: 'cluster-rules', role: { rules: [...rules] }, namespaces: 'cluster' }]);
  }

  /** No access at all: for a delegate that serves only connectors with credentials of their own. */
  public static none(): DelegateAccess {
    return new DelegateAccess([]);
  }

  private static feature(feature: Feature, namespaces: string[], runsBuilds = false): DelegateAccess {
    return new DelegateAccess([
      { choice: feature, role: { rules: rulesOf(feature) }, namespaces: [...namespaces], runsBuilds },
    ]);
  }

  /** @internal */
  public readonly _grants: readonly Grant[];

  private constructor(grants: readonly Grant[]) {
    this._grants = grants;
  }

  /** Both this access and the other. */
  public and(other: DelegateAccess): DelegateAccess {
    return new DelegateAccess([...this._grants, ...other._grants]);
  }
}
