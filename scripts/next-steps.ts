/** The user's next steps after synthesis. They are derived from the manifests, so that they are never out of date. */

export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: { readonly [key: string]: string };
  };
  readonly spec?: { readonly template?: { readonly spec: PodSpec } };
  /** Of a Role. */
  readonly rules?: ReadonlyArray<{ readonly resources: readonly string[]; readonly verbs: readonly string[] }>;
}

interface PodSpec {
  readonly containers: ReadonlyArray<{ readonly env?: ReadonlyArray<EnvironmentVariable> }>;
}

interface EnvironmentVariable {
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

interface SecretReference {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

/** Commands and remarks, in the order of execution. */
export function nextSteps(files: readonly string[], objects: readonly KubernetesObject[]): string[] {
  const deployments = objects.filter(({ kind }) => kind === 'Deployment');
  const steps = [
    'Review the manifests. Nothing else is applied.',
    ...usedNamespaces(objects)
      .filter((name) => INITIAL.test(name) && runsBuilds(objects, name))
      .map(
        (name) =>
          `Move builds out of ${name}, where ${name === 'default' ? 'everything without a namespace is' : 'the cluster runs what it needs'}: BuildFarmNamespace makes a namespace for them`,
      ),
    ...unguardedNamespaces(objects).map(
      (name) => `Add the label ${LEVEL}: baseline to the Namespace ${name} of your program: it ${GUARD}`,
    ),
    ...missingNamespaces(objects).flatMap((name) => [
      `kubectl create namespace ${name}   # used by the manifests, but not part of them`,
      ...(runsBuilds(objects, name) ? [guardStep(name)] : []),
    ]),
    `kubectl apply ${files.map((file) => `-f ${file}`).join(' ')}`,
    ...missingSecrets(objects, deployments).map(
      ({ namespace, name, key }) =>
        `printf %s "$DELEGATE_TOKEN" | kubectl create secret generic ${name} -n ${namespace} --from-file=${key}=/dev/stdin   # the token from Harness, which process listings do not show`,
    ),
    ...deployments.flatMap(({ metadata: { name, namespace } }) => [
      `kubectl get pods -n ${namespace}   # ${name} is Running`,
      `kubectl logs -n ${namespace} deployment/${name} -f   # it connects, and Harness shows it as Connected in Project Settings > Delegates`,
    ]),
  ];
  return [...new Set(steps)];
}

function usedNamespaces(objects: readonly KubernetesObject[]): string[] {
  return [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))].sort();
}

/**
 * Every cluster has them.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
 */
const INITIAL = /^(default$|kube-)/;

function missingNamespaces(objects: readonly KubernetesObject[]): string[] {
  const made = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
  return usedNamespaces(objects).filter((name) => !made.includes(name) && !INITIAL.test(name));
}

/** Whether a Role lets someone create pods there, as a delegate does for builds. */
function runsBuilds(objects: readonly KubernetesObject[], name: string): boolean {
  const rules = objects.filter(({ kind, metadata }) => kind === 'Role' && metadata.namespace === name);
  return rules
    .flatMap((role) => role.rules ?? [])
    .some(({ resources, verbs }) => resources.includes('pods') && verbs.includes('create'));
}

/** Of a namespace. @see https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const LEVEL = 'pod-security.kubernetes.io/enforce';

const GUARD = 'keeps builds from the node. BuildFarmNamespace makes the namespace with this and more';

function guardStep(name: string): string {
  return `kubectl label namespace ${name} ${LEVEL}=baseline   # or the level of the summary; ${GUARD}`;
}

/** Namespaces for builds that the manifests make without a level. */
function unguardedNamespaces(objects: readonly KubernetesObject[]): string[] {
  return objects
    .filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.[LEVEL] === undefined)
    .map(({ metadata }) => metadata.name)
    .filter((name) => runsBuilds(objects, name));
}

function missingSecrets(
  objects: readonly KubernetesObject[],
  deployments: readonly KubernetesObject[],
): SecretReference[] {
  const made = objects
    .filter(({ kind }) => kind === 'Secret' || kind === 'ExternalSecret')
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return deployments.flatMap(({ metadata: { namespace = '' }, spec }) =>
    (spec?.template?.spec.containers ?? [])
      .flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []))
      .map(({ name, key }) => ({ namespace, name, key }))
      .filter(({ name }) => !made.includes(`${namespace}/${name}`)),
  );
}
