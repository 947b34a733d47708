/** Nodes without machines: the API server, the scheduler and the controllers take them for real ones, and kwok is their kubelet. */
import { type DelegateToleration, TaintEffect } from 'harness-constructs';
import type { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';

/** The label of the nodes of a pool, and the taint that keeps the pods of all other tests away. */
export const POOL = 'example.com/pool';

/** How large a node is. */
export interface Size {
  /** @default '16' */
  readonly cpu?: string;
  /** @default '64Gi' */
  readonly memory?: string;
  /** Number of pods. @default 110 */
  readonly pods?: number;
  /** @default 'linux' */
  readonly os?: string;
}

/** What a workload says to run in a pool. */
export function inPool(pool: string): { nodeSelector: { [label: string]: string }; tolerations: DelegateToleration[] } {
  return { nodeSelector: { [POOL]: pool }, tolerations: [toleranceOf(pool)] };
}

/** Lets pods on the nodes of a pool, without leading them there. */
export function toleranceOf(pool: string): DelegateToleration {
  return { key: POOL, value: pool, effect: TaintEffect.NO_SCHEDULE };
}

/** Adds a node to a pool and waits until it is ready. */
export async function addNode(cluster: Cluster, pool: string, name: string, size: Size = {}): Promise<string> {
  const { cpu = '16', memory = '64Gi', pods = 110, os = 'linux' } = size;
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
      labels: { [POOL]: pool, 'kubernetes.io/hostname': name, 'kubernetes.io/os': os, 'kubernetes.io/arch': 'amd64' },
    },
    spec: { taints: [{ key: POOL, value: pool, effect: TaintEffect.NO_SCHEDULE }] },
    status: { allocatable: { cpu, memory, pods }, capacity: { cpu, memory, pods }, nodeInfo: { operatingSystem: os } },
  };
  const created = await cluster.admin.post('/api/v1/nodes', node);
  if (created.status !== 201) throw new Error(`no node ${name}: ${created.status} ${created.body.message}`);
  const ready = await eventually(
    async () => (await cluster.admin.get(`/api/v1/nodes/${name}`)).body,
    ({ status, spec }) => conditionOf(status, 'Ready')?.status === 'True' && spec.taints.length === 1,
  );
  if (conditionOf(ready.status, 'Ready')?.status !== 'True') throw new Error(`${name} does not become ready`);
  return name;
}

/** Takes a node away from the scheduler, as `kubectl cordon` does. */
export async function cordon(cluster: Cluster, node: string): Promise<void> {
  const path = `/api/v1/nodes/${node}`;
  await cluster.admin.patch(path, { spec: { unschedulable: true } }, 'application/merge-patch+json');
}

/** A condition of an object by its type. */
export function conditionOf(
  status: any,
  type: string,
): { status: string; reason?: string; message?: string } | undefined {
  const conditions = (status?.conditions ?? []) as {
    type: string;
    status: string;
    reason?: string;
    message?: string;
  }[];
  return conditions.find((condition) => condition.type === type);
}

/** Whether a pod serves: it is ready, and nobody has told it to end. */
export function serves({ metadata, status }: any): boolean {
  return metadata.deletionTimestamp === undefined && conditionOf(status, 'Ready')?.status === 'True';
}

/** Waits until the scheduler has found no node for a pod, and says why. */
export async function reasonToWait(cluster: Cluster, pod: string): Promise<string> {
  const { status, spec } = await eventually(
    async () => (await cluster.admin.get(pod)).body,
    (body) => conditionOf(body.status, 'PodScheduled')?.reason === 'Unschedulable',
  );
  return `${status.phase} on ${spec.nodeName ?? 'no node'}: ${conditionOf(status, 'PodScheduled')?.message}`;
}
