import type { IServiceAccount, ISubject } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { NamedServiceAccount } from '../access';
import { type AdmittedImages, type AllowedImages, type BuildPodProfile, lackOf } from '../build-pods';
import { addObject, claimNames, ownClass, placedInChart, PropertyChecks } from '../core';
import type { HarnessScope } from '../document';
import type { IHarnessDelegate } from '../reference';
import type { CloudIdentity } from '../workload';
import { BuildAccess } from './access';
import { checkCluster, renderBuildFarm, resolveBuildFarm } from './build-namespace-objects';
import type { BuildEgress } from './egress';
import {
  type BuildNamespaceAttributes,
  type IBuildFarmNamespace,
  ImportedBuildFarmNamespace,
} from './imported-build-farm-namespace';
import type { BuildIsolation } from './isolation';
import type { ObjectMarks } from './namespace';
import type { ClusterPlatform } from './platform';
import type { BuildFarmNamespaceProps } from './props';
import { stageAnnotations, type Statements, statementsOf } from './summary';
import type { BuildVolumeType } from './volume-types';

const MARK = Symbol.for('harness-constructs.BuildFarmNamespace');

/**
 * A namespace for CI builds, with a ServiceAccount without rights, an admission policy for pods, and network policies that
 * admit only the delegates added with `addDelegate`.
 *
 * `ApiObject.of(farm)` is the Namespace, if the construct creates it.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 * @example
 *
 * const farm = new BuildFarmNamespace(chart, 'Builds', { namespace: 'team-a' });
 * farm.addDelegate(delegate);
 */
export class BuildFarmNamespace extends Construct implements IBuildFarmNamespace {
  /**
   * Imports a build namespace that is created elsewhere. Rights and ingress of delegates can be added to it. The ingress
   * policy blocks all other traffic to every pod of the namespace: use the namespace for builds only.
   */
  public static fromNamespaceName(
    scope: Construct,
    id: string,
    namespace: string,
    attributes: BuildNamespaceAttributes = {},
  ): IBuildFarmNamespace {
    return new ImportedBuildFarmNamespace(scope, id, namespace, attributes);
  }

  /** Whether the value is a BuildFarmNamespace, including one of another copy of this package. */
  public static isBuildFarmNamespace(x: unknown): boolean {
    return x !== null && typeof x === 'object' && MARK in x;
  }

  /** Name of the namespace. */
  public readonly namespace: string;
  /** Name of the ServiceAccount for build pods. */
  public readonly serviceAccountName: string;
  /** Names of all ServiceAccounts that build pods can use. */
  public readonly allowedServiceAccounts: string[];
  /** ServiceAccount for build pods, also usable as a subject of cdk8s-plus roles. */
  public readonly serviceAccount: IServiceAccount;
  /** Isolation of builds from their node. */
  public readonly isolation: BuildIsolation;
  /** Profile of build pods, merged with that of the farm; `undefined` without one. */
  public readonly podProfile?: BuildPodProfile;
  /** Destinations to which builds can connect. */
  public readonly egress: BuildEgress;
  /** Projects and organizations whose builds the namespace admits; empty for all. */
  public readonly allowedProjects: HarnessScope[];
  /** Images that build pods can have; `undefined` for all. */
  public readonly allowedImages?: AllowedImages;
  /** Labels that the admission policy demands of build pods. */
  public readonly costLabels: { [key: string]: string };
  /** Whether an admission policy enforces the isolation. */
  public readonly hasAdmissionPolicy: boolean;
  /** Annotations for the pods of a stage. They prevent eviction, and make containers wait for the proxy of a mesh. */
  public readonly stageAnnotations: { [key: string]: string };
  /** Labels for the pods of a stage: `costLabels`, and those that some cloud identities require. */
  public readonly stageLabels: { [key: string]: string };

  /** Total requests and limits of all builds, as in a ResourceQuota, without those of a delegate in the same namespace. @internal */
  public readonly _quota?: { readonly [resource: string]: string };
  /** Types of volume that its pods can mount in addition to those that every namespace allows. @internal */
  public readonly _volumeTypes: readonly BuildVolumeType[];
  /** Name of the Secret with the token of the delegate that shares the namespace. @internal */
  public readonly _tokenSecretName?: string;
  /** Cloud identity of builds. @internal */
  public readonly _cloudIdentity?: CloudIdentity;
  /** Platform of the cluster, if it or a farm that uses the namespace knows it. @internal */
  public _platform?: ClusterPlatform;
  /** Whether the API server applies the profile, and not only the stages that carry it. @internal */
  public readonly _mutatesPods: boolean;
  /** Whether the API server gives every build pod a user namespace. @internal */
  public readonly _hasUserNamespaces: boolean;
  /** Whether build pods are in a mesh. @internal */
  public readonly _isInMesh: boolean;
  /** Whether a mesh injects a proxy into build pods. @internal */
  public readonly _injectsProxy: boolean;
  private readonly images?: AdmittedImages;
  private readonly access: BuildAccess;
  private readonly describe: () => Statements;
  private readonly checkCluster: (platform: ClusterPlatform) => void;

  /** @throws an error for invalid input (see `HarnessErrors`). */
  constructor(scope: Construct, id: string, props: BuildFarmNamespaceProps = {}) {
    super(placedInChart(scope, id), id);
    const resolved = resolveBuildFarm(this, props);
    this.namespace = resolved.namespace;
    this.serviceAccountName = resolved.serviceAccountName;
    this.allowedServiceAccounts = [...resolved.allowedAccounts];
    this.isolation = resolved.isolation;
    this.podProfile = resolved.podProfile?.profile;
    this._mutatesPods = resolved.podProfile !== undefined && resolved.podProfile.why === undefined;
    this._hasUserNamespaces = resolved.hasUserNamespaces;
    this.egress = resolved.egress;
    this._quota = resolved.quota?.forBuilds;
    this.allowedProjects = [...resolved.allowedProjects];
    this._volumeTypes = resolved.volumeTypes;
    this._tokenSecretName = resolved.shared?.tokenSecretName;
    this.allowedImages = props.allowedImages;
    this.costLabels = { ...resolved.costLabels };
    this.images = resolved.images;
    this._cloudIdentity = resolved.cloudIdentity;
    this._platform = props.platform;
    this._isInMesh = props.istio !== undefined;
    this._injectsProxy = this._isInMesh && resolved.istioMarks.isAmbient !== true;
    this.hasAdmissionPolicy = resolved.admission.exists;
    this.stageAnnotations = stageAnnotations(resolved.istioMarks, this.podProfile?._options.preventEviction);
    this.stageLabels = { ...resolved.cloudIdentity?._marks.podLabels, ...resolved.costLabels };
    const objects = renderBuildFarm(resolved);
    claimNames(this, objects, [
      {
        id,
        kind: 'BuildFarmNamespace',
        name: resolved.namespace,
        property: 'namespace',
        remedy: 'Use a separate namespace for each farm.',
      },
    ]);
    objects.forEach((object) => addObject(this, object));
    const made = this.node.defaultChild;
    if (made !== undefined) {
      // kubectl applies objects in order, so the Namespace must precede a delegate in it.
      props.sharedWith?.node.addDependency(made);
    }
    this.serviceAccount = new NamedServiceAccount(this, 'Subject', resolved.serviceAccountName, resolved.namespace);
    this.access = new BuildAccess(this, resolved);
    this.describe = () => {
      const { _platform: platform = resolved.platform } = this;
      return statementsOf(this, { ...resolved, platform }, this.access.delegates);
    };
    this.checkCluster = (platform) => checkCluster(new PropertyChecks(this), resolved, this._platform, platform);
    Object.defineProperty(this, MARK, { value: true });
  }

  /** Labels and annotations of all objects of the namespace. @internal */
  public get _marks(): ObjectMarks {
    return this.access.marks;
  }

  /** Applies the labels and annotations of a farm to objects added later. @internal */
  public _addMarks(marks: ObjectMarks): void {
    this.access.addMarks(marks);
  }

  /** Lets a check of a farm refuse delegates that are added later. @internal */
  public _guard(check: (delegate: IHarnessDelegate) => void): void {
    this.access.guards.push(check);
  }

  /** Takes over the platform of a farm. Throws if the namespace does not fit there. @internal */
  public _joinCluster(platform: ClusterPlatform): void {
    this.checkCluster(platform);
    this._platform = platform;
  }

  /** What an image of a stage lacks for the admission policy to admit it. @internal */
  public _lackOfImage(image: string): 'digest' | 'pattern' | undefined {
    return this.images && lackOf(this.images, image);
  }

  /** Grants a subject the rights that CI builds need in the namespace. */
  public grantBuilds(subject: ISubject): void {
    this.access.grant(subject);
  }

  /**
   * Lets a delegate run builds in the namespace: grants the rights, and allows traffic to the port of the build pods
   * (20001). Several delegates can serve a namespace, because stages can select a different delegate than the connector.
   */
  public addDelegate(delegate: IHarnessDelegate): void {
    this.access.addDelegate(delegate);
  }

  /** Statements about the namespace, and their conditions. @internal */
  public _statements(): Statements {
    return this.describe();
  }

  /**
   * Describes in plain text what is declared, what it exposes, and what was left out and why. Statements about isolation,
   * network, rights and quota follow from the objects of the app, also from those that you patched or added.
   */
  public summary(): string {
    const { lines, conditions } = this.describe();
    return [...lines, ...conditions].join('\n');
  }
}

ownClass(BuildFarmNamespace);
