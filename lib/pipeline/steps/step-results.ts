/** What others get from a step: variables, reports and ports. */
import { checkTextOrExpression, IDENTIFIER } from '../../document';
import { NOT_EMPTY, type PropertyChecks, type Rule } from '../../values';
import type { LeafNode } from './step-node';

/** Throws for results that Harness would refuse or not find. */
export function checkResults(checks: PropertyChecks, { options }: LeafNode, where: string): void {
  const { outputVariables = [], reports = [], portBindings = {} } = options;
  const names = outputVariables.map(({ name }) => name);
  names.forEach((name, index) => {
    const property = `${where}.outputVariables[${index}].name`;
    checks.plainText(property, name, IDENTIFIER);
    checks.once(property, name, names.slice(0, index));
  });
  reports.forEach((path, index) => checkTextOrExpression(checks, `${where}.reports[${index}]`, path, NOT_EMPTY));
  Object.entries(portBindings).forEach(([port, ofContainer]) => {
    checks.plainText(`${where}.portBindings key`, port, PORT);
    checkTextOrExpression(checks, `${where}.portBindings["${port}"]`, ofContainer, PORT);
  });
}

const PORT: Rule = {
  allowed: 'the number of a port as a text, from 1 to 65535',
  remedy: "Write it as '8080'.",
  holds: (value) => /^[1-9][0-9]{0,4}$/.test(value) && Number(value) <= 65_535,
};
