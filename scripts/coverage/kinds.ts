/** What shows a requirement. It follows from the assertions of the tests that declare it, so no row can claim more. */
import type * as ts from 'typescript';
import { type Assertion, assertionsOf } from './assertions';

/** From the strongest to the weakest. */
export const KINDS = ['live', 'object', 'refusal', 'fake platform', 'prose'] as const;
export type Kind = (typeof KINDS)[number];

export const MEANING: { readonly [kind in Kind]: string } = {
  live: 'observed on a live API server',
  object: 'a test asserts an object, a document or another result',
  refusal: 'a test asserts that bad input is refused',
  'fake platform': 'a test asserts what the package does with a fake of the Harness platform',
  prose: 'a test asserts only that a page says it',
};

/**
 * The kinds of a test's assertions. A test without assertions has none. A test that compares a page shows no more than
 * that: its other assertions may be about something other than the requirement.
 */
export function kindsOf(test: ts.Node): Kind[] {
  const found = new Set(assertionsOf(test).map(kindOf));
  return found.has('prose') ? ['prose'] : KINDS.filter((kind) => found.has(kind));
}

function kindOf({ words, subject, expected }: Assertion): Kind {
  if (subject.isPage || expected.isPage) {
    return 'prose'; // it compares a page, even if it also reads something else
  }
  const isThrown = words.some((word) => /^(toThrow|rejects)/.test(word)) && !words.includes('not');
  if (subject.isPlatform) {
    return isThrown ? 'refusal' : 'fake platform'; // whatever API servers are involved: Harness itself is not
  }
  if (subject.isServer) {
    return 'live';
  }
  return isThrown || subject.isError ? 'refusal' : 'object';
}
