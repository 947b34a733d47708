import type { Construct } from 'constructs';
import { constructProps, PropertyChecks } from '../../values';
import { type GenerationRecord, GENERATIONS } from '../generation';
import { ADOPTED, type ProfileRecord, PROFILES } from '../profile';
import { DelegateProfile, type HarnessDelegateProps } from '../props';
import { type ResolvedAvailability, resolveAvailability } from './availability';
import { type ResolvedContainer, resolveContainer } from './container';
import { resolveCustomCa } from './custom-ca';
import { type ResolvedEnvironment, resolveEnvironment } from './environment';
import { type ResolvedIdentity, resolveIdentity } from './identity';
import { defaultPullPolicy, resolveGeneration, resolveImage } from './image';
import { type ResolvedMetadata, resolveMetadata } from './metadata';
import { resolveMutualTls } from './mutual-tls';
import { type ResolvedNames, resolveNames } from './names';
import { type ResolvedNetworkPolicy, resolveNetworkPolicy } from './network';
import { type ResolvedResources, resolveResources } from './resources';
import { type ResolvedScheduling, resolveScheduling } from './scheduling';
import { SHAPES } from './shapes';
import { type ResolvedToken, resolveToken } from './token';
import { type ResolvedUpgrader, resolveUpgrader } from './upgrader';

export { CONTAINER_NAME } from './containers';
export type { ResolvedResources } from './resources';
export { type ExternalToken, SYNC_WAVE } from './token';
export type { ResolvedUpgrader } from './upgrader';

/** A delegate with every default filled in and every property checked: all that the renderers see. */
export interface ResolvedDelegate {
  readonly profile: ProfileRecord;
  readonly generation: GenerationRecord;
  readonly image: string;
  /** The tag of the image, where it is known now. */
  readonly version?: string;
  readonly imagePullPolicy: string;
  readonly names: ResolvedNames;
  readonly identity: ResolvedIdentity;
  readonly token: ResolvedToken;
  readonly availability: ResolvedAvailability;
  readonly environment: ResolvedEnvironment;
  readonly container: ResolvedContainer;
  readonly resources: ResolvedResources;
  readonly scheduling: ResolvedScheduling;
  readonly networkPolicy?: ResolvedNetworkPolicy;
  readonly metadata: ResolvedMetadata;
  readonly upgrader?: ResolvedUpgrader;
}

/** Throws for bad input, before anything is made. */
export function resolveDelegate(scope: Construct, props: HarnessDelegateProps): ResolvedDelegate {
  const checks = new PropertyChecks(scope);
  constructProps(SHAPES)(checks, '', props);
  const image = resolveImage(checks, props.image);
  const generation = GENERATIONS[resolveGeneration(checks, image, props.generation)];
  const names = resolveNames({ scope, checks, props, generation, image });
  const profile = profileOf(checks, generation, props);
  const context = { scope, checks, props, profile, generation, image, names };
  const identity = resolveIdentity(context);
  const token = resolveToken(context, identity.namespace);
  const availability = resolveAvailability(context);
  const scheduling = resolveScheduling(context);
  const customCa = resolveCustomCa(context);
  const mutualTls = resolveMutualTls(context);
  const certificates = [customCa, mutualTls];
  return {
    profile,
    generation,
    image: image.reference,
    version: image.tag,
    imagePullPolicy: props.imagePullPolicy ?? profile.imagePullPolicy ?? defaultPullPolicy(image),
    names,
    identity,
    token,
    availability,
    environment: resolveEnvironment(context, {
      identity,
      token,
      idleWaitSeconds: availability.idleWaitSeconds,
      certificates: certificates.flatMap(({ settings }) => settings),
    }),
    container: resolveContainer(
      context,
      certificates.flatMap(({ volumes }) => volumes),
      identity.podSecurityLevel,
    ),
    resources: resolveResources(context),
    scheduling,
    networkPolicy: resolveNetworkPolicy(context),
    metadata: resolveMetadata(context),
    upgrader: resolveUpgrader(context, { token, scheduling, customCa, mutualTls }),
  };
}

/** What is taken over stays as it is: fields that another profile leaves out would stay in the cluster all the same. */
function profileOf(
  checks: PropertyChecks,
  { generation }: GenerationRecord,
  { profile, adoption }: HarnessDelegateProps,
): ProfileRecord {
  if (adoption === undefined) {
    return PROFILES[generation][profile ?? DelegateProfile.HARDENED];
  }
  if (profile !== undefined) {
    const remedy = 'Leave profile out, and take steps of HelmHardening in HarnessDelegate.fromHelmValues.';
    checks.refuse('profile', profile, 'no profile beside adoption, which keeps what is there', remedy);
  }
  return adoption._profile ?? ADOPTED;
}
