/** Texts that Harness evaluates when a pipeline runs. */
import type { PropertyChecks, Rule } from '../values';

/** What the schema of Harness takes for a runtime input. */
const RUNTIME_INPUT =
  /^<\+input>((\.)((executionInput\(\))|(allowedValues|selectOneFrom|selectManyFrom|default|regex)\(.+?\)))*$/;

/** Whether Harness evaluates the text, or a part of it. */
export function isExpression(text: string): boolean {
  return text.includes('<+');
}

/** A runtime input that Harness understands. */
export const RUNTIME_INPUT_TEXT: Rule = {
  allowed:
    'a runtime input: <+input>, and behind it .default(…), which is one of the allowed values, .allowedValues(…), .regex(…) or .executionInput()',
  remedy: 'Write it by RuntimeInput.of({ … }).',
  holds: (text) => RUNTIME_INPUT.test(text) && isDefaultAllowed(text),
};

function isDefaultAllowed(text: string): boolean {
  const [, byDefault] = /\.default\((.+?)\)/.exec(text) ?? [];
  const [, allowed] = /\.(?:allowedValues|selectOneFrom)\((.+?)\)/.exec(text) ?? [];
  if (byDefault === undefined || allowed === undefined || isExpression(byDefault + allowed)) {
    return true;
  }
  return allowed
    .split(',')
    .map((answer) => answer.trim())
    .includes(byDefault.trim());
}

/** The rule, or an expression of Harness in its place. */
export function orExpression(rule: Rule): Rule {
  return {
    allowed: `${rule.allowed}; or an expression of Harness such as <+input> or <+pipeline.variables.name>`,
    remedy: rule.remedy,
    holds: (text) => (isExpression(text) ? isWellFormed(text) : rule.holds(text)),
  };
}

/** An expression of Harness, and nothing else. */
export const EXPRESSION: Rule = {
  allowed: 'an expression of Harness such as <+input> or <+pipeline.variables.name>',
  remedy: 'Use the property of that name for a plain value.',
  holds: (text) => isExpression(text) && isWellFormed(text),
};

/** Each expression is closed again, and a runtime input is one that Harness understands. */
function isWellFormed(text: string): boolean {
  if (isRuntimeInput(text)) {
    return RUNTIME_INPUT_TEXT.holds(text);
  }
  const opened = text.split('<+').length - 1;
  const closed = text.split('>').length - 1;
  return closed >= opened && !/<\+\s*>/.test(text);
}

function isRuntimeInput(text: string): boolean {
  return text.startsWith('<+input>');
}

/** Throws for a text that is neither plain by the rule nor an expression. */
export function checkTextOrExpression(checks: PropertyChecks, property: string, value: string, rule: Rule): void {
  checkBy(checks, property, value, orExpression(rule));
}

/** Throws for a text that is no expression, or one that is known later. */
export function checkExpression(checks: PropertyChecks, property: string, value: string, remedy?: string): void {
  checks.plain(property, value);
  checkBy(checks, property, value, { ...EXPRESSION, remedy: remedy ?? EXPRESSION.remedy });
}

/** A runtime input is judged by its own rule, whose words tell what is wrong with it. */
function checkBy(checks: PropertyChecks, property: string, value: string, rule: Rule): void {
  checks.later(property, [value], (known) => {
    checks.keeps(property, known, known, isRuntimeInput(known) ? RUNTIME_INPUT_TEXT : rule);
  });
}
