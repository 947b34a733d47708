/** Names in errors: those that people give are shown, and those that can only be keys of an API are not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { HarnessConstructsError, HarnessErrors, membersOf } from '../../lib/core';
import type { StructName } from '../../lib/core';
import { TABLE } from '../../lib/core/checks/structs.generated';
import { DelegateVariable } from '../../lib/delegate';
import { CiBuildInfra } from '../../lib/farm';
import { addFarm, LEAST } from '../farm/infras';
import { runs, spread } from '../testkit/arbitraries/runs';
import { thrownBy } from '../testkit/refused';
import { newChart } from '../testkit/synth';

const ROOT = join(__dirname, '..', '..');

/** The error about a member with the name, in every part that mentions it. */
function errorAbout(name: string): HarnessConstructsError {
  return new HarnessConstructsError({
    constructPath: 'a',
    property: `options["${name}"].${name}`,
    problem: 'unknown property',
    allowed: `none, or ${name}`,
    remedy: `Remove ${name}.`,
  });
}

const isShown = (name: string) => errorAbout(name).message.split(name).length >= 5;

/** The names of a folder's files with one of the extensions. */
function filesIn(folder: string, extensions: RegExp): string[] {
  const path = join(ROOT, folder);
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extensions.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map(({ parentPath, name }) => join(parentPath, name));
}

const WITHOUT_COMMENTS: ts.CreateSourceFileOptions = {
  languageVersion: ts.ScriptTarget.Latest,
  jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
};

/** The identifiers of a TypeScript file: names of variables, properties and types. */
function identifiersIn(file: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.push(node.text);
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name)) names.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), WITHOUT_COMMENTS));
  return names;
}

/** The keys of YAML and JSON, and the names of objects and variables. */
function keysIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const keys = [...text.matchAll(/^[\s-]*["']?([\w./-]+)["']?:(?=\s|$)/gm)].map(([, key]) => key);
  const names = [...text.matchAll(/^[\s-]*["']?(?:name|namespace|identifier)["']?: *["']?([\w.-]+)["']?,?$/gm)];
  return [...keys, ...names.map(([, name]) => name)];
}

const MEMBERS = TABLE.trim()
  .split('\n')
  .map((line) => /^[\w.]+/.exec(line)?.[0] ?? '')
  .flatMap((struct) => [struct, ...membersOf(struct as StructName).map(({ name }) => name)]);

test.each<[what: string, atLeast: number, names: readonly string[]]>([
  ['structs and their members', 400, spread(MEMBERS)],
  ['the sources', 4000, spread(filesIn('lib', /\.ts$/)).flatMap(identifiersIn)],
  ['the tests', 4000, spread(filesIn('test', /\.ts$/)).flatMap(identifiersIn)],
  ['the examples', 150, spread(filesIn('examples', /\.ts$/)).flatMap(identifiersIn)],
  ['the fixtures', 300, spread(filesIn('test', /\.(ya?ml|json)$/)).flatMap(keysIn)],
])('every name of %s is shown', (_what, atLeast, names) => {
  const all = [...new Set(names)].filter((name) => /^[^\s\p{Cc}]+$/u.test(name));
  expect(all.length).toBeGreaterThan(runs(atLeast));
  expect(all.filter((name) => !isShown(name))).toEqual([]);
});

/** As random as a key, and the same in every run. */
function* randomWords(length: number, count: number): Generator<string> {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  let seed = 42;
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  for (let made = 0; made < count; made += 1) {
    yield Array.from({ length }, () => letters[Math.floor(next() * letters.length)]).join('');
  }
}

test.each([20, 22, 32, 43])('of random words with %i characters, hardly one is shown', (length) => {
  const words = [...randomWords(length, 1000)].filter((word) =>
    [/[a-z]/, /[A-Z]/, /[0-9]/].every((one) => one.test(word)),
  );
  expect(words.length).toBeGreaterThan(900);
  expect(words.filter(isShown).length).toBeLessThan(words.length / 100);
});

describe.each([
  ['a UUID', '6f9619ff-8b86-d011-b42d-00cf4fc964ff'],
  ['a UUID in uppercase', '6F9619FF-8B86-D011-B42D-00CF4FC964FF'],
  ['a token of a delegate', Buffer.from('8ee36d3dd53c4cbe9a2a3a8c3a8d8b51').toString('base64')],
  ['a decoded token', '8ee36d3dd53c4cbe9a2a3a8c3a8d8b51'],
  ['an API key', 'pat.6_vVHzo9Qeu9fXvj-AcQCb.65f0c1d2e3f4a5b6c7d8e9f0.aB3dE5gH7jK9mN1pQ3rS'],
  ['the key of a service account', 'sat.6_vVHzo9Qeu9fXvj-AcQCb.65f0c1d2e3f4a5b6c7d8e9f0.aB3dE5gH7jK9mN1pQ3rS'],
  ['a random word', 'aB3dE5gH7jK9mN1pQ3rS'],
])('%s is not shown as the name of', (_what, secret) => {
  test.each<[place: string, run: () => unknown]>([
    ['a property', () => new CiBuildInfra(newChart(), 'Farm', { ...LEAST, [secret]: 1 })],
    ['a member', () => addFarm(newChart(), 'Farm', { delegateOptions: { resources: { [secret]: 1 } } })],
    ['a label with a bad value', () => addFarm(newChart(), 'Farm', { labels: { [secret]: 'not a value' } })],
    ['a label with a number', () => addFarm(newChart(), 'Farm', { labels: { [secret]: 5 } as never })],
    ['a bad label', () => addFarm(newChart(), 'Farm', { labels: { [`${secret}/`]: 'a' } })],
    [
      'a variable',
      () =>
        addFarm(newChart(), 'Farm', { delegateOptions: { env: [DelegateVariable.plain(`${secret}`, 5 as never)] } }),
    ],
    [
      'data',
      () => addFarm(newChart(), 'Farm', { delegateOptions: { affinity: { nodeAffinity: { [secret]: () => 1 } } } }),
    ],
  ])('%s', (_place, run) => {
    const error = thrownBy(run);
    expect(HarnessErrors.isHarnessError(error)).toBe(true);
    expect(`${String(error)} ${error.stack} ${JSON.stringify(HarnessErrors.allOf(error))}`).not.toContain(secret);
  });
});

test('the ID of an account is shown as a value', () => {
  const error = thrownBy(() => addFarm(newChart(), 'Farm', { accountId: 'AQ8xhfNCRtGIUjq5bSM8Fg!' }));
  expect(error.message).toContain('"AQ8xhfNCRtGIUjq5bSM8Fg!"');
});
