/** What all subjects of a delegate read: its image, generation, names and profile. */
import type { Construct } from 'constructs';
import { own, type PropertyChecks } from '../core';
import { DelegateGeneration } from '../reference';
import { type GenerationRecord, GENERATIONS } from './generation';
import { type DelegateImage, type ResolvedImage, resolveGeneration, resolveImage } from './image';
import { type DelegateAdoptionProps, type ResolvedNames, resolveNames } from './names';
import { ADOPTED, DelegateProfile, type ProfileRecord, PROFILES } from './profile';

/** Input of the `resolve…` functions. `Props` are the properties that the function reads. */
export interface ResolveContext<Props = unknown> {
  readonly scope: Construct;
  readonly checks: PropertyChecks;
  readonly props: Props;
  readonly profile: ProfileRecord;
  readonly generation: GenerationRecord;
  readonly image: ResolvedImage;
  readonly names: ResolvedNames;
}

/** The properties that decide what all subjects read. */
interface DecidingProps extends DelegateAdoptionProps {
  readonly delegateName: string;
  readonly image: DelegateImage;
  readonly generation?: DelegateGeneration;
  readonly profile?: DelegateProfile;
}

/** A part that was refused stops only the subjects that read it. */
export function contextOf<Props extends DecidingProps>(
  scope: Construct,
  checks: PropertyChecks,
  props: Props,
): ResolveContext<Props> {
  const image = checks.part(() => resolveImage(checks, props.image));
  const generation = checks.part(() => GENERATIONS[resolveGeneration(checks, image.value, props.generation)]);
  // Most subjects read it. With an image that was refused, they are checked for the generation that is used most.
  const given = checks.part(() => props.generation).or(undefined);
  const assumed = generation.or({ ...GENERATIONS[given ?? DelegateGeneration.NEW], isAssumed: true });
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
  { profile, adoption }: DecidingProps,
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
