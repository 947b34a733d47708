/** Cloud identities on platforms: none works in the cluster of another cloud. */
import { inWords, type PropertyChecks } from '../core';
import type { CloudIdentity, IdentityKind } from '../workload';
import type { ClusterPlatform } from './platform';

/** The factory of each identity, and where it works. */
const IDENTITIES: { readonly [kind in IdentityKind]: { readonly factory: string; readonly home: string } } = {
  irsa: { factory: 'CloudIdentity.irsa(…)', home: 'Amazon EKS' },
  eksPodIdentity: { factory: 'CloudIdentity.eksPodIdentity()', home: 'Amazon EKS on Linux nodes of EC2' },
  gke: { factory: 'CloudIdentity.gke(…)', home: 'Google Kubernetes Engine' },
  azure: { factory: 'CloudIdentity.azure(…)', home: 'Azure Kubernetes Service' },
};

/** The identities of a platform, as a program makes them. */
export function identitiesOf({ _record: { identities = [] } }: ClusterPlatform): string {
  return identities.map((kind) => IDENTITIES[kind].factory).join(' or ');
}

/** Throws for the platform of a farm if the namespace was made for another one. */
export function checkSamePlatform(
  checks: PropertyChecks,
  own: ClusterPlatform | undefined,
  ofFarm: ClusterPlatform,
): void {
  if (own !== undefined && own._record.id !== ofFarm._record.id) {
    checks.refuse(
      'platform',
      inWords(own.toString()),
      `${ofFarm.toString()}, the platform of the farm that uses the namespace`,
      'Correct one of the two: identities, meshes and DNS of the namespace depend on it.',
    );
  }
}

/** Throws for an identity of another platform. */
export function checkPlatformIdentity(
  checks: PropertyChecks,
  property: string,
  identity: CloudIdentity | undefined,
  platform: ClusterPlatform | undefined,
): void {
  if (identity === undefined || platform === undefined || !platform._lacks(identity._kind)) {
    return;
  }
  const { factory, home } = IDENTITIES[identity._kind];
  checks.refuse(
    property,
    inWords(`${factory}, an identity of ${home}`),
    `${identitiesOf(platform)} on ${platform.toString()}`,
    'Use one of these identities, or correct the platform. ClusterPlatform.generic() admits every identity.',
  );
}
