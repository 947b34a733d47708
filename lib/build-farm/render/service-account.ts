import type { ServiceAccount } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject, someOf } from '../../values';
import type { ResolvedBuildFarm } from '../resolve';
import { farmMetadata } from './farm-metadata';

/** Without rights, and without a token in pods that do not ask for one. */
export function renderServiceAccount(farm: ResolvedBuildFarm): RenderedObject {
  const { serviceAccountName, imagePullSecrets, cloudIdentity, annotations } = farm;
  const object: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      ...farmMetadata(farm, serviceAccountName),
      annotations: { ...cloudIdentity?._marks.serviceAccountAnnotations, ...annotations },
    },
    automountServiceAccountToken: false,
    imagePullSecrets: someOf(imagePullSecrets.map((name) => ({ name }))),
  };
  return rendered('ServiceAccount', object, 'serviceAccountName');
}
