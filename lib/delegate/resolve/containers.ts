import type { Container, SecurityContext } from 'kubernetes-types/core/v1';
import { ENVIRONMENT_NAME, NOT_EMPTY, type PropertyChecks } from '../../values';
import { PodSecurityLevel } from '../props';
import { refuseSecret } from './clear-text';
import type { ResolveContext } from './context';
import { namedElements } from './named-elements';

/** Name of the delegate's container, as documented. */
export const CONTAINER_NAME = 'delegate';

/** Containers that stand beside the delegate's. */
export interface ResolvedContainers {
  readonly initContainers: readonly Container[];
  readonly sidecars: readonly Container[];
}

/** What the Pod Security level `restricted` wants of each container. */
const RESTRICTED: SecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

export function resolveContainers(context: ResolveContext, level?: PodSecurityLevel): ResolvedContainers {
  const { checks, props } = context;
  const initContainers = namedElements<Container>(
    checks,
    'initContainers',
    props.initContainers,
    new Set([CONTAINER_NAME]),
  );
  const taken = new Set([CONTAINER_NAME, ...initContainers.map(({ name }) => name)]);
  const sidecars = namedElements<Container>(checks, 'sidecars', props.sidecars, taken);
  const resolve = (property: string) => (container: Container, index: number) =>
    resolveBeside(context, container, `${property}[${index}]`, level);
  sidecars.forEach((container, index) => checkScaled(context, container, `sidecars[${index}]`));
  return {
    initContainers: initContainers.map(resolve('initContainers')),
    sidecars: sidecars.map(resolve('sidecars')),
  };
}

function resolveBeside(
  { checks, profile }: ResolveContext,
  container: Container,
  where: string,
  level?: PodSecurityLevel,
): Container {
  checks.text(`${where}.image`, container.image as string, NOT_EMPTY);
  const variables = Array.isArray(container.env) ? container.env : [];
  variables.forEach(({ name, value }, index) => {
    checks.text(`${where}.env[${index}].name`, name, ENVIRONMENT_NAME);
    if (value !== undefined) {
      refuseSecret(checks, `${where}.env[${index}]`, name, value, 'Put it into a Secret (valueFrom.secretKeyRef).');
    }
  });
  if (profile.onlyDocumentedFields) {
    return container;
  }
  const securityContext = { ...RESTRICTED, ...container.securityContext };
  if (level === PodSecurityLevel.RESTRICTED) {
    refuseUnrestricted(checks, securityContext, `${where}.securityContext`);
  }
  return { ...container, securityContext };
}

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
function refuseUnrestricted(checks: PropertyChecks, security: SecurityContext, where: string): void {
  const { privileged, allowPrivilegeEscalation, runAsUser, runAsNonRoot } = security;
  const allowed = {
    privileged: privileged !== true,
    allowPrivilegeEscalation: allowPrivilegeEscalation === false,
    runAsUser: runAsUser !== 0,
    runAsNonRoot: runAsNonRoot !== false,
  };
  for (const [field, isAllowed] of Object.entries(allowed)) {
    const value = security[field as keyof SecurityContext];
    checks.plain(`${where}.${field}`, value);
    if (!isAllowed) {
      refuseLoose(checks, `${where}.${field}`, value ?? null);
    }
  }
  const { add = [], drop = [] } = security.capabilities ?? {};
  checks.later(`${where}.capabilities`, [...drop, ...add], (...known) => {
    const added = known.splice(drop.length);
    if (added.some((name) => name !== 'NET_BIND_SERVICE') || !known.includes('ALL')) {
      refuseLoose(checks, `${where}.capabilities`, { add: added, drop: known });
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

/** An autoscaler that watches a resource needs a request for it in every container. */
function checkScaled({ checks, props }: ResolveContext, container: Container, where: string): void {
  const metrics = props.autoscaling ? (props.autoscaling.metrics?.map(({ resource }) => resource) ?? ['memory']) : [];
  for (const resource of metrics) {
    if (container.resources?.requests?.[resource] === undefined) {
      const property = `${where}.resources.requests.${resource}`;
      checks.refuse(property, undefined, `a request, since the autoscaler watches ${resource}`, 'Set it.');
    }
  }
}
