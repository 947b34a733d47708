import type { HarnessDocument } from '../document';
import { explained } from './explain';
import type { BuildPodProfileOptions } from './profile-options';
import {
  linuxOnlyOf,
  overrideName,
  type PodValue,
  podValuesOf,
  type StageSettings,
  stageSettingsOf,
} from './stage-settings';

/**
 * What every build pod of a namespace gets beyond what Harness can set. From Kubernetes 1.36 on, the API server changes the pods
 * when Harness creates them, and refuses pods that evade it. Before, stages of a farm get what Harness has settings for
 * (`nodeSelector`, `tolerations`, `priorityClassName`, `labels`, `annotations`), and everything else is refused.
 *
 * A profile of a namespace and that of its farm are merged: the namespace wins, and maps are merged by key.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
 * @example
 *
 * new CiBuildInfra(chart, 'Farm', {
 *   accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
 *   delegateName: 'ci',
 *   image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
 *   token: DelegateToken.fromSecretName('ci-delegate-token'),
 *   kubernetesVersion: '1.36',
 *   podProfile: BuildPodProfile.of({
 *     userNamespaces: UserNamespaces.REQUIRED,
 *     imageMirrors: { 'docker.io': 'registry.example.com/docker-hub' },
 *   }),
 * });
 */
export class BuildPodProfile {
  /** A profile with these properties. They are checked by the construct that gets it. */
  public static of(options: BuildPodProfileOptions = {}): BuildPodProfile {
    return new BuildPodProfile(options);
  }

  private constructor(
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _options: BuildPodProfileOptions,
  ) {}

  /** This profile with the properties of a more specific one, which wins; maps are merged by key. @internal */
  public _mergedWith(specific?: BuildPodProfile): BuildPodProfile {
    return specific === undefined ? this : new BuildPodProfile(merged(this._options, specific._options));
  }

  /** What stages carry. @internal */
  public get _stageSettings(): StageSettings {
    return stageSettingsOf(this._options);
  }

  /** Fields of the pod spec that it sets to a value. @internal */
  public get _podValues(): readonly PodValue[] {
    return podValuesOf(this._options);
  }

  /** A property that builds on Windows cannot have; `undefined` without one. @internal */
  public get _linuxOnly(): string | undefined {
    return linuxOnlyOf(this._options);
  }

  /** Whether pipelines can override the property, and how a program allows that. @internal */
  public _override(property: string): { readonly isAllowed: boolean; readonly name?: string } {
    const isAllowed = this._options.overridable?.some((setting) => (setting as string) === property) === true;
    return { isAllowed, name: overrideName(property) };
  }

  /**
   * Explains what the profile does to the pod of a stage: the pod as Harness makes it from the stage's document, and the pod as
   * the API server stores it, as two YAML documents, with the reason for each line that the profile sets. Both have what a profile
   * can change: Harness adds volumes, resources and variables of its own. For a namespace with a profile of its own, use its
   * `podProfile`, which is merged with that of the farm.
   *
   * @param stage a `CiStage`
   * @throws an error for another document, and for an invalid profile
   */
  public explain(stage: HarnessDocument): string {
    return explained(this._options, stage);
  }
}

/** Properties whose maps are merged by key. */
const MAPS = ['nodeSelector', 'imageMirrors', 'environment', 'labels', 'annotations'] as const;

function merged(general: BuildPodProfileOptions, specific: BuildPodProfileOptions): BuildPodProfileOptions {
  const given = Object.entries(specific).filter(([, value]) => value !== undefined);
  const maps = MAPS.filter((name) => general[name] !== undefined && specific[name] !== undefined);
  return {
    ...general,
    ...Object.fromEntries(given),
    ...Object.fromEntries(maps.map((name) => [name, { ...general[name], ...specific[name] }])),
  };
}
