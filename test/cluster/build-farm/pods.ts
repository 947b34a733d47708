/** Pods for trying out what a farm allows. */
import { Chart } from 'cdk8s';
import {
  type BuildIsolation,
  CiBuildInfra,
  CiStep,
  DelegateImage,
  DelegateToken,
  StepConnector,
} from 'harness-constructs';
import { type BuildPod, podOf } from '../../testkit/build-pods/fixture';
import { podOfStage } from '../../testkit/build-pods/of-stage';
import { newApp } from '../../testkit/synth';

/** Changes to a pod. */
export interface Change {
  readonly labels?: object;
  readonly spec?: object;
  readonly container?: object;
}

/** A container like that of a step, for other places of a pod. */
export const CONTAINER = {
  name: 'step',
  image: 'registry.example.com/step:1',
  securityContext: { privileged: false },
};

/** The pods of `stageIn`, field by field: some tests make hundreds of pods. */
const fieldsIn = new Map<BuildIsolation | undefined, BuildPod>();

function fieldsOf(isolation?: BuildIsolation): BuildPod {
  const fields = fieldsIn.get(isolation) ?? podOfStage(stageIn(isolation));
  fieldsIn.set(isolation, fields);
  return fields;
}

/** The document of a stage with one step, in a farm with that isolation. */
function stageIn(isolation?: BuildIsolation): object {
  const farm = new CiBuildInfra(new Chart(newApp(), 'stage'), 'Farm', {
    accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
    delegateName: 'ci',
    image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
    token: DelegateToken.fromSecretName('ci-delegate-token'),
    isolation,
  });
  const connector = StepConnector.dockerHub('account.docker_hub');
  const steps = [CiStep.run('Step', { image: CONTAINER.image, connector, command: 'npm test' })];
  return farm.stage({ name: 'Build', steps }).toDocument();
}

interface Spec {
  readonly containers: readonly object[];
  readonly initContainers: readonly object[];
  readonly volumes: readonly object[];
  readonly securityContext?: object;
}

/**
 * The pod that Harness makes of a stage in a farm with that isolation. The farm admits it, so that a refusal can only concern
 * the changes of the test. `container` changes that of the step.
 */
export function buildPod({ labels = {}, spec = {}, container = {} }: Change = {}, isolation?: BuildIsolation): object {
  const pod = podOf(fieldsOf(isolation)) as { metadata: { labels: object }; spec: Spec };
  const { containers, initContainers, volumes, securityContext } = pod.spec;
  const [engine, step] = containers;
  const changed = spec as Partial<Spec>;
  return {
    ...pod,
    metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...labels } },
    spec: {
      ...pod.spec,
      containers: [engine, { ...step, ...container }],
      ...spec,
      initContainers: [...initContainers, ...(changed.initContainers ?? [])],
      volumes: [...volumes, ...(changed.volumes ?? [])],
      securityContext: { ...securityContext, ...changed.securityContext },
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
