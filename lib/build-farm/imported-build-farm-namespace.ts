import type { ISubject } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkLabels, type IHarnessDelegate } from '../delegate';
import { DNS_LABEL, DNS_SUBDOMAIN, mapOf, PropertyChecks, struct, TEXT } from '../values';
import { BuildAccess } from './build-access';
import type { IBuildFarmNamespace } from './build-farm-namespace-interface';
import { FARM_LABELS } from './farm-name';
import { ClusterPlatform, type Istio } from './props';
import { ISTIO, marksOf, PLATFORM } from './resolve';
import { stageAnnotations } from './stage-marks';

/** What to know of a namespace for builds that is made elsewhere. */
export interface BuildNamespaceAttributes {
  /**
   * Name of the ServiceAccount for build pods.
   *
   * @default 'harness-build'
   */
  readonly serviceAccountName?: string;
  /**
   * The mesh that its pods are in.
   *
   * @default - none
   */
  readonly istio?: Istio;
  /**
   * The kind of cluster.
   *
   * @default ClusterPlatform.generic()
   */
  readonly platform?: ClusterPlatform;
  /**
   * Labels for the pods of stages, which some cloud identities of the ServiceAccount need: that of Azure wants
   * `azure.workload.identity/use`.
   *
   * @default - none
   */
  readonly stageLabels?: { readonly [key: string]: string };
}

/** A namespace for builds that another program makes. */
export class ImportedBuildFarmNamespace extends Construct implements IBuildFarmNamespace {
  public readonly namespace: string;
  public readonly serviceAccountName: string;
  public readonly stageAnnotations: { [key: string]: string };
  public readonly stageLabels: { [key: string]: string };
  private readonly access: BuildAccess;

  constructor(scope: Construct, id: string, namespace: string, attributes: BuildNamespaceAttributes) {
    super(scope, id);
    const checks = new PropertyChecks(this);
    TEXT(checks, 'namespace', namespace);
    struct<BuildNamespaceAttributes>({
      serviceAccountName: TEXT,
      istio: ISTIO,
      platform: PLATFORM,
      stageLabels: mapOf(TEXT),
    })(checks, 'attributes', attributes);
    const {
      serviceAccountName = 'harness-build',
      istio,
      platform = ClusterPlatform.generic(),
      stageLabels = {},
    } = attributes;
    checks.text('namespace', namespace, DNS_LABEL);
    checks.text('serviceAccountName', serviceAccountName, DNS_SUBDOMAIN);
    checkLabels(checks, 'stageLabels', stageLabels);
    this.namespace = namespace;
    this.serviceAccountName = serviceAccountName;
    this.stageAnnotations = stageAnnotations(marksOf(istio));
    this.stageLabels = { ...stageLabels };
    this.access = new BuildAccess(this, {
      namespace,
      labels: { ...FARM_LABELS },
      annotations: {},
      isOpenShift: platform._record.isOpenShift === true,
      istioMarks: marksOf(istio),
    });
  }

  public grantBuilds(subject: ISubject): void {
    this.access.grant(subject);
  }

  public addDelegate(delegate: IHarnessDelegate): void {
    this.access.addDelegate(delegate);
  }
}
