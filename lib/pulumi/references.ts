/** Objects that a manifest refers to by name. */
import { groupOf, type ObjectKey } from './object-index';
import type { Manifest } from './tree-objects';

/** A part of a manifest. Somebody else wrote it: any member may be missing. */
interface Part {
  readonly [member: string]: unknown;
}

const RBAC = 'rbac.authorization.k8s.io';

/** Where a kind has the specification of its pods. */
const POD_SPECS = new Map<string, readonly string[]>([
  ['Pod', ['spec']],
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'].map(
    (kind) => [kind, ['spec', 'template', 'spec']] as const,
  ),
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
]);

/** The specification of the pods that an object runs. */
export function podSpecOf(manifest: Manifest): Part | undefined {
  const path = POD_SPECS.get(manifest.kind);
  return path?.reduce<Part | undefined>((found, member) => part(found?.[member]), manifest);
}

/** The ServiceAccount of pods. */
export function accountOf(pods: Part, namespace: unknown): ObjectKey {
  return { group: '', kind: 'ServiceAccount', namespace, name: pods.serviceAccountName ?? pods.serviceAccount };
}

/** What pods are started with. */
export function referencesOfPods(pods: Part, namespace: unknown): ObjectKey[] {
  const containers = [...parts(pods.containers), ...parts(pods.initContainers), ...parts(pods.ephemeralContainers)];
  const variables = containers.flatMap(({ env }) => parts(env)).map(({ valueFrom }) => part(valueFrom));
  const files = containers.flatMap(({ envFrom }) => parts(envFrom));
  const volumes = parts(pods.volumes);
  const projected = volumes.flatMap((volume) => parts(part(volume.projected)?.sources));
  const core = (kind: string, names: readonly unknown[]) =>
    names.filter((name) => name !== undefined).map((name) => ({ group: '', kind, namespace, name }));
  return [
    accountOf(pods, namespace),
    ...core('ConfigMap', [
      ...variables.map((variable) => part(variable?.configMapKeyRef)?.name),
      ...files.map((file) => part(file.configMapRef)?.name),
      ...[...volumes, ...projected].map((volume) => part(volume.configMap)?.name),
    ]),
    ...core('Secret', [
      ...parts(pods.imagePullSecrets).map(({ name }) => name),
      ...variables.map((variable) => part(variable?.secretKeyRef)?.name),
      ...files.map((file) => part(file.secretRef)?.name),
      ...volumes.map((volume) => part(volume.secret)?.secretName),
      ...projected.map((source) => part(source.secret)?.name),
    ]),
    ...core(
      'PersistentVolumeClaim',
      volumes.map((volume) => part(volume.persistentVolumeClaim)?.claimName),
    ),
    { group: 'scheduling.k8s.io', kind: 'PriorityClass', name: pods.priorityClassName },
  ];
}

/** The role of a binding. */
export function roleOf({ kind, metadata, roleRef }: Manifest): ObjectKey[] {
  const role = part(roleRef);
  return kind.endsWith('RoleBinding') && role
    ? [{ group: RBAC, kind: role.kind as string, namespace: metadata.namespace, name: role.name }]
    : [];
}

/** What other kinds refer to: Secrets of an account, the workload that is scaled, the policy that is bound. */
export function referencesOfKind({ apiVersion, kind, metadata, ...manifest }: Manifest): ObjectKey[] {
  const { namespace } = metadata;
  const spec = part(manifest.spec) ?? {};
  switch (kind) {
    case 'ServiceAccount':
      return parts(manifest.imagePullSecrets).map(({ name }) => ({ group: '', kind: 'Secret', namespace, name }));
    case 'HorizontalPodAutoscaler': {
      const target = part(spec.scaleTargetRef) ?? {};
      const group = groupOf((target.apiVersion ?? '') as string);
      return [{ group, kind: target.kind as string, namespace, name: target.name }];
    }
    case 'ValidatingAdmissionPolicyBinding':
      return [{ group: groupOf(apiVersion), kind: 'ValidatingAdmissionPolicy', name: spec.policyName }];
    default:
      return [];
  }
}

function part(value: unknown): Part | undefined {
  return typeof value === 'object' && value !== null ? (value as Part) : undefined;
}

function parts(value: unknown): Part[] {
  return Array.isArray(value) ? value.map(part).filter((found) => found !== undefined) : [];
}
