import { type HarnessScope, SCOPE } from '../document';
import { instance, listOf, optional, type Shape, struct, TEXT } from '../values';
import { generationOfTag } from './generation';
import type { DelegateGeneration } from './props';
import { DelegateRuntime, type ISelectableDelegate } from './selectable-delegate-interface';

/** What to know of a delegate in Docker. */
export interface DockerDelegateAttributes {
  /**
   * Its tags, beside its name.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * Where it is installed in Harness.
   *
   * @default - not known, and not checked
   */
  readonly scope?: HarnessScope;
  /**
   * Version, as the tag of its image tells it.
   *
   * @default - not known, and not checked
   */
  readonly version?: string;
}

/**
 * A delegate that runs in a container of Docker, for connectors and stages to select. It has no cluster, so a connector
 * cannot inherit its credentials.
 */
export class DockerDelegate implements ISelectableDelegate {
  /** A delegate of this name. */
  public static fromDelegateName(delegateName: string, attributes: DockerDelegateAttributes = {}): DockerDelegate {
    return new DockerDelegate(delegateName, attributes ?? {});
  }

  public readonly delegateName: string;
  public readonly effectiveTags: string[];
  public readonly runtime = DelegateRuntime.DOCKER;
  public readonly harnessScope?: HarnessScope;
  public readonly generation?: DelegateGeneration;
  public readonly delegateVersion?: string;

  private constructor(
    delegateName: string,
    /** As given, for whoever selects the delegate and can name the property. @internal */
    public readonly _attributes: DockerDelegateAttributes,
  ) {
    const { tags = [], scope, version } = _attributes;
    this.delegateName = delegateName;
    this.effectiveTags = Array.isArray(tags) ? [...new Set([delegateName, ...tags])] : tags;
    this.harnessScope = scope;
    this.delegateVersion = version;
    this.generation = version === undefined ? undefined : generationOfTag(version);
  }
}

const ATTRIBUTES = struct<DockerDelegateAttributes>({ tags: listOf(TEXT), scope: SCOPE, version: TEXT });

/** A delegate in Kubernetes, or one in Docker, which is no construct and is looked at only here. */
export const SELECTABLE_DELEGATE: Shape = instance(
  'a HarnessDelegate or DockerDelegate',
  'effectiveTags',
  ({ delegateName, _attributes }: DockerDelegate) => [
    ['.delegate.delegateName', TEXT, delegateName],
    ['.delegate', optional(ATTRIBUTES), _attributes],
  ],
);
