import type { DelegateResources } from './container';
import type { DelegateImage, ImagePullPolicy } from './delegate-image';
import type { DelegateToken } from './delegate-token';
import type { DelegateToleration } from './scheduling';
import type { UpgradeSchedule } from './upgrade-schedule';

/**
 * The upgrader of a legacy delegate: a CronJob that asks Harness for the version that the account should run, and sets the
 * image of the delegate's Deployment to it. It may read and patch that one Deployment, and nothing else.
 *
 * It has the CA and the client certificate of the delegate. A proxy with credentials is refused: the upgrader would read
 * user and password from a ConfigMap, in clear text.
 *
 * @see https://developer.harness.io/docs/platform/delegates/install-delegates/delegate-upgrades-and-expiration
 */
export interface DelegateUpgrader {
  /**
   * Image of the upgrader, which Harness publishes as `us-docker.pkg.dev/gar-prod-setup/harness-public/harness/upgrader`.
   * Pin it: whoever can change what it stands for, can change what the delegate runs. So `latest` is refused, unless a
   * digest stands behind it.
   */
  readonly image: DelegateImage;
  /**
   * When the node pulls the image.
   *
   * @default - IfNotPresent for a digest or a tag with a full version, else Always; Always in profile `DOCUMENTED`
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Names of Secrets with credentials of the registry.
   *
   * @default - those of the delegate
   */
  readonly imagePullSecrets?: string[];
  /**
   * When it runs.
   *
   * @default UpgradeSchedule.cron('0 *\/1 * * *')
   */
  readonly schedule?: UpgradeSchedule;
  /**
   * Whether it is there and does not run: the image is then that of the delegate, for Pulumi as well.
   *
   * @default false
   */
  readonly suspend?: boolean;
  /**
   * Requests and limits of its container.
   *
   * @default - 50m and 128Mi requested, limits of 500m and 128Mi (inferred); none in profile `DOCUMENTED`
   */
  readonly resources?: DelegateResources;
  /**
   * Registry from which the new image of the delegate is taken in place of that of Harness: a host, with its port and a
   * path where it has them.
   *
   * @default - none
   */
  readonly registryMirror?: string;
  /**
   * Token by which the upgrader signs on: `DelegateToken.fromSecretName` or `.fromSecret`, with the key `UPGRADER_TOKEN`
   * unless you name another. Each run reads it anew, so that it takes no `revision` and no `reloader`.
   *
   * @default - the token of the delegate, from the same Secret
   */
  readonly token?: DelegateToken;
  /**
   * Labels that a node must have.
   *
   * @default - those of the delegate
   */
  readonly nodeSelector?: { [key: string]: string };
  /**
   * Taints that its pods tolerate.
   *
   * @default - those of the delegate
   */
  readonly tolerations?: DelegateToleration[];
  /**
   * Affinity, as in the Kubernetes API.
   *
   * @default - the delegate's affinity to nodes; not that to pods, which speaks of the delegate's own
   */
  readonly affinity?: unknown;
  /**
   * Name of a PriorityClass.
   *
   * @default - that of the delegate
   */
  readonly priorityClassName?: string;
}

/** What may have an upgrader. */
export interface DelegateUpgraderProps {
  /**
   * Keeps the version of the delegate up to date. Legacy delegates only: none is documented for the new ones.
   *
   * It changes the image of the Deployment in the cluster: tell your GitOps tool by
   * `delegate.upgrader.argoCdIgnoreDifferences()` or `.fluxIgnoreRule()`; the components for Pulumi see to it themselves.
   *
   * @default - none: the version changes where `image` does
   */
  readonly upgrader?: DelegateUpgrader;
}
