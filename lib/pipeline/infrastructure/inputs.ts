import { type Kinds, own, type PropertyChecks } from '../../core';
import { checkExpression, EXPRESSION_OR_TEXT, INPUT, type RuntimeInput } from '../../document';

/**
 * Settings set when the pipeline runs. Each replaces the property of the same name. String properties (`namespace`,
 * `serviceAccountName`, `priorityClassName`, `imageConnector`) accept Harness expressions directly, as do host names,
 * capabilities, keys and values of tolerations, strings of volumes, and values of labels. `containerSecurityContext`,
 * tolerations and volumes have their own `inputs` for their other members.
 *
 * Most members must be a `RuntimeInput`. Members that accept any Harness expression are strings.
 */
export interface InfrastructureInputs {
  /**
   * Operating system of the build pod.
   *
   * @default - `os`
   */
  readonly os?: RuntimeInput;
  /**
   * Whether the ServiceAccount token is mounted.
   *
   * @default - `automountServiceAccountToken`
   */
  readonly automountServiceAccountToken?: RuntimeInput;
  /**
   * Labels that a node must have.
   *
   * @default - `nodeSelector`
   */
  readonly nodeSelector?: RuntimeInput;
  /**
   * Volumes. A farm refuses this input, because a volume could be a directory of the node.
   *
   * @default - `volumes`
   */
  readonly volumes?: RuntimeInput;
  /**
   * Security context. A farm refuses this input unless its isolation allows every security context.
   *
   * @default - `containerSecurityContext`
   */
  readonly containerSecurityContext?: RuntimeInput;
  /**
   * Tolerations.
   *
   * @default - `tolerations`
   */
  readonly tolerations?: RuntimeInput;
  /**
   * Additional pod settings, as an expression. A farm refuses this input: with the feature flag `CI_K8S_OVERLAY_YAML`, it
   * could set any part of a pod.
   *
   * @default - `podSpecOverlay`
   * @kind expression
   */
  readonly podSpecOverlay?: string;
  /**
   * Host names.
   *
   * @default - `hostNames`
   */
  readonly hostNames?: RuntimeInput;
  /**
   * Labels of the pod, as one expression.
   *
   * @default - `labels`
   * @kind expression
   */
  readonly labels?: string;
  /**
   * Annotations of the pod, as one expression.
   *
   * @default - `annotations`
   * @kind expression
   */
  readonly annotations?: string;
  /**
   * User ID of all containers, as an expression.
   *
   * @default - `runAsUser`
   * @kind expression
   */
  readonly runAsUser?: string;
  /**
   * Timeout for the start of the pod, as an expression.
   *
   * @default - `initTimeout`
   * @kind expression
   */
  readonly initTimeout?: string;
  /**
   * When nodes pull images, as an expression.
   *
   * @default - `imagePullPolicy`
   * @kind expression
   */
  readonly imagePullPolicy?: string;
}

/** The expression for each setting. */
export type ResolvedInputs<T> = { readonly [name in keyof T]: string };

/** A struct with members that can be runtime inputs. */
interface WithInputs<T> {
  readonly inputs?: T;
}

/** Refuses an input that Harness cannot parse, or that is set together with a plain value. `where` ends with a period. */
export function resolveInputs<T extends object>(
  checks: PropertyChecks,
  given: WithInputs<T>,
  where = '',
): ResolvedInputs<T> {
  const plain = given as { readonly [name: string]: unknown };
  const told = Object.entries(given.inputs ?? {}).filter(([, input]) => input !== undefined);
  return Object.fromEntries(
    told.map(([name, input]) => {
      const property = `${where}inputs.${name}`;
      if (plain[name] !== undefined) {
        checks.refuse(property, undefined, `no value when ${own(`${where}${name}`)} is set`, 'Remove one of the two.');
      }
      checkExpression(checks, property, String(input));
      return [name, String(input)];
    }),
  ) as ResolvedInputs<T>;
}

/** Kinds of values that can be set when the pipeline runs. */
export const VALUE_KINDS: Kinds = { RuntimeInput: () => INPUT, expression: () => EXPRESSION_OR_TEXT };
