/** A token behind other characters, as in a line that was copied with it, is shown in no error and in no manifest. */
import * as fc from 'fast-check';
import { HarnessConstructsError } from '../../lib/core';
import { withoutTokens } from '../../lib/core/token-forms';
import { runs, spread } from '../testkit/arbitraries/runs';
import { everythingOf, PLACES, TOKENS } from './tokens';

/** Nothing of them is a letter or digit right before the token. */
const PREFIXES = [
  '\n',
  '\t',
  '\r\n',
  '\b',
  '\f',
  '\u0001',
  'x\n',
  'x\t',
  'token_',
  '_',
  '__',
  'TOKEN=',
  'a b\n',
  '"',
  '\\',
];

const prefixes = fc.oneof(
  fc.constantFrom(...PREFIXES),
  fc.string({ maxLength: 8 }).map((text) => `${text}\n`),
  fc
    .tuple(fc.constantFrom('token', 'my', 'x', 'API'), fc.constantFrom('_', '\n', '\t', '-', ':', ' '))
    .map((parts) => parts.join('')),
);

test.each(Object.entries(TOKENS))('%s behind other characters is hidden in any text', (_form, token) => {
  fc.assert(
    fc.property(prefixes, token, (prefix, secret) => {
      const given = JSON.stringify(prefix + secret);
      const list = JSON.stringify([{ [prefix + secret]: prefix + secret }]);
      for (const text of [given, list]) {
        const details = { constructPath: 'a', property: 'name', given: text, allowed: text, remedy: text };
        expect(new HarnessConstructsError(details).message).not.toContain(secret);
      }
      expect(withoutTokens(prefix + secret)).not.toContain(secret);
    }),
    { numRuns: runs(100), endOnFailure: true },
  );
});

const UNKNOWN = ['a decoded delegate token', 'a delegate token', 'random bytes in base64'];

const isKnown = (form: string) => !UNKNOWN.includes(form);

const PAIRS = Object.entries(TOKENS).flatMap(([form, token]) =>
  Object.entries(PLACES).map(([place, propsWith]) => ({ form, place, token, propsWith })),
);

test.each(spread(PAIRS, ({ form }) => form))(
  '$form behind other characters in place of $place is not echoed',
  ({ form, token, propsWith }) => {
    fc.assert(
      fc.property(prefixes, token, (prefix, secret) => {
        const everything = everythingOf(propsWith(prefix + secret));
        // Behind a prefix, what has no form of its own can be a name with a digest.
        const isName = !isKnown(form) && !everything.includes('HarnessConstructsError');
        expect(isName || !everything.includes(secret)).toBe(true);
      }),
      { numRuns: runs(40), endOnFailure: true },
    );
  },
);

test.each(['ci-sk-proj-payments-production-eu-west-1', 'delegate-5e9714e15e9714e15e9714e15e9714e1', 'gh-at-scale'])(
  '%s is a name, and no token behind a word',
  (delegateName) => {
    expect(everythingOf({ delegateName })).toContain(`"${delegateName}"`);
  },
);
