/** What a release becomes: the same delegate, in properties. */
import { definedOf } from '../../../values';
import { DelegateGeneration, DelegateToken, type HarnessDelegateProps } from '../../props';
import type { PlannedAccess } from './access';
import { planAccess } from './access';
import type { AdoptionPlan, Release } from './adoption-plan';
import { imageOf } from './images';
import { planLayout } from './layout';
import { planNetwork } from './network';
import { planPod } from './pod';
import { planUpgrader, unusedUpgraderObjects } from './upgrader';
import { planWorkload } from './workload';

export * from './access';
export * from './adoption-plan';
export * from './images';
export { upgraderObjects } from './upgrader';

/** The plan before any hardening: nothing restarts, nothing is made anew. */
export function planAdoption(release: Release): AdoptionPlan {
  const { settings, name, fullname } = release;
  const planned = planAccess(release);
  return {
    props: {
      ...identityOf(release, planned),
      ...definedOf({
        ...planWorkload(settings),
        ...planPod(release),
        ...planNetwork(release),
        upgrader: planUpgrader(release),
      }),
    },
    adoption: {
      release: name,
      resourceName: fullname,
      serviceAccountName: settings.text('serviceAccount.name') ?? fullname,
      createServiceAccount: settings.flag('serviceAccount.create'),
    },
    profile: planLayout(release, planned.bindingSuffixes),
    leftBehind: settings.flag('upgrader.enabled') ? unusedUpgraderObjects(release) : [],
  };
}

function identityOf(release: Release, { access }: PlannedAccess): HarnessDelegateProps {
  const { settings, namespace, fullname } = release;
  const pullSecret = settings.text('imagePullSecret');
  return {
    accountId: settings.text('accountId') ?? '',
    delegateName: settings.text('delegateName') ?? '',
    image: release.image ?? imageOf(settings),
    // The chart installs no other.
    generation: DelegateGeneration.LEGACY,
    // The token itself is never read: it lies in the Secret that the chart made of it.
    token: DelegateToken.fromSecretName(settings.text('existingDelegateToken') ?? fullname),
    access,
    namespace,
    createNamespace: false,
    managerEndpoint: settings.text('managerEndpoint'),
    tags: settings.parts('tags'),
    description: settings.text('description'),
    imagePullSecrets: pullSecret === undefined ? undefined : [pullSecret],
  };
}
