/** An update of the package refuses no pod that the last releases admitted, unless CHANGELOG says so. */
import { basename } from 'node:path';
import { announcedSince, COMPARED, fixtureOf, programsOf } from '../cluster/releases';
import { parsed, writtenBy } from '../testkit/examples';
import { every, type Manifest } from '../testkit/synth';

interface Rule {
  readonly message: string;
  readonly expression: string;
}

const rulesOf = (manifests: readonly Manifest[]): Rule[] =>
  every(manifests, 'ValidatingAdmissionPolicy').flatMap(({ spec }) => spec.validations as Rule[]);

/** Messages of rules that a release did not have, and that no words of CHANGELOG begin. */
function unannounced(earlier: readonly Rule[], now: readonly Rule[], refuses: readonly string[]): string[] {
  const known = new Set(earlier.map(({ expression }) => expression));
  return now
    .filter(({ expression }) => !known.has(expression))
    .map(({ message }) => message)
    .filter((message) => !refuses.some((words) => message.startsWith(words)));
}

// One for each of: the defaults, a loose isolation, a delegate in the same namespace.
const PROGRAMS = ['minimal-farm.ts', 'docker-in-docker.ts', 'shared-namespace.ts'];

const CASES = COMPARED.flatMap((release) =>
  programsOf(release)
    .filter((program) => PROGRAMS.includes(basename(program)))
    .map((program) => [release, program] as const),
);

test.each(CASES)('CHANGELOG names each rule that release %s did not have for %s', (release, program) => {
  const earlier = rulesOf(Object.values(fixtureOf(release, program)).flat());
  const now = rulesOf([...writtenBy(program).values()].flatMap(parsed));
  expect(earlier.length).toBeGreaterThan(3);
  expect(unannounced(earlier, now, announcedSince(release).refuses)).toEqual([]);
});

test('a rule that CHANGELOG does not name would be seen', () => {
  const [old, added] = ['Build pods must not a.', 'Build pods must not b. Remove it.'].map((message) => ({
    message,
    expression: message,
  }));
  expect(unannounced([old], [old, added], [])).toEqual([added.message]);
  expect(unannounced([old], [old, { ...old, expression: 'stricter' }], ['Build pods must not b'])).toEqual([
    old.message,
  ]);
  expect(unannounced([old], [old, added], ['Build pods must not b'])).toEqual([]);
  expect(CASES.map(([, program]) => basename(program))).toEqual(expect.arrayContaining(PROGRAMS));
});
