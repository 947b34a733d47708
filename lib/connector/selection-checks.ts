import { DelegateRuntime, type ISelectableDelegate, SELECTABLE_DELEGATE } from '../delegate';
import { checkScope, type HarnessScope } from '../document';
import { DELEGATE_TAG, instance, listOf, optional, placeholderOf, type PropertyChecks, TEXT } from '../values';
import type { DelegateSelection } from './delegate-selection';

/** A selection, of whichever copy of this package. */
export const SELECTION = instance(
  'a choice of DelegateSelection, for example DelegateSelection.of(delegate)',
  'isAny',
  ({ tags, delegate, _meansDelegate }: DelegateSelection) => [
    // First, since the tags may come from it.
    ['', _meansDelegate ? SELECTABLE_DELEGATE : optional(SELECTABLE_DELEGATE), delegate],
    ['', listOf(TEXT), tags],
  ],
);

/** Whether it says by tags which delegates do it; any delegate may where nothing is said. */
export function selects(selection?: DelegateSelection): selection is DelegateSelection & { readonly isAny: false } {
  return selection?.isAny === false;
}

/** Throws for tags that no delegate can have, or that the delegate that is meant has not. */
export function checkSelection(
  checks: PropertyChecks,
  property: string,
  { isAny, tags, delegate }: DelegateSelection,
  scope?: HarnessScope,
): void {
  if (!isAny && tags.length === 0) {
    checks.refuse(property, [], 'at least one tag', 'Use DelegateSelection.anyAvailable() if any delegate will do.');
  }
  tags.forEach((tag, index) => {
    checks.text(`${property}.tags[${index}]`, tag, DELEGATE_TAG);
    checks.once(`${property}.tags[${index}]`, tag, tags.slice(0, index));
  });
  if (delegate !== undefined) {
    checkTags(checks, property, tags, delegate);
    checkDelegateScope(checks, property, delegate, scope);
  }
}

function checkTags(
  checks: PropertyChecks,
  property: string,
  tags: readonly string[],
  { delegateName, effectiveTags }: ISelectableDelegate,
): void {
  tags.forEach((tag, index) => {
    const own = effectiveTags.map(placeholderOf);
    if (own.includes(placeholderOf(tag))) {
      return;
    }
    checks.later(`${property}.tags[${index}]`, [tag, ...effectiveTags], (known, ...ofDelegate) => {
      if (!ofDelegate.includes(known)) {
        const allowed = `a tag of the delegate "${delegateName}": ${ofDelegate.join(', ')}`;
        checks.refuse(`${property}.tags[${index}]`, known, allowed, 'Give the delegate the tag, or use withTags.');
      }
    });
  });
}

function checkDelegateScope(
  checks: PropertyChecks,
  property: string,
  { delegateName, harnessScope }: ISelectableDelegate,
  scope?: HarnessScope,
): void {
  if (harnessScope !== undefined) {
    checkScope(checks, `${property}.delegate.scope`, harnessScope);
  }
  if (harnessScope !== undefined && scope !== undefined && !harnessScope.contains(scope)) {
    checks.refuse(
      property,
      `the delegate "${delegateName}" of ${harnessScope.toString()}`,
      `a delegate whose scope contains ${scope.toString()}`,
      'Install the delegate in a wider scope, or put the connector into that of the delegate.',
    );
  }
}

/** Throws for a delegate that has no cluster whose credentials could be inherited. */
export function checkInheritance(checks: PropertyChecks, property: string, selection: DelegateSelection): void {
  if (selection.delegate?.runtime === DelegateRuntime.DOCKER) {
    checks.refuse(
      property,
      `the delegate "${selection.delegate.delegateName}" in Docker`,
      'a delegate in Kubernetes where its credentials are inherited',
      'Use KubernetesCredentials with the master URL: a delegate in Docker has no cluster of its own.',
    );
  }
}
