/** Variables of a stage. */
import {
  checkDescription,
  checkExpression,
  checkTextOrExpression,
  type HarnessScope,
  orExpression,
  secretReferenceFrom,
} from '../../document';
import { ANY_TEXT, FLAG, NUMBER, type PropertyChecks, type Rule, type Shape, struct, TEXT } from '../../values';
import { ROUTING_VARIABLE, StageRouting } from './stage-routing';
import { type NumberVariableOptions, StageVariable, type TextVariableOptions } from './stage-variable';

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
    checkOptions(checks, variable, where, viewpoint);
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
  if (_isExpression) {
    checkExpression(checks, property, _value as string, 'Use StageVariable.number(…) for a plain number.');
  } else {
    checkText(checks, property, _value as string, _type === 'Secret', viewpoint);
  }
}

/** A secret is never said by its value. */
function checkText(
  checks: PropertyChecks,
  property: string,
  value: string,
  isSecret: boolean,
  viewpoint: HarnessScope,
): void {
  if (isSecret) {
    checks.secretText(property, value, orExpression(secretReferenceFrom(viewpoint)));
  } else {
    checkTextOrExpression(checks, property, value, ANY_TEXT);
  }
}

const OF_NUMBERS = optionsShape(NUMBER);
const OF_TEXTS = optionsShape(TEXT);

function optionsShape(defaultValue: Shape): Shape {
  return struct<TextVariableOptions | NumberVariableOptions>({ description: TEXT, required: FLAG, defaultValue });
}

function checkOptions(
  checks: PropertyChecks,
  { _type, _options: options }: StageVariable,
  where: string,
  viewpoint: HarnessScope,
): void {
  const isNumber = _type === 'Number';
  (isNumber ? OF_NUMBERS : OF_TEXTS)(checks, where, options);
  checkDescription(checks, `${where}.description`, options.description);
  const { defaultValue } = options;
  const property = `${where}.defaultValue`;
  if (isNumber && defaultValue !== undefined && !Number.isFinite(defaultValue)) {
    checks.refuse(property, defaultValue, 'a finite number', 'Pass another number, or leave it out.');
  }
  if (typeof defaultValue === 'string') {
    checkText(checks, property, defaultValue, _type === 'Secret', viewpoint);
  }
}

const VARIABLE_NAME: Rule = {
  allowed: `at most 128 letters, digits, '_', '.', '$' and '-', not starting with a digit, and not ${ROUTING_VARIABLE}`,
  remedy: `Rename it; ${ROUTING_VARIABLE} is set by routing.`,
  holds: (value) => /^[a-zA-Z_][0-9a-zA-Z_.$-]{0,127}$/.test(value) && value !== ROUTING_VARIABLE,
};
