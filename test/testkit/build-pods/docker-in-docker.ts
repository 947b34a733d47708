import { type BuildPod, SOURCES } from './fixture';
import { LINUX, step } from './linux';

const { dockerInDocker, container, pod } = SOURCES;

/** Directory of the Docker socket, shared with the steps that use Docker. */
const SOCKET = { name: 'shared-0', mountPath: '/var/run' };

/** A stage with Docker as a background step, and a step that uses it. */
export const DOCKER_IN_DOCKER: BuildPod = [
  ...LINUX,
  ...step(3, 'dind', 'docker:dind'),
  ['spec.containers.3.securityContext', { privileged: true }, dockerInDocker],
  ...step(4, 'run-docker', 'docker:latest'),
  ...[3, 4].map((index) => [`spec.containers.${index}.volumeMounts.2`, SOCKET, dockerInDocker] as const),
  ['spec.containers.4.securityContext', { privileged: false }, container],
  ['spec.volumes.2', { name: 'shared-0', emptyDir: {} }, pod],
];
