import type { ProfileRecord } from '../profile';

/** What Helm installed. */
export interface HelmAdoptionOptions {
  /** Name of the release: pods are selected by it, which can never be changed on a Deployment. */
  readonly release: string;
  /**
   * Name of the objects: the value `fullnameOverride` of the chart.
   *
   * @default - the name of the delegate
   */
  readonly resourceName?: string;
  /**
   * Name of the ServiceAccount: the value `serviceAccount.name` of the chart.
   *
   * @default - as the other objects
   */
  readonly serviceAccountName?: string;
  /**
   * Whether the ServiceAccount is made too: the value `serviceAccount.create` of the chart.
   *
   * @default true
   */
  readonly createServiceAccount?: boolean;
}

/**
 * A delegate that is running already and is taken over as it is: nothing is made anew, and no pod is restarted. It takes
 * no `profile` beside it.
 *
 * `HarnessDelegate.fromHelmValues` makes it of the values of the release.
 */
export class DelegateAdoption {
  /** A legacy delegate that the official Helm chart installed. */
  public static helm(options: HelmAdoptionOptions): DelegateAdoption {
    return new DelegateAdoption(options);
  }

  /** As `helm`, with a layout of its own. @internal */
  public static _helm(options: HelmAdoptionOptions, profile: ProfileRecord): DelegateAdoption {
    return new DelegateAdoption(options, profile);
  }

  private constructor(
    /** @internal */
    public readonly _options: HelmAdoptionOptions,
    /** What differs from the defaults of the chart. @internal */
    public readonly _profile?: ProfileRecord,
  ) {}

  /** The release. */
  public toString(): string {
    return `DelegateAdoption(${this._options?.release})`;
  }
}

/** What may be taken over. */
export interface DelegateAdoptionProps {
  /**
   * Takes over a delegate that is running already. Legacy delegates only. The namespace is then not made.
   *
   * @default - none: the delegate is made here
   */
  readonly adoption?: DelegateAdoption;
}
