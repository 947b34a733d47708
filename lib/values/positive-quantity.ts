import type { PropertyChecks } from './checks';
import { parseQuantity } from './quantity';

/** The amount of a quantity above 0, as of `parseQuantity`. It is reckoned with, so it must be known at construction. */
export function positiveQuantity(checks: PropertyChecks, property: string, text: string): bigint {
  checks.plain(property, text);
  const amount = parseQuantity(text);
  if (!amount) {
    checks.refuse(property, text, 'a Kubernetes quantity above 0, for example 500m or 256Mi', 'Correct it.');
  }
  return amount;
}
