/** Whether the pod of a stage has room in the quota of its namespace. */
import { BuildFarmNamespace, type BuildRequests, type IBuildFarmNamespace } from '../build-farm';
import type { CiStage, SidecarResources, StagePodOptions } from '../pipeline';
import { HarnessConstructsError, parseQuantity, PropertyChecks } from '../values';
import type { StageGround } from './stage-ground';

/** A pod that has no room in the quota of its namespace is never admitted. */
export function checkQuota(
  { podOptions = {} }: StageGround,
  stage: CiStage,
  buildNamespace: IBuildFarmNamespace,
): void {
  if (!BuildFarmNamespace.isBuildFarmNamespace(buildNamespace)) {
    return;
  }
  const { _quota: quota, _injectsProxy } = buildNamespace as BuildFarmNamespace;
  const sidecar = podOptions.sidecar ?? (_injectsProxy ? proxyOf(stage) : undefined);
  const podRequests = podRequestsOf(stage, { ...podOptions, sidecar });
  if (quota === undefined || podRequests === undefined) {
    return;
  }
  for (const resource of ['cpu', 'memory'] as const) {
    const room = quota[`requests.${resource}`];
    if ((parseQuantity(podRequests[resource]) ?? 0n) > (parseQuantity(room) ?? 0n)) {
      new PropertyChecks(stage).refuse(
        'steps',
        `a pod that requests ${podRequests[resource]} of ${resource}${sidecar === undefined ? '' : ', with its sidecar'}`,
        `at most ${room}, the quota of the namespace`,
        `Raise the quota: BuildQuota.forConcurrentBuilds(builds, StageResources.of(steps${sidecar === undefined ? '' : ', { sidecar }'}).podRequests).`,
      );
    }
  }
}

/** What Istio gives its proxy. @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
const PROXY = { cpu: '100m', memory: '128Mi' };
const INJECT = 'sidecar.istio.io/inject';

/** The proxy that Istio puts into the pod, by what the pod says of it. */
function proxyOf({ infrastructure }: CiStage): SidecarResources | undefined {
  const { labels = {}, annotations = {} } = infrastructure._resolved.props;
  if ((labels[INJECT] ?? annotations[INJECT]) === 'false') {
    return undefined;
  }
  const { 'sidecar.istio.io/proxyCPU': cpu = PROXY.cpu, 'sidecar.istio.io/proxyMemory': memory = PROXY.memory } =
    annotations;
  return { requests: { cpu, memory } };
}

/** What is told when the pipeline runs cannot be reckoned with. */
function podRequestsOf(stage: CiStage, options: StagePodOptions): BuildRequests | undefined {
  try {
    return stage.resourcesWith(options).podRequests;
  } catch (error) {
    if (HarnessConstructsError.isHarnessConstructsError(error)) {
      return undefined;
    }
    throw error;
  }
}
