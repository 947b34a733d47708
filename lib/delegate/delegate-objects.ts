import type { Construct } from 'constructs';
import { type DelegateAccess, renderBindings } from '../access';
import { constructProps, PropertyChecks, type RenderedObject } from '../core';
import { renderAutoscaler } from './autoscaling';
import { resolveAvailability } from './availability';
import type { DelegateAvailabilityProps } from './availability-props';
import { resolveCustomCa, resolveMutualTls } from './certificates';
import { resolveContainer } from './container';
import type { DelegateContainerProps } from './container-props';
import { contextOf } from './context';
import { type DelegateWorkload, renderConfigMaps, renderDeployment } from './deployment';
import { renderDisruptionBudget } from './disruption';
import { resolveEnvironment } from './environment';
import { type DelegateIdentityProps, type ResolvedIdentity, resolveIdentity } from './identity';
import { defaultPullPolicy } from './image';
import { DELEGATE_KINDS } from './kinds';
import { type DelegateMetadataProps, resolveMetadata } from './metadata';
import { NO_FILES } from './mounted-files';
import { renderNamespace } from './namespace';
import type { DelegateAdoptionProps } from './names';
import {
  type DelegateNetworkProps,
  renderNetworkPolicy,
  type ResolvedNetworkPolicy,
  resolveNetworkPolicy,
} from './network-policy';
import { resolveResources } from './resources';
import { type DelegateSchedulingProps, resolveScheduling } from './scheduling';
import { renderServiceAccount } from './service-account';
import type { DelegateLegacyProps } from './legacy-settings';
import { renderToken, type ResolvedToken, resolveToken } from './token';
import { type ResolvedUpgrader, resolveUpgrader } from './upgrader';
import type { DelegateUpgraderProps } from './upgrader-props';
import { renderUpgrader } from './upgrader-objects';

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

/* In place of a part that was refused, so that the other parts are also checked. */

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

/** All objects of a delegate, in apply order. */
export function renderDelegate(delegate: ResolvedDelegate, access: DelegateAccess): RenderedObject[] {
  const { names, identity, metadata, profile, networkPolicy, upgrader } = delegate;
  const subject = {
    delegateName: identity.delegateName,
    namespace: identity.namespace,
    serviceAccountName: names.serviceAccount,
  };
  const { labels, annotations } = metadata;
  const { autoscaling, disruptionBudget } = delegate.availability;
  const suffixes = Object.entries(profile.bindingSuffixes);
  const bindingNames = Object.fromEntries(suffixes.map(([choice, suffix]) => [choice, `${names.resource}${suffix}`]));
  return [
    ...(identity.createNamespace ? [renderNamespace(delegate)] : []),
    ...(names.makesServiceAccount ? [renderServiceAccount(delegate)] : []),
    ...renderBindings(access._grants, subject, { bindingNames, labels, annotations }),
    ...renderToken(delegate),
    ...renderConfigMaps(delegate),
    renderDeployment(delegate),
    ...(autoscaling === undefined ? [] : [renderAutoscaler(delegate, autoscaling)]),
    ...(disruptionBudget === undefined ? [] : [renderDisruptionBudget(delegate, disruptionBudget)]),
    ...(networkPolicy === undefined ? [] : [renderNetworkPolicy(delegate, networkPolicy)]),
    ...(upgrader === undefined ? [] : renderUpgrader(delegate, upgrader)),
  ];
}
