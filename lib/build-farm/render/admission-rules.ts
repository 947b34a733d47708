/**
 * What the admission policy of a farm demands of pods, as CEL.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/
 */
import { DELEGATE_LABEL, SELINUX_TYPES } from '../../delegate';
import { derived } from '../../values';
import { BASELINE_CAPABILITIES, type ResolvedBuildFarm, type SharedWith } from '../resolve';

/** One demand. */
export interface AdmissionRule {
  readonly expression: string;
  readonly message: string;
}

/** What the init container of Istio adds. */
const ISTIO_CAPABILITIES = ['NET_ADMIN', 'NET_RAW'];

const VOLUMES = 'object.spec.?volumes.orValue([])';
const OWN_ACCOUNT = 'object.spec.?serviceAccountName.orValue("default")';

/** Containers of every list. */
export const CONTAINERS =
  'object.spec.containers + object.spec.?initContainers.orValue([]) + object.spec.?ephemeralContainers.orValue([])';

export function admissionRules(farm: ResolvedBuildFarm): AdmissionRule[] {
  return [
    accountRule(farm),
    {
      expression:
        '!object.spec.?hostNetwork.orValue(false) && !object.spec.?hostPID.orValue(false) && !object.spec.?hostIPC.orValue(false)',
      message:
        'build pods have no network, processes or memory of the node: leave hostNetwork, hostPID and hostIPC out',
    },
    {
      expression: 'variables.containers.all(c, c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0))',
      message: 'build pods open no port of the node: leave hostPort out',
    },
    hostPathRule(farm),
    ...(farm.isolation.allowsPrivileged ? [] : privilegeRules(farm)),
    ...(farm.shared ? sharedRules(farm.shared) : []),
  ];
}

function accountRule({ allowedAccounts }: ResolvedBuildFarm): AdmissionRule {
  return {
    expression: derived(allowedAccounts, (...names) => `${OWN_ACCOUNT} in ${list(names)}`),
    message: derived(
      allowedAccounts,
      (...names) =>
        `build pods use the ServiceAccount ${names.join(' or ')}: set serviceAccountName in the infrastructure of the stage`,
    ),
  };
}

function hostPathRule({ isolation: { _hostPaths: paths } }: ResolvedBuildFarm): AdmissionRule {
  if (paths.length === 0) {
    return {
      expression: `${VOLUMES}.all(v, !has(v.hostPath))`,
      message: 'build pods see no directory of the node: use BuildIsolation.hostPaths for those that they need',
    };
  }
  // Nothing below them: what a build has written there may be a link to anywhere, which the node would follow.
  return {
    expression: `${VOLUMES}.all(v, !has(v.hostPath) || v.hostPath.path in ${list(paths)})`,
    message: `of the node, build pods mount ${paths.join(', ')} and nothing else; use subPath for what is below`,
  };
}

/** What would make root in a container root on the node. Pod Security says the same where its level is not privileged. */
function privilegeRules({ istio }: ResolvedBuildFarm): AdmissionRule[] {
  const capabilities = [...BASELINE_CAPABILITIES, ...(istio?._mode === 'init container' ? ISTIO_CAPABILITIES : [])];
  const added = 'c.?securityContext.?capabilities.?add.orValue([])';
  const contexts = ['c.?securityContext', 'object.spec.?securityContext'];
  const hostProcess = (context: string): string => `!${context}.?windowsOptions.?hostProcess.orValue(false)`;
  return [
    {
      expression: 'variables.containers.all(c, !c.?securityContext.?privileged.orValue(false))',
      message: 'build containers are not privileged: use BuildIsolation.dockerInDocker where builds need it',
    },
    {
      expression: `variables.containers.all(c, ${added}.all(name, name in ${list(capabilities)}))`,
      message: 'build containers add no capability beyond those of the Pod Security level baseline',
    },
    {
      expression: `variables.containers.all(c, ${hostProcess('c.?securityContext')}) && ${hostProcess('object.spec.?securityContext')}`,
      message: 'build containers are no processes of a Windows node: leave hostProcess out',
    },
    {
      expression: 'variables.containers.all(c, c.?securityContext.?procMount.orValue("Default") == "Default")',
      message: 'build containers see no more of /proc than usual: leave procMount out',
    },
    {
      expression: `variables.containers.all(c, ${contexts.map(isConfined).join(' && ')})`,
      message:
        'build containers keep the confinement of the node: leave Unconfined profiles and the type, user and role of SELinux out',
    },
  ];
}

/** By the words of the Pod Security level baseline. */
function isConfined(context: string): string {
  const field = (path: string): string => `${context}.?${path}.orValue("")`;
  return [
    ...['seccompProfile.?type', 'appArmorProfile.?type'].map((path) => `${field(path)} != "Unconfined"`),
    `${field('seLinuxOptions.?type')} in ${list(SELINUX_TYPES)}`,
    ...['seLinuxOptions.?user', 'seLinuxOptions.?role'].map((path) => `${field(path)} == ""`),
  ].join(' && ');
}

/** What keeps build pods from becoming the delegate beside them. */
function sharedRules({ delegateName, tokenSecretName }: SharedWith): AdmissionRule[] {
  const rules = [
    {
      expression: `${delegateLabel('object')} != ${text(delegateName)}`,
      message: `build pods do not carry the label ${DELEGATE_LABEL} of the delegate "${delegateName}"`,
    },
  ];
  return tokenSecretName === undefined ? rules : [...rules, tokenRule(tokenSecretName)];
}

function tokenRule(secretName: string): AdmissionRule {
  const expression = derived([secretName], (name) => {
    const isOther = `!= ${text(name)}`;
    const inVolumes = [
      `v.?secret.?secretName.orValue("") ${isOther}`,
      `v.?projected.?sources.orValue([]).all(s, s.?secret.?name.orValue("") ${isOther})`,
    ];
    const inContainers = [
      `c.?env.orValue([]).all(e, e.?valueFrom.?secretKeyRef.?name.orValue("") ${isOther})`,
      `c.?envFrom.orValue([]).all(e, e.?secretRef.?name.orValue("") ${isOther})`,
    ];
    return `${VOLUMES}.all(v, ${inVolumes.join(' && ')}) && variables.containers.all(c, ${inContainers.join(' && ')})`;
  });
  return { expression, message: 'build pods do not read the Secret with the token of the delegate' };
}

/**
 * The pods of the delegate's own Deployment, which its ReplicaSet controller makes. Nobody who may only create pods can
 * pass for it.
 */
export function isDelegatePod({ serviceAccountName }: SharedWith): string {
  const makers = ['system:serviceaccount:kube-system:replicaset-controller', 'system:kube-controller-manager'];
  return derived(
    [serviceAccountName],
    (name) => `request.userInfo.username in ${list(makers)} && ${OWN_ACCOUNT} == ${text(name)}`,
  );
}

/**
 * Pods that are made, get a container, take on the labels of the delegate, or are the delegate's and get another image.
 * Every other update is let pass: it cannot change what the rules ask for.
 */
export function becomesDelegatePod({ delegateName, serviceAccountName }: SharedWith): string {
  const images = (pod: string): string =>
    `${pod}.spec.containers.map(c, c.image) + ${pod}.spec.?initContainers.orValue([]).map(c, c.image)`;
  return derived([delegateName, serviceAccountName], (delegate, account) =>
    [
      'request.operation == "CREATE"',
      'request.?subResource.orValue("") != ""',
      `(${delegateLabel('object')} == ${text(delegate)} && ${delegateLabel('oldObject')} != ${text(delegate)})`,
      `(${OWN_ACCOUNT} == ${text(account)} && ${images('object')} != ${images('oldObject')})`,
    ].join(' || '),
  );
}

/** The delegate whose pod it is, by its label. */
function delegateLabel(pod: string): string {
  return `${pod}.metadata.?labels[?${text(DELEGATE_LABEL)}].orValue("")`;
}

/** CEL and JSON write texts and lists of them alike. */
function text(value: string): string {
  return JSON.stringify(value);
}

function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}
