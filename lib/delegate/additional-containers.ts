/** Checks containers that are passed through: for what Kubernetes refuses, and for secrets in clear text. */
import type { Container, SecurityContext } from 'kubernetes-types/core/v1';
import { BYTES, ENVIRONMENT_NAME, exceeds, type PropertyChecks, QUANTITY } from '../core';
import { IMAGE_REFERENCE, PodSecurityLevel, SELINUX_TYPES } from '../workload';
import type { DelegateAvailabilityProps } from './availability-props';
import { refuseSecret, refuseSecretText } from './clear-text';
import type { DelegateContainerProps } from './container-props';
import type { ResolveContext } from './context';
import { CONTAINER_NAME } from './names';
import { checkVolumeName, LOWER_LEVEL, namedElements } from './volumes';

const USE_A_SECRET = 'Put the value in a Secret, and refer to it with valueFrom.secretKeyRef.';

const USE_A_VARIABLE =
  'Put the value in a Secret, set a variable with valueFrom.secretKeyRef, and pass $(NAME) in the argument.';

/** A single argument with an option and its value. */
const OPTION = /^--?([A-Za-z][\w.-]*)=(.*)$/s;

export function checkVariables(checks: PropertyChecks, { env }: Container, where: string): void {
  const variables = Array.isArray(env) ? env : [];
  variables.forEach(({ name, value }, index) => {
    checks.text(`${where}.env[${index}].name`, name, ENVIRONMENT_NAME);
    checks.once(
      `${where}.env[${index}].name`,
      name,
      variables.slice(0, index).map((earlier) => earlier.name),
    );
    if (value !== undefined) {
      refuseSecret(checks, `${where}.env[${index}]`, name, value, USE_A_SECRET);
    }
  });
}

export function checkArguments(checks: PropertyChecks, { command, args }: Container, where: string): void {
  for (const [property, texts] of Object.entries({ command, args })) {
    const list = Array.isArray(texts) ? texts : [];
    list.forEach((text, index) => {
      const place = `${where}.${property}[${index}]`;
      refuseSecretText(checks, place, text, USE_A_VARIABLE);
      checks.later(place, [text], (known) => {
        const [, option, value] = OPTION.exec(known) ?? [];
        // `$(NAME)` refers to a variable, which may come from a Secret.
        if (option !== undefined && !value.startsWith('$(')) {
          refuseSecret(checks, place, option, value, USE_A_VARIABLE);
        }
      });
    });
  }
}

/** Resources that are measured in bytes. */
const OF_BYTES = ['memory', 'ephemeral-storage'];

export function checkQuantities(checks: PropertyChecks, { resources }: Container, where: string): void {
  const { requests = {}, limits = {} } = resources ?? {};
  for (const [kind, quantities] of Object.entries({ requests, limits })) {
    for (const [resource, quantity] of Object.entries(quantities)) {
      const rule = OF_BYTES.includes(resource) ? BYTES : QUANTITY;
      checks.text(`${where}.resources.${kind}.${resource}`, textOf(quantity), rule);
    }
  }
  for (const [resource, request] of Object.entries(requests)) {
    const limit = limits[resource];
    if (limit !== undefined) {
      const property = `${where}.resources.requests.${resource}`;
      checks.later(property, [textOf(request), textOf(limit)], (least, most) => {
        if (exceeds(least, most)) {
          checks.refuse(
            property,
            least,
            `at most the limit, which is ${most}`,
            'Lower the request, or increase the limit.',
          );
        }
      });
    }
  }
}

/** YAML allows a number as a quantity. */
function textOf(quantity: unknown): string {
  return typeof quantity === 'number' ? `${quantity}` : (quantity as string);
}

export function checkUser(checks: PropertyChecks, { securityContext }: Container, where: string): void {
  for (const field of ['runAsUser', 'runAsGroup'] as const) {
    const id: unknown = securityContext?.[field];
    if (typeof id === 'string') {
      checks.refuse(`${where}.securityContext.${field}`, id, 'a number', 'Remove the quotes.');
    }
  }
}

export function checkMounts(
  checks: PropertyChecks,
  { volumeMounts }: Container,
  volumeNames: readonly string[],
  where: string,
): void {
  const mounts = Array.isArray(volumeMounts) ? volumeMounts : [];
  mounts.forEach(({ name }, index) => {
    checkVolumeName(checks, `${where}.volumeMounts[${index}].name`, name, volumeNames);
  });
}

/*
 * What the Pod Security level `restricted` refuses in a container.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */

/** Whether the level allows the value of a field. */
const ALLOWED: { readonly [field in keyof SecurityContext]: (value: unknown) => boolean } = {
  privileged: (value) => value !== true,
  allowPrivilegeEscalation: (value) => value === false,
  runAsUser: (value) => value !== 0,
  runAsNonRoot: (value) => value !== false,
  procMount: (value) => value === undefined || value === 'Default',
};

/** Throws for the first field that the level `restricted` does not allow. */
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
    'a value that the Pod Security level restricted of the namespace allows',
    LOWER_LEVEL,
  );
}

type Context = ResolveContext<DelegateAvailabilityProps & DelegateContainerProps>;

/** The init containers and sidecars of the pod. */
export interface ResolvedContainers {
  readonly initContainers: readonly Container[];
  readonly sidecars: readonly Container[];
}

/** Requirements of the Pod Security level `restricted` for each container. */
const RESTRICTED: SecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** The pod of the containers. */
interface PodAround {
  readonly level?: PodSecurityLevel;
  readonly volumeNames: readonly string[];
}

export function resolveContainers(context: Context, pod: PodAround): ResolvedContainers {
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
  checks.each(sidecars, (container, index) => checkScaled(context, container, `sidecars[${index}]`));
  return {
    initContainers: checks.each(initContainers, resolve('initContainers')),
    sidecars: checks.each(sidecars, resolve('sidecars')),
  };
}

function resolveBeside(
  { checks, profile }: Context,
  container: Container,
  where: string,
  { level, volumeNames }: PodAround,
): Container {
  checks.text(`${where}.image`, container.image as string, IMAGE_REFERENCE);
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

/** The autoscaler needs a request for each of its resources in every container. */
function checkScaled({ checks, props }: Context, container: Container, where: string): void {
  const metrics = props.autoscaling ? (props.autoscaling.metrics?.map(({ resource }) => resource) ?? ['memory']) : [];
  for (const resource of metrics) {
    if (container.resources?.requests?.[resource] === undefined) {
      const property = `${where}.resources.requests.${resource}`;
      const allowed = `a request, because the autoscaler scales by ${resource}`;
      checks.refuse(property, undefined, allowed, 'Set it.', 'missing');
    }
  }
}
