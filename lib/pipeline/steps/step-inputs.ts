/** What of a step is told when the pipeline runs. */
import { checkExpression, checkInput } from '../../document';
import type { PropertyChecks } from '../../values';
import type { LeafNode } from './step-node';

/** Throws for an input that Harness does not understand, that stands beside a plain value, or that the step has not. */
export function checkStepInputs(checks: PropertyChecks, { options, spec, type }: LeafNode, where: string): void {
  const { inputs = {} } = options;
  for (const name of ['runAsUser', 'privileged', 'shell'] as const) {
    const input = inputs[name];
    if (input === undefined) {
      continue;
    }
    const property = `${where}.inputs.${name}`;
    if (options[name] !== undefined) {
      checks.refuse(property, undefined, `nothing beside ${name}`, 'Leave one of the two out.');
    }
    if (name !== 'runAsUser' && !(name in spec)) {
      checks.refuse(property, undefined, `nothing in a step of the type ${type}`, 'Leave it out.');
    }
    if (typeof input === 'string') {
      checkExpression(checks, property, input);
    } else {
      checkInput(checks, property, input);
    }
  }
}

/** The expressions as they stand in the spec. */
export function inputsOf({ options: { inputs = {} } }: LeafNode): { readonly [member: string]: string } {
  const given = Object.entries(inputs).filter(([, input]) => input !== undefined);
  return Object.fromEntries(given.map(([name, input]) => [name, String(input)]));
}
