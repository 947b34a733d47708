/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
import type { PodSecurityLevel } from './props';

/** Types of SELinux that the levels baseline and restricted let containers have. */
export const SELINUX_TYPES: readonly string[] = [
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
];

/**
 * Labels by which a namespace enforces a level.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export function podSecurityLabels(level: PodSecurityLevel): { [key: string]: string } {
  return Object.fromEntries(['enforce', 'warn', 'audit'].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
}
