import { type BuildPod, reserved, SOURCES, STEP_RESOURCES } from './fixture';
import { EVERY_BUILD } from './linux';

const { windows, container, resources, images, infrastructure } = SOURCES;

const SHARED = [
  { name: 'harness', mountPath: 'C:\\harness' },
  { name: 'addon', mountPath: 'C:\\addon' },
];

/** A stage on a Windows node, where no container has a security context. */
export const WINDOWS: BuildPod = [
  ...EVERY_BUILD,
  ['spec.nodeSelector', { 'kubernetes.io/os': 'windows' }, windows],
  ['spec.initContainers.0.name', 'setup-addon', images],
  ['spec.initContainers.0.image', 'harness/ci-addon:1.18.27', images],
  ['spec.initContainers.0.command', ['pwsh', '-Command'], container],
  ['spec.initContainers.0.args', ['mkdir /addon/bin'], container],
  ['spec.initContainers.0.resources', reserved('100m', '100Mi'), resources],
  ['spec.initContainers.0.volumeMounts', SHARED, container],
  ['spec.containers.0.name', 'lite-engine', images],
  ['spec.containers.0.image', 'harness/ci-lite-engine:1.18.27', images],
  ['spec.containers.0.ports', [{ containerPort: 20001 }], infrastructure],
  ['spec.containers.0.resources', reserved('500m', '600Mi'), resources],
  ['spec.containers.0.volumeMounts', SHARED, container],
  ['spec.containers.1.name', 'pre', windows],
  ['spec.containers.1.image', 'winamd64/python', windows],
  ['spec.containers.1.command', ['C:\\addon\\bin\\addon.exe'], container],
  ['spec.containers.1.args', ['--port', '20002'], container],
  ['spec.containers.1.resources', STEP_RESOURCES, resources],
  ['spec.containers.1.volumeMounts', SHARED, container],
];
