/** What the admission policy refuses without Pod Security, and both with it, whoever creates the pod. */
import { OTHER_ACCOUNT } from '../build-farm/farm';
import { asInitContainer, buildPod, type Change, CONTAINER, hostPath } from '../build-farm/pods';
import { type Attempt, core, type End, podIn, podSecurity, policy, type Refused, STRATEGIC, type Who } from './attempt';
import { ALONE, FARM, PATHS, PLAIN, VICTIM } from './places';
import { RULES, UNMASKED, WAYS } from './ways';

/** Tries a pod in a namespace, which an administrator can make where no farm is. */
export function tries(
  kind: string,
  what: string,
  pod: object,
  end: End,
  { who = 'the delegate', at = FARM.builds, ...rest }: Partial<Attempt> & { readonly at?: string } = {},
): Attempt {
  return { kind, who, what, request: podIn(at, pod), end, control: podIn(PLAIN, pod), ...rest };
}

const WHO_CREATES: Who[] = ['the delegate', 'another creator', 'an administrator'];

/** In a farm, Pod Security is first; without it the policy refuses the same, by whomever it is tried. */
const NODE: Attempt[] = WAYS.flatMap(({ what, change, rule, check }) => [
  tries('ways to the node', what, buildPod(change), podSecurity(check)),
  ...WHO_CREATES.map((who) =>
    tries('the policy alone', what, buildPod(change), policy(rule), { who, at: ALONE.builds }),
  ),
]);

/** From Kubernetes 1.35 on, the level baseline admits it with user namespaces. */
const PROC: Attempt[] = UNMASKED.flatMap((change, index) => {
  const what = `an unmasked /proc${index === 0 ? '' : ', for an init container'}`;
  return [
    tries('procMount', what, buildPod(change), policy(RULES.procMount), {
      endBefore: ['1.35', podSecurity('procMount (container')],
    }),
    tries('procMount', what, buildPod(change), policy(RULES.procMount), { at: ALONE.builds }),
  ];
});

const hostProcess = { windowsOptions: { hostProcess: true } };
/** Kubernetes allows it only with the network of the node. */
const HOST_PROCESS = buildPod({
  spec: { hostNetwork: true, securityContext: hostProcess },
  container: { securityContext: {} },
});
const WINDOWS: Attempt[] = [
  tries('ways to the node', 'a Windows HostProcess container', HOST_PROCESS, podSecurity('hostProcess (')),
  tries('the policy alone', 'a Windows HostProcess container', HOST_PROCESS, policy(RULES.host), { at: ALONE.builds }),
];

const security = (securityContext: object): Change => ({ container: { securityContext } });

/** The runtime adds `CAP_` itself and reads names in any case. */
const SPELLINGS = ['CAP_SYS_ADMIN', 'sys_admin', 'Sys_Admin', 'cap_sys_admin', 'ALL', 'all', ' SYS_ADMIN', 'NET_RAW'];
const CAPABILITIES: Attempt[] = SPELLINGS.flatMap((name) =>
  [
    security({ capabilities: { add: [name] } }),
    asInitContainer(security({ capabilities: { add: ['CHOWN', name] } })),
  ].map((change, index) =>
    tries(
      'capabilities in any spelling',
      `the capability "${name}"${index === 0 ? '' : ', behind one of baseline, for an init container'}`,
      buildPod(change),
      policy(RULES.capabilities),
      { at: ALONE.builds },
    ),
  ),
);

const PATHS_AROUND: Attempt[] = [
  '/',
  '//',
  '/var',
  '/var/cache',
  `${PATHS.path}/`,
  `${PATHS.path}//`,
  `${PATHS.path}/.`,
  `/${PATHS.path}`,
  '/var//cache/builds',
  '/var/./cache/builds',
  `${PATHS.path}/maven`,
  `${PATHS.path}-of-others`,
  PATHS.path.slice(1),
  '',
  '/etc',
].map((path) =>
  tries('paths', `the directory "${path}" next to an allowed one`, buildPod({ spec: hostPath(path) }), pathEnd(path), {
    at: PATHS.builds,
    ...(path === '' ? { control: 'none' as const } : {}),
  }),
);

function pathEnd(path: string): Refused {
  const rule = `${RULES.hostPath} other than ${PATHS.path}.`;
  return path === '' ? { by: 'validation', words: 'hostPath.path: Required value' } : policy(rule);
}

const OUT_OF_PATH = tries(
  'paths',
  'a directory that leads out of an allowed one',
  buildPod({ spec: hostPath(`${PATHS.path}/../../../etc`) }),
  { by: 'validation', words: "must not contain '..'" },
  { at: PATHS.builds, control: 'none' },
);

function annotated(annotations: object): object {
  const pod = buildPod() as { metadata: object };
  return { ...pod, metadata: { ...pod.metadata, annotations } };
}

const APP_ARMOR: Attempt[] = ['step', 'lite-engine', 'setup-addon'].flatMap((container) =>
  [ALONE.builds, FARM.builds].map((at) =>
    tries(
      'AppArmor annotations',
      `no AppArmor profile for ${container}, by its annotation of old`,
      annotated({ [`container.apparmor.security.beta.kubernetes.io/${container}`]: 'unconfined' }),
      at === FARM.builds ? podSecurity('forbidden AppArmor profile') : policy(RULES.confinement),
      { at },
    ),
  ),
);

const SE_LINUX: Attempt[] = [
  { type: 'spc_t' },
  { type: 'unconfined_t' },
  { user: 'system_u' },
  { role: 'sysadm_r' },
].flatMap((seLinuxOptions) =>
  [
    buildPod(security({ seLinuxOptions })),
    buildPod(asInitContainer(security({ seLinuxOptions }))),
    buildPod({ spec: { securityContext: { seLinuxOptions } } }),
  ].map((pod, index) =>
    tries(
      'SELinux',
      `SELinux ${JSON.stringify(seLinuxOptions)} for ${['a container', 'an init container', 'the pod'][index]}`,
      pod,
      policy(RULES.confinement),
      { at: ALONE.builds },
    ),
  ),
);

/** As small as containers can be. Of many more, a busy server refuses the request because it takes too long. */
function crowd(count: number, last: object): object {
  const containers = Array.from({ length: count }, (_, index) => ({ name: `c${index}`, image: 'a' }));
  return {
    ...buildPod(),
    spec: { serviceAccountName: 'harness-build', containers: [...containers, { ...last, name: 'last', image: 'a' }] },
  };
}

const CROWDS: Attempt[] = [
  tries(
    'very many containers',
    'a pod of 2,001 containers, of which the last one is privileged',
    crowd(2000, { securityContext: { privileged: true } }),
    policy(RULES.privileged),
    { at: ALONE.builds },
  ),
];

const ACCOUNTS: Attempt[] = [FARM, ALONE].flatMap(({ builds, delegate }) =>
  WHO_CREATES.flatMap((who) =>
    Object.entries({
      'another account': { serviceAccountName: OTHER_ACCOUNT },
      "an account with the name of the delegate's": { serviceAccountName: delegate },
      'another account, in the field of old': { serviceAccountName: undefined, serviceAccount: OTHER_ACCOUNT },
      'no account, which is default': { serviceAccountName: undefined },
      'an empty account, which is default': { serviceAccountName: '', serviceAccount: '' },
    }).map(([what, spec]) => tries('accounts', what, buildPod({ spec }), policy(RULES.account), { who, at: builds })),
  ),
);

const MISSING = tries(
  'accounts',
  'an account that does not exist',
  buildPod({ spec: { serviceAccountName: 'nobody' } }),
  { by: 'ServiceAccount admission', words: 'serviceaccount "nobody" not found' },
  { control: 'none' },
);

/** The kubelet makes them for files on its node; nobody else needs them. */
const MIRROR = { 'kubernetes.io/config.mirror': 'attempt' };
const MIRRORS: Attempt[] = [
  tries(
    'mirror pods',
    'a mirror pod with the account of builds',
    annotated(MIRROR),
    { by: 'ServiceAccount admission', words: 'a mirror pod may not reference service accounts' },
    { control: 'none' },
  ),
  tries(
    'mirror pods',
    'a mirror pod, which gets no account',
    { ...annotated(MIRROR), spec: { nodeName: 'node', containers: [CONTAINER] } },
    policy(RULES.account),
  ),
];

const JOBS: Attempt[] = (['the job controller', 'the daemon set controller'] as const).flatMap((who) => [
  tries(
    'pods of controllers',
    `another account, for ${who}`,
    buildPod({ spec: { serviceAccountName: OTHER_ACCOUNT } }),
    policy(RULES.account),
    { who },
  ),
  tries(
    'pods of controllers',
    `the processes of the node, for ${who}`,
    buildPod({ spec: { hostPID: true } }),
    podSecurity('host namespaces (hostPID=true)'),
    { who },
  ),
]);

/** Adds an ephemeral container to a build. */
function debug(namespace: string, container: object): Attempt['request'] {
  const ephemeralContainers = [{ ...CONTAINER, name: 'debugger', ...container }];
  return {
    method: 'PATCH',
    path: core(namespace, `pods/${VICTIM}/ephemeralcontainers`),
    body: { spec: { ephemeralContainers } },
    type: STRATEGIC,
  };
}

const PRIVILEGED = { securityContext: { privileged: true } };
const DEBUGGERS: Attempt[] = [
  [FARM.builds, PRIVILEGED, podSecurity('privileged (container "debugger"')],
  [ALONE.builds, PRIVILEGED, policy(RULES.privileged)],
  [ALONE.builds, { securityContext: { capabilities: { add: ['SYS_PTRACE'] } } }, policy(RULES.capabilities)],
].map(([namespace, container, end]) => ({
  kind: 'ephemeral containers',
  who: 'an administrator' as const,
  what: `an ephemeral container with ${JSON.stringify(container)}`,
  request: debug(namespace as string, container as object),
  end: end as End,
  control: debug(PLAIN, container as object),
}));

/** Labels of a pod mean nothing to Pod Security, and the property `labels` does not replace those of the farm. */
const LABELS: Attempt[] = [
  tries(
    'labels and Pod Security',
    'a privileged pod that carries the label of another level',
    buildPod({ labels: { 'pod-security.kubernetes.io/enforce': 'privileged' }, ...security({ privileged: true }) }),
    podSecurity('privileged (container'),
  ),
  tries(
    'labels and Pod Security',
    'a privileged pod in a namespace to which its program gives the label of another level',
    buildPod(security({ privileged: true })),
    podSecurity('privileged (container'),
    { at: FARM.second },
  ),
];

export const BY_POLICY: readonly Attempt[] = [
  ...NODE,
  ...WINDOWS,
  ...PROC,
  ...CAPABILITIES,
  ...PATHS_AROUND,
  OUT_OF_PATH,
  ...APP_ARMOR,
  ...SE_LINUX,
  ...CROWDS,
  ...ACCOUNTS,
  MISSING,
  ...MIRRORS,
  ...JOBS,
  ...DEBUGGERS,
  ...LABELS,
];
