/** Pods for trying out what a farm allows. */

/** Changes to a pod. */
export interface Change {
  readonly labels?: object;
  readonly spec?: object;
  readonly container?: object;
}

/** The security context that the Pod Security level restricted requires of containers. */
const HARDENED = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  runAsUser: 1000,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

export const CONTAINER = { name: 'step', image: 'registry.example.com/step:1', securityContext: HARDENED };

/** A pod that every farm admits, so that a refusal can only concern the changes of the test. */
export function buildPod({ labels = {}, spec = {}, container = {} }: Change = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: 'harnessci-build-', labels: { accountID: 'test', ...labels } },
    spec: {
      serviceAccountName: 'harness-build',
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      containers: [{ ...CONTAINER, ...container }],
      ...spec,
    },
  };
}

/** A hostPath volume. */
export function hostPath(path: string): object {
  return { volumes: [{ name: 'node', hostPath: { path } }] };
}

const HOST_NAMESPACES = 'must not use hostNetwork, hostPID or hostIPC';
const CONFINEMENT = 'must not use Unconfined seccomp or AppArmor profiles, or custom SELinux options';

/** Ways out of a container that the Pod Security level baseline refuses, and the message of the admission policy. */
export const WAYS_TO_THE_NODE: readonly (readonly [what: string, change: Change, words: string])[] = [
  ['a directory of the node', { spec: hostPath('/etc') }, 'must not mount hostPath volumes'],
  ['the network of the node', { spec: { hostNetwork: true } }, HOST_NAMESPACES],
  ['the processes of the node', { spec: { hostPID: true } }, HOST_NAMESPACES],
  ['the memory of the node', { spec: { hostIPC: true } }, HOST_NAMESPACES],
  ['a port of the node', { container: { ports: [{ containerPort: 80, hostPort: 80 }] } }, 'must not use hostPort'],
  ['a privileged container', { container: { securityContext: { privileged: true } } }, 'must not be privileged'],
  [
    'a capability',
    { container: { securityContext: { capabilities: { add: ['SYS_ADMIN'] } } } },
    'must not add capabilities',
  ],
  ['no seccomp profile', { container: { securityContext: { seccompProfile: { type: 'Unconfined' } } } }, CONFINEMENT],
  ['no AppArmor profile', { container: { securityContext: { appArmorProfile: { type: 'Unconfined' } } } }, CONFINEMENT],
  ['a type of SELinux', { container: { securityContext: { seLinuxOptions: { type: 'spc_t' } } } }, CONFINEMENT],
  [
    'a kernel parameter of the node',
    { spec: { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } } },
    'must not set sysctls beyond the Pod Security level baseline',
  ],
  [
    'a kernel parameter that is separate for each pod, but not safe',
    { spec: { securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1' }] } } },
    'must not set sysctls beyond the Pod Security level baseline',
  ],
  [
    'no seccomp profile for the pod',
    { spec: { securityContext: { seccompProfile: { type: 'Unconfined' } } } },
    CONFINEMENT,
  ],
];

/** Kubernetes allows it only with user namespaces, and newer versions of Pod Security then admit it. */
export const UNMASKED_PROC: Change = {
  spec: { hostUsers: false },
  container: { securityContext: { procMount: 'Unmasked' } },
};

/** The same changes for an init container. */
export function asInitContainer({ container = {}, ...rest }: Change): Change {
  const initContainers = [{ ...CONTAINER, name: 'first', ...container }];
  return { ...rest, spec: { ...rest.spec, initContainers } };
}
