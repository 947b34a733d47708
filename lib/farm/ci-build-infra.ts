import { Construct } from 'constructs';
import {
  BuildFarmNamespace,
  type BuildFarmNamespaceProps,
  type BuildNamespaceOptions,
  FARM_NAME,
  type IBuildFarmNamespace,
  IstioHeadlessService,
} from '../build-namespace';
import {
  inOwnWords,
  instance,
  inWords,
  ownClass,
  type OwnWords,
  placedInChart,
  PropertyChecks,
  withOthers,
} from '../core';
import { HarnessDelegate } from '../delegate';
import type { CiStage, DelegateChoice, DelegateForOptions, KubernetesDirectInfrastructure } from '../pipeline';
import {
  accountOfDelegate,
  checkAccount,
  DELEGATE,
  type IHarnessDelegate,
  type IKubernetesClusterConnector,
} from '../reference';
import { type CheckedFarm, checkFarm, wholeError } from './checks';
import { farmConnector } from './connector';
import { marksOfFarm } from './cost-labels';
import { addBuildEgress, delegateProps, delegateWords, explainedChoice } from './delegate';
import { checkDelegateSize } from './delegate-size';
import { addInfrastructure, NAMESPACE } from './infrastructure';
import {
  type AddedNamespace,
  argumentChecks,
  missingNamespaces,
  NAMESPACE_WORDS,
  namespaceChecks,
  namespaceProps,
  optionWords,
} from './namespaces';
import type { CiBuildInfraProps, CiFarmInfrastructureOptions, CiFarmStageProps, CiTeamOptions } from './props';
import type { StageGround } from './routing';
import { addStage } from './stage';
import { farmSummary } from './summary';
import { makeTeam } from './team';
import { checkTeamDelegate, checkTeamNamespace, guardTeamNamespace, type MarkedNamespace } from './team-bounds';

const STAGE = instance('a CiStage', 'Pass the construct, for example the result of farm.stage(…).', 'delegateFor');

const MARK = Symbol.for('harness-constructs.CiBuildInfra');

/**
 * A farm for CI builds: a delegate, and one or more build namespaces with rights, network policies, isolation and,
 * optionally, a quota and Istio. Every part is a field, and can be replaced with an existing one.
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
  /** Whether the value is a CiBuildInfra, including one of another copy of this package. */
  public static isCiBuildInfra(x: unknown): boolean {
    return x !== null && typeof x === 'object' && MARK in x;
  }

  /** ID of the Harness account. */
  public readonly accountId: string;
  /** Delegate: the given one, or the farm's own. */
  public readonly delegate: IHarnessDelegate;
  /** Connector from Harness to the cluster: the given one, or the farm's own. */
  public readonly connector: IKubernetesClusterConnector;

  private readonly farm: CheckedFarm;
  private readonly namespaces: IBuildFarmNamespace[] = [];
  private readonly furtherDelegates: IHarnessDelegate[] = [];
  private readonly services: IstioHeadlessService[] = [];
  private readonly madeStages: CiStage[] = [];
  private readonly madeTeams: CiBuildInfra[] = [];

  /** @throws an error for invalid input (see `HarnessErrors`). */
  constructor(scope: Construct, id: string, props: CiBuildInfraProps) {
    super(placedInChart(scope, id), id);
    try {
      this.farm = checkFarm(this, props);
      this.accountId = props.accountId;
      this.delegate = props.delegate ?? this.ownDelegate();
      this.connector = farmConnector(this, this.delegate, props);
      this.addHeadlessService(this, this.delegate.namespace);
      this.addFirstNamespaces();
    } catch (error) {
      throw wholeError(this, props, error);
    }
    this.node.addValidation({ validate: () => (this.namespaces.length > 0 ? [] : [missingNamespaces(this)]) });
    Object.defineProperty(this, MARK, { value: true });
  }

  /** Headless Services for Istio, the delegate's first; empty without Istio. */
  public get headlessServices(): IstioHeadlessService[] {
    return [...this.services];
  }

  /** Build namespaces, in the order of addition. */
  public get buildNamespaces(): IBuildFarmNamespace[] {
    return [...this.namespaces];
  }

  /**
   * Adds a build namespace, for example for a team. The properties of the farm are the defaults of `options`.
   *
   * @returns the namespace
   */
  public addBuildNamespace(namespace: string, options: BuildNamespaceOptions = {}): BuildFarmNamespace {
    const { checkFits, props } = this.farm;
    const added = { namespace, options };
    // The first namespaces have no options: the program sets properties of the farm.
    const names = CiBuildInfra.isCiBuildInfra(this) ? optionWords(options, props) : NAMESPACE_WORDS;
    try {
      argumentChecks(this, added).forEach((check) => check());
      checkFits(namespace, options);
      return this.makeNamespace(added, names);
    } catch (error) {
      const ground = { farm: this, checkFits, names, propsOf: (asked: AddedNamespace) => this.namespaceProps(asked) };
      throw withOthers(error, () => namespaceChecks(ground, added));
    }
  }

  /** Adds an existing build namespace. */
  public useBuildNamespace(namespace: IBuildFarmNamespace): void {
    const checks = new PropertyChecks(this);
    NAMESPACE(checks, 'namespace', namespace);
    if (this.namespaces.includes(namespace)) {
      const given = inWords(`[${namespace.node.path}], which is already in the farm`);
      checks.refuse('namespace', given, 'a namespace that the farm does not have yet', 'Remove the second call.');
    }
    checkTeamNamespace(this, namespace);
    const { platform } = this.farm.props;
    if (platform !== undefined) {
      (namespace as MarkedNamespace)._joinCluster?.(platform);
    }
    (namespace as MarkedNamespace)._addMarks?.(marksOfFarm(this.farm.props));
    guardTeamNamespace(this, namespace);
    this._delegates.forEach((delegate) => this.serve(namespace, delegate));
    if (namespace.namespace !== this.delegate.namespace) {
      this.addHeadlessService(namespace, namespace.namespace);
    }
    addBuildEgress(this, this.delegate, this.farm.props, namespace.namespace);
    this.namespaces.push(namespace);
  }

  /** Lets another delegate run builds in every namespace of the farm, including those added later. */
  public addDelegate(delegate: IHarnessDelegate): void {
    const checks = new PropertyChecks(this);
    DELEGATE(checks, 'delegate', delegate);
    checkAccount(checks, 'delegate', this.accountId, accountOfDelegate(delegate));
    checkTeamDelegate(this, delegate);
    this.namespaces.forEach((namespace) => this.serve(namespace, delegate));
    this.furtherDelegates.push(delegate);
  }

  /** Its delegate, and those that were added. @internal */
  public get _delegates(): IHarnessDelegate[] {
    return [this.delegate, ...this.furtherDelegates];
  }

  /** Farms of teams, created with `perTeam`. */
  public get teams(): CiBuildInfra[] {
    return [...this.madeTeams];
  }

  /**
   * Creates the farm of a team that does not trust the others: a delegate with a token of its own, a connector in the project of
   * the team, and a build namespace that admits builds of this project only. Each of them has the name of the team.
   *
   * @returns the farm of the team, with its own `stage`, `addBuildNamespace` and the like
   */
  public perTeam(team: string, options: CiTeamOptions): CiBuildInfra {
    const farms = [this, ...this.madeTeams];
    const others = farms.map(({ farm: { props }, delegate, namespaces }) => ({ props, delegate, namespaces }));
    const make = (id: string, props: CiBuildInfraProps) => new CiBuildInfra(this, id, props);
    const made = makeTeam({ farm: this, others }, { team, options }, make);
    this.madeTeams.push(made);
    return made;
  }

  /** Stages created with `stage`. */
  public get stages(): CiStage[] {
    return [...this.madeStages];
  }

  /**
   * Creates an infrastructure for stages in a namespace of the farm. It sets the connector, namespace and ServiceAccount,
   * does not mount a ServiceAccount token, and sets the annotations against eviction and for a mesh, and the labels of a
   * cloud identity. For Windows, it sets the node selector.
   *
   * @param buildNamespace a namespace of the farm; required if there are several
   */
  public stageInfrastructure(
    buildNamespace?: IBuildFarmNamespace,
    options: CiFarmInfrastructureOptions = {},
  ): KubernetesDirectInfrastructure {
    return addInfrastructure(this.ground(), buildNamespace, options);
  }

  /** Creates a stage in a namespace of the farm, with an infrastructure like that of `stageInfrastructure`. */
  public stage(props: CiFarmStageProps): CiStage {
    const stage = addStage(this.ground(), props);
    this.madeStages.push(stage);
    return stage;
  }

  /**
   * Explains which delegate runs a stage, and which delegates of the farm match.
   *
   * @throws an error for a pipeline delegate of a generation to which the stage is not routed
   */
  public delegateFor(stage: CiStage, options: DelegateForOptions = {}): DelegateChoice {
    STAGE(new PropertyChecks(this), 'stage', stage);
    return explainedChoice(stage, options, this._delegates);
  }

  /** Describes in plain text what was created, what it exposes, which feature flags apply, and the next steps. */
  public summary(): string {
    return [farmSummary(this, this.farm.props), ...this.madeTeams.map((team) => `\n${team.summary()}`)].join('\n');
  }

  /**
   * A Service selects pods in its own namespace only, so each namespace has one. As a child of the namespace's construct, it
   * follows the Namespace.
   */
  private addHeadlessService(scope: Construct, namespace: string): void {
    if (this.farm.hasHeadlessService) {
      const { accountId } = this;
      const { labels, annotations } = (scope as MarkedNamespace)._marks ?? marksOfFarm(this.farm.props);
      const props = { accountId, delegateNamespace: namespace, labels, annotations };
      const names = { delegateNamespace: scope === this ? 'delegateNamespace' : 'namespace', name: 'headlessService' };
      const make = () => new IstioHeadlessService(scope, 'HeadlessService', props);
      this.services.push(inOwnWords({ construct: this, names }, make));
    }
  }

  private ground(): StageGround {
    const { connector, namespaces: buildNamespaces } = this;
    const { stagePodOptions: podOptions } = this.farm.props;
    return { farm: this, connector, delegates: this._delegates, buildNamespaces, podOptions };
  }

  private ownDelegate(): HarnessDelegate {
    const { props } = this.farm;
    const make = () => new HarnessDelegate(this, 'Delegate', delegateProps(this, props));
    const delegate = inOwnWords({ construct: this, names: delegateWords(props) }, make);
    checkDelegateSize(this, delegate, props);
    return delegate;
  }

  /** Adds the namespaces of the farm's properties. */
  private addFirstNamespaces(): void {
    const { buildNamespaces, sharedNamespace, delegate } = this.farm.props;
    const byDefault = sharedNamespace ? [this.delegate.namespace, 'delegateNamespace'] : [FARM_NAME, 'buildNamespaces'];
    const first = buildNamespaces?.map((namespace, index) => [namespace, `buildNamespaces[${index}]`]) ?? [byDefault];
    for (const [namespace, property] of first) {
      // If the namespace and the farm's own delegate do not fit, the error names the namespace.
      const names = { namespace: property, ...(delegate === undefined ? { delegate: property } : {}) };
      inOwnWords({ construct: this, names }, () => this.addBuildNamespace(namespace));
    }
  }

  private makeNamespace(added: AddedNamespace, names: OwnWords['names']): BuildFarmNamespace {
    const id = this.farm.idFor(added.namespace);
    const props = this.namespaceProps(added);
    try {
      const made = inOwnWords({ construct: this, names }, () => new BuildFarmNamespace(this, id, props));
      this.useBuildNamespace(made);
      return made;
    } catch (error) {
      // A program can catch the error and try again.
      this.node.tryRemoveChild(id);
      throw error;
    }
  }

  /** Lets a delegate run builds in a namespace. */
  private serve(namespace: IBuildFarmNamespace, delegate: IHarnessDelegate): void {
    inOwnWords({ construct: this, names: { subject: 'delegate' } }, () => namespace.addDelegate(delegate));
  }

  private namespaceProps(added: AddedNamespace): BuildFarmNamespaceProps {
    return namespaceProps(this, this.farm, this.delegate, added);
  }
}

ownClass(CiBuildInfra);
