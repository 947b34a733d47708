/** A delegate as others refer to it: its interfaces, its generation and version, and its upgrader. */
import type { IServiceAccount } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { instance, propertyPathOf, type Shape } from '../core';
import type { HarnessScope } from '../document';

/** Where a delegate runs. */
export enum DelegateRuntime {
  /** In a Kubernetes cluster, as one of its ServiceAccounts. */
  KUBERNETES = 'Kubernetes',
  /** In a Docker container, without a cluster. */
  DOCKER = 'Docker',
}

/** A delegate that connectors and stages can select, in Kubernetes (`IHarnessDelegate`) or Docker (`DockerDelegate`). */
export interface ISelectableDelegate {
  /** Name of the delegate. */
  readonly delegateName: string;
  /** Tags that connectors and stages can use to select the delegate, including its name. */
  readonly effectiveTags: string[];
  /** Where it runs. */
  readonly runtime: DelegateRuntime;
  /** Where it is installed in Harness; `undefined` if not known. */
  readonly harnessScope?: HarnessScope;
  /** Generation; `undefined` if not known. */
  readonly generation?: DelegateGeneration;
  /** Version, from the image tag, for example `1.30.1`; `undefined` if not known. */
  readonly delegateVersion?: string;
}

/** A delegate, created by `HarnessDelegate` or imported with `HarnessDelegate.fromDelegateName`. */
export interface IHarnessDelegate extends IConstruct, ISelectableDelegate {
  /** Namespace of the delegate. */
  readonly namespace: string;
  /** The delegate's ServiceAccount, which can also be a subject of cdk8s-plus roles. */
  readonly serviceAccount: IServiceAccount;
  /** The upgrader of the delegate, and the fields that it changes in the cluster. */
  readonly upgrader?: InstalledUpgrader;
}

/** Checks both members: a build namespace also has a ServiceAccount, and a Docker delegate also has tags. */
export const DELEGATE: Shape = (checks, property, value) => {
  ['effectiveTags', 'serviceAccount'].forEach((member) =>
    instance(
      'a HarnessDelegate',
      'Pass the construct. HarnessDelegate.fromDelegateName(…) imports one that exists.',
      member,
    )(checks, property, value),
  );
};

/* Generations and versions. */

/** The two generations of delegates. Their images share a repository, but have tags of different formats. */
export enum DelegateGeneration {
  /** The new delegate, also called Delegate 3.x, with tags such as `1.30.1`. */
  NEW = 'new',
  /** The legacy delegate, with tags such as `26.02.88404`. */
  LEGACY = 'legacy',
}

/** Year, month and build number, as in `26.02.88404` or `24.08.83702.minimal`. */
const LEGACY_TAG = /^2[0-9]\.(0[1-9]|1[0-2])\.[0-9]{4,}(\D.*)?$/;

/** A semantic version, as in `1.30.1` or `1.30.1.minimal`. */
const NEW_TAG = /^v?([0-9]+)\.([0-9]+)\.([0-9]+)([-+.]\D.*)?$/;

const FIRST_LEGACY_YEAR = 20;

/** The generation of an image tag, or `undefined` if the tag does not identify one. */
export function generationOfTag(tag: string): DelegateGeneration | undefined {
  if (LEGACY_TAG.test(tag)) {
    return DelegateGeneration.LEGACY;
  }
  const [, major] = NEW_TAG.exec(tag) ?? [];
  // A tag that starts with a year is a malformed legacy tag and identifies neither generation.
  return major !== undefined && Number(major) < FIRST_LEGACY_YEAR ? DelegateGeneration.NEW : undefined;
}

/** Whether the tag always names the same version, so that the node need not pull it again. */
export function isFullVersion(tag: string): boolean {
  return generationOfTag(tag) !== undefined;
}

/** Whether the tag is of a legacy delegate older than `version`, for example `24.09.83900`. */
export function isOlderLegacy(tag: string, version: string): boolean {
  if (generationOfTag(tag) !== DelegateGeneration.LEGACY) {
    return false;
  }
  const [own, other] = [tag, version].map((text) => text.split('.', 3).map((part) => Number.parseInt(part, 10)));
  const firstDifference = own.findIndex((part, index) => part !== other[index]);
  return firstDifference >= 0 && own[firstDifference] < other[firstDifference];
}

/** The build number of a legacy tag, as in `26.02.88404`; `undefined` for other tags. */
export function legacyBuildOf(tag: string): number | undefined {
  return generationOfTag(tag) === DelegateGeneration.LEGACY ? Number.parseInt(tag.split('.')[2], 10) : undefined;
}

/** Whether the tag is known to be older than `version`, which must be of the same generation. */
export function isOlderThan(tag: string, version: string): boolean {
  if (isOlderLegacy(tag, version)) {
    return true;
  }
  const [own, other] = [NEW_TAG.exec(tag), NEW_TAG.exec(version)].map((match) => match?.slice(1, 4).map(Number));
  if (!own || !other) {
    return false;
  }
  const firstDifference = own.findIndex((part, index) => part !== other[index]);
  return firstDifference >= 0 && own[firstDifference] < other[firstDifference];
}

/* The upgrader. */

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
