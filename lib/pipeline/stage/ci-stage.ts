import type { Construct } from 'constructs';
import { HarnessConstructsError, ownClass, PropertyChecks } from '../../core';
import { claimDocument, folderOf, HarnessDocument, type HarnessScope } from '../../document';
import type { KubernetesDirectInfrastructure } from '../infrastructure/kubernetes-direct-infrastructure';
import { STAGE_POD_OPTIONS, type StagePodOptions } from '../resources/resource-options';
import { StageResources } from '../resources/stage-resources';
import { leavesOf } from '../steps/ci-step';
import {
  checkChoice,
  checkDelegateForOptions,
  chooseDelegate,
  type DelegateChoice,
  type DelegateForOptions,
  type StageRouting,
} from './delegate-choice';
import { checkPodSize } from './pod-size';
import type { CiStageProps } from './props';
import { renderStage, type ResolvedStage, resolveStage } from './stage-document';
import { exceedsMtu, isPrivileged, movingDaemon } from './step-checks';

/**
 * A CI stage that runs in a Kubernetes cluster. Its steps are checked against the infrastructure, the user they run as, and
 * the generation of the delegate: the new delegate supports fewer features than the legacy one.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/ci-stage-settings
 * @example
 *
 * new CiStage(chart, 'Stage', {
 *   name: 'Build',
 *   infrastructure,
 *   steps: [CiStep.run('Tests', { image: 'node:22', connector: StepConnector.dockerHub('account.docker_hub'), command: 'npm test' })],
 * });
 */
export class CiStage extends HarnessDocument {
  /** Name of the stage. */
  public readonly stageName: string;
  /** Identifier of the stage. */
  public readonly identifier: string;
  /** Scope of the pipeline; `undefined` if unknown. */
  public readonly harnessScope?: HarnessScope;
  /** Infrastructure that runs the stage. */
  public readonly infrastructure: KubernetesDirectInfrastructure;
  /** Generation of the delegates that run the stage. */
  public readonly routing: StageRouting;
  public readonly documentPath: string;

  private readonly resolved: ResolvedStage;
  private reckoned?: StageResources;

  /** @throws for invalid input; the error names the construct path, property, value, expected value and remedy. */
  constructor(scope: Construct, id: string, props: CiStageProps) {
    super(scope, id);
    this.resolved = resolveStage(this, props);
    this.stageName = this.resolved.name;
    this.identifier = this.resolved.identifier;
    this.infrastructure = props.infrastructure;
    this.harnessScope = props.infrastructure.harnessScope;
    this.routing = this.resolved.routing;
    this._checkPodSize({});
    this.documentPath = this.claimFile(props.pipelineIdentifier);
    props.infrastructure._becomePartOfStage();
  }

  /** Whether a network of a Docker daemon in the stage takes larger packets than its pod. @internal */
  public _exceedsMtu(bytes: number): boolean {
    return leavesOf(this.resolved.props.steps).some(({ step }) => exceedsMtu(step, bytes));
  }

  /** Images of Docker daemons in the stage that change under their tags. @internal */
  public get _movingDaemons(): string[] {
    return leavesOf(this.resolved.props.steps).flatMap(({ step }) => movingDaemon(step) ?? []);
  }

  /** Whether a container of the stage can be privileged, and is then root on its node. @internal */
  public get _canBePrivileged(): boolean {
    const ofPod = this.infrastructure._resolved;
    return leavesOf(this.resolved.props.steps).some(({ step }) => isPrivileged(step, ofPod) !== false);
  }

  /** The document with `stage` as its root. @internal */
  public _lateDocument(): { [key: string]: unknown } {
    return { stage: renderStage(this.resolved) };
  }

  /**
   * Resources of the stage pod, without additions by the cluster or the account: see `resourcesWith`.
   *
   * @throws if amounts or strategies of its steps are expressions
   */
  public get resources(): StageResources {
    this.reckoned ??= this.resourcesWith({});
    return this.reckoned;
  }

  /**
   * Resources of the stage pod, including pod overhead not declared in any stage: the proxy of a service mesh, and increased
   * account defaults.
   *
   * @throws if amounts or strategies of its steps are expressions
   */
  public resourcesWith(options: StagePodOptions): StageResources {
    STAGE_POD_OPTIONS(new PropertyChecks(this), 'options', options);
    const { steps, infrastructure } = this.resolved.props;
    return StageResources.of(steps, {
      ...options,
      clonesCodebase: this._clonesCodebase,
      privileged: infrastructure._resolved.props.containerSecurityContext?.privileged,
    });
  }

  /** Whether a container of its pod clones the codebase. @internal */
  public get _clonesCodebase(): boolean {
    return this.resolved.props.cloneCodebase ?? true;
  }

  /** Requests and limits of the pod; `undefined` if they depend on runtime inputs. @internal */
  public _podWith(options: StagePodOptions): Pick<StageResources, 'podRequests' | 'podLimits'> | undefined {
    try {
      return this.resourcesWith(options);
    } catch (error) {
      if (HarnessConstructsError.isHarnessConstructsError(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** Throws for a pod that requests more than its platform admits. @internal */
  public _checkPodSize(options: StagePodOptions): void {
    const { _resolved: ofPod } = this.infrastructure;
    checkPodSize(new PropertyChecks(this), ofPod, () => this._podWith(options)?.podRequests);
  }

  /**
   * Returns the delegate that runs the stage, and why.
   *
   * @throws if the pipeline selects a delegate of a generation that the routing of the stage excludes
   */
  public delegateFor(options: DelegateForOptions = {}): DelegateChoice {
    const checks = new PropertyChecks(this);
    const { delegateSelectors: selectors, infrastructure, inputs } = this.resolved.props;
    checkDelegateForOptions(checks, options, infrastructure.connector, this.harnessScope);
    const { stageName, routing } = this;
    const isAsked = inputs?.delegateSelectors !== undefined;
    const stage = { stageName, selectors, isAsked, connector: infrastructure.connector, routing };
    const choice = chooseDelegate(stage, options);
    checkChoice(checks, choice, stage, options);
    return choice;
  }

  private claimFile(pipelineIdentifier?: string): string {
    const { identifier, infrastructure } = this;
    const place = this.harnessScope ?? infrastructure.connector.harnessScope;
    const folders = [place && folderOf(place), pipelineIdentifier].filter((name) => name !== undefined);
    return claimDocument(this, {
      kind: 'stage',
      path: ['stages', ...folders, `${identifier}.yaml`].join('/'),
      property: 'identifier',
      allowed: 'an identifier that no other stage of the pipeline has',
      remedy: 'Set another identifier, or set pipelineIdentifier if the stages are in different pipelines.',
    });
  }
}

ownClass(CiStage);
