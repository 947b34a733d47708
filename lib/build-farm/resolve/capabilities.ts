import { PodSecurityLevel } from '../../delegate';
import type { BuildIsolation } from '../props';

/** Capabilities that the Pod Security level baseline lets containers add. */
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

/** Capabilities that containers may add under an isolation; `undefined` for all of them. */
export function allowedCapabilities(isolation: BuildIsolation): readonly string[] | undefined {
  if (isolation.allowsPrivileged) {
    return undefined;
  }
  return isolation.podSecurityLevel === PodSecurityLevel.RESTRICTED ? ['NET_BIND_SERVICE'] : BASELINE_CAPABILITIES;
}
