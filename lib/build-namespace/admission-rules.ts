/** What the admission policy refuses, subject by subject. */
import { derived } from '../core';
import { BASELINE_CAPABILITIES, BASELINE_SYSCTLS, RESTRICTED_CAPABILITIES, SELINUX_TYPES } from '../workload';
import { imageRule } from './admission-images';
import { projectRule } from './admission-projects';
import { sharedRules } from './admission-shared';
import { hostPathRule, volumeTypeRule } from './admission-volumes';
import { type AdmissionRule, list, OWN_ACCOUNT } from '../build-pods';
import { costLabelRule } from './cost-labels';
import type { IsolatedPlace } from './namespace';

/** Capabilities of Istio's init container. */
const ISTIO_CAPABILITIES = ['NET_ADMIN', 'NET_RAW'];

/** Keeps pods from the network and the processes of the node. */
export const HOST_RULE: AdmissionRule = {
  expression:
    '!object.spec.?hostNetwork.orValue(false) && !object.spec.?hostPID.orValue(false) && !object.spec.?hostIPC.orValue(false)',
  message: 'Build pods must not use hostNetwork, hostPID or hostIPC. Remove them from the pod spec of the stage.',
};

export function admissionRules(farm: IsolatedPlace): AdmissionRule[] {
  return [
    accountRule(farm),
    HOST_RULE,
    {
      expression: 'variables.containers.all(c, c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0))',
      message: 'Build pods must not use hostPort. Remove it from the container ports of the stage.',
    },
    PROBE_RULE,
    hostPathRule(farm.isolation._hostPaths),
    volumeTypeRule(farm.volumeTypes),
    ...(farm.allowedProjects.length > 0 ? [projectRule(farm.allowedProjects)] : []),
    ...(farm.images === undefined ? [] : [imageRule(farm.images, farm.volumeTypes)]),
    ...(Object.keys(farm.costLabels).length > 0 ? [costLabelRule(farm.costLabels)] : []),
    ...(farm.isolation.allowsPrivileged ? [] : privilegeRules(farm)),
    ...(farm.isolation.auditsRestricted ? RESTRICTED_RULES : []),
    ...(farm.shared ? sharedRules(farm.shared) : []),
  ];
}

/** Keeps pods from other ServiceAccounts. */
export function accountRule({ allowedAccounts }: IsolatedPlace): AdmissionRule {
  return {
    expression: derived(allowedAccounts, (...names) => `${OWN_ACCOUNT} in ${list(names)}`),
    message: derived(
      allowedAccounts,
      (...names) =>
        `Build pods must use the ServiceAccount ${names.join(' or ')}. Set serviceAccountName in the infrastructure of the stage.`,
    ),
  };
}

/** The node connects to the address in a probe or hook. */
const HANDLERS = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle.?postStart', 'lifecycle.?preStop'];

/**
 * Keeps pods from making the node connect elsewhere. Pod Security does so from Kubernetes 1.34 on.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
 */
const PROBE_RULE: AdmissionRule = {
  expression: `variables.containers.all(c, [${HANDLERS.map((name) => `c.?${name}`).join(', ')}].all(h, ${['httpGet', 'tcpSocket'].map((action) => `h.?${action}.?host.orValue("") == ""`).join(' && ')}))`,
  message:
    'Build containers must not set host in httpGet or tcpSocket of probes and lifecycle hooks: the node would connect to it. Remove it from the pod spec of the stage, and set the header Host in httpHeaders if the server needs it.',
};

/** Keeps pods from privileged containers. */
export const PRIVILEGED_RULE: AdmissionRule = {
  expression: 'variables.containers.all(c, !c.?securityContext.?privileged.orValue(false))',
  message:
    'Build containers must not be privileged. Remove privileged from the stage and its steps, or run the stage in a namespace for Docker-in-Docker.',
};

/** Keeps /proc masked. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
const PROC_MOUNT_RULE: AdmissionRule = {
  expression: 'variables.containers.all(c, c.?securityContext.?procMount.orValue("Default") == "Default")',
  message: 'Build containers must use the default procMount. Remove procMount from the pod spec of the stage.',
};

/**
 * Refuses settings that turn root in a container into root on the node. Pod Security refuses them too, unless the level of
 * the namespace is privileged.
 */
function privilegeRules({ istio, isolation: { auditsRestricted }, hasUserNamespaces }: IsolatedPlace): AdmissionRule[] {
  const [level, ofLevel] = auditsRestricted
    ? ['restricted', RESTRICTED_CAPABILITIES]
    : ['baseline', BASELINE_CAPABILITIES];
  const capabilities = [...ofLevel, ...(istio?._mode === 'init container' ? ISTIO_CAPABILITIES : [])];
  const added = 'c.?securityContext.?capabilities.?add.orValue([])';
  const contexts = ['c.?securityContext', 'object.spec.?securityContext'];
  const hostProcess = (context: string): string => `!${context}.?windowsOptions.?hostProcess.orValue(false)`;
  return [
    PRIVILEGED_RULE,
    {
      expression: `variables.containers.all(c, ${added}.all(name, name in ${list(capabilities)}))`,
      message: `Build containers must not add capabilities beyond the Pod Security level ${level}. Remove the others from capabilities.add in the infrastructure of the stage.`,
    },
    {
      expression: `variables.containers.all(c, ${hostProcess('c.?securityContext')}) && ${hostProcess('object.spec.?securityContext')}`,
      message:
        'Build containers must not be Windows HostProcess containers. Remove hostProcess from the pod spec of the stage.',
    },
    // Kubernetes admits it with a user namespace only, and Pod Security at the level baseline.
    ...(hasUserNamespaces ? [] : [PROC_MOUNT_RULE]),
    {
      expression: `variables.containers.all(c, ${contexts.map(isConfined).join(' && ')})`,
      message:
        'Build containers must not use Unconfined seccomp or AppArmor profiles, or custom SELinux options. Remove them from the pod spec of the stage.',
    },
    {
      expression: `object.spec.?securityContext.?sysctls.orValue([]).all(s, s.name in ${list(BASELINE_SYSCTLS)})`,
      message:
        'Build pods must not set sysctls beyond the Pod Security level baseline. Remove the others from the pod spec of the stage.',
    },
  ];
}

const OWN_USER = 'c.?securityContext.?runAsUser.orValue(1) != 0';

const POD_USER = 'object.spec.?securityContext.?runAsUser.orValue(1) != 0';

const IS_NON_ROOT =
  'c.?securityContext.?runAsNonRoot.orValue(object.spec.?securityContext.?runAsNonRoot.orValue(false))';

/**
 * What the Pod Security level restricted demands and a pipeline can set: Harness gives each container of the pod, its own ones
 * included, the security context of the stage, and the pod the user of the infrastructure. A seccomp profile is not among it.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 * @see https://github.com/vigneswara-propelo/harness-core/blob/8f72e60b5be1ae059199e87ed5d1af1e1b7b14e4/332-ci-manager/service/src/main/java/io/harness/ci/execution/buildstate/providers/InternalContainerParamsProvider.java
 */
export const RESTRICTED_RULES: readonly AdmissionRule[] = [
  {
    expression: `${POD_USER} && variables.containers.all(c, ${IS_NON_ROOT} && ${OWN_USER})`,
    message:
      'Build containers must not run as root. Set runAsNonRoot to true and runAsUser above 0 in the infrastructure of the stage, and remove runAsUser 0 from its steps.',
  },
  {
    expression: 'variables.containers.all(c, !c.?securityContext.?allowPrivilegeEscalation.orValue(true))',
    message:
      'Build containers must not allow privilege escalation. Set allowPrivilegeEscalation to false in the infrastructure of the stage.',
  },
  {
    expression: 'variables.containers.all(c, "ALL" in c.?securityContext.?capabilities.?drop.orValue([]))',
    message:
      'Build containers must drop all capabilities. Set capabilities.drop to ALL in the infrastructure of the stage.',
  },
];

/** Follows the Pod Security level baseline. */
function isConfined(context: string): string {
  const field = (path: string): string => `${context}.?${path}.orValue("")`;
  return [
    ...['seccompProfile.?type', 'appArmorProfile.?type'].map((path) => `${field(path)} != "Unconfined"`),
    `${field('seLinuxOptions.?type')} in ${list(SELINUX_TYPES)}`,
    ...['seLinuxOptions.?user', 'seLinuxOptions.?role'].map((path) => `${field(path)} == ""`),
  ].join(' && ');
}
