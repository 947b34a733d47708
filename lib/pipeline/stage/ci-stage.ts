import type { Construct } from 'constructs';
import { claimDocument, folderOf, HarnessDocument, type HarnessScope } from '../../document';
import { PropertyChecks } from '../../values';
import type { KubernetesDirectInfrastructure } from '../infrastructure';
import { STAGE_POD_OPTIONS, type StagePodOptions, StageResources } from '../resources';
import type { CiStageProps } from './ci-stage-props';
import {
  checkChoice,
  checkDelegateForOptions,
  chooseDelegate,
  type DelegateChoice,
  type DelegateForOptions,
} from './delegate-choice';
import { renderStage } from './render-stage';
import { type ResolvedStage, resolveStage } from './resolve-stage';
import type { StageRouting } from './stage-routing';

/**
 * A CI stage that runs in a Kubernetes cluster. Its steps are held against where they run, as which user, and by which
 * delegate: the new one can do less than the legacy one.
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
  /** Its identifier. */
  public readonly identifier: string;
  /** Where its pipeline lives; `undefined` where that is not known. */
  public readonly harnessScope?: HarnessScope;
  /** Where it runs. */
  public readonly infrastructure: KubernetesDirectInfrastructure;
  /** Which generation of delegates runs it. */
  public readonly routing: StageRouting;
  public readonly documentPath: string;

  private readonly resolved: ResolvedStage;
  private reckoned?: StageResources;

  /** @throws an error with construct path, property, value, what is allowed and what to do, for bad input. */
  constructor(scope: Construct, id: string, props: CiStageProps) {
    super(scope, id);
    this.resolved = resolveStage(this, props);
    this.stageName = this.resolved.name;
    this.identifier = this.resolved.identifier;
    this.infrastructure = props.infrastructure;
    this.harnessScope = props.infrastructure.harnessScope;
    this.routing = this.resolved.routing;
    this.documentPath = this.claimFile(props.pipelineIdentifier);
    props.infrastructure._becomePartOfStage();
  }

  /** Everything below `stage`. @internal */
  public _lateDocument(): { [key: string]: unknown } {
    return { stage: renderStage(this.resolved) };
  }

  /**
   * What its pod takes, without anything that the cluster or the account adds: see `resourcesWith`.
   *
   * @throws an error where amounts or strategies of its steps are expressions
   */
  public get resources(): StageResources {
    this.reckoned ??= this.resourcesWith({});
    return this.reckoned;
  }

  /**
   * What its pod takes with what stands in no stage: the proxy of a mesh, and the larger defaults of an account.
   *
   * @throws an error where amounts or strategies of its steps are expressions
   */
  public resourcesWith(options: StagePodOptions): StageResources {
    STAGE_POD_OPTIONS(new PropertyChecks(this), 'options', options);
    const { steps, cloneCodebase = true, infrastructure } = this.resolved.props;
    return StageResources.of(steps, {
      ...options,
      clonesCodebase: cloneCodebase,
      privileged: infrastructure._resolved.props.containerSecurityContext?.privileged,
    });
  }

  /**
   * Which delegate runs the stage, and why.
   *
   * @throws an error for a delegate of the pipeline that the stage is not written for
   */
  public delegateFor(options: DelegateForOptions = {}): DelegateChoice {
    const checks = new PropertyChecks(this);
    checkDelegateForOptions(checks, options, this.harnessScope);
    const { delegateSelectors: selectors, infrastructure, inputs } = this.resolved.props;
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
      allowed: 'one stage of an identifier in a pipeline',
      remedy: 'Give one of the two another identifier, or set pipelineIdentifier where they are of several pipelines.',
    });
  }
}
