import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, type ChartProps } from 'cdk8s';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import type { ConfigMap, Namespace, Secret, ServiceAccount } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from 'kubernetes-types/rbac/v1';
import { toYamlStream } from '../../lib/core';

/** A synthesized object, of which every one has at least this. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: { [key: string]: string };
    readonly annotations?: { [key: string]: string };
  };
}

interface Kinds {
  Namespace: Namespace;
  ServiceAccount: ServiceAccount;
  ConfigMap: ConfigMap;
  Secret: Secret;
  ExternalSecret: { metadata: Manifest['metadata']; spec: any };
  Role: Role;
  RoleBinding: RoleBinding;
  ClusterRole: ClusterRole;
  ClusterRoleBinding: ClusterRoleBinding;
  Deployment: Deployment;
  HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  PodDisruptionBudget: PodDisruptionBudget;
  NetworkPolicy: NetworkPolicy;
}

/** Every field may be read without asking first: where it is absent, the test fails and says so. */
export type Readable<T> = T extends (infer E)[]
  ? Readable<E>[]
  : T extends object
    ? { [K in keyof T]-?: Readable<T[K]> }
    : T;

/** Nobody synthesizes to files in these tests, so that this folder never comes into being. */
const NEVER_WRITTEN = join(tmpdir(), 'harness-constructs-never-written');

/** An app that leaves no folder behind. */
export function newApp(): App {
  return new App({ outdir: NEVER_WRITTEN });
}

/** A chart in an app of its own. */
export function newChart(props?: ChartProps): Chart {
  return new Chart(newApp(), 'test', props);
}

/** What the chart synthesizes to, after all validations. */
export function synth(chart: Chart): Manifest[] {
  return chart.toJson() as Manifest[];
}

/** All objects of a kind. */
export function objectsOf<K extends keyof Kinds>(manifests: readonly Manifest[], kind: K): Readable<Kinds[K]>[] {
  return manifests.filter((manifest) => manifest.kind === kind) as unknown as Readable<Kinds[K]>[];
}

/** The only object of a kind. */
export function objectOf<K extends keyof Kinds>(manifests: readonly Manifest[], kind: K): Readable<Kinds[K]> {
  const found = objectsOf(manifests, kind);
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind} among ${kindsOf(manifests).join()}`);
  return found[0];
}

/** All objects of a kind, of any API. */
export function every(manifests: readonly Manifest[], kind: string): any[] {
  return manifests.filter((manifest) => manifest.kind === kind);
}

/** The only object of a kind. */
export function only(manifests: readonly Manifest[], kind: string): any {
  const found = every(manifests, kind);
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind}`);
  return found[0];
}

/** The object with this kind and name. */
export function named(manifests: readonly Manifest[], kind: string, name: string): any {
  const found = every(manifests, kind).filter(({ metadata }: Manifest) => metadata.name === name);
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind} called ${name}`);
  return found[0];
}

/** The kinds, in order. */
export function kindsOf(manifests: readonly Manifest[]): string[] {
  return manifests.map((manifest) => manifest.kind);
}

/** For snapshots and readers: what is in the file. */
export function yamlOf(...objects: readonly object[]): string {
  return toYamlStream(objects.map((content) => ({ constructPath: '', content })));
}
