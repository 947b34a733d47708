/** What is told when the pipeline runs. */
import { checkExpression, checkInput, type RuntimeInput } from '../../../document';
import type { PropertyChecks } from '../../../values';
import type { InfrastructureInputs, KubernetesDirectInfrastructureProps } from '../props';

/** The expression that stands for each setting. */
export type ResolvedInputs = { readonly [name in keyof InfrastructureInputs]: string };

/** Throws for an input that Harness does not understand, or that stands beside a plain value. */
export function resolveInputs(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): ResolvedInputs {
  const entries = Object.entries(props.inputs ?? {}) as [
    keyof InfrastructureInputs,
    RuntimeInput | string | undefined,
  ][];
  const given = entries.filter(
    (entry): entry is [keyof InfrastructureInputs, RuntimeInput | string] => entry[1] !== undefined,
  );
  return Object.fromEntries(
    given.map(([name, input]) => {
      if (props[name] !== undefined) {
        checks.refuse(`inputs.${name}`, undefined, `nothing beside ${name}`, 'Leave one of the two out.');
      }
      if (typeof input === 'string') {
        checkExpression(checks, `inputs.${name}`, input);
      } else {
        checkInput(checks, `inputs.${name}`, input);
      }
      return [name, String(input)];
    }),
  );
}
