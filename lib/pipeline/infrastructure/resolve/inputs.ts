/** What is told when the pipeline runs. */
import { checkExpression } from '../../../document';
import type { PropertyChecks } from '../../../values';

/** The expression that stands for each setting. */
export type ResolvedInputs<T> = { readonly [name in keyof T]: string };

/** A struct whose members may be told later. */
interface WithInputs<T> {
  readonly inputs?: T;
}

/** Throws for an input that Harness does not understand, or that stands beside a plain value. `where` ends in a point. */
export function resolveInputs<T extends object>(
  checks: PropertyChecks,
  given: WithInputs<T>,
  where = '',
): ResolvedInputs<T> {
  const plain: { readonly [name: string]: unknown } = { ...given };
  const told = Object.entries(given.inputs ?? {}).filter(([, input]) => input !== undefined);
  return Object.fromEntries(
    told.map(([name, input]) => {
      const property = `${where}inputs.${name}`;
      if (plain[name] !== undefined) {
        checks.refuse(property, undefined, `nothing beside ${name}`, 'Leave one of the two out.');
      }
      checkExpression(checks, property, String(input));
      return [name, String(input)];
    }),
  ) as ResolvedInputs<T>;
}
