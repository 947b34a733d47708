import type { DelegateAccess } from '../../access';
import type { HarnessScope } from '../../document';
import type { CloudIdentity } from './cloud-identity';
import type { DelegateImage, ImagePullPolicy } from './delegate-image';
import type { DelegateToken } from './delegate-token';

/** The two ways in which a delegate is set up. */
export enum DelegateProfile {
  /**
   * Safe defaults. Each comes from what Harness documents for the image, or is inferred by us:
   *
   * - user, group and file system group 1001, never root: the user is documented, the groups are inferred;
   * - no privilege escalation: documented;
   * - no capabilities, not privileged, seccomp profile `RuntimeDefault`: inferred, as the Pod Security level `restricted` asks for them;
   * - memory of 256Mi and half a CPU: documented; a limit of one CPU: inferred; the legacy delegate has 2Gi and one CPU, as
   *   the Helm chart has it, and a limit of two: inferred;
   * - pulling an image only once where its reference cannot change: inferred (Harness documents `Always`);
   * - changing the owner of volumes only where it differs (`fsGroupChangePolicy: OnRootMismatch`): inferred;
   * - sidecars and init containers without privilege escalation and capabilities: inferred;
   * - a wait of 60 seconds for running tasks when the pod stops: documented as recommended; the legacy delegate waits by
   *   itself;
   * - a legacy delegate bounds its heap and runs no Shell Script steps within itself: both documented;
   * - the token alone from its Secret, not the whole Secret: inferred;
   * - no service links, no token of the ServiceAccount for other pods: inferred;
   * - a namespace that enforces the Pod Security level `restricted`: inferred.
   *
   * @see https://developer.harness.io/docs/platform/delegates-v2/delegate-faqs
   * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/configure-delegate
   */
  HARDENED = 'hardened',
  /**
   * The documented manifest to the letter: a container that runs as root, and an autoscaler that keeps one pod. For the
   * legacy delegate it is what the official Helm chart makes of its defaults, but for the labels of Helm and the upgrader:
   * settings stand in a ConfigMap named as the delegate, and the whole Secret of the token is injected.
   *
   * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
   */
  DOCUMENTED = 'documented',
}

/** The two generations of delegates. Their images have the same repository, and tags of different form. */
export enum DelegateGeneration {
  /** The new delegate, also called Delegate 3.x, with tags such as `1.30.1`. */
  NEW = 'new',
  /** The legacy delegate, with tags such as `26.02.88404`. */
  LEGACY = 'legacy',
}

/** Who the delegate is, where it signs on, and what it may do. */
export interface DelegateIdentityProps {
  /**
   * The Harness account.
   *
   * @see https://developer.harness.io/docs/platform/get-started/subscriptions-licenses/view-account-info-and-subscribe-to-alerts
   */
  readonly accountId: string;
  /**
   * Name of the delegate, and of the objects made for it: a DNS label of at most 63 characters. It must be known at
   * construction. Within Harness it counts as a tag of the delegate.
   */
  readonly delegateName: string;
  /** Image of the delegate. */
  readonly image: DelegateImage;
  /** Token by which the delegate signs on. */
  readonly token: DelegateToken;
  /** What the delegate may do in the cluster. There is no default: this is your decision. */
  readonly access: DelegateAccess;
  /**
   * Where the delegate is installed in Harness; it must be known at construction. Its token decides that; said here,
   * connectors that select the delegate are held against it.
   *
   * @default - not known, and not checked
   */
  readonly scope?: HarnessScope;
  /**
   * URL of the Harness platform. A path is kept, a trailing slash is dropped.
   *
   * @default https://app.harness.io
   */
  readonly managerEndpoint?: string;
  /**
   * Accepts a `managerEndpoint` with `http:`. The token then crosses the network in clear text.
   *
   * @default false
   */
  readonly unsafePlainHttp?: boolean;
  /**
   * Tags by which connectors and stages select the delegate, beside its name.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * What the delegate is for. Harness shows it for the legacy delegate; the new one has no setting for it: there it becomes
   * the annotation `kubernetes.io/description` of the Deployment.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Namespace of the delegate.
   *
   * @default - that of the chart, else `harness-delegate`
   */
  readonly namespace?: string;
  /**
   * Whether the namespace is made too. Of several delegates in one namespace, one makes it. Not for `default` and
   * `kube-…`. Where it is not made, its Pod Security labels are not known here, and sidecars and volumes are not held
   * against them.
   *
   * @default true, but false where the namespace is that of the chart
   */
  readonly createNamespace?: boolean;
  /**
   * Level of the Pod Security Standards that the made namespace enforces. Profile `HARDENED` only; the delegate itself
   * keeps `RESTRICTED`, yet your sidecars or mounts may need less. Inferred: Harness documents no level.
   *
   * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
   * @default PodSecurityLevel.RESTRICTED, or BASELINE with `unsafeRunAsRoot`
   */
  readonly podSecurityLevel?: PodSecurityLevel;
  /**
   * Set of defaults.
   *
   * @default DelegateProfile.HARDENED
   */
  readonly profile?: DelegateProfile;
  /**
   * Generation of the delegate, for images whose tag does not tell it.
   *
   * @default - told from the tag of the image
   */
  readonly generation?: DelegateGeneration;
  /**
   * When the node pulls the image.
   *
   * @default - IfNotPresent for a digest or a tag with a full version (inferred), else Always; Always in profile `DOCUMENTED`, as documented
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Names of Secrets with credentials of the registry.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * Identity of a cloud for the delegate's pods.
   *
   * @default - none
   */
  readonly cloudIdentity?: CloudIdentity;
}

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export enum PodSecurityLevel {
  /** Only pods that follow current hardening practice. */
  RESTRICTED = 'restricted',
  /** No known privilege escalations. */
  BASELINE = 'baseline',
  /** No restriction at all. */
  PRIVILEGED = 'privileged',
}
