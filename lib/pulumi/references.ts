/** Finds the objects that a manifest refers to by name. */
import { groupOf, type Manifest, type ObjectKey } from './object-index';

/** A part of a manifest. Manifests can come from third-party constructs, so any member can be missing. */
interface Part {
  readonly [member: string]: unknown;
}

const RBAC = 'rbac.authorization.k8s.io';

/** Path of the pod spec by kind. */
const POD_SPECS = new Map<string, readonly string[]>([
  ['Pod', ['spec']],
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'].map(
    (kind) => [kind, ['spec', 'template', 'spec']] as const,
  ),
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
]);

/** Returns the spec of the pods that an object runs. */
export function podSpecOf(manifest: Manifest): Part | undefined {
  const path = POD_SPECS.get(manifest.kind);
  return path?.reduce<Part | undefined>((found, member) => part(found?.[member]), manifest);
}

/** Returns the key of the ServiceAccount of pods. */
export function accountOf(pods: Part, namespace: unknown): ObjectKey {
  return { group: '', kind: 'ServiceAccount', namespace, name: pods.serviceAccountName ?? pods.serviceAccount };
}

/** Returns the objects that pods need to start. */
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

/** Returns the key of the role of a binding. */
export function roleOf({ kind, metadata, roleRef }: Manifest): ObjectKey[] {
  const role = part(roleRef);
  return kind.endsWith('RoleBinding') && role
    ? [{ group: RBAC, kind: role.kind as string, namespace: metadata.namespace, name: role.name }]
    : [];
}

/** Returns the references of other kinds: Secrets of an account, workload of an autoscaler, policy of a binding. */
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
