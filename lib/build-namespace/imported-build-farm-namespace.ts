import type { ISubject } from 'cdk8s-plus-28';
import { Construct, type IConstruct } from 'constructs';
import { closed, DNS_LABEL, DNS_SUBDOMAIN, placed, PropertyChecks, required, struct, TEXT } from '../core';
import type { IHarnessDelegate } from '../reference';
import { checkLabels } from '../workload';
import { BuildAccess } from './access';
import { FARM_KINDS } from './kinds';
import { checkMeshPlatform, type Istio, marksOf } from './istio';
import { FARM_LABELS, type ObjectMarks, OWN_ACCOUNT } from './namespace';
import { ClusterPlatform } from './platform';
import { checkSamePlatform } from './platform-identity';
import { stageAnnotations, type Statements, statementsOfImported } from './summary';

/** A build namespace: created by `BuildFarmNamespace`, or imported with `BuildFarmNamespace.fromNamespaceName`. */
export interface IBuildFarmNamespace extends IConstruct {
  /** Name of the namespace. */
  readonly namespace: string;
  /** Name of the ServiceAccount for build pods. */
  readonly serviceAccountName: string;
  /** Annotations for the pods of a stage. They prevent eviction, and make containers wait for the proxy of a mesh. */
  readonly stageAnnotations: { [key: string]: string };
  /** Labels for the pods of a stage. Some cloud identities require them. */
  readonly stageLabels: { [key: string]: string };
  /** Grants a subject the rights that CI builds need in the namespace. */
  grantBuilds(subject: ISubject): void;
  /** Lets a delegate run builds in the namespace: grants the rights, and allows traffic to the port of the build pods. */
  addDelegate(delegate: IHarnessDelegate): void;
}

/** Attributes of a build namespace that is created elsewhere. */
export interface BuildNamespaceAttributes {
  /**
   * Name of the ServiceAccount for build pods.
   *
   * @default 'harness-build'
   */
  readonly serviceAccountName?: string;
  /**
   * Istio mesh of its pods.
   *
   * @default - none
   */
  readonly istio?: Istio;
  /**
   * Platform of the cluster.
   *
   * @default - that of the farm that uses the namespace, else ClusterPlatform.generic()
   */
  readonly platform?: ClusterPlatform;
  /**
   * Labels for the pods of stages. Some cloud identities of the ServiceAccount require them: Azure requires
   * `azure.workload.identity/use`.
   *
   * @default - none
   */
  readonly stageLabels?: { readonly [key: string]: string };
}

/** What `BuildFarmNamespace.fromNamespaceName` takes. */
const GIVEN = closed({
  namespace: required(TEXT),
  attributes: required(struct('BuildNamespaceAttributes', FARM_KINDS)),
});

/** A build namespace that is created elsewhere. */
export class ImportedBuildFarmNamespace extends Construct implements IBuildFarmNamespace {
  public readonly namespace: string;
  public readonly serviceAccountName: string;
  public readonly stageAnnotations: { [key: string]: string };
  public readonly stageLabels: { [key: string]: string };
  /** Whether build pods are in a mesh. @internal */
  public readonly _isInMesh: boolean;
  /** Platform of the cluster, if it or a farm that uses the namespace knows it. @internal */
  public _platform?: ClusterPlatform;
  private readonly access: BuildAccess;
  private readonly istio?: Istio;

  constructor(scope: Construct, id: string, namespace: string, attributes: BuildNamespaceAttributes) {
    super(placed(scope, id), id);
    const checks = new PropertyChecks(this);
    checks.resolved(GIVEN, { namespace, attributes }, (given) => {
      checks.part(() => checks.text('namespace', given.namespace, DNS_LABEL));
      const own = given.attributes;
      checks.apart(
        () => checks.text('attributes.serviceAccountName', own.serviceAccountName ?? OWN_ACCOUNT, DNS_SUBDOMAIN),
        () => checkLabels(checks, 'attributes.stageLabels', own.stageLabels ?? {}),
        () => checkMeshPlatform(checks, own.platform ?? ClusterPlatform.generic(), own.istio),
      );
    });
    const { serviceAccountName = OWN_ACCOUNT, istio, platform, stageLabels = {} } = attributes;
    this.namespace = namespace;
    this.serviceAccountName = serviceAccountName;
    this.stageAnnotations = stageAnnotations(marksOf(istio));
    this.stageLabels = { ...stageLabels };
    this._platform = platform;
    this._isInMesh = istio !== undefined;
    this.istio = istio;
    this.access = new BuildAccess(this, {
      namespace,
      labels: { ...FARM_LABELS },
      annotations: {},
      isOpenShift: platform?._record.isOpenShift === true,
      istioMarks: marksOf(istio),
    });
  }

  /** Labels and annotations of all objects that are added here. @internal */
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
    const checks = new PropertyChecks(this);
    checkSamePlatform(checks, this._platform, platform);
    checkMeshPlatform(checks, platform, this.istio);
    this._platform = platform;
    this.access.joinCluster(platform);
  }

  /** What the objects of the app say about the namespace, and under which conditions. @internal */
  public _statements(): Statements {
    const { namespace, serviceAccountName, istio, _platform: platform = ClusterPlatform.generic() } = this;
    return statementsOfImported(this, { namespace, serviceAccountName, istio, platform }, this.access.delegates);
  }

  public grantBuilds(subject: ISubject): void {
    this.access.grant(subject);
  }

  public addDelegate(delegate: IHarnessDelegate): void {
    this.access.addDelegate(delegate);
  }
}
