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

/** Who has the say on the delegate. */
export enum DelegateChoiceSource {
  /** The selectors of the stage. */
  STAGE = 'stage',
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

/** Throws for a delegate of the pipeline's that cannot work by the connector. */
export function checkChoice(
  checks: PropertyChecks,
  { source }: DelegateChoice,
  { inheritsFromDelegate }: IKubernetesClusterConnector,
  { pipelineSelectors }: DelegateForOptions,
): void {
  if (source === DelegateChoiceSource.PIPELINE && pipelineSelectors !== undefined && inheritsFromDelegate) {
    checkInheritance(checks, 'options.pipelineSelectors', pipelineSelectors);
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
  stageName: string,
  stageSelectors: DelegateSelection | undefined,
  connector: IKubernetesClusterConnector,
  { pipelineSelectors, codebaseSelectorFlag = false }: DelegateForOptions,
): DelegateChoice {
  const stage = { source: DelegateChoiceSource.STAGE, selection: stageSelectors };
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

/** The first that selects; a connector that is not known may. */
function firstOf(candidates: readonly Candidate[]): Candidate {
  const mayDecide = ({ source, selection }: Candidate): boolean =>
    source === DelegateChoiceSource.UNKNOWN || selects(selection);
  return candidates.find(mayDecide) ?? { source: DelegateChoiceSource.ANY };
}

function describe({ source, selection }: Candidate): string {
  switch (source) {
    case DelegateChoiceSource.ANY:
      return 'any available delegate';
    case DelegateChoiceSource.UNKNOWN:
      return 'the delegates that its connector selects, which is made elsewhere';
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
