import type { LimitRange, ResourceQuota } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedBuildFarm } from '../resolve';
import { farmMetadata } from './farm-metadata';

/** What Harness' own step containers ask for. A quota admits no container without requests, so others get the same. */
const STEP_REQUESTS = { cpu: '10m', memory: '10Mi' };

/** @see https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export function renderQuota(farm: ResolvedBuildFarm): RenderedObject[] {
  if (farm.quota === undefined) {
    return [];
  }
  const { hard } = farm.quota;
  const disk: { [resource: string]: string } =
    'requests.ephemeral-storage' in hard ? { 'ephemeral-storage': '10Mi' } : {};
  const quota: ResourceQuota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: farmMetadata(farm),
    spec: { hard: { ...hard } },
  };
  const limits: LimitRange = {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: farmMetadata(farm),
    // Neither limits nor a minimum: they would change or refuse the containers of Harness.
    spec: { limits: [{ type: 'Container', defaultRequest: { ...STEP_REQUESTS, ...disk } }] },
  };
  return [rendered('ResourceQuota', quota, 'quota'), rendered('LimitRange', limits, 'quota')];
}
