import {
  DELEGATE_TAG,
  instance,
  inWords,
  type Kinds,
  listOf,
  optional,
  placeholderOf,
  type PropertyChecks,
  TEXT,
} from '../core';
import { checkScope, copied, type HarnessScope, SCOPE } from '../document';
import { DelegateRuntime, type ISelectableDelegate } from './delegate';
import { SELECTABLE_DELEGATE } from './imported-delegate';

/** Selects delegates. */
export class DelegateSelection {
  /** Delegates that have all of these tags. Nothing is checked against the delegates, which may not exist yet. */
  public static withTags(tags: string[]): DelegateSelection {
    return new DelegateSelection(false, copied(tags));
  }

  /**
   * This delegate, by all of its tags, or by some of them so that other delegates can replace it.
   *
   * @param tags tags of the delegate; all of them by default
   */
  public static of(delegate: ISelectableDelegate, tags?: string[]): DelegateSelection {
    return new DelegateSelection(false, copied(tags ?? delegate?.effectiveTags), delegate, true);
  }

  /**
   * Any available delegate. A connector that inherits the credentials of its delegate then reaches whatever cluster that
   * delegate runs in.
   */
  public static anyAvailable(): DelegateSelection {
    return new DelegateSelection(true, []);
  }

  private constructor(
    /** Whether any delegate will do. */
    public readonly isAny: boolean,
    /** Tags that a delegate must all have; empty for any delegate. */
    public readonly tags: string[],
    /** The selected delegate, if it is known. */
    public readonly delegate?: ISelectableDelegate,
    /** Whether it was made from a delegate, even if that is missing. @internal */
    public readonly _meansDelegate: boolean = false,
  ) {}

  /** For example `delegates with the tags ci, linux-amd64`. */
  public toString(): string {
    return this.isAny ? 'any available delegate' : `delegates with the tags ${this.tags.join(', ')}`;
  }
}

/** A selection, from any copy of this package. */
const SELECTION = instance(
  'a DelegateSelection',
  'Use a factory such as DelegateSelection.of(delegate).',
  'isAny',
  ({ tags, delegate, _meansDelegate }: DelegateSelection) => [
    // First, because the tags may come from it.
    ['', _meansDelegate ? SELECTABLE_DELEGATE : optional(SELECTABLE_DELEGATE), delegate],
    ['', listOf(TEXT), tags],
  ],
);

export const SELECTION_KINDS: Kinds = { DelegateSelection: () => SELECTION, HarnessScope: () => SCOPE };

/** Whether it selects delegates by tags. Without a selection, any delegate is selected. */
export function selects(selection?: DelegateSelection): selection is DelegateSelection & { readonly isAny: false } {
  return selection?.isAny === false;
}

/** Refuses invalid tags, and tags that the selected delegate does not have. */
export function checkSelection(
  checks: PropertyChecks,
  property: string,
  { isAny, tags, delegate }: DelegateSelection,
  scope?: HarnessScope,
): void {
  if (!isAny && tags.length === 0) {
    checks.refuse(property, [], 'at least one tag', 'Add a tag, or use DelegateSelection.anyAvailable().');
  }
  if (!areOfConstruct(tags, delegate)) {
    tags.forEach((tag, index) => {
      checks.text(`${property}.tags[${index}]`, tag, DELEGATE_TAG);
      checks.once(`${property}.tags[${index}]`, tag, tags.slice(0, index));
    });
  }
  if (delegate !== undefined) {
    checkTags(checks, property, tags, delegate);
    checkDelegateScope(checks, property, delegate, scope);
  }
}

/** Whether the tags are those of a delegate that is a construct, which checks them itself. */
function areOfConstruct(tags: readonly string[], delegate?: ISelectableDelegate): boolean {
  const own = delegate !== undefined && 'node' in delegate ? delegate.effectiveTags.map(placeholderOf) : [];
  return own.length === tags.length && tags.every((tag, index) => placeholderOf(tag) === own[index]);
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
        checks.refuse(
          `${property}.tags[${index}]`,
          known,
          allowed,
          'Add the tag to the delegate, or use DelegateSelection.withTags([…]).',
        );
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
      inWords(`the delegate "${delegateName}" of ${harnessScope.toString()}`),
      `a delegate whose scope contains ${scope.toString()}`,
      'Install the delegate in a wider scope, or move the connector to the scope of the delegate.',
    );
  }
}

/** Refuses to inherit credentials from a delegate without a cluster. */
export function checkInheritance(checks: PropertyChecks, property: string, selection: DelegateSelection): void {
  if (selection.delegate?.runtime === DelegateRuntime.DOCKER) {
    checks.refuse(
      property,
      inWords(`the delegate "${selection.delegate.delegateName}" in Docker`),
      'a delegate in Kubernetes, because the connector inherits its credentials',
      'Use KubernetesCredentials with a master URL: a delegate in Docker has no cluster.',
    );
  }
}
