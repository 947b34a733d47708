import type { IHarnessDelegate } from '../delegate';
import { type CiStage, type DelegateChoice, DelegateChoiceSource, type DelegateForOptions } from '../pipeline';
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
  const choice = stage.delegateFor(options);
  return { ...choice, explanation: `${choice.explanation}\n${fitText(choice, delegates)}` };
}

function fitText({ source, selectors }: DelegateChoice, delegates: readonly IHarnessDelegate[]): string {
  if (source === DelegateChoiceSource.UNKNOWN) {
    return 'Whether these are delegates of the farm is not known: tell the selectors of the connector where you refer to it.';
  }
  const fitting = fittingDelegates(delegates, selectors);
  return fitting.length > 0
    ? `Of the delegates of the farm, these fit: ${fitting.map(({ delegateName }) => delegateName).join(', ')}.`
    : 'No delegate of the farm has all of these tags: the builds run elsewhere, or not at all.';
}
