/**
 * What the Pod Security level `restricted` refuses in a container.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
import type { Container, SecurityContext } from 'kubernetes-types/core/v1';
import type { PropertyChecks } from '../../values';
import { SELINUX_TYPES } from '../pod-security';

/** What a field may be. */
const ALLOWED: { readonly [field in keyof SecurityContext]: (value: unknown) => boolean } = {
  privileged: (value) => value !== true,
  allowPrivilegeEscalation: (value) => value === false,
  runAsUser: (value) => value !== 0,
  runAsNonRoot: (value) => value !== false,
  procMount: (value) => value === undefined || value === 'Default',
};

/** Throws for the first field that a pod must not have in a namespace of that level. */
export function refuseUnrestricted(checks: PropertyChecks, container: Container, where: string): void {
  const security: SecurityContext = container.securityContext ?? {};
  const inContext = `${where}.securityContext`;
  for (const [field, isAllowed] of Object.entries(ALLOWED)) {
    const value = security[field as keyof SecurityContext];
    checks.plain(`${inContext}.${field}`, value);
    if (!isAllowed(value)) {
      refuseLoose(checks, `${inContext}.${field}`, value ?? null);
    }
  }
  refuseCapabilities(checks, security, `${inContext}.capabilities`);
  refuseProfiles(checks, security, inContext);
  const ports = Array.isArray(container.ports) ? container.ports : [];
  ports.forEach(({ hostPort }, index) => {
    if (hostPort) {
      refuseLoose(checks, `${where}.ports[${index}].hostPort`, hostPort);
    }
  });
}

function refuseCapabilities(checks: PropertyChecks, { capabilities }: SecurityContext, where: string): void {
  const { add = [], drop = [] } = capabilities ?? {};
  checks.later(where, [...drop, ...add], (...known) => {
    const added = known.splice(drop.length);
    if (added.some((name) => name !== 'NET_BIND_SERVICE') || !known.includes('ALL')) {
      refuseLoose(checks, where, { add: added, drop: known });
    }
  });
}

function refuseProfiles(
  checks: PropertyChecks,
  { seccompProfile, seLinuxOptions, appArmorProfile }: SecurityContext & { appArmorProfile?: { type: string } },
  where: string,
): void {
  for (const [field, profile] of Object.entries({ seccompProfile, appArmorProfile })) {
    const property = `${where}.${field}.type`;
    checks.later(property, [profile?.type ?? ''], (type) => {
      if (type === 'Unconfined') {
        refuseLoose(checks, property, type);
      }
    });
  }
  const { user = '', role = '', type = '' } = seLinuxOptions ?? {};
  checks.later(`${where}.seLinuxOptions`, [user, role, type], (...known) => {
    if (known[0] || known[1] || !SELINUX_TYPES.includes(known[2])) {
      refuseLoose(checks, `${where}.seLinuxOptions`, known);
    }
  });
}

function refuseLoose(checks: PropertyChecks, property: string, value: unknown): never {
  return checks.refuse(
    property,
    value,
    'in a namespace of the Pod Security level "restricted" what that level allows',
    'Leave it out, or lower podSecurityLevel.',
  );
}
