import { DelegateSelection } from '../connector';
import type { IHarnessDelegate } from '../delegate';
import {
  type CiStage,
  type DelegateChoice,
  DelegateChoiceSource,
  type DelegateForOptions,
  isRoutedTo,
} from '../pipeline';
import { placeholderOf } from '../values';

/** The delegates that have all of the tags. */
export function fittingDelegates(
  delegates: readonly IHarnessDelegate[],
  selectors: readonly string[],
): IHarnessDelegate[] {
  return delegates.filter(({ effectiveTags }) => {
    const tags = effectiveTags.map(placeholderOf);
    return selectors.every((selector) => tags.includes(placeholderOf(selector)));
  });
}

/** Which delegate runs a stage, and which of the farm's that is. */
export function explainedChoice(
  stage: CiStage,
  options: DelegateForOptions,
  delegates: readonly IHarnessDelegate[],
): DelegateChoice {
  const choice = choiceAmong(stage, options, delegates);
  return { ...choice, explanation: [choice.explanation, ...fitLines(choice, stage, delegates)].join('\n') };
}

/** Tags of the pipeline that one delegate of the farm has mean that delegate: whether it fits the stage is then known. */
function choiceAmong(
  stage: CiStage,
  options: DelegateForOptions,
  delegates: readonly IHarnessDelegate[],
): DelegateChoice {
  const choice = stage.delegateFor(options);
  const [only, ...others] = fittingDelegates(delegates, choice.selectors);
  return choice.source === DelegateChoiceSource.PIPELINE && only !== undefined && others.length === 0
    ? stage.delegateFor({ ...options, pipelineSelectors: DelegateSelection.of(only, choice.selectors) })
    : choice;
}

function fitLines(
  { source, selectors }: DelegateChoice,
  { routing }: CiStage,
  delegates: readonly IHarnessDelegate[],
): string[] {
  if (source === DelegateChoiceSource.UNKNOWN) {
    return [
      'Whether these are delegates of the farm is not known: tell the selectors of the connector where you refer to it.',
    ];
  }
  if (source === DelegateChoiceSource.INPUT) {
    return ['Whether these are delegates of the farm is known then.'];
  }
  const fitting = fittingDelegates(delegates, selectors);
  if (fitting.length === 0) {
    return ['No delegate of the farm has all of these tags: the builds run elsewhere, or not at all.'];
  }
  const others = fitting.filter(({ generation }) => !isRoutedTo(routing, generation));
  return [
    `Of the delegates of the farm, these fit: ${namesOf(fitting)}.`,
    ...(others.length > 0
      ? [`NOTE: the stage is not written for ${namesOf(others)}: its routing is "${routing}".`]
      : []),
  ];
}

function namesOf(delegates: readonly IHarnessDelegate[]): string {
  return delegates.map(({ delegateName }) => delegateName).join(', ');
}
