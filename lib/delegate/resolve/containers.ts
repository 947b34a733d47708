import type { Container, SecurityContext } from 'kubernetes-types/core/v1';
import { NOT_EMPTY } from '../../values';
import { PodSecurityLevel } from '../props';
import { checkArguments, checkMounts, checkQuantities, checkUser, checkVariables } from './container-checks';
import type { ResolveContext } from './context';
import { namedElements } from './named-elements';
import { refuseUnrestricted } from './restricted';

/** Name of the delegate's container, as documented. */
export const CONTAINER_NAME = 'delegate';

/** Containers that stand beside the delegate's. */
export interface ResolvedContainers {
  readonly initContainers: readonly Container[];
  readonly sidecars: readonly Container[];
}

/** What the Pod Security level `restricted` wants of each container. */
const RESTRICTED: SecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** What the containers stand in. */
interface PodAround {
  readonly level?: PodSecurityLevel;
  readonly volumeNames: readonly string[];
}

export function resolveContainers(context: ResolveContext, pod: PodAround): ResolvedContainers {
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
    resolveBeside(context, container, `${property}[${index}]`, pod);
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
  { level, volumeNames }: PodAround,
): Container {
  checks.text(`${where}.image`, container.image as string, NOT_EMPTY);
  checkVariables(checks, container, where);
  checkArguments(checks, container, where);
  checkQuantities(checks, container, where);
  checkUser(checks, container, where);
  checkMounts(checks, container, volumeNames, where);
  if (profile.onlyDocumentedFields) {
    return container;
  }
  const securityContext = { ...RESTRICTED, ...container.securityContext };
  if (level === PodSecurityLevel.RESTRICTED) {
    refuseUnrestricted(checks, { ...container, securityContext }, where);
  }
  return { ...container, securityContext };
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
