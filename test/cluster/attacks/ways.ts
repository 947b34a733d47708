/** How the two layers name what both refuse. */
import { asInitContainer, type Change, UNMASKED_PROC, WAYS_TO_THE_NODE } from '../build-farm/pods';

/** The starts of the messages of the admission policy. */
export const RULES = {
  account: 'Build pods must use the ServiceAccount harness-build.',
  host: 'Build pods must not use hostNetwork, hostPID or hostIPC.',
  hostPort: 'Build pods must not use hostPort.',
  probes: 'Build containers must not set host in httpGet or tcpSocket of probes and lifecycle hooks',
  hostPath: 'Build pods must not mount hostPath volumes',
  volumes: 'Build pods must not mount volumes of types other than',
  privileged: 'Build containers must not be privileged.',
  capabilities: 'Build containers must not add capabilities beyond the Pod Security level baseline.',
  procMount: 'Build containers must use the default procMount.',
  confinement: 'Build containers must not use Unconfined seccomp or AppArmor profiles, or custom SELinux options.',
  sysctls: 'Build pods must not set sysctls beyond the Pod Security level baseline.',
  label: 'Build pods must not have the label harness.io/name=',
  token: 'Build pods must not refer to the Secret with the token of the delegate.',
} as const;

/** How Pod Security names the same, by what is tried. */
const CHECKS: { readonly [what: string]: string } = {
  'a directory of the node': 'hostPath volumes (volume "node")',
  'the network of the node': 'host namespaces (hostNetwork=true)',
  'the processes of the node': 'host namespaces (hostPID=true)',
  'the memory of the node': 'host namespaces (hostIPC=true)',
  'a port of the node': 'hostPort (container',
  'a privileged container': 'privileged (container',
  'a capability': 'non-default capabilities (container',
  'no seccomp profile': 'seccompProfile (container',
  'no AppArmor profile': 'forbidden AppArmor profile',
  'a type of SELinux': 'seLinuxOptions (container',
  'a kernel parameter of the node': 'forbidden sysctls (kernel.msgmax)',
  'a kernel parameter that is separate for each pod, but not safe': 'forbidden sysctls (net.core.somaxconn)',
  'no seccomp profile for the pod': 'seccompProfile (pod must not set',
};

/** A way to the node, the rule of the policy and the check of Pod Security that refuse it. */
export interface Way {
  readonly what: string;
  readonly change: Change;
  readonly rule: string;
  readonly check: string;
}

/** All of them, and those of containers for init containers as well. */
export const WAYS: readonly Way[] = WAYS_TO_THE_NODE.flatMap(([what, change, words]) => {
  const rule = Object.values(RULES).find((start) => start.includes(words));
  if (rule === undefined || CHECKS[what] === undefined) throw new Error(`no rule or check for ${what}`);
  const way = { what, change, rule, check: CHECKS[what] };
  return change.container === undefined
    ? [way]
    : [way, { ...way, what: `${what}, for an init container`, change: asInitContainer(change) }];
});

/** Those that only the policy refuses on some version of Kubernetes. */
export const UNMASKED: readonly Change[] = [UNMASKED_PROC, asInitContainer(UNMASKED_PROC)];
