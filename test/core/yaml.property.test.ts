/** Every string, number and tree comes back the same from readers of YAML 1.1 and 1.2; test/cluster has more readers. */
import * as fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import { parse, parseAllDocuments } from 'yaml';
import { toYaml, toYamlStream } from '../../lib/core';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { yamlString, yamlStrings } from '../testkit/arbitraries/yaml-strings';

const jsYaml4 = jest.requireActual<typeof jsYaml>('js-yaml-4');

const READERS: { readonly [name: string]: (text: string) => unknown } = {
  'yaml, version 1.1': (text) => parse(text, { version: '1.1' }),
  'yaml, version 1.2': (text) => parse(text, { version: '1.2' }),
  'yaml, core schema': (text) => parse(text, { schema: 'core' }),
  'js-yaml 5': (text) => jsYaml.load(text),
  'js-yaml 4': (text) => jsYaml4.load(text),
};

/** As an element, a value and a key, on several levels. */
const everywhere = (one: string) => [one, { a: one, b: [[one], { [one]: one }] }];

describe.each(Object.entries(READERS))('%s', (_name, read) => {
  test('returns every string, wherever it stands', () => {
    const strings = yamlStrings(SEED, runs(12_000));
    expect(new Set(strings).size).toBeGreaterThan(strings.length / 2);
    // Many in a document: what the end of one does to the next is seen, too.
    for (let start = 0; start < strings.length; start += 200) {
      const data = strings.slice(start, start + 200).map(everywhere);
      const returned = read(toYaml(data)) as unknown[];
      data.forEach((one, index) => expect(JSON.stringify(returned[index])).toBe(JSON.stringify(one)));
    }
  });

  test('returns all data', () => {
    const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
      leaf: fc.oneof(
        yamlString,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
      ),
      tree: fc.oneof(
        { maxDepth: 5 },
        tie('leaf'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(yamlString, tie('tree'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (data) => {
        // Readers of JavaScript lose the sign of zero.
        expect(JSON.stringify(read(toYaml(data)))).toBe(JSON.stringify(data));
      }),
      { seed: SEED, numRuns: runs(2000) },
    );
  });

  test('returns a key that is longer than it accepts in a line', () => {
    const key = 'k: '.repeat(500);
    expect(read(toYaml({ a: [{ [key]: { [key]: 1 } }] }))).toEqual({ a: [{ [key]: { [key]: 1 } }] });
  });
});

/** A number with a point or an exponent in YAML 1.1, which accepts fewer forms than JavaScript writes. */
const FLOAT_1_1 = /^[-+]?([0-9][0-9_]*)\.[0-9_]*([eE][-+][0-9]+)?$/;
const INTEGER = /^-?[0-9]+$/;

test('any number has the same meaning for readers of YAML 1.1 and 1.2', () => {
  const number = fc.oneof(
    fc.constantFrom(1e21, 1e-7, -1.5e300, 5e-324, Number.MAX_VALUE, 2 ** 53, 1e20, 0.1, -3),
    // Readers of JavaScript lose the sign of zero.
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
    fc.integer(),
  );
  fc.assert(
    fc.property(number, (value) => {
      const written = toYaml({ value, list: [value] });
      for (const read of Object.values(READERS)) {
        expect(read(written)).toEqual({ value, list: [value] });
      }
      const [, text] = /^value: (.*)$/m.exec(written) ?? [];
      expect(FLOAT_1_1.test(text) || INTEGER.test(text)).toBe(true);
    }),
    { seed: SEED, numRuns: runs(400) },
  );
});

test('streams can be concatenated: no document is lost, and none changes', () => {
  const documents = fc.array(fc.dictionary(yamlString, yamlString, { maxKeys: 2 }), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(documents, { maxLength: 4 }), (files) => {
      const texts = files.map((all) => toYamlStream(all.map((content) => ({ constructPath: '', content }))));
      const expected = JSON.stringify(files.flat());
      for (const version of ['1.1', '1.2'] as const) {
        const read = [...parseAllDocuments(texts.join(''), { version })].map((document) => document.toJS() as unknown);
        expect(JSON.stringify(read)).toBe(expected);
      }
      expect(JSON.stringify(jsYaml.loadAll(texts.join('')))).toBe(expected);
    }),
    { seed: SEED, numRuns: runs(500) },
  );
});
