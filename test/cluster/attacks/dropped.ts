/**
 * What the server has not kept of an object, as paths. It adds defaults, writes amounts as text, and leaves out empty lists. A
 * field that it drops silently is no attempt.
 */
export function dropped(asked: unknown, kept: unknown, path = ''): string[] {
  if (Array.isArray(asked)) {
    const all = (kept ?? []) as unknown[];
    const missing = asked.map((one, index) => (all.some((other) => dropped(one, other).length === 0) ? -1 : index));
    return missing.filter((index) => index >= 0).map((index) => `${path}[${index}]`);
  }
  if (typeof asked === 'object' && asked !== null) {
    const members = (kept ?? {}) as { readonly [name: string]: unknown };
    return Object.entries(asked).flatMap(([name, member]) => dropped(member, members[name], `${path}.${name}`));
  }
  const isKept = asked === undefined || asked === kept || (typeof asked === 'number' && kept === `${asked}`);
  return isKept ? [] : [path];
}
