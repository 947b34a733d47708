import type { IServiceAccount, ISubject } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { NamedServiceAccount } from '../access';
import type { IHarnessDelegate } from '../delegate';
import { addObject, claimNames } from '../values';
import { BuildAccess } from './build-access';
import type { IBuildFarmNamespace } from './build-farm-namespace-interface';
import { type BuildNamespaceAttributes, ImportedBuildFarmNamespace } from './imported-build-farm-namespace';
import type { BuildEgress, BuildFarmNamespaceProps, BuildIsolation } from './props';
import { renderBuildFarm } from './render';
import { resolveBuildFarm } from './resolve';
import { stageAnnotations } from './stage-marks';
import { summaryOf } from './summary';

const MARK = Symbol.for('harness-constructs.BuildFarmNamespace');

/**
 * A namespace in which CI builds run: with a ServiceAccount without rights, a policy on what pods may do, and a network
 * that lets in the farm's delegates only. Which delegates these are is said by `addDelegate`.
 *
 * `ApiObject.of(farm)` is the Namespace, where it is made.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 * @example
 *
 * const farm = new BuildFarmNamespace(chart, 'Builds', { namespace: 'team-a' });
 * farm.addDelegate(delegate);
 */
export class BuildFarmNamespace extends Construct implements IBuildFarmNamespace {
  /**
   * A namespace for builds that is made elsewhere. Rights and ingress of delegates can be added to it. The ingress closes
   * all other ways to every pod of the namespace: keep nothing but builds there.
   */
  public static fromNamespaceName(
    scope: Construct,
    id: string,
    namespace: string,
    attributes: BuildNamespaceAttributes = {},
  ): IBuildFarmNamespace {
    return new ImportedBuildFarmNamespace(scope, id, namespace, attributes);
  }

  /** Whether the value is a BuildFarmNamespace, also one of another copy of this package. */
  public static isBuildFarmNamespace(x: unknown): boolean {
    return x !== null && typeof x === 'object' && MARK in x;
  }

  /** Name of the namespace. */
  public readonly namespace: string;
  /** Name of the ServiceAccount for build pods. */
  public readonly serviceAccountName: string;
  /** Names of all ServiceAccounts that build pods may use. */
  public readonly allowedServiceAccounts: string[];
  /** That ServiceAccount, which is a subject for roles of cdk8s-plus as well. */
  public readonly serviceAccount: IServiceAccount;
  /** What a build may do on its node. */
  public readonly isolation: BuildIsolation;
  /** What builds may connect to. */
  public readonly egress: BuildEgress;
  /** Whether an admission policy keeps the isolation. */
  public readonly hasAdmissionPolicy: boolean;
  /** Annotations for the pods of a stage: they keep builds from being evicted, and order the start of a mesh's proxy. */
  public readonly stageAnnotations: { [key: string]: string };
  /** Labels for the pods of a stage, which some cloud identities need. */
  public readonly stageLabels: { [key: string]: string };

  /** What all builds may request together, as a ResourceQuota has it. @internal */
  public readonly _quota?: { readonly [resource: string]: string };
  /** Whether a mesh puts a proxy into its pods. @internal */
  public readonly _injectsProxy: boolean;
  private readonly access: BuildAccess;
  private readonly describe: () => string;

  /** @throws an error with construct path, property, value, what is allowed and what to do, for bad input. */
  constructor(scope: Construct, id: string, props: BuildFarmNamespaceProps = {}) {
    super(scope, id);
    const resolved = resolveBuildFarm(this, props);
    this.namespace = resolved.namespace;
    this.serviceAccountName = resolved.serviceAccountName;
    this.allowedServiceAccounts = [...resolved.allowedAccounts];
    this.isolation = resolved.isolation;
    this.egress = resolved.egress;
    this._quota = resolved.quota?.hard;
    this._injectsProxy = props.istio !== undefined && props.istio._mode !== 'ambient';
    this.hasAdmissionPolicy = resolved.admission.exists;
    this.stageAnnotations = stageAnnotations(resolved.istioMarks);
    this.stageLabels = { ...resolved.cloudIdentity?._marks.podLabels };
    const objects = renderBuildFarm(resolved);
    claimNames(this, objects, [
      {
        id,
        kind: 'BuildFarmNamespace',
        name: resolved.namespace,
        property: 'namespace',
        remedy: 'Give each farm a namespace of its own.',
      },
    ]);
    objects.forEach((object) => addObject(this, object));
    const made = this.node.defaultChild;
    if (made !== undefined) {
      // kubectl applies in order: the Namespace, where it is made, is in front of a delegate that lies in it.
      props.sharedWith?.node.addDependency(made);
    }
    this.serviceAccount = new NamedServiceAccount(this, 'Subject', resolved.serviceAccountName, resolved.namespace);
    this.access = new BuildAccess(this, resolved);
    this.describe = () => summaryOf(resolved, this.access.delegates);
    Object.defineProperty(this, MARK, { value: true });
  }

  /** Lets somebody run builds in the namespace: a RoleBinding to the rights that CI builds need. */
  public grantBuilds(subject: ISubject): void {
    this.access.grant(subject);
  }

  /**
   * Lets a delegate run builds in the namespace: rights, and the way to the port of the build pods (20001). More than one
   * delegate may serve it, as selectors of stages can name another than the connector does.
   */
  public addDelegate(delegate: IHarnessDelegate): void {
    this.access.addDelegate(delegate);
  }

  /** What was made, what it exposes, and what is left out and why, in plain text. */
  public summary(): string {
    return this.describe();
  }
}
