import { Construct } from 'constructs';
import { DelegateAccess } from '../access';
import {
  BuildFarmNamespace,
  type BuildFarmNamespaceProps,
  type BuildNamespaceOptions,
  FARM_NAME,
  type IBuildFarmNamespace,
  IstioHeadlessService,
  NAMESPACE_OPTIONS,
} from '../build-farm';
import type { IKubernetesClusterConnector } from '../connector';
import { DELEGATE, HarnessDelegate, type HarnessDelegateProps, type IHarnessDelegate } from '../delegate';
import type { CiStage, DelegateChoice, DelegateForOptions, KubernetesDirectInfrastructure } from '../pipeline';
import { definedOf, instance, PropertyChecks, TEXT } from '../values';
import { addBuildEgress } from './build-egress';
import { type CheckedFarm, checkFarm } from './checks';
import { delegateProps } from './delegate-props';
import { farmConnector } from './farm-connector';
import { explainedChoice } from './farm-delegates';
import { addInfrastructure, NAMESPACE } from './farm-infrastructure';
import { addStage } from './farm-stage';
import type { CiBuildInfraProps } from './props';
import type { StageGround } from './stage-ground';
import type { CiFarmInfrastructureOptions, CiFarmStageProps } from './stage-props';
import { farmSummary } from './summary';

const STAGE = instance('a CiStage, for example what farm.stage(…) returned', 'delegateFor');
const MARK = Symbol.for('harness-constructs.CiBuildInfra');

/**
 * A whole farm for CI builds: a delegate, and one or more namespaces for builds with rights, network, isolation and, when
 * asked for, quota and Istio. Every part is a field, and can be replaced by one that exists.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 * @example
 *
 * const farm = new CiBuildInfra(chart, 'Farm', {
 *   accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
 *   delegateName: 'ci',
 *   image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
 *   token: DelegateToken.fromSecretName('ci-delegate-token'),
 * });
 */
export class CiBuildInfra extends Construct {
  /** Whether the value is a CiBuildInfra, also one of another copy of this package. */
  public static isCiBuildInfra(x: unknown): boolean {
    return x !== null && typeof x === 'object' && MARK in x;
  }

  /** The Harness account. */
  public readonly accountId: string;
  /** The delegate: the farm's own, or that which was given. */
  public readonly delegate: IHarnessDelegate;
  /** The connector by which Harness reaches the cluster: the farm's own, or that which was given. */
  public readonly connector: IKubernetesClusterConnector;

  private readonly farm: CheckedFarm;
  private readonly namespaces: IBuildFarmNamespace[] = [];
  private readonly furtherDelegates: IHarnessDelegate[] = [];
  private readonly services: IstioHeadlessService[] = [];
  private readonly madeStages: CiStage[] = [];

  /** @throws an error with construct path, property, value, what is allowed and what to do, for bad input. */
  constructor(scope: Construct, id: string, props: CiBuildInfraProps) {
    super(scope, id);
    this.farm = checkFarm(this, props);
    this.accountId = props.accountId;
    this.delegate = props.delegate ?? new HarnessDelegate(this, 'Delegate', this.ownDelegate());
    this.connector = farmConnector(this, this.delegate, props);
    this.addHeadlessService(this, this.delegate.namespace);
    const shared = props.sharedNamespace ? [this.delegate.namespace] : [FARM_NAME];
    (props.buildNamespaces ?? shared).forEach((namespace) => this.addBuildNamespace(namespace));
    this.node.addValidation({ validate: () => this.missingNamespaces() });
    Object.defineProperty(this, MARK, { value: true });
  }

  /** The headless services for Istio, the delegate's first; none without Istio. */
  public get headlessServices(): IstioHeadlessService[] {
    return [...this.services];
  }

  /** The namespaces for builds, in the order in which they were added. */
  public get buildNamespaces(): IBuildFarmNamespace[] {
    return [...this.namespaces];
  }

  /**
   * Adds a namespace for builds, for example of a team. What `options` leave out is as the farm's properties say.
   *
   * @returns the namespace
   */
  public addBuildNamespace(namespace: string, options: BuildNamespaceOptions = {}): BuildFarmNamespace {
    const checks = new PropertyChecks(this);
    TEXT(checks, 'namespace', namespace);
    NAMESPACE_OPTIONS(checks, 'options', options);
    const props = this.namespaceProps(namespace, options);
    const added = new BuildFarmNamespace(this, this.farm.idFor(namespace, options), props);
    this.useBuildNamespace(added);
    return added;
  }

  /** Adds a namespace for builds that exists already. */
  public useBuildNamespace(namespace: IBuildFarmNamespace): void {
    NAMESPACE(new PropertyChecks(this), 'namespace', namespace);
    [this.delegate, ...this.furtherDelegates].forEach((delegate) => namespace.addDelegate(delegate));
    if (namespace.namespace !== this.delegate.namespace) {
      this.addHeadlessService(namespace, namespace.namespace);
    }
    addBuildEgress(this, this.delegate, this.farm.props, namespace.namespace);
    this.namespaces.push(namespace);
  }

  /** Lets a further delegate run builds in every namespace of the farm, also in those that are added later. */
  public addDelegate(delegate: IHarnessDelegate): void {
    DELEGATE(new PropertyChecks(this), 'delegate', delegate);
    this.namespaces.forEach((namespace) => namespace.addDelegate(delegate));
    this.furtherDelegates.push(delegate);
  }

  /** The stages that were made by `stage`. */
  public get stages(): CiStage[] {
    return [...this.madeStages];
  }

  /**
   * An infrastructure for stages in a namespace of the farm: with its connector, namespace and ServiceAccount, no token of
   * that account, the annotations by which builds are not evicted and a mesh is joined, and the labels of a cloud identity.
   * For Windows it has the node selector.
   *
   * @param buildNamespace one of the farm; the only one unless said otherwise
   */
  public stageInfrastructure(
    buildNamespace?: IBuildFarmNamespace,
    options: CiFarmInfrastructureOptions = {},
  ): KubernetesDirectInfrastructure {
    const infrastructure = addInfrastructure(this.ground(), buildNamespace, options);
    infrastructure._platform = this.farm.props.platform;
    return infrastructure;
  }

  /** A stage in a namespace of the farm, with an infrastructure as of `stageInfrastructure`. */
  public stage(props: CiFarmStageProps): CiStage {
    const stage = addStage(this.ground(), props);
    this.madeStages.push(stage);
    return stage;
  }

  /**
   * Which delegate runs a stage, and why; of those of the farm, by name.
   *
   * @throws an error for a delegate of the pipeline that the stage is not written for
   */
  public delegateFor(stage: CiStage, options: DelegateForOptions = {}): DelegateChoice {
    STAGE(new PropertyChecks(this), 'stage', stage);
    return explainedChoice(stage, options, [this.delegate, ...this.furtherDelegates]);
  }

  /** What was made, what it exposes, which feature flags apply and what to do next, in plain text. */
  public summary(): string {
    return farmSummary(this, this.farm.props);
  }

  /**
   * A Service selects pods of its own namespace only, so each namespace has one. Within the construct of the namespace it
   * comes after the Namespace, wherever that is made.
   */
  private addHeadlessService(scope: Construct, namespace: string): void {
    if (this.farm.hasHeadlessService) {
      const { accountId } = this;
      const props = { accountId, delegateNamespace: namespace };
      this.services.push(new IstioHeadlessService(scope, 'HeadlessService', props));
    }
  }

  private ground(): StageGround {
    const { connector, delegate, namespaces: buildNamespaces } = this;
    const delegates = [delegate, ...this.furtherDelegates];
    const { platform, stagePodOptions: podOptions } = this.farm.props;
    return { farm: this, connector, delegates, buildNamespaces, platform, podOptions };
  }

  private ownDelegate(): HarnessDelegateProps {
    const { connectionTest = true, additionalAccess = DelegateAccess.none() } = this.farm.props;
    const tested = connectionTest ? DelegateAccess.connectionTest() : DelegateAccess.none();
    return delegateProps(this.farm.props, tested.plus(additionalAccess));
  }

  private namespaceProps(namespace: string, options: BuildNamespaceOptions): BuildFarmNamespaceProps {
    const isShared = this.farm.props.sharedNamespace === true && namespace === this.delegate.namespace;
    return {
      ...this.farm.namespaceDefaults,
      ...(isShared && this.farm.props.createDelegateNamespace === false ? { createNamespace: false } : {}),
      ...definedOf(options),
      namespace,
      ...(isShared ? { sharedWith: this.delegate } : {}),
    };
  }

  private missingNamespaces(): string[] {
    return this.namespaces.length > 0
      ? []
      : ['buildNamespaces: got []; allowed is at least one namespace. Add one by addBuildNamespace.'];
  }
}
