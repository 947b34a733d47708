import type { Construct } from 'constructs';
import type { Namespace, ServiceAccount } from 'kubernetes-types/core/v1';
import { type DelegateAccess, renderBindings } from '../access';
import { constructProps, own, PropertyChecks, rendered, type RenderedObject } from '../core';
import { DelegateGeneration } from '../reference';
import { podSecurityLabels, type PodSecurityLevel } from '../workload';
import { renderAutoscaler, renderDisruptionBudget, resolveAvailability } from './availability';
import type { DelegateAvailabilityProps } from './availability-props';
import { resolveCustomCa, resolveMutualTls } from './certificates';
import { resolveContainer } from './container';
import type { DelegateContainerProps } from './container-props';
import type { ResolveContext } from './context';
import { type DelegateWorkload, renderConfigMaps, renderDeployment } from './deployment';
import { resolveEnvironment } from './environment';
import { type GenerationRecord, GENERATIONS } from './generation';
import { type DelegateIdentityProps, type ResolvedIdentity, resolveIdentity } from './identity';
import { defaultPullPolicy, resolveGeneration, resolveImage } from './image';
import { DELEGATE_KINDS } from './instances';
import {
  annotationsOfEarlierWave,
  annotationsOfKept,
  type DelegateMetadataProps,
  objectMetadata,
  type ObjectOwner,
  type ResolvedMetadata,
  resolveMetadata,
} from './metadata';
import { type DelegateAdoptionProps, type ResolvedNames, resolveNames } from './names';
import {
  type DelegateNetworkProps,
  renderNetworkPolicy,
  type ResolvedNetworkPolicy,
  resolveNetworkPolicy,
} from './network-policy';
import { ADOPTED, DelegateProfile, type ProfileRecord, PROFILES } from './profile';
import { resolveResources } from './resources';
import { type DelegateSchedulingProps, resolveScheduling } from './scheduling';
import type { DelegateLegacyProps } from './settings';
import { renderToken, type ResolvedToken, resolveToken } from './token';
import { type ResolvedUpgrader, resolveUpgrader } from './upgrader';
import type { DelegateUpgraderProps } from './upgrader-props';
import { renderUpgrader } from './upgrader-objects';
import { NO_FILES } from './volumes';

/** Properties of `HarnessDelegate`. */
export interface HarnessDelegateProps
  extends
    DelegateIdentityProps,
    DelegateAvailabilityProps,
    DelegateContainerProps,
    DelegateSchedulingProps,
    DelegateNetworkProps,
    DelegateLegacyProps,
    DelegateMetadataProps,
    DelegateUpgraderProps,
    DelegateAdoptionProps {}

/** A delegate with every default set and every property checked: the input of the renderers. */
export interface ResolvedDelegate extends DelegateWorkload {
  /** The image tag, if known at construction. */
  readonly version?: string;
  readonly networkPolicy?: ResolvedNetworkPolicy;
  readonly upgrader?: ResolvedUpgrader;
}

const PROPS = constructProps('HarnessDelegateProps', DELEGATE_KINDS);

/** Throws for bad input, before any object is created. */
export function resolveDelegate(scope: Construct, props: HarnessDelegateProps): ResolvedDelegate {
  const checks = new PropertyChecks(scope);
  return checks.resolved(PROPS, props, (usable) => resolved(scope, checks, usable));
}

function resolved(scope: Construct, checks: PropertyChecks, props: HarnessDelegateProps): ResolvedDelegate {
  const context = contextOf(scope, checks, props);
  const identity = checks.part(() => resolveIdentity(context));
  const token = checks.part(() => resolveToken(context, () => identity.value.namespace));
  const availability = checks.part(() => resolveAvailability(context));
  const scheduling = checks.part(() => resolveScheduling(context));
  const customCa = checks.part(() =>
    props.customCa === undefined ? NO_FILES : resolveCustomCa(context, props.customCa),
  );
  const mutualTls = checks.part(() =>
    props.mutualTls === undefined ? NO_FILES : resolveMutualTls(context, props.mutualTls),
  );
  const certificates = [customCa.or(NO_FILES), mutualTls.or(NO_FILES)];
  const environment = checks.part(() =>
    resolveEnvironment(context, {
      identity: identity.or(NO_IDENTITY),
      token: token.or(NO_TOKEN),
      idleWaitSeconds: availability.or(undefined)?.idleWaitSeconds,
      certificates: certificates.flatMap(({ settings }) => settings),
    }),
  );
  const container = checks.part(() =>
    resolveContainer(
      context,
      certificates.flatMap(({ volumes }) => volumes),
      identity.or(NO_IDENTITY).podSecurityLevel,
    ),
  );
  const resources = checks.part(() => resolveResources(context));
  const networkPolicy = checks.part(() => props.networkPolicy && resolveNetworkPolicy(context, props.networkPolicy));
  const metadata = checks.part(() => resolveMetadata(context));
  const upgrader = checks.part(
    () =>
      props.upgrader &&
      resolveUpgrader(context, props.upgrader, {
        token: token.or(NO_TOKEN),
        scheduling: scheduling.or({}),
        customCa: customCa.or(NO_FILES),
        mutualTls: mutualTls.or(NO_FILES),
      }),
  );
  const { profile, generation, image, names } = context;
  return {
    profile,
    generation,
    image: image.reference,
    version: image.tag,
    imagePullPolicy: props.imagePullPolicy ?? profile.imagePullPolicy ?? defaultPullPolicy(image),
    names,
    identity: identity.value,
    token: token.value,
    availability: availability.value,
    environment: environment.value,
    container: container.value,
    resources: resources.value,
    scheduling: scheduling.value,
    networkPolicy: networkPolicy.value,
    metadata: metadata.value,
    upgrader: upgrader.value,
  };
}

/* In place of a part that was refused, so that the other parts are checked, too. */

const NO_IDENTITY: ResolvedIdentity = {
  accountId: '',
  delegateName: '',
  managerEndpoint: '',
  namespace: '',
  createNamespace: false,
  tags: [],
  effectiveTags: [],
  imagePullSecrets: [],
};

const NO_TOKEN: ResolvedToken = { secretName: '', key: '', podAnnotations: {}, deploymentAnnotations: {} };

type Context = ResolveContext<HarnessDelegateProps>;

/** A part that was refused stops only the subjects that read it. */
function contextOf(scope: Construct, checks: PropertyChecks, props: HarnessDelegateProps): Context {
  const image = checks.part(() => resolveImage(checks, props.image));
  const generation = checks.part(() => GENERATIONS[resolveGeneration(checks, image.value, props.generation)]);
  // Most subjects read it. With an image that was refused, they are checked for the generation that is used most.
  const assumed = generation.or({ ...GENERATIONS[props.generation ?? DelegateGeneration.NEW], isAssumed: true });
  const names = checks.part(() => resolveNames({ checks, props, generation: assumed }));
  const profile = checks.part(() => profileOf(checks, assumed, props));
  return {
    scope,
    checks,
    props,
    generation: assumed,
    get image() {
      return image.value;
    },
    get names() {
      return names.value;
    },
    get profile() {
      return profile.value;
    },
  };
}

/** An adopted delegate keeps its fields: those that another profile leaves out would stay in the cluster anyway. */
function profileOf(
  checks: PropertyChecks,
  { generation }: GenerationRecord,
  { profile, adoption }: HarnessDelegateProps,
): ProfileRecord {
  if (adoption === undefined) {
    return PROFILES[generation][profile ?? DelegateProfile.HARDENED];
  }
  if (profile !== undefined) {
    const allowed = `no value when ${own('adoption')} is set, which keeps the existing objects`;
    const remedy = 'Remove it, and harden the delegate with HelmHardening in HarnessDelegate.fromHelmValues.';
    checks.refuse('profile', profile, allowed, remedy);
  }
  return adoption._profile ?? ADOPTED;
}

/** All objects of a delegate, in apply order. */
export function renderDelegate(delegate: ResolvedDelegate, access: DelegateAccess): RenderedObject[] {
  const { names, identity, metadata, profile, networkPolicy, upgrader } = delegate;
  const subject = {
    delegateName: identity.delegateName,
    namespace: identity.namespace,
    serviceAccountName: names.serviceAccount,
  };
  const { labels, annotations } = metadata;
  const suffixes = Object.entries(profile.bindingSuffixes);
  const bindingNames = Object.fromEntries(suffixes.map(([choice, suffix]) => [choice, `${names.resource}${suffix}`]));
  return [
    ...(identity.createNamespace ? [renderNamespace(delegate)] : []),
    ...(names.makesServiceAccount ? [renderServiceAccount(delegate)] : []),
    ...renderBindings(access._grants, subject, { bindingNames, labels, annotations }),
    ...renderToken(delegate),
    ...renderConfigMaps(delegate),
    renderDeployment(delegate),
    ...renderAutoscaler(delegate),
    ...renderDisruptionBudget(delegate),
    ...(networkPolicy === undefined ? [] : [renderNetworkPolicy(delegate, networkPolicy)]),
    ...(upgrader === undefined ? [] : renderUpgrader(delegate, upgrader)),
  ];
}

interface NamespaceOwner {
  readonly identity: { readonly namespace: string; readonly podSecurityLevel?: PodSecurityLevel };
  readonly metadata: ResolvedMetadata;
  readonly token: { readonly external?: object };
}

/** The Namespace shares the sync wave of an ExternalSecret, which would otherwise be applied first and fail. */
function renderNamespace(delegate: NamespaceOwner): RenderedObject {
  const { identity, metadata, token } = delegate;
  const level = identity.podSecurityLevel;
  const object: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: identity.namespace,
      labels: { ...metadata.namespaceLabels, ...(level && podSecurityLabels(level)) },
      annotations: annotationsOfKept(
        metadata,
        token.external ? annotationsOfEarlierWave(delegate) : metadata.annotations,
      ),
    },
  };
  return rendered(
    'Namespace',
    object,
    'createNamespace',
    `Set ${own('createNamespace')} to false for all but one of the delegates in the namespace.`,
  );
}

interface AccountOwner extends ObjectOwner {
  readonly names: ResolvedNames;
  readonly identity: ResolvedIdentity;
  readonly profile: ProfileRecord;
}

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/ */
function renderServiceAccount(delegate: AccountOwner): RenderedObject {
  const { names, identity, metadata, profile } = delegate;
  const object: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      ...objectMetadata(delegate),
      name: names.serviceAccount,
      annotations: {
        ...profile.asFound?.serviceAccountAnnotations,
        ...identity.cloudIdentity?._marks.serviceAccountAnnotations,
        ...metadata.annotations,
      },
    },
    // Other pods with this account get no token by default; the delegate's own pods request it.
    automountServiceAccountToken: profile.onlyDocumentedFields ? undefined : false,
  };
  return rendered('ServiceAccount', object, 'delegateName');
}
