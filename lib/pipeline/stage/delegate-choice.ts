/** Which delegate runs a stage, and why. */
import {
  checkInheritance,
  checkSelection,
  type DelegateSelection,
  type IKubernetesClusterConnector,
  SELECTION,
  selects,
} from '../../connector';
import type { ISelectableDelegate } from '../../delegate';
import type { HarnessScope } from '../../document';
import { FLAG, placeholderOf, type PropertyChecks, shown, struct } from '../../values';
import { isRoutedTo, type StageRouting } from './stage-routing';

/** Who has the say on the delegate. */
export enum DelegateChoiceSource {
  /** The selectors of the stage. */
  STAGE = 'stage',
  /** An answer that is given when the pipeline runs. */
  INPUT = 'an answer that is given when the pipeline runs',
  /** The selectors of the pipeline. */
  PIPELINE = 'pipeline',
  /** The selectors of the connector. */
  CONNECTOR = 'connector',
  /** Nobody: any available delegate. */
  ANY = 'any available delegate',
  /** Selectors of a connector that is made elsewhere. */
  UNKNOWN = 'a connector that is made elsewhere',
}

/** What decides on the delegate beside the stage and its connector. */
export interface DelegateForOptions {
  /**
   * Selectors of the pipeline.
   *
   * @default - none
   */
  readonly pipelineSelectors?: DelegateSelection;
  /**
   * Whether the feature flag `CI_CODEBASE_SELECTOR` is on for the account: without it selectors do not hold for tasks on
   * the codebase.
   *
   * @default false
   */
  readonly codebaseSelectorFlag?: boolean;
}

/** Which delegate runs a stage. */
export interface DelegateChoice {
  /** Who has the say. */
  readonly source: DelegateChoiceSource;
  /** Tags that the delegate has, all of them; none for any delegate. */
  readonly selectors: string[];
  /** Who has the say for tasks on the codebase, for example cloning it. */
  readonly codebaseSource: DelegateChoiceSource;
  /** Tags that the delegate for tasks on the codebase has. */
  readonly codebaseSelectors: string[];
  /** The same in plain text. */
  readonly explanation: string;
}

const OPTIONS = struct<DelegateForOptions>({ pipelineSelectors: SELECTION, codebaseSelectorFlag: FLAG });

/** Throws for options that are none, and for selectors that no pipeline there can have. */
export function checkDelegateForOptions(
  checks: PropertyChecks,
  options: DelegateForOptions,
  scope?: HarnessScope,
): void {
  OPTIONS(checks, 'options', options);
  if (options.pipelineSelectors !== undefined) {
    checkSelection(checks, 'options.pipelineSelectors', options.pipelineSelectors, scope);
  }
}

/** What of a stage decides on its delegate. */
interface ChoosingStage {
  readonly stageName: string;
  /** What it selects by itself. */
  readonly selectors?: DelegateSelection;
  /** Whether somebody else tells them when the pipeline runs. */
  readonly isAsked: boolean;
  readonly connector: IKubernetesClusterConnector;
  readonly routing: StageRouting;
}

/** Throws for a delegate of the pipeline's that cannot work by the connector, or that the stage is not written for. */
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
      `the delegate "${delegateName}" of the ${generation} generation`,
      `a delegate that the stage "${stageName}" is written for: its routing is "${routing}"`,
      'Select the delegate by delegateSelectors of the stage, or set routing of the stage to fit it.',
    );
  }
}

interface Candidate {
  readonly source: DelegateChoiceSource;
  readonly selection?: DelegateSelection;
}

/**
 * Selectors of the stage come before those of the pipeline, and those before the connector's; the first that there are
 * replace all others. For the codebase it is those of the pipeline before the connector's, and none without the flag.
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
      `Tasks on its codebase are run by ${describe(codebase)}${codebaseSelectorFlag ? '' : ', since the feature flag CI_CODEBASE_SELECTOR is off'}.`,
    ].join('\n'),
  };
}

function candidateOf({ delegates }: IKubernetesClusterConnector): Candidate {
  return delegates === undefined
    ? { source: DelegateChoiceSource.UNKNOWN }
    : { source: DelegateChoiceSource.CONNECTOR, selection: delegates };
}

/** The first that selects; a connector that is not known may, and an answer will. */
function firstOf(candidates: readonly Candidate[]): Candidate {
  const mayDecide = ({ source, selection }: Candidate): boolean => NOT_KNOWN.includes(source) || selects(selection);
  return candidates.find(mayDecide) ?? { source: DelegateChoiceSource.ANY };
}

/** Who has the say without telling which delegates. */
const NOT_KNOWN: readonly DelegateChoiceSource[] = [DelegateChoiceSource.UNKNOWN, DelegateChoiceSource.INPUT];

function describe({ source, selection }: Candidate): string {
  switch (source) {
    case DelegateChoiceSource.ANY:
      return 'any available delegate';
    case DelegateChoiceSource.UNKNOWN:
      return 'the delegates that its connector selects, which is made elsewhere';
    case DelegateChoiceSource.INPUT:
      return 'the delegates that are named when the pipeline runs';
    default: {
      const { tags, delegate } = selection as DelegateSelection;
      const meant = isOne(tags, delegate) ? `the delegate "${delegate?.delegateName}"` : 'a delegate';
      return `${meant} with the tags ${tags.map(shown).join(', ')}, by the selectors of the ${source}`;
    }
  }
}

/** Others may have the tags as well, unless its name is among them. */
function isOne(tags: readonly string[], delegate?: ISelectableDelegate): boolean {
  return delegate !== undefined && tags.map(placeholderOf).includes(placeholderOf(delegate.delegateName));
}
