/** The profile of the pods of a namespace: who applies it, and the policies that do. */
import { derived, inWords, minorOf, own, type PropertyChecks, rendered, type RenderedObject } from '../core';
import {
  BuildPodProfile,
  type BuildPodProfileOptions,
  checkProfile,
  OF_STAGES,
  PodSeccomp,
  profileMutations,
  profileRules,
  type ProfileRollout,
  UserNamespaces,
} from '../build-pods';
import { PodSecurityLevel } from '../workload';
import { type Admission, podRule } from './admission';
import { notDelegate, notUpdateOfDelegate } from './admission-shared';
import type { BuildIsolation, RestrictedIsolationOptions } from './isolation';
import { FARM_NAME, type IsolatedPlace, reasonsOf } from './namespace';
import type { BuildFarmNamespaceProps } from './props';

/** A profile, and whether the API server applies it. */
export interface ResolvedPodProfile {
  readonly profile: BuildPodProfile;
  /** Why the API server does not apply it; `undefined` if it does. */
  readonly why?: string;
}

/** First minor version of Kubernetes that serves mutating admission policies as `v1`. */
export const FIRST_MUTATING_MINOR = 36;

/** Whether the API server can change pods, and why not. */
export function mutationOf(props: Pick<BuildFarmNamespaceProps, 'kubernetesVersion' | 'clusterScoped'>): Admission {
  const { kubernetesVersion, clusterScoped = true } = props;
  if (kubernetesVersion === undefined || minorOf(kubernetesVersion) < FIRST_MUTATING_MINOR) {
    const which = kubernetesVersion === undefined ? 'kubernetesVersion is not set' : `Kubernetes ${kubernetesVersion}`;
    return { exists: false, why: `${which}, and only 1.${FIRST_MUTATING_MINOR} or later can change pods` };
  }
  return clusterScoped ? { exists: true } : { exists: false, why: 'clusterScoped is false' };
}

/** What lets the API server set a seccomp profile on every build pod; `undefined` if it does. */
export function seccompRemedy(props: BuildFarmNamespaceProps): string | undefined {
  const { seccomp, rollout } = props.podProfile?._options ?? {};
  if (!mutationOf(props).exists) {
    const [version, scoped] = [own('kubernetesVersion'), own('clusterScoped')];
    return props.clusterScoped === false
      ? `Remove ${scoped}, and set ${version} to 1.${FIRST_MUTATING_MINOR} or later if the cluster has it: the API server then sets the profile.`
      : `Set ${version} to 1.${FIRST_MUTATING_MINOR} or later if the cluster has it: the API server then sets the profile.`;
  }
  if (seccomp === PodSeccomp.OFF) {
    return `Remove seccomp from ${own('podProfile')}: the API server then sets the profile.`;
  }
  return isForAll(rollout)
    ? undefined
    : `Remove rollout from ${own('podProfile')}: the API server then sets it on every pod.`;
}

/** Whether the API server gives every build pod a user namespace. */
export function givesUserNamespaces(resolved?: ResolvedPodProfile): boolean {
  const { userNamespaces, rollout } = resolved?.profile._options ?? {};
  return resolved?.why === undefined && userNamespaces === UserNamespaces.REQUIRED && isForAll(rollout);
}

/** Whether a profile is for every pod. */
function isForAll(rollout?: ProfileRollout): boolean {
  return rollout === undefined || rollout._mode === 'all';
}

/** Without a profile, the level restricted has the default one: Harness sets no seccomp profile. */
export function resolvePodProfile(
  checks: PropertyChecks,
  props: BuildFarmNamespaceProps,
  isolation: BuildIsolation,
): ResolvedPodProfile | undefined {
  const { seccompFrom } = (isolation._options ?? {}) as RestrictedIsolationOptions;
  const isNeeded = isolation.podSecurityLevel === PodSecurityLevel.RESTRICTED && seccompFrom === undefined;
  const mutation = mutationOf(props);
  const profile = props.podProfile ?? (isNeeded && mutation.exists ? BuildPodProfile.of() : undefined);
  if (profile === undefined) {
    return undefined;
  }
  checkProfile(checks, 'podProfile', profile._options);
  if (!mutation.exists) {
    const { _options: options } = profile;
    checks.apart(...Object.keys(options).map((name) => () => refuseUnset(checks, options, name, mutation.why)));
  }
  return { profile, why: mutation.exists ? undefined : mutation.why };
}

/** Values that ask for nothing. */
const NOTHING: readonly unknown[] = [undefined, 'off'];

/** Throws for a property that only the API server could set. */
function refuseUnset(checks: PropertyChecks, options: BuildPodProfileOptions, name: string, why: string): void {
  const isCarried = name === 'overridable' || OF_STAGES.includes(name);
  const value: unknown = isCarried ? undefined : options[name as keyof BuildPodProfileOptions];
  if (!NOTHING.includes(value) && !(name === 'enableServiceLinks' && value === true)) {
    checks.refuse(
      `podProfile.${name}`,
      inWords(`a value, but ${why}`),
      'no value: Harness has no setting for it, so the API server must set it',
      `Set ${own('kubernetesVersion')} to 1.${FIRST_MUTATING_MINOR} or later if all clusters of the farm have it, or remove it.`,
    );
  }
}

const API_VERSION = 'admissionregistration.k8s.io/v1';

type ProfiledPlace = IsolatedPlace & { readonly podProfile?: ResolvedPodProfile };

/** Objects of a profile that the API server applies: a policy that changes pods, one that holds them to it, and bindings. */
export function renderPodProfile(farm: ProfiledPlace): RenderedObject[] {
  const { podProfile, enforcement, shared } = farm;
  if (podProfile === undefined || podProfile.why !== undefined) {
    return [];
  }
  const { _options: options } = podProfile.profile;
  const [mutations, validations] = [profileMutations(options), profileRules(options)];
  const isOn = options.rollout?._mode !== 'off';
  const actions = isOn ? enforcement._actions : [];
  return [
    ...(mutations.length === 0
      ? []
      : policyPair(farm, 'Mutating', isOn ? {} : undefined, {
          reinvocationPolicy: 'IfNeeded',
          matchConstraints: { resourceRules: [podRule('CREATE', 'pods')] },
          matchConditions: shared && [notDelegate(shared)],
          mutations,
        })),
    ...(validations.length === 0
      ? []
      : policyPair(farm, 'Validating', actions.length > 0 ? { validationActions: actions } : undefined, {
          matchConstraints: {
            resourceRules: [podRule('CREATE', 'pods'), podRule('UPDATE', 'pods/ephemeralcontainers')],
          },
          matchConditions: shared && [notDelegate(shared), notUpdateOfDelegate(shared)],
          validations: validations.map((rule) => ({ ...rule, reason: 'Forbidden' })),
        })),
  ];
}

/** A policy and its binding; `undefined` for no binding. */
function policyPair(
  { podProfile, namespace, labels, annotations }: ProfiledPlace,
  type: 'Mutating' | 'Validating',
  binding: object | undefined,
  { matchConstraints, ...spec }: { readonly matchConstraints: object; readonly [field: string]: unknown },
): RenderedObject[] {
  const { rollout } = podProfile!.profile._options;
  const policyName = profilePolicyNameFor(namespace);
  const reason = rollout?._options?.reason;
  const why = reason === undefined ? {} : reasonsOf([{ what: 'The build pod profile is off', reason }]);
  const inNamespace = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
  const canary = rollout?._labels && { objectSelector: { matchLabels: rollout._labels } };
  return [
    object(`${type}AdmissionPolicy`, {
      metadata: { name: policyName, labels, annotations: { ...why, ...annotations } },
      spec: { failurePolicy: 'Fail', matchConstraints: { ...inNamespace, ...matchConstraints }, ...spec },
    }),
    ...(binding === undefined
      ? []
      : [
          object(`${type}AdmissionPolicyBinding`, {
            metadata: { name: policyName, labels, annotations },
            spec: { policyName, ...binding, matchResources: { ...inNamespace, ...canary } },
          }),
        ]),
  ];
}

/** The name of the policies of a profile, and of their bindings. */
export function profilePolicyNameFor(namespace: string): string {
  return derived([namespace], (known) => `${FARM_NAME}.${known}.pod-profile`);
}

/** The policy of the namespace has the same kinds: the construct has ids for both. */
function object(kind: string, manifest: object): RenderedObject {
  return rendered(
    `PodProfile${kind}`,
    { apiVersion: API_VERSION, kind, ...manifest },
    'namespace',
    'Use a separate namespace for each farm.',
  );
}
