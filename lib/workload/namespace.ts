/** Namespaces: their names, and the Pod Security level of their pods. */
import type { Construct } from 'constructs';
import { chartOf, DNS_LABEL, NAMESPACE_OF_ONES_OWN, type PropertyChecks } from '../core';

/** The documented namespace of delegates. */
export const DELEGATE_NAMESPACE = 'harness-delegate';

/** Default namespace of a delegate: that of its chart, or the documented one. */
export function defaultNamespace(construct: Construct): string {
  return chartOf(construct).namespace ?? DELEGATE_NAMESPACE;
}

/** A namespace, and whether to create it. */
export interface ResolvedNamespace {
  readonly namespace: string;
  readonly createNamespace: boolean;
}

/** The given namespace, or that of the chart, which is created elsewhere, or the default. */
export function resolveNamespace(
  scope: Construct,
  checks: PropertyChecks,
  given: Partial<ResolvedNamespace>,
  usual: string,
): ResolvedNamespace {
  const ofChart = given.namespace === undefined ? chartOf(scope).namespace : undefined;
  const namespace = given.namespace ?? ofChart ?? usual;
  checks.part(() => checks.text('namespace', namespace, DNS_LABEL));
  const createNamespace = given.createNamespace ?? ofChart === undefined;
  if (createNamespace) {
    checks.text('namespace', namespace, NAMESPACE_OF_ONES_OWN);
  }
  return { namespace, createNamespace };
}

/* Pod Security. */

/**
 * Pod Security level.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export enum PodSecurityLevel {
  /** Requires current pod hardening best practices. */
  RESTRICTED = 'restricted',
  /** Prevents known privilege escalations. */
  BASELINE = 'baseline',
  /** Unrestricted. */
  PRIVILEGED = 'privileged',
}

/**
 * SELinux types that the levels baseline and restricted allow.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export const SELINUX_TYPES: readonly string[] = [
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
];

/**
 * Labels that make a namespace enforce a level, and warn about and audit the same or another one.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export function podSecurityLabels(level: PodSecurityLevel, reported = level): { [key: string]: string } {
  const levels = { enforce: level, warn: reported, audit: reported };
  return Object.fromEntries(
    Object.entries(levels).map(([mode, value]) => [`pod-security.kubernetes.io/${mode}`, value]),
  );
}

/** Capabilities that containers can add under the Pod Security level baseline. */
export const BASELINE_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/**
 * Kernel parameters that pods can set under the Pod Security level baseline: they are separate for each pod. Before Kubernetes
 * 1.37, the level itself refuses `tcp_notsent_lowat` and `tcp_slow_start_after_idle`.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
 */
export const BASELINE_SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_notsent_lowat',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];

/** What a namespace allows its pods. */
interface PodSecurity {
  readonly podSecurityLevel: PodSecurityLevel;
  /** Whether it allows privileged containers. */
  readonly allowsPrivileged: boolean;
  /** Whether its admission policy demands what the level restricted does, as far as a pipeline can set it. */
  readonly auditsRestricted?: boolean;
}

/** Whether pods must have what the level restricted demands and a pipeline can set. */
export function demandsRestricted({
  podSecurityLevel,
  auditsRestricted,
}: Omit<PodSecurity, 'allowsPrivileged'>): boolean {
  return podSecurityLevel === PodSecurityLevel.RESTRICTED || auditsRestricted === true;
}

/** Capabilities that containers can add under the Pod Security level restricted. */
export const RESTRICTED_CAPABILITIES = ['NET_BIND_SERVICE'];

/** Capabilities that containers can add under a level; `undefined` for all. */
export function allowedCapabilities(security: PodSecurity): readonly string[] | undefined {
  if (security.allowsPrivileged) {
    return undefined;
  }
  return demandsRestricted(security) ? RESTRICTED_CAPABILITIES : BASELINE_CAPABILITIES;
}
