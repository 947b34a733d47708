import type { Construct } from 'constructs';
import { PropertyChecks, struct } from '../../values';
import { type GenerationRecord, NEW_GENERATION } from '../generation';
import { type ProfileRecord, PROFILES } from '../profile';
import { DelegateProfile, type HarnessDelegateProps } from '../props';
import { type ResolvedAvailability, resolveAvailability } from './availability';
import { type ResolvedContainer, resolveContainer } from './container';
import { type ResolvedEnvironment, resolveEnvironment } from './environment';
import { type ResolvedIdentity, resolveIdentity } from './identity';
import { defaultPullPolicy, resolveGeneration, resolveImage } from './image';
import { type ResolvedMetadata, resolveMetadata } from './metadata';
import { type ResolvedNetworkPolicy, resolveNetworkPolicy } from './network';
import { type ResolvedResources, resolveResources } from './resources';
import { type ResolvedScheduling, resolveScheduling } from './scheduling';
import { SHAPES } from './shapes';
import { type ResolvedToken, resolveToken } from './token';

export type { ResolvedProbe } from './container';
export { CONTAINER_NAME } from './containers';
export type { ResolvedResources } from './resources';
export { type ExternalToken, SYNC_WAVE } from './token';

/** A delegate with every default filled in and every property checked: all that the renderers see. */
export interface ResolvedDelegate {
  readonly profile: ProfileRecord;
  readonly generation: GenerationRecord;
  readonly image: string;
  /** The tag of the image, where it is known now. */
  readonly version?: string;
  readonly imagePullPolicy: string;
  readonly identity: ResolvedIdentity;
  readonly token: ResolvedToken;
  readonly availability: ResolvedAvailability;
  readonly environment: ResolvedEnvironment;
  readonly container: ResolvedContainer;
  readonly resources: ResolvedResources;
  readonly scheduling: ResolvedScheduling;
  readonly networkPolicy?: ResolvedNetworkPolicy;
  readonly metadata: ResolvedMetadata;
}

/** Throws for bad input, before anything is made. */
export function resolveDelegate(scope: Construct, props: HarnessDelegateProps): ResolvedDelegate {
  const checks = new PropertyChecks(scope);
  struct(SHAPES)(checks, '', props);
  const profile = PROFILES[props.profile ?? DelegateProfile.HARDENED];
  const image = resolveImage(checks, props.image);
  resolveGeneration(checks, image, props.generation);
  const context = { scope, checks, props, profile, generation: NEW_GENERATION };
  const identity = resolveIdentity(context);
  const token = resolveToken(context, identity.namespace);
  const availability = resolveAvailability(context, image);
  return {
    profile,
    generation: NEW_GENERATION,
    image: image.reference,
    version: image.tag,
    imagePullPolicy: props.imagePullPolicy ?? profile.imagePullPolicy ?? defaultPullPolicy(image),
    identity,
    token,
    availability,
    environment: resolveEnvironment(context, { identity, token, idleWaitSeconds: availability.idleWaitSeconds }),
    container: resolveContainer(context, identity.podSecurityLevel),
    resources: resolveResources(context),
    scheduling: resolveScheduling(context),
    networkPolicy: resolveNetworkPolicy(context),
    metadata: resolveMetadata(context),
  };
}
