/** Namespaces with a profile of build pods, and what becomes of pods in them. */
import type { BuildPodProfileOptions, CiBuildInfraProps } from 'harness-constructs';
import { BuildPodProfile } from 'harness-constructs';
import type { Manifest } from '../../testkit/synth';
import { synthFarm } from '../build-farm/farm';
import { outcomeOf } from '../build-farm/outcome';
import { buildPod } from '../build-farm/pods';
import type { Answer } from '../client/api-client';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';

/** Servers that can change pods, by version. */
export function mutatingClusters(): [string, Cluster][] {
  return Cluster.all()
    .filter(({ version }) => Number(version.split('.')[1]) >= 36)
    .map((cluster) => [cluster.version, cluster]);
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly resources?: { readonly requests?: object; readonly limits?: object };
  readonly securityContext?: object;
}

/** A pod as the server answers it. */
export interface Pod {
  readonly metadata: { readonly labels: { readonly [key: string]: string }; readonly annotations?: object };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers: readonly Container[];
    readonly [field: string]: unknown;
  };
}

/** How a test changes what it applies. */
export interface Variant {
  readonly props?: Partial<CiBuildInfraProps>;
  /** Leaves out the binding of the policy that changes pods. */
  readonly unmutated?: boolean;
  /** A pod that the namespace admits. */
  readonly pod?: object;
}

/** By this label a test sees that the profile is in effect. */
const MARK = 'harness-constructs.test/profiled';

/** The options with the label, which pipelines must not override. */
export function marked(options: BuildPodProfileOptions, mark: string): BuildPodProfileOptions {
  const overridable = options.overridable?.filter((setting) => (setting as string) !== 'labels');
  return { ...options, labels: { ...options.labels, [MARK]: mark }, ...(overridable && { overridable }) };
}

/** Applies the guards of a farm with the profile, and returns the name of its build namespace once they are in effect. */
export async function profiledNamespace(
  cluster: Cluster,
  name: string,
  options: BuildPodProfileOptions,
  { props = {}, unmutated = false, pod = buildPod() }: Variant = {},
): Promise<string> {
  const podProfile = BuildPodProfile.of(marked(options, name));
  const [, all] = synthFarm(name, { props: { kubernetesVersion: '1.36', podProfile, ...props } });
  const namespace = props.sharedNamespace ? name : `${name}-builds`;
  const kinds = (...names: string[]) => guardsOf(all, namespace).filter(({ kind }) => names.includes(kind));
  await cluster.applyAll([...kinds('Namespace'), ...kinds('ServiceAccount')]);
  await cluster.applyAll(kinds('ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'));
  await unbound(cluster, namespace);
  // Nothing changes pods yet: the policy that holds them to the profile is in effect once it refuses them, unless Pod Security
  // already refuses them before.
  const until = (isGood: (answer: Answer) => boolean) => answers(cluster, namespace, pod, isGood);
  await until((answer) => /build pod profile|violates PodSecurity/.test(outcomeOf(answer).message));
  if (!unmutated) {
    await cluster.applyAll(kinds('MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding'));
    await until(({ body }) => body.metadata?.labels?.[MARK] === name);
  }
  return namespace;
}

/** Takes the policy that changes pods out of effect, if an earlier run against the same server has left it. */
async function unbound(cluster: Cluster, namespace: string): Promise<void> {
  const name = `harness-builds.${namespace}.pod-profile`;
  await cluster.admin.delete(`/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings/${name}`);
}

/** Objects that decide which pods the namespace admits. */
function guardsOf(all: readonly Manifest[], namespace: string): Manifest[] {
  return all.filter(({ kind, metadata }) =>
    kind.includes('AdmissionPolicy')
      ? metadata.name.split('.').includes(namespace)
      : [metadata.name, metadata.namespace].includes(namespace),
  );
}

async function answers(
  cluster: Cluster,
  namespace: string,
  pod: object,
  isGood: (answer: Answer) => boolean,
): Promise<void> {
  const answer = await eventually(() => create(cluster, namespace, pod), isGood);
  if (!isGood(answer)) {
    throw new Error(`${namespace}: the profile is not in effect: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}

/** What becomes of a pod, without making it. */
export function create(cluster: Cluster, namespace: string, pod: object): Promise<Answer> {
  return cluster.admin.post(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod);
}

/** The pod that the server would store, without what differs from pod to pod. */
export async function stored(cluster: Cluster, namespace: string, pod: object): Promise<Pod> {
  const answer = await create(cluster, namespace, pod);
  if (answer.status !== 201) {
    throw new Error(`${answer.status} ${answer.body.message} for ${JSON.stringify(pod)}`);
  }
  const { metadata, spec } = answer.body;
  const { labels, annotations = {} } = metadata;
  return { metadata: { labels, annotations }, spec };
}

/** A namespace without a profile, in which the server shows what it does to every pod. */
export async function plainNamespace(cluster: Cluster): Promise<string> {
  const name = 'pod-profile-none';
  await cluster.namespace(name);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'harness-build', namespace: name } };
  await cluster.apply(account);
  return name;
}
