/** What Kubernetes itself refuses in a container that is passed through, and clear text where a Secret is meant. */
import type { Container } from 'kubernetes-types/core/v1';
import { ENVIRONMENT_NAME, parseQuantity, type PropertyChecks, QUANTITY } from '../../values';
import { refuseSecret, refuseSecretText } from './clear-text';
import { checkVolumeName } from './volumes';

const USE_A_SECRET = 'Put it into a Secret (valueFrom.secretKeyRef).';
/** An option with its value, in one argument. */
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
      refuseSecretText(checks, place, text, USE_A_SECRET);
      checks.later(place, [text], (known) => {
        const [, option, value] = OPTION.exec(known) ?? [];
        // `$(NAME)` is a variable, which may come from a Secret.
        if (option !== undefined && !value.startsWith('$(')) {
          refuseSecret(checks, place, option, value, `${USE_A_SECRET.slice(0, -1)}, and refer to it as $(NAME).`);
        }
      });
    });
  }
}

export function checkQuantities(checks: PropertyChecks, { resources }: Container, where: string): void {
  const { requests = {}, limits = {} } = resources ?? {};
  for (const [kind, quantities] of Object.entries({ requests, limits })) {
    for (const [resource, quantity] of Object.entries(quantities)) {
      checks.text(`${where}.resources.${kind}.${resource}`, textOf(quantity), QUANTITY);
    }
  }
  for (const [resource, request] of Object.entries(requests)) {
    const limit = limits[resource];
    if (limit !== undefined) {
      const property = `${where}.resources.requests.${resource}`;
      checks.later(property, [textOf(request), textOf(limit)], (least, most) => {
        if ((parseQuantity(least) ?? 0n) > (parseQuantity(most) ?? 0n)) {
          checks.refuse(property, least, `at most the limit, which is ${most}`, 'Lower it, or raise the limit.');
        }
      });
    }
  }
}

/** A quantity may be a number, as in YAML. */
function textOf(quantity: unknown): string {
  return typeof quantity === 'number' ? `${quantity}` : (quantity as string);
}

export function checkUser(checks: PropertyChecks, { securityContext }: Container, where: string): void {
  for (const field of ['runAsUser', 'runAsGroup'] as const) {
    const id: unknown = securityContext?.[field];
    if (typeof id === 'string') {
      checks.refuse(`${where}.securityContext.${field}`, id, 'a number', 'Leave the quotes out.');
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
