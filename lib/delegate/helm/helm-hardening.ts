import type { SecurityContext } from 'kubernetes-types/core/v1';
import type { DelegateAccess } from '../../access';
import { HarnessConstructsError } from '../../values';
import { PROFILES, type ProfileRecord } from '../profile';
import { DelegateGeneration, DelegateProfile, type HarnessDelegateProps } from '../props';
import { type AdoptionPlan, type ClusterObject, planAccess, type Release, upgraderObjects } from './plan';

const HARDENED = PROFILES[DelegateGeneration.LEGACY][DelegateProfile.HARDENED];

/** What a step is, as data. */
interface Step {
  readonly id: string;
  readonly change: string;
  readonly reason: string;
  readonly restartsPods: boolean;
  readonly apply: (plan: AdoptionPlan, release: Release) => AdoptionPlan;
}

/**
 * A step by which an adopted delegate becomes safer than the chart makes it. Steps are taken one at a time or together, in
 * any order, by `harden` of `HarnessDelegate.fromHelmValues`.
 */
export class HelmHardening {
  /** Pods follow their settings. The first step to take: without it a changed value reaches no running pod. */
  public static readonly CONFIG_CHECKSUM = new HelmHardening({
    id: 'CONFIG_CHECKSUM',
    change: 'the pods carry a checksum of the settings (annotation checksum/configmap)',
    reason: 'a changed setting starts new pods, also one of the proxy, which the chart leaves out',
    restartsPods: true,
    apply: withProfile({ configChecksum: 'checksum/configmap' }),
  });

  /** The token alone, not the whole Secret. */
  public static readonly TOKEN_BY_KEY = new HelmHardening({
    id: 'TOKEN_BY_KEY',
    change: 'the token is a variable by its key (secretKeyRef) instead of the whole Secret (envFrom)',
    reason: 'whatever else comes to lie in the Secret does not become a variable of the delegate',
    restartsPods: true,
    apply: withProfile({ injectsWholeSecret: false }),
  });

  /** The user of the image instead of root. A script that installs packages then fails. */
  public static readonly NON_ROOT = new HelmHardening({
    id: 'NON_ROOT',
    change: 'user, group and file system group 1001, no capabilities, seccomp profile RuntimeDefault',
    reason: 'the delegate needs no root, and such pods pass the Pod Security level "restricted"',
    restartsPods: true,
    apply: withProfile({
      podSecurityContext: HARDENED.podSecurityContext,
      // The user is said of the container, too: that of the chart, 0, would stay there, since Helm still owns the field.
      containerSecurityContext: { ...HARDENED.containerSecurityContext, ...usersOf(HARDENED) },
      runsAsRoot: false,
    }),
  });

  /** A read-only root file system. From image 24.08.83702. */
  public static readonly READ_ONLY_ROOT = new HelmHardening({
    id: 'READ_ONLY_ROOT',
    change: 'a read-only root file system; the working directory and /tmp are empty volumes',
    reason: 'nothing that gets into the container can change its programs',
    restartsPods: true,
    apply: withProps({ readOnlyRootFilesystem: true }),
  });

  /** A readiness probe, which the chart does not have. */
  public static readonly READINESS_PROBE = new HelmHardening({
    id: 'READINESS_PROBE',
    change: 'a readiness probe',
    reason: 'an update waits until a new pod answers, and not only until it lives',
    restartsPods: true,
    apply: withProps({ readinessProbe: {} }),
  });

  /** No Shell Script steps within the delegate. */
  public static readonly BLOCK_SHELL_TASKS = new HelmHardening({
    id: 'BLOCK_SHELL_TASKS',
    change: 'BLOCK_SHELL_TASK is true, and the pods carry a checksum of the settings',
    reason: 'no pipeline runs a script with the rights of the delegate; CI runs its steps in build pods',
    restartsPods: true,
    apply: (plan, release) =>
      withProps({ allowShellTasks: false })(
        withProfile({ configChecksum: 'checksum/configmap' })(plan, release),
        release,
      ),
  });

  /** Certificates and keys that only their owner may read. */
  public static readonly CERTIFICATE_MODE = new HelmHardening({
    id: 'CERTIFICATE_MODE',
    change: 'files of certificates and keys have the mode 0400 instead of 0620',
    reason: 'the chart writes the octal mode as a decimal number, by which the group may write them',
    restartsPods: true,
    apply: withProfile({ certificateFileMode: HARDENED.certificateFileMode }),
  });

  /** An image that cannot change is pulled once. */
  public static readonly PULL_ONCE = new HelmHardening({
    id: 'PULL_ONCE',
    change: 'imagePullPolicy is IfNotPresent for a full version or a digest',
    reason: 'a pod starts also while the registry does not answer',
    restartsPods: true,
    apply: withProfile({ imagePullPolicy: undefined }),
  });

  /** No upgrader: the version changes where the image of the delegate does. */
  public static readonly NO_UPGRADER = new HelmHardening({
    id: 'NO_UPGRADER',
    change: 'the upgrader is made no longer',
    reason: 'nothing changes the Deployment behind the back of Git or Pulumi',
    restartsPods: false,
    apply: (plan, release) => ({
      ...plan,
      props: { ...plan.props, upgrader: undefined },
      leftBehind:
        plan.props.upgrader === undefined ? plan.leftBehind : together(plan.leftBehind, upgraderObjects(release)),
    }),
  });

  /** Exactly this access instead of that of the release. */
  public static leastAccess(access: DelegateAccess): HelmHardening {
    return new HelmHardening({
      id: 'LEAST_ACCESS',
      change: 'roles and bindings of the given access, under new names, since a binding cannot be changed',
      reason: 'a delegate can do only what it is there for',
      restartsPods: false,
      apply: (plan, release) => {
        const { bindings, roles } = planAccess(release);
        const leftBehind = together(plan.leftBehind, [...bindings, ...roles]);
        return {
          ...plan,
          props: { ...plan.props, access },
          profile: { ...plan.profile, bindingSuffixes: {} },
          leftBehind,
        };
      },
    });
  }

  /** A word for the step. */
  public readonly id: string;
  /** What changes. */
  public readonly change: string;
  /** Why it is better. */
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

  /** The word for the step. */
  public toString(): string {
    return this.id;
  }
}

/** Every step that needs nothing said, in the order in which they are best taken. */
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

/** The plan after the steps. */
export function hardened(plan: AdoptionPlan, release: Release, steps: readonly HelmHardening[]): AdoptionPlan {
  steps.forEach((step, index) => {
    if (typeof (step as HelmHardening | undefined)?._apply !== 'function') {
      const [property, allowed] = [`harden[${index}]`, 'a step of HelmHardening'];
      throw new HarnessConstructsError({ constructPath: '', property, allowed, remedy: 'Pass a step.' });
    }
  });
  return steps.reduce((changed, step) => step._apply(changed, release), plan);
}

/** Objects of both lists, each once. */
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
