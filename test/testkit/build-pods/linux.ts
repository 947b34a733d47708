import { type BuildPod, type Field, reserved, SOURCES, STEP_RESOURCES } from './fixture';

const { pod, podEnd, container, infrastructure, resources, images } = SOURCES;

/** Volumes of every container of a build. */
const SHARED = [
  { name: 'harness', mountPath: '/harness' },
  { name: 'addon', mountPath: '/addon' },
];

/** Fields of every build, independent of its steps. */
export const EVERY_BUILD: BuildPod = [
  ['apiVersion', 'v1', pod],
  ['kind', 'Pod', pod],
  ['metadata.generateName', 'harnessci-build-', pod],
  [
    'metadata.labels',
    {
      accountID: '6_vVHzo9Qeu9fXvj-AcQCb',
      orgID: 'default',
      projectID: 'payments',
      pipelineID: 'build',
      pipelineExecutionId: 'aBcDeF0123456789',
      stageID: 'build',
      stageName: 'build',
    },
    infrastructure,
  ],
  ['spec.serviceAccountName', 'harness-build', infrastructure],
  ['spec.automountServiceAccountToken', false, infrastructure],
  ['spec.restartPolicy', 'Never', podEnd],
  ['spec.activeDeadlineSeconds', 86400, podEnd],
  ['spec.hostAliases', [], pod],
  [
    'spec.volumes',
    [
      { name: 'harness', emptyDir: {} },
      { name: 'addon', emptyDir: {} },
    ],
    pod,
  ],
];

/** The init container that installs the tools of Harness for the steps. */
export const SETUP_ADDON: BuildPod = [
  ['spec.initContainers.0.name', 'setup-addon', images],
  ['spec.initContainers.0.image', 'harness/ci-addon:1.18.27', images],
  ['spec.initContainers.0.command', ['sh', '-c', '--'], container],
  ['spec.initContainers.0.args', ['mkdir -p /addon/bin'], container],
  ['spec.initContainers.0.env', [{ name: 'HARNESS_WORKSPACE', value: '/harness' }], container],
  ['spec.initContainers.0.resources', reserved('100m', '100Mi'), resources],
  ['spec.initContainers.0.securityContext', { privileged: false }, container],
  ['spec.initContainers.0.volumeMounts', SHARED, container],
];

/** The container that controls the stage. It reserves the total requests of the steps. */
export const LITE_ENGINE: BuildPod = [
  ['spec.containers.0.name', 'lite-engine', images],
  ['spec.containers.0.image', 'harness/ci-lite-engine:1.18.27', images],
  ['spec.containers.0.env', [fromSecret('HARNESS_LOG_SERVICE_TOKEN')], container],
  ['spec.containers.0.ports', [{ containerPort: 20001 }], infrastructure],
  ['spec.containers.0.workingDir', '/harness', container],
  ['spec.containers.0.resources', reserved('500m', '600Mi'), resources],
  ['spec.containers.0.securityContext', { privileged: false }, container],
  ['spec.containers.0.volumeMounts', SHARED, container],
];

/** A step in its container. Each listens on its own port, above that of the lite engine. */
export function step(index: number, name: string, image: string): Field[] {
  const at = `spec.containers.${index}`;
  return [
    [`${at}.name`, name, container],
    [`${at}.image`, image, container],
    [`${at}.command`, ['/addon/bin/ci-addon'], container],
    [`${at}.args`, ['--port', `${20001 + index}`], container],
    [`${at}.env`, [{ name: 'HARNESS_WORKSPACE', value: '/harness' }, fromSecret('PLUGIN_PASSWORD')], container],
    [`${at}.ports`, [{ containerPort: 20001 + index }], container],
    [`${at}.workingDir`, '/harness', container],
    [`${at}.resources`, STEP_RESOURCES, resources],
    [`${at}.securityContext`, { privileged: false }, container],
    [`${at}.volumeMounts`, SHARED, container],
  ];
}

/** A variable from the Secret that Harness creates for the stage. */
function fromSecret(key: string): object {
  return { name: key, valueFrom: { secretKeyRef: { name: 'harnessci-build-secret', key } } };
}

/** A stage that clones, builds and pushes an image with kaniko, which runs as root in its container. */
export const LINUX: BuildPod = [
  ...EVERY_BUILD,
  ...SETUP_ADDON,
  ...LITE_ENGINE,
  ...step(1, 'harness-git-clone', 'harness/drone-git:1.7.12'),
  ...step(2, 'build-and-push', 'plugins/kaniko:1.13.3'),
  ['spec.containers.2.securityContext', { privileged: false, runAsUser: 0 }, infrastructure],
];
