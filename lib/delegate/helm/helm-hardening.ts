import type { SecurityContext } from 'kubernetes-types/core/v1';
import type { DelegateAccess } from '../../access';
import { HarnessConstructsError, shownKind } from '../../core';
import { DelegateGeneration } from '../../reference';
import type { HarnessDelegateProps } from '../delegate-objects';
import { DelegateProfile, type ProfileRecord, PROFILES } from '../profile';
import type { AdoptionPlan, ClusterObject } from './release';

const HARDENED = PROFILES[DelegateGeneration.LEGACY][DelegateProfile.HARDENED];

/** A step, as data. */
interface Step {
  readonly id: string;
  readonly change: string;
  readonly reason: string;
  readonly restartsPods: boolean;
  readonly apply: (plan: AdoptionPlan) => AdoptionPlan;
}

/**
 * A step that makes an adopted delegate safer than the chart does. Pass steps as `harden` to
 * `HarnessDelegate.fromHelmValues`: one at a time or together, in any order.
 */
export class HelmHardening {
  /** Restarts pods when their settings change. Take it first: without it, a changed value reaches no running pod. */
  public static readonly CONFIG_CHECKSUM = new HelmHardening({
    id: 'CONFIG_CHECKSUM',
    change: 'the pods carry a checksum of the settings (annotation checksum/configmap)',
    reason: 'a changed setting starts new pods, including one of the proxy, which the chart leaves out',
    restartsPods: true,
    apply: withProfile({ configChecksum: 'checksum/configmap' }),
  });

  /** Injects the token alone, not the whole Secret. */
  public static readonly TOKEN_BY_KEY = new HelmHardening({
    id: 'TOKEN_BY_KEY',
    change: 'the token is injected by its key (secretKeyRef) instead of the whole Secret (envFrom)',
    reason: 'other keys of the Secret do not become variables of the delegate',
    restartsPods: true,
    apply: withProfile({ injectsWholeSecret: false }),
  });

  /** Runs as the user of the image instead of root. An init script that installs packages then fails. */
  public static readonly NON_ROOT = new HelmHardening({
    id: 'NON_ROOT',
    change: 'user, group and file system group 1001, no capabilities, seccomp profile RuntimeDefault',
    reason: 'the delegate does not need root, and such pods meet the Pod Security level "restricted"',
    restartsPods: true,
    apply: withProfile({
      podSecurityContext: HARDENED.podSecurityContext,
      // The container needs the user as well: Helm still owns the field there, and its 0 would stay.
      containerSecurityContext: { ...HARDENED.containerSecurityContext, ...usersOf(HARDENED) },
      runsAsRoot: false,
    }),
  });

  /** Makes the root file system read-only. Requires image 24.08.83702 or later. */
  public static readonly READ_ONLY_ROOT = new HelmHardening({
    id: 'READ_ONLY_ROOT',
    change: 'a read-only root file system; the working directory and /tmp are empty volumes',
    reason: 'an intruder cannot change the programs in the container',
    restartsPods: true,
    apply: withProps({ readOnlyRootFilesystem: true }),
  });

  /** Adds a readiness probe, which the chart does not have. */
  public static readonly READINESS_PROBE = new HelmHardening({
    id: 'READINESS_PROBE',
    change: 'a readiness probe',
    reason: 'an update waits until a new pod is ready, not only until it is alive',
    restartsPods: true,
    apply: withProps({ readinessProbe: {} }),
  });

  /** Blocks Shell Script steps in the delegate. */
  public static readonly BLOCK_SHELL_TASKS = new HelmHardening({
    id: 'BLOCK_SHELL_TASKS',
    change: 'BLOCK_SHELL_TASK is true, and the pods carry a checksum of the settings',
    reason: 'no pipeline runs a script with the permissions of the delegate; CI runs its steps in build pods',
    restartsPods: true,
    apply: (plan) => withProps({ allowShellTasks: false })(withProfile({ configChecksum: 'checksum/configmap' })(plan)),
  });

  /** Makes certificates and keys readable by their owner only. */
  public static readonly CERTIFICATE_MODE = new HelmHardening({
    id: 'CERTIFICATE_MODE',
    change: 'certificate and key files have the mode 0400 instead of 0620',
    reason: 'the chart writes the octal mode as a decimal number, which lets the group write the files',
    restartsPods: true,
    apply: withProfile({ certificateFileMode: HARDENED.certificateFileMode }),
  });

  /** Pulls an image that cannot change only once. */
  public static readonly PULL_ONCE = new HelmHardening({
    id: 'PULL_ONCE',
    change: 'imagePullPolicy is IfNotPresent for a full version or a digest',
    reason: 'a pod starts even while the registry is down',
    restartsPods: true,
    apply: withProfile({ imagePullPolicy: undefined }),
  });

  /** Removes the upgrader: the version changes only with the image of the delegate. */
  public static readonly NO_UPGRADER = new HelmHardening({
    id: 'NO_UPGRADER',
    change: 'the upgrader is no longer rendered',
    reason: 'nothing changes the Deployment outside Git or Pulumi',
    restartsPods: false,
    apply: (plan) => ({
      ...plan,
      props: { ...plan.props, upgrader: undefined },
      leftBehind:
        plan.props.upgrader === undefined ? plan.leftBehind : together(plan.leftBehind, plan.objects.upgrader),
    }),
  });

  /** Grants exactly this access instead of that of the release. */
  public static leastAccess(access: DelegateAccess): HelmHardening {
    return new HelmHardening({
      id: 'LEAST_ACCESS',
      change: 'roles and bindings of the given access, under new names because a binding cannot be changed',
      reason: 'the delegate gets only the permissions that it needs',
      restartsPods: false,
      apply: (plan) => ({
        ...plan,
        props: { ...plan.props, access },
        profile: { ...plan.profile, bindingSuffixes: {} },
        leftBehind: together(plan.leftBehind, plan.objects.access),
      }),
    });
  }

  /** Identifier of the step. */
  public readonly id: string;
  /** What changes. */
  public readonly change: string;
  /** Why the change is an improvement. */
  public readonly reason: string;
  /** Whether the pods are replaced. */
  public readonly restartsPods: boolean;
  /** @internal */
  public readonly _apply: Step['apply'];

  private constructor({ id, change, reason, restartsPods, apply }: Step) {
    this.id = id;
    this.change = change;
    this.reason = reason;
    this.restartsPods = restartsPods;
    this._apply = apply;
  }

  /** The identifier of the step. */
  public toString(): string {
    return this.id;
  }
}

/** Every step without parameters, in the recommended order. */
export const STEPS: readonly HelmHardening[] = [
  HelmHardening.CONFIG_CHECKSUM,
  HelmHardening.READINESS_PROBE,
  HelmHardening.TOKEN_BY_KEY,
  HelmHardening.PULL_ONCE,
  HelmHardening.CERTIFICATE_MODE,
  HelmHardening.BLOCK_SHELL_TASKS,
  HelmHardening.NON_ROOT,
  HelmHardening.READ_ONLY_ROOT,
  HelmHardening.NO_UPGRADER,
];

/** Applies the steps to the plan. */
export function hardened(plan: AdoptionPlan, steps: readonly HelmHardening[]): AdoptionPlan {
  steps.forEach((step, index) => {
    if (typeof (step as HelmHardening | undefined)?._apply !== 'function') {
      throw new HarnessConstructsError({
        constructPath: '',
        property: `harden[${index}]`,
        ...shownKind(step),
        allowed: 'a HelmHardening',
        remedy: 'Use a step such as HelmHardening.NON_ROOT.',
      });
    }
  });
  return steps.reduce((changed, step) => step._apply(changed), plan);
}

/** Joins two lists without duplicates. */
function together(some: readonly ClusterObject[], others: readonly ClusterObject[]): ClusterObject[] {
  const isNew = ({ kind, name }: ClusterObject): boolean => !some.some((one) => one.kind === kind && one.name === name);
  return [...some, ...others.filter(isNew)];
}

/** User and group of the pods. */
function usersOf({ podSecurityContext }: ProfileRecord): Pick<SecurityContext, 'runAsUser' | 'runAsGroup'> {
  return { runAsUser: podSecurityContext?.runAsUser, runAsGroup: podSecurityContext?.runAsGroup };
}

function withProps(props: Partial<HarnessDelegateProps>): Step['apply'] {
  return (plan) => ({ ...plan, props: { ...plan.props, ...props } });
}

function withProfile(profile: Partial<ProfileRecord>): Step['apply'] {
  return (plan) => ({ ...plan, profile: { ...plan.profile, ...profile } });
}
