import type { DelegateImage } from '../props';
import type { HelmHardening } from './helm-hardening';

/** The release that is taken over, and what of it changes. */
export interface HelmReleaseOptions {
  /** Name of the release, as `helm list` shows it. */
  readonly release: string;
  /** Namespace of the release. It must be there: it is not made. */
  readonly namespace: string;
  /**
   * Image that runs now. The upgrader changes it in the cluster, so that values may name an older one.
   *
   * @default - that of the values, else that of the chart
   */
  readonly image?: DelegateImage;
  /**
   * Image of the upgrader, pinned: by default the chart takes `latest`, which is refused.
   *
   * @default - that of the values
   */
  readonly upgraderImage?: DelegateImage;
  /**
   * Steps by which the delegate becomes safer than the chart makes it.
   *
   * @default - none: it stays as it is
   */
  readonly harden?: HelmHardening[];
  /**
   * Accepts a `managerEndpoint` with `http:`. The token then crosses the network in clear text.
   *
   * @default false
   */
  readonly unsafePlainHttp?: boolean;
}
