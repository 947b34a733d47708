import { instance, optional, type Shape, struct, TEXT } from '../core';
import { type HarnessScope, SCOPE } from '../document';
import { DelegateRuntime, type ISelectableDelegate } from './delegate-interfaces';
import { type DelegateGeneration, generationOfTag } from './versions';

/** Attributes of a delegate in Docker. */
export interface DockerDelegateAttributes {
  /**
   * Its tags, in addition to its name.
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
   * Version, from the image tag.
   *
   * @default - not known, and not checked
   */
  readonly version?: string;
}

/**
 * A delegate that runs in a Docker container, for connectors and stages to select. It has no cluster, so a connector
 * cannot inherit its credentials.
 */
export class DockerDelegate implements ISelectableDelegate {
  /** A delegate with the given name. */
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
    /** Unvalidated; checked by the construct that selects the delegate. @internal */
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

const ATTRIBUTES = struct('DockerDelegateAttributes', { HarnessScope: SCOPE });

/** A delegate in Kubernetes, or in Docker: a Docker delegate is not a construct and is checked only here. */
export const SELECTABLE_DELEGATE: Shape = instance(
  'a HarnessDelegate or DockerDelegate',
  'Pass the construct, or use DockerDelegate.fromDelegateName(…).',
  'effectiveTags',
  ({ delegateName, _attributes }: DockerDelegate) => [
    ['.delegate.delegateName', TEXT, delegateName],
    ['.delegate', optional(ATTRIBUTES), _attributes],
  ],
);
