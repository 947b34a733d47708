import type { ISelectableDelegate } from '../delegate';
import { copied } from '../document';

/** By which delegates something is done. */
export class DelegateSelection {
  /** Delegates that have all of these tags. They may not exist yet, so nothing is checked against them. */
  public static withTags(tags: string[]): DelegateSelection {
    return new DelegateSelection(false, copied(tags));
  }

  /**
   * This delegate, by all of its tags, or by some of them so that others may take its place.
   *
   * @param tags of the delegate; all of them unless said otherwise
   */
  public static of(delegate: ISelectableDelegate, tags?: string[]): DelegateSelection {
    return new DelegateSelection(false, copied(tags ?? delegate?.effectiveTags), delegate, true);
  }

  /**
   * Whichever delegate is free. A connector that inherits the credentials of its delegate then reaches the cluster of
   * whichever delegate that is.
   */
  public static anyAvailable(): DelegateSelection {
    return new DelegateSelection(true, []);
  }

  private constructor(
    /** Whether any delegate will do. */
    public readonly isAny: boolean,
    /** Tags that a delegate must have, all of them; none for any delegate. */
    public readonly tags: string[],
    /** The delegate that is meant, where it is known. */
    public readonly delegate?: ISelectableDelegate,
    /** Whether a delegate is meant, also where none was given. @internal */
    public readonly _meansDelegate: boolean = false,
  ) {}

  /** For example `delegates with the tags ci, linux-amd64`. */
  public toString(): string {
    return this.isAny ? 'any available delegate' : `delegates with the tags ${this.tags.join(', ')}`;
  }
}
