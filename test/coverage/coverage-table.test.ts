import { covers, knownIds, requirementsBySeed } from '../testkit/covers';

const seeds = requirementsBySeed();
const rows = seeds.flatMap((seed) => seed.requirements.map((row) => ({ ...row, seed: seed.seed })));

describe('the requirements list', () => {
  test('has a section for each seed', () => {
    expect(seeds.map((seed) => seed.seed)).toEqual(['S000', 'S001', 'S002', 'S003', 'S004']);
  });

  test('has no id twice', () => {
    const ids = rows.map((row) => row.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('names each row by seed, section and thing', () => {
    const misnamed = rows.filter((row) => !/^S00[0-4](\.[a-z0-9]+(-[a-z0-9]+)*){2}$/.test(row.id));
    expect(misnamed).toEqual([]);
    expect(rows.filter((row) => !row.id.startsWith(`${row.seed}.`))).toEqual([]);
  });

  test('states for each row its place, statement and implementation', () => {
    const fields = ['id', 'where', 'statement', 'honoured'] as const;
    const incomplete = rows.filter((row) => !fields.every((field) => row[field]?.trim()));
    expect(incomplete).toEqual([]);
  });
});

describe('covers()', () => {
  const undeclared: typeof covers = covers; // under another name, so that the coverage table does not count it

  test('knows every id of the list', () => {
    expect(knownIds()).toEqual(rows.map((row) => row.id));
  });

  test('accepts ids of the list', () => {
    expect(() => undeclared('S000.test.lists-controllers', 'S001.manifest.namespace')).not.toThrow();
  });

  test('refuses an unknown id by name', () => {
    expect(() => undeclared('S001.manifest.namespace', 'S001.no.such')).toThrow(/'S001\.no\.such'/);
  });
});
