/** Pods as somebody would write them who tries what a farm lets him. */

/** What is changed in the pod. */
export interface Change {
  readonly labels?: object;
  readonly spec?: object;
  readonly container?: object;
}

/** What the strictest Pod Security level asks of containers. */
const HARDENED = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  runAsUser: 1000,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

export const CONTAINER = { name: 'step', image: 'registry.example.com/step:1', securityContext: HARDENED };

/** A pod that every farm admits, so that what a test changes in it is all that may be refused. */
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

/** A volume with a directory of the node. */
export function hostPath(path: string): object {
  return { volumes: [{ name: 'node', hostPath: { path } }] };
}

const CONFINEMENT = 'keep the confinement of the node';

/** Ways out of a container, each of which Pod Security refuses at the level baseline, and the words of the policy. */
export const WAYS_TO_THE_NODE: readonly (readonly [what: string, change: Change, words: string])[] = [
  ['a directory of the node', { spec: hostPath('/etc') }, 'see no directory of the node'],
  ['the network of the node', { spec: { hostNetwork: true } }, 'no network, processes or memory of the node'],
  ['the processes of the node', { spec: { hostPID: true } }, 'no network, processes or memory of the node'],
  ['the memory of the node', { spec: { hostIPC: true } }, 'no network, processes or memory of the node'],
  ['a port of the node', { container: { ports: [{ containerPort: 80, hostPort: 80 }] } }, 'no port of the node'],
  ['a privileged container', { container: { securityContext: { privileged: true } } }, 'are not privileged'],
  ['a capability', { container: { securityContext: { capabilities: { add: ['SYS_ADMIN'] } } } }, 'add no capability'],
  ['no seccomp profile', { container: { securityContext: { seccompProfile: { type: 'Unconfined' } } } }, CONFINEMENT],
  ['no AppArmor profile', { container: { securityContext: { appArmorProfile: { type: 'Unconfined' } } } }, CONFINEMENT],
  ['a type of SELinux', { container: { securityContext: { seLinuxOptions: { type: 'spc_t' } } } }, CONFINEMENT],
  [
    'no seccomp profile for the pod',
    { spec: { securityContext: { seccompProfile: { type: 'Unconfined' } } } },
    CONFINEMENT,
  ],
];

/** Newer versions of Pod Security admit it to pods with users of their own, and Kubernetes has it with these only. */
export const UNMASKED_PROC: Change = {
  spec: { hostUsers: false },
  container: { securityContext: { procMount: 'Unmasked' } },
};

/** The same container in another list of the pod. */
export function asInitContainer({ container = {}, ...rest }: Change): Change {
  const initContainers = [{ ...CONTAINER, name: 'first', ...container }];
  return { ...rest, spec: { ...rest.spec, initContainers } };
}
