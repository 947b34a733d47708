import { propertyPathOf } from '../core';

/** An entry of `spec.ignoreDifferences` of an Argo CD Application. */
export interface ArgoCdIgnoreDifferences {
  /** API group of the object. */
  readonly group: string;
  /** Kind of the object. */
  readonly kind: string;
  /** Name of the object. */
  readonly name: string;
  /** Namespace of the object. */
  readonly namespace: string;
  /** The fields to ignore. */
  readonly jsonPointers: string[];
}

/** The object that a `FluxIgnoreRule` applies to. */
export interface FluxIgnoreTarget {
  /** API group of the object. */
  readonly group: string;
  /** Kind of the object. */
  readonly kind: string;
  /** Name of the object. */
  readonly name: string;
  /** Namespace of the object. */
  readonly namespace: string;
}

/** An entry of `spec.ignore` of a Flux Kustomization. */
export interface FluxIgnoreRule {
  /** The fields to ignore. */
  readonly paths: string[];
  /** The object. */
  readonly target: FluxIgnoreTarget;
}

interface InstalledUpgraderParts {
  readonly cronJobName: string;
  readonly serviceAccountName: string;
  readonly deployment: { readonly name: string; readonly namespace: string };
  readonly changedFields: readonly string[];
}

/**
 * The upgrader of a delegate, and the fields that it changes in the cluster: the image of the delegate's container. GitOps
 * tools that sync the Deployment must ignore that field. Otherwise, they and the upgrader undo each other's changes, with
 * new pods each time.
 */
export class InstalledUpgrader {
  /** Argo CD sync option. Without it, `ignoreDifferences` only hides the change, and a sync reverts it. */
  public static readonly ARGO_CD_SYNC_OPTION = 'RespectIgnoreDifferences=true';

  /** @internal */
  public static _of(parts: InstalledUpgraderParts): InstalledUpgrader {
    return new InstalledUpgrader(parts);
  }

  /** Name of the CronJob. */
  public readonly cronJobName: string;
  /** Name of its ServiceAccount. */
  public readonly serviceAccountName: string;
  /** The fields of the Deployment that it changes, as JSON pointers. */
  public readonly changedFields: string[];

  private constructor(private readonly parts: InstalledUpgraderParts) {
    this.cronJobName = parts.cronJobName;
    this.serviceAccountName = parts.serviceAccountName;
    this.changedFields = [...parts.changedFields];
  }

  /**
   * Entry for `spec.ignoreDifferences` of the Application. Also add `ARGO_CD_SYNC_OPTION` to
   * `spec.syncPolicy.syncOptions`.
   *
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#respect-ignore-difference-configs
   */
  public argoCdIgnoreDifferences(): ArgoCdIgnoreDifferences {
    return { group: 'apps', kind: 'Deployment', ...this.parts.deployment, jsonPointers: [...this.changedFields] };
  }

  /**
   * Entry for `spec.ignore` of the Kustomization, available in Flux since 2026. Older versions cannot ignore a field.
   *
   * @see https://fluxcd.io/blog/2026/08/ignore-rules-drift-detection
   */
  public fluxIgnoreRule(): FluxIgnoreRule {
    return { paths: [...this.changedFields], target: { group: 'apps', kind: 'Deployment', ...this.parts.deployment } };
  }

  /**
   * Entries for `ignoreChanges` of the Deployment in a Pulumi program. The components of this package set them, unless the
   * upgrader is suspended.
   */
  public pulumiIgnoreChanges(): string[] {
    return this.changedFields.map(propertyPathOf);
  }
}
