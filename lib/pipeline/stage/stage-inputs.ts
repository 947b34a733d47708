/** What of a stage is told when the pipeline runs. */
import { checkExpression, checkInput } from '../../document';
import type { PropertyChecks } from '../../values';
import type { CiStageProps } from './ci-stage-props';

/** Throws for an input that Harness does not understand, or that stands beside a plain value. */
export function checkStageInputs(checks: PropertyChecks, props: CiStageProps): void {
  const { cloneCodebase, delegateSelectors } = props.inputs ?? {};
  for (const name of ['cloneCodebase', 'delegateSelectors'] as const) {
    if (props.inputs?.[name] !== undefined && props[name] !== undefined) {
      checks.refuse(`inputs.${name}`, undefined, `nothing beside ${name}`, 'Leave one of the two out.');
    }
  }
  if (cloneCodebase !== undefined) {
    checkInput(checks, 'inputs.cloneCodebase', cloneCodebase);
  }
  if (delegateSelectors !== undefined) {
    checkExpression(checks, 'inputs.delegateSelectors', delegateSelectors);
  }
}
