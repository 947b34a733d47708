import type { PodSecurityContext, SecurityContext } from 'kubernetes-types/core/v1';
import { DelegateProfile, ImagePullPolicy } from '../props';

/** What differs between the profiles, as data. */
export interface ProfileRecord {
  /** Security context of the pod. */
  readonly podSecurityContext?: PodSecurityContext;
  /** Security context of the delegate's container. */
  readonly containerSecurityContext: SecurityContext;
  /** Whether the container runs as root. */
  readonly runsAsRoot: boolean;
  /** How often the image is pulled, where the profile decides. */
  readonly imagePullPolicy?: ImagePullPolicy;
  /** How CPU is written: the documented manifest writes half a CPU in its own way. */
  readonly cpuRequest?: string;
  /** Limit of CPU. */
  readonly cpuLimit?: string;
  /** Wait of a stopping delegate for its tasks. */
  readonly idleWaitSeconds?: number;
  /** Whether a whole Secret is injected when its key allows it, or the token alone. */
  readonly injectsWholeSecret: boolean;
  /** Whether only the objects and fields of the documented manifest are written. */
  readonly onlyDocumentedFields: boolean;
}

/** UID of the delegate's image. @see https://developer.harness.io/docs/platform/delegates-v2/delegate-faqs */
const DELEGATE_USER = 1001;

const HARDENED: ProfileRecord = {
  podSecurityContext: {
    runAsNonRoot: true,
    // Documented by Harness: the image runs as this user.
    runAsUser: DELEGATE_USER,
    runAsGroup: DELEGATE_USER,
    fsGroup: DELEGATE_USER,
    fsGroupChangePolicy: 'OnRootMismatch',
    // Inferred: what the Pod Security level "restricted" asks for; Harness documents nothing about it.
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containerSecurityContext: {
    // Documented by Harness.
    allowPrivilegeEscalation: false,
    // Inferred: the delegate is a client of the network and needs no capability.
    capabilities: { drop: ['ALL'] },
    privileged: false,
    runAsNonRoot: true,
  },
  runsAsRoot: false,
  cpuLimit: '1',
  idleWaitSeconds: 60,
  injectsWholeSecret: false,
  onlyDocumentedFields: false,
};

const DOCUMENTED: ProfileRecord = {
  containerSecurityContext: { allowPrivilegeEscalation: false, runAsUser: 0 },
  runsAsRoot: true,
  imagePullPolicy: ImagePullPolicy.ALWAYS,
  cpuRequest: '0.5',
  injectsWholeSecret: true,
  onlyDocumentedFields: true,
};

export const PROFILES: { readonly [profile in DelegateProfile]: ProfileRecord } = {
  [DelegateProfile.HARDENED]: HARDENED,
  [DelegateProfile.DOCUMENTED]: DOCUMENTED,
};
