/** Build pods as Harness makes them, field by field, each with the place where it is written. */

/** A field of a pod: its path, with numbers for elements of lists, what it is, and where that is written. */
export type Field = readonly [path: string, value: unknown, source: string];

/** All that makes a pod. */
export type BuildPod = readonly Field[];

/** A public copy of the source of Harness' delegate and CI manager, as it was read. */
const SOURCE = 'https://github.com/vigneswara-propelo/harness-core/blob/283a069fdfa99d82b16fd7193b48c0926fd1851c';
const CLASSES = `${SOURCE}/930-delegate-tasks/src/main/java/io/harness/delegate/task/citasks/cik8handler/k8java`;
const DOCS = 'https://developer.harness.io/docs/continuous-integration/use-ci';

/** Where it is written how a build pod is made. */
export const SOURCES = {
  pod: `${CLASSES}/pod/BasePodSpecBuilder.java`,
  podEnd: `${CLASSES}/pod/PodSpecBuilder.java`,
  container: `${CLASSES}/container/BaseContainerSpecBuilder.java`,
  infrastructure: `${DOCS}/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure`,
  resources: `${DOCS}/set-up-build-infrastructure/resource-limits`,
  windows: `${DOCS}/set-up-build-infrastructure/k8s-build-infrastructure/run-windows-builds-in-a-kubernetes-build-infrastructure`,
  dockerInDocker: `${DOCS}/manage-dependencies/run-docker-in-docker-in-a-ci-stage`,
  images: `${DOCS}/set-up-build-infrastructure/harness-ci`,
  istioAnnotations: 'https://istio.io/latest/docs/reference/config/annotations/',
  istioLabels: 'https://istio.io/latest/docs/reference/config/labels/',
  istioCni: 'https://istio.io/latest/docs/setup/additional-setup/cni/',
  istioInjection:
    'https://github.com/istio/istio/blob/0134e00294587160bd44f4fe19d7b1413005ce57/manifests/charts/istio-control/istio-discovery/files/injection-template.yaml',
} as const;

/** The pod that the fields make: later ones add to earlier ones. Its name differs each time. */
export function podOf(fields: BuildPod): object {
  const pod = {};
  for (const [path, value] of fields) {
    set(pod, path.split('.'), structuredClone(value));
  }
  return pod;
}

function set(target: any, [name, ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    const isMap = typeof value === 'object' && !Array.isArray(value);
    target[name] = isMap ? { ...target[name], ...value } : value;
  } else {
    target[name] ??= /^[0-9]+$/.test(rest[0]) ? [] : {};
    set(target[name], rest, value);
  }
}

/** A field whose requests are its limits. */
export function reserved(cpu: string, memory: string): object {
  return { requests: { cpu, memory }, limits: { cpu, memory } };
}

/** What a step asks for unless the pipeline says otherwise. */
export const STEP_RESOURCES = { requests: { cpu: '10m', memory: '10Mi' }, limits: { cpu: '400m', memory: '500Mi' } };
