/** Build pods as Harness creates them, field by field, each with its source. */

/** A field of a pod: its path, with numbers for list elements, its value, and its source. */
export type Field = readonly [path: string, value: unknown, source: string];

/** All fields of a pod. */
export type BuildPod = readonly Field[];

/** A public copy of the source of Harness' delegate and CI manager. */
const SOURCE = 'https://github.com/vigneswara-propelo/harness-core/blob/283a069fdfa99d82b16fd7193b48c0926fd1851c';
const CLASSES = `${SOURCE}/930-delegate-tasks/src/main/java/io/harness/delegate/task/citasks/cik8handler/k8java`;
/** The same copy, at the last change of a file. */
const MANAGER = 'https://github.com/vigneswara-propelo/harness-core/blob';
const EXECUTION = '332-ci-manager/service/src/main/java/io/harness/ci/execution';
const DOCS = 'https://developer.harness.io/docs/continuous-integration/use-ci';

/** Sources that specify the build pods. */
export const SOURCES = {
  pod: `${CLASSES}/pod/BasePodSpecBuilder.java`,
  podEnd: `${CLASSES}/pod/PodSpecBuilder.java`,
  container: `${CLASSES}/container/BaseContainerSpecBuilder.java`,
  /** The same context for the init container, the lite engine and each step; it has no seccomp profile. */
  securityContext: `${MANAGER}/8f72e60b5be1ae059199e87ed5d1af1e1b7b14e4/${EXECUTION}/buildstate/providers/InternalContainerParamsProvider.java`,
  /** Labels of the stage take precedence over those that Harness sets. */
  labelsOfStage: `${MANAGER}/018b59a3855b37fe00c59a5f219320a3597d4de9/${EXECUTION}/integrationstage/K8InitializeTaskParamsBuilder.java`,
  stepUser: `${DOCS}/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure#run-as-non-root-or-a-specific-user`,
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

/** Builds a pod from fields: later ones add to earlier ones. Each pod has a different name. */
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

/** A field with equal requests and limits. */
export function reserved(cpu: string, memory: string): object {
  return { requests: { cpu, memory }, limits: { cpu, memory } };
}

/** Default requests of a step. */
export const STEP_RESOURCES = { requests: { cpu: '10m', memory: '10Mi' }, limits: { cpu: '400m', memory: '500Mi' } };
