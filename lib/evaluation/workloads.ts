/** Workloads: how many pods they create, and which Secrets these use. */
import { isPlainObject } from '../core';
import type { Placement } from './nodes';
import { elementsOf, groupOf, type KubernetesObject, type Labels, namespaceOf, objectsOfKind } from './objects';

/** The fields of a container that statements depend on. */
export interface Container {
  readonly name?: string;
  readonly restartPolicy?: string;
  readonly env?: readonly Variable[] | null;
  readonly envFrom?: readonly { readonly secretRef?: Reference | null }[] | null;
  readonly resources?: {
    readonly requests?: { readonly [resource: string]: string | undefined };
    readonly limits?: { readonly [resource: string]: string | undefined };
  };
}

interface Reference {
  readonly name?: string | null;
}

interface Variable {
  readonly name?: string;
  readonly valueFrom?: { readonly secretKeyRef?: Reference | null } | null;
}

interface Volume {
  readonly projected?: { readonly sources?: readonly { readonly serviceAccountToken?: object | null }[] | null } | null;
}

/** The template from which a workload creates its pods. */
export interface PodTemplate {
  readonly metadata?: { readonly labels?: Labels | null } | null;
  readonly spec?: PodSpec | null;
}

/** The fields of a pod spec that statements depend on. */
export interface PodSpec extends Placement {
  readonly hostNetwork?: boolean | null;
  readonly serviceAccountName?: string | null;
  /** The former name of the field. */
  readonly serviceAccount?: string | null;
  readonly automountServiceAccountToken?: boolean | null;
  readonly volumes?: readonly Volume[] | null;
  readonly priorityClassName?: string | null;
  readonly containers?: readonly Container[] | null;
  readonly initContainers?: readonly Container[] | null;
}

/** Where the template of a kind is. */
const TEMPLATES: { readonly [kind: string]: readonly string[] } = {
  '/Pod': [],
  '/ReplicationController': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

function placeOfTemplate({ apiVersion, kind }: KubernetesObject): readonly string[] | undefined {
  const key = `${groupOf(apiVersion)}/${kind}`;
  return Object.hasOwn(TEMPLATES, key) ? TEMPLATES[key] : undefined;
}

/** The objects that make pods in a namespace. */
export function workloadsIn(objects: readonly KubernetesObject[], namespace: string): KubernetesObject[] {
  return objects.filter((object) => placeOfTemplate(object) !== undefined && namespaceOf(object) === namespace);
}

/** The template of a workload; an empty one if it has none. */
export function templateOf(workload: KubernetesObject): PodTemplate {
  const place = placeOfTemplate(workload) ?? [];
  const template = place.reduce<unknown>((value, key) => (isPlainObject(value) ? value[key] : undefined), workload);
  return isPlainObject(template) ? template : {};
}

/** The ServiceAccount of the pods. */
export function accountNameOf({ spec }: PodTemplate): string {
  return spec?.serviceAccountName || spec?.serviceAccount || 'default';
}

/** Members that name a Secret by `name`: `secret` of a projected volume, `secretKeyRef`, `imagePullSecrets` and others. */
const REFERENCE = /(^s|S)ecret(s|Ref|KeyRef)?$/;

/** The Secrets of the namespace that pods use, wherever the template names them. */
export function secretsOf({ spec }: PodTemplate): string[] {
  return [...new Set(secretsIn(spec))];
}

function secretsIn(value: unknown, key = ''): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((one: unknown) => secretsIn(one, key));
  }
  if (!isPlainObject(value)) {
    return key === 'secretName' && typeof value === 'string' ? [value] : [];
  }
  const { name } = value;
  const own = REFERENCE.test(key) && typeof name === 'string' ? [name] : [];
  return [...own, ...Object.entries(value).flatMap(([member, one]) => secretsIn(one, member))];
}

/** The variable with the token of a delegate: the new one, and the legacy one. */
const TOKENS: readonly (string | undefined)[] = ['HARNESS_DELEGATE_TOKEN', 'DELEGATE_TOKEN'];

/** The Secrets that give pods of a delegate its token: by the variable, or as a whole. */
export function tokenSecretsOf({ spec }: PodTemplate): string[] {
  const containers = [...elementsOf(spec?.containers), ...elementsOf(spec?.initContainers)];
  const variables = containers.flatMap(({ env }) => elementsOf(env)).filter(({ name }) => TOKENS.includes(name));
  const references =
    variables.length > 0
      ? variables.map(({ valueFrom }) => valueFrom?.secretKeyRef)
      : containers.flatMap(({ envFrom }) => elementsOf(envFrom)).map(({ secretRef }) => secretRef);
  return [...new Set(references.flatMap((reference) => reference?.name ?? []))];
}

interface Scaled {
  readonly replicas?: number | null;
  readonly strategy?: {
    readonly type?: string | null;
    readonly rollingUpdate?: { readonly maxSurge?: number | string | null } | null;
  } | null;
}

interface Scaling {
  readonly maxReplicas?: number | null;
  readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string } | null;
}

/**
 * The most pods of a workload at a time: its replicas or the maximum of its autoscalers, and what a rollout adds. `undefined`
 * for a DaemonSet, which has a pod on every node.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge
 */
export function mostPodsOf(objects: readonly KubernetesObject[], workload: KubernetesObject): number | undefined {
  if (workload.kind === 'DaemonSet') {
    return undefined;
  }
  const { replicas, strategy }: Scaled = workload.spec ?? {};
  const maxima = objectsOfKind(objects, 'autoscaling', 'HorizontalPodAutoscaler')
    .filter((scaler) => namespaceOf(scaler) === namespaceOf(workload))
    .map(({ spec }): Scaling => spec ?? {})
    .filter(({ scaleTargetRef: target }) => target?.kind === workload.kind && target.name === workload.metadata.name)
    .map(({ maxReplicas }) => maxReplicas ?? 0);
  const pods = Math.max(replicas ?? (maxima.length > 0 ? 0 : 1), ...maxima);
  const isReplaced = workload.kind !== 'Deployment' || strategy?.type === 'Recreate';
  return isReplaced ? pods : pods + surgeOf(strategy?.rollingUpdate?.maxSurge ?? '25%', pods);
}

/** A share is rounded up. */
function surgeOf(surge: number | string, pods: number): number {
  return typeof surge === 'number' ? surge : Math.ceil((Number.parseInt(surge, 10) * pods) / 100);
}
