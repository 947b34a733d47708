import { inspect } from 'node:util';

/** Everything that a program or a log might show of a value. */
export function everythingSaidBy(value: unknown): string {
  const said = [String(value), inspect(value, { depth: 10, maxStringLength: null, maxArrayLength: null })];
  if (value instanceof Error) said.push(value.message, value.stack ?? '', everythingSaidBy(value.cause ?? ''));
  try {
    said.push(JSON.stringify(value) ?? '');
  } catch (error) {
    said.push(String(error));
  }
  return said.join('\n');
}
