import { propertyPathOf } from '../values';

/** An entry of `spec.ignoreDifferences` of an Application of Argo CD. */
export interface ArgoCdIgnoreDifferences {
  /** API group of the object. */
  readonly group: string;
  /** Kind of the object. */
  readonly kind: string;
  /** Name of the object. */
  readonly name: string;
  /** Namespace of the object. */
  readonly namespace: string;
  /** The fields that are left alone. */
  readonly jsonPointers: string[];
}

/** The object that a `FluxIgnoreRule` speaks of. */
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

/** An entry of `spec.ignore` of a Kustomization of Flux. */
export interface FluxIgnoreRule {
  /** The fields that are left alone. */
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
 * The upgrader of a delegate as it was made, and what it changes in the cluster: the image of the delegate's container.
 * Whatever else keeps the Deployment as the manifests are must leave that field alone, or the two undo each other's work,
 * with new pods each time.
 */
export class InstalledUpgrader {
  /** Sync option of Argo CD without which a sync sets back what `ignoreDifferences` merely hides. */
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
   * For `spec.ignoreDifferences` of the Application, beside `ARGO_CD_SYNC_OPTION` in `spec.syncPolicy.syncOptions`.
   *
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#respect-ignore-difference-configs
   */
  public argoCdIgnoreDifferences(): ArgoCdIgnoreDifferences {
    return { group: 'apps', kind: 'Deployment', ...this.parts.deployment, jsonPointers: [...this.changedFields] };
  }

  /**
   * For `spec.ignore` of the Kustomization, which Flux has since 2026. Older ones know no field to leave alone.
   *
   * @see https://fluxcd.io/blog/2026/08/ignore-rules-drift-detection
   */
  public fluxIgnoreRule(): FluxIgnoreRule {
    return { paths: [...this.changedFields], target: { group: 'apps', kind: 'Deployment', ...this.parts.deployment } };
  }

  /**
   * For `ignoreChanges` of the Deployment in a program of Pulumi. The components of this package pass it themselves,
   * unless the upgrader is suspended.
   */
  public pulumiIgnoreChanges(): string[] {
    return this.changedFields.map(propertyPathOf);
  }
}
