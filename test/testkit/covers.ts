import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** One row of the requirements list: one setting or statement of a source document. */
export interface Requirement {
  readonly id: string;
  readonly where: string;
  readonly statement: string;
  readonly honoured: string;
}

/** The rows of one source document. */
export interface Seed {
  readonly seed: string;
  readonly title: string;
  readonly requirements: readonly Requirement[];
}

const LIST = join(__dirname, '..', 'coverage', 'requirements.yaml');

let known: ReadonlySet<string> | undefined;

/** The requirements list. */
export function requirementsBySeed(): readonly Seed[] {
  return parse(readFileSync(LIST, 'utf8')) as Seed[];
}

/** The ids in it. Many tests need no more, and to parse the list takes longer than most of them. */
export function knownIds(): string[] {
  return [...readFileSync(LIST, 'utf8').matchAll(/^ +- id: (\S+)$/gm)].map(([, id]) => id);
}

/**
 * Declares that the test that calls it shows these requirements. It is the first statement of the test's body, with
 * string literals only: the coverage table is made from the source text, without running the tests.
 */
export function covers(...ids: string[]): void {
  known ??= new Set(knownIds());
  for (const id of ids) {
    if (!known.has(id)) throw new Error(`covers('${id}'): test/coverage/requirements.yaml has no such requirement`);
  }
}
