/** Variables of a stage. */
import {
  checkExpression,
  checkTextOrExpression,
  type HarnessScope,
  orExpression,
  secretReferenceFrom,
} from '../../document';
import { ANY_TEXT, type PropertyChecks, type Rule, TEXT } from '../../values';
import { ROUTING_VARIABLE, StageRouting } from './stage-routing';
import { StageVariable } from './stage-variable';

/** Throws for bad variables. Returns those that are written. */
export function resolveVariables(
  checks: PropertyChecks,
  variables: readonly StageVariable[],
  routing: StageRouting,
  viewpoint: HarnessScope,
): StageVariable[] {
  variables.forEach((variable, index) => {
    const where = `variables[${index}]`;
    checkVariable(checks, variable, where, viewpoint);
    const others = variables.slice(0, index).map(({ name }) => name);
    checks.once(`${where}.name`, variable.name, others);
  });
  return routing === StageRouting.STAGE_VARIABLE
    ? [...variables, StageVariable.text(ROUTING_VARIABLE, 'true')]
    : [...variables];
}

function checkVariable(
  checks: PropertyChecks,
  { name, _type, _value, _isExpression }: StageVariable,
  where: string,
  viewpoint: HarnessScope,
): void {
  checks.plainText(`${where}.name`, name, VARIABLE_NAME);
  const property = `${where}.value`;
  if (_type === 'Number' && !_isExpression) {
    if (typeof _value !== 'number' || !Number.isFinite(_value)) {
      checks.refuse(property, undefined, 'a number', 'Pass a finite number, or use StageVariable.numberFrom(…).');
    }
    return;
  }
  TEXT(checks, property, _value);
  const value = _value as string;
  if (_isExpression) {
    checkExpression(checks, property, value, 'Use StageVariable.number(…) for a plain number.');
  } else if (_type === 'Secret') {
    checks.secretText(property, value, orExpression(secretReferenceFrom(viewpoint)));
  } else {
    checkTextOrExpression(checks, property, value, ANY_TEXT);
  }
}

const VARIABLE_NAME: Rule = {
  allowed: `at most 128 letters, digits, '_', '.', '$' and '-', not starting with a digit, and not ${ROUTING_VARIABLE}`,
  remedy: `Rename it; ${ROUTING_VARIABLE} is set by routing.`,
  holds: (value) => /^[a-zA-Z_][0-9a-zA-Z_.$-]{0,127}$/.test(value) && value !== ROUTING_VARIABLE,
};
