import { DNS_LABEL, type PropertyChecks } from '../../values';

/** Elements that are passed through: each has a name that is known now, and no other element has it. */
export function namedElements<T extends { readonly name: string }>(
  checks: PropertyChecks,
  property: string,
  elements: readonly unknown[] = [],
  taken: ReadonlySet<string> = new Set(),
): T[] {
  const names = new Set(taken);
  return elements.map((element, index) => {
    const { name } = element as T;
    checks.plainText(`${property}[${index}].name`, name, DNS_LABEL);
    if (names.has(name)) {
      checks.refuse(`${property}[${index}].name`, name, 'a name that nothing else of the pod has', 'Rename it.');
    }
    names.add(name);
    return element as T;
  });
}
