import type { Construct } from 'constructs';
import { type DelegateAccess, renderBindings } from '../access';
import { constructProps, own, PropertyChecks, type RenderedObject } from '../core';
import { renderAutoscaler, renderDisruptionBudget, resolveAvailability } from './availability';
import { resolveContainer } from './container';
import { resolveCustomCa } from './custom-ca';
import { type DelegateWorkload, renderConfigMaps, renderDeployment } from './deployment';
import { resolveEnvironment } from './environment';
import type { GenerationRecord } from './generation';
import { GENERATIONS } from './generations';
import { type ResolvedIdentity, resolveIdentity } from './identity';
import { defaultPullPolicy, resolveGeneration, resolveImage } from './image';
import { DELEGATE_KINDS } from './instances';
import type { ResolveContext } from './context';
import { resolveMetadata } from './metadata';
import { resolveMutualTls } from './mutual-tls';
import { resolveNames } from './names';
import { renderNamespace } from './namespace';
import { renderNetworkPolicy, type ResolvedNetworkPolicy, resolveNetworkPolicy } from './network-policy';
import { ADOPTED, DelegateProfile, type ProfileRecord, PROFILES } from './profile';
import { DelegateGeneration } from '../reference';
import type { HarnessDelegateProps } from './props';
import { resolveResources } from './resources';
import { resolveScheduling } from './scheduling';
import { renderServiceAccount } from './service-account';
import { renderToken, type ResolvedToken, resolveToken } from './token';
import { type ResolvedUpgrader, resolveUpgrader } from './upgrader';
import { renderUpgrader } from './upgrader-objects';
import { NO_FILES } from './volumes';

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
