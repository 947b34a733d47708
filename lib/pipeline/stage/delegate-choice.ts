import { inWords, optionsWithin, placeholderOf, type PropertyChecks, shown, struct } from '../../core';
import type { HarnessScope } from '../../document';
import {
  checkInheritance,
  checkSelection,
  checkSelectorsAccount,
  DelegateGeneration,
  type DelegateSelection,
  type IKubernetesClusterConnector,
  type ISelectableDelegate,
  SELECTION_KINDS,
  selects,
} from '../../reference';

/**
 * Generation of the delegates that run a stage.
 *
 * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
 */
export enum StageRouting {
  /** A legacy delegate. Nothing is written. */
  LEGACY_DELEGATE = 'legacy delegate',
  /** The new delegate, for this stage only. The variable `HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER` is written. */
  STAGE_VARIABLE = 'stage variable',
  /**
   * The new delegate, for all stages of the account, by the feature flag `CI_V0_K8S_BUILDS_USE_RUNNER`. Nothing is written,
   * but the stage is checked against the new delegate.
   */
  ACCOUNT_FLAG = 'account flag',
}

/** Stage variable that routes one stage to the new delegate. */
export const ROUTING_VARIABLE = 'HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER';

/** Returns whether delegates of the generation run stages with the routing. An unknown generation is accepted. */
export function isRoutedTo(routing: StageRouting, generation?: DelegateGeneration): boolean {
  const toNew = routing !== StageRouting.LEGACY_DELEGATE;
  return generation === undefined || toNew === (generation === DelegateGeneration.NEW);
}

/** Source of the selectors that choose the delegate. */
export enum DelegateChoiceSource {
  /** The selectors of the stage. */
  STAGE = 'stage',
  /** A runtime input. */
  INPUT = 'a runtime input',
  /** The selectors of the pipeline. */
  PIPELINE = 'pipeline',
  /** The selectors of the connector. */
  CONNECTOR = 'connector',
  /** No selectors: any available delegate. */
  ANY = 'any available delegate',
  /** The unknown selectors of a connector defined elsewhere. */
  UNKNOWN = 'a connector defined elsewhere',
}

/** Inputs to the choice of a delegate other than the stage and its connector. */
export interface DelegateForOptions {
  /**
   * Selectors of the pipeline.
   *
   * @default - none
   */
  readonly pipelineSelectors?: DelegateSelection;
  /**
   * Whether the feature flag `CI_CODEBASE_SELECTOR` is enabled for the account. Without it, selectors do not apply to
   * codebase tasks.
   *
   * @default false
   */
  readonly codebaseSelectorFlag?: boolean;
}

/** The delegate that runs a stage. */
export interface DelegateChoice {
  /** Source of `selectors`. */
  readonly source: DelegateChoiceSource;
  /** Tags that the delegate must all have; empty for any delegate. */
  readonly selectors: string[];
  /** Source of `codebaseSelectors`. Codebase tasks are, for example, cloning. */
  readonly codebaseSource: DelegateChoiceSource;
  /** Tags that the delegate for codebase tasks must all have; empty for any delegate. */
  readonly codebaseSelectors: string[];
  /** Explanation of the choice in plain English. */
  readonly explanation: string;
}

const OPTIONS = optionsWithin('CiStageProps', struct('DelegateForOptions', SELECTION_KINDS));

/** Refuses invalid options, and selectors that a pipeline in the scope cannot use. */
export function checkDelegateForOptions(
  checks: PropertyChecks,
  options: DelegateForOptions,
  connector: IKubernetesClusterConnector,
  scope?: HarnessScope,
): void {
  OPTIONS(checks, 'options', options);
  if (options.pipelineSelectors !== undefined) {
    checkSelection(checks, 'options.pipelineSelectors', options.pipelineSelectors, scope);
    checkSelectorsAccount(checks, 'options.pipelineSelectors', options.pipelineSelectors, connector);
  }
}

/** Facts about a stage that decide which delegate runs it. */
interface ChoosingStage {
  readonly stageName: string;
  /** Selectors of the stage itself. */
  readonly selectors?: DelegateSelection;
  /** Whether the selectors are a runtime input. */
  readonly isAsked: boolean;
  readonly connector: IKubernetesClusterConnector;
  readonly routing: StageRouting;
}

/** Refuses a delegate of the pipeline that cannot use the connector or does not match the routing of the stage. */
export function checkChoice(
  checks: PropertyChecks,
  { source }: DelegateChoice,
  { connector, routing, stageName }: ChoosingStage,
  { pipelineSelectors }: DelegateForOptions,
): void {
  if (source !== DelegateChoiceSource.PIPELINE || pipelineSelectors === undefined) {
    return;
  }
  if (connector.inheritsFromDelegate) {
    checkInheritance(checks, 'options.pipelineSelectors', pipelineSelectors);
  }
  const { delegateName, generation } = pipelineSelectors.delegate ?? {};
  if (!isRoutedTo(routing, generation)) {
    checks.refuse(
      'options.pipelineSelectors',
      inWords(`the ${generation} delegate "${delegateName}"`),
      `a delegate for the stage "${stageName}", whose routing is "${routing}"`,
      'Set delegateSelectors of the stage, or change its routing.',
    );
  }
}

interface Candidate {
  readonly source: DelegateChoiceSource;
  readonly selection?: DelegateSelection;
}

/**
 * Chooses the delegate. Selectors of the stage take precedence over those of the pipeline, which take precedence over those
 * of the connector; they are not merged. For codebase tasks, those of the pipeline take precedence over those of the
 * connector; without the flag, none apply.
 *
 * @see https://developer.harness.io/docs/platform/delegates/manage-delegates/select-delegates-with-selectors
 */
export function chooseDelegate(
  { stageName, selectors, isAsked, connector }: ChoosingStage,
  { pipelineSelectors, codebaseSelectorFlag = false }: DelegateForOptions,
): DelegateChoice {
  const stage = isAsked
    ? { source: DelegateChoiceSource.INPUT }
    : { source: DelegateChoiceSource.STAGE, selection: selectors };
  const pipeline = { source: DelegateChoiceSource.PIPELINE, selection: pipelineSelectors };
  const ofConnector = candidateOf(connector);
  const builds = firstOf([stage, pipeline, ofConnector]);
  const codebase = firstOf(codebaseSelectorFlag ? [pipeline, ofConnector] : [{ source: DelegateChoiceSource.ANY }]);
  return {
    source: builds.source,
    selectors: [...(builds.selection?.tags ?? [])],
    codebaseSource: codebase.source,
    codebaseSelectors: [...(codebase.selection?.tags ?? [])],
    explanation: [
      `Stage "${stageName}" is run by ${describe(builds)}.`,
      `Its codebase tasks are run by ${describe(codebase)}${codebaseSelectorFlag ? '' : ', because the feature flag CI_CODEBASE_SELECTOR is off'}.`,
    ].join('\n'),
  };
}

function candidateOf({ delegates }: IKubernetesClusterConnector): Candidate {
  return delegates === undefined
    ? { source: DelegateChoiceSource.UNKNOWN }
    : { source: DelegateChoiceSource.CONNECTOR, selection: delegates };
}

/** Returns the first candidate that selects. A runtime input always does; a connector defined elsewhere might. */
function firstOf(candidates: readonly Candidate[]): Candidate {
  const mayDecide = ({ source, selection }: Candidate): boolean => NOT_KNOWN.includes(source) || selects(selection);
  return candidates.find(mayDecide) ?? { source: DelegateChoiceSource.ANY };
}

/** Sources whose selectors are unknown at synth. */
const NOT_KNOWN: readonly DelegateChoiceSource[] = [DelegateChoiceSource.UNKNOWN, DelegateChoiceSource.INPUT];

function describe({ source, selection }: Candidate): string {
  switch (source) {
    case DelegateChoiceSource.ANY:
      return 'any available delegate';
    case DelegateChoiceSource.UNKNOWN:
      return 'the delegates selected by its connector, which is defined elsewhere';
    case DelegateChoiceSource.INPUT:
      return 'the delegates selected when the pipeline runs';
    default: {
      const { tags, delegate } = selection as DelegateSelection;
      const meant = isOne(tags, delegate) ? `the delegate "${delegate?.delegateName}"` : 'a delegate';
      return `${meant} with the tags ${tags.map(shown).join(', ')}, according to the selectors of the ${source}`;
    }
  }
}

/** Other delegates can have the same tags, unless the tags include the delegate's name. */
function isOne(tags: readonly string[], delegate?: ISelectableDelegate): boolean {
  return delegate !== undefined && tags.map(placeholderOf).includes(placeholderOf(delegate.delegateName));
}
