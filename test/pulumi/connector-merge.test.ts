import fc from 'fast-check';
import { isSame, merged, projected } from '../../lib/pulumi/dynamic/connector-merge';

/** Names that we know, and names of the platform alone: none is of both. */
const OURS = ['name', 'description', 'tags', 'spec', 'credential', 'list'];
const leaf = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.boolean(),
  fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
);
const objectOf = (names: readonly string[]) =>
  fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, leaf, tie('object')),
    object: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
  })).object as fc.Arbitrary<object>;

const ours = objectOf(OURS);
const theirs = objectOf([...OURS, 'theirs', 'more']);

/** Leaves of the platform alone, by their path. Those that our own value has replaced are not among them. */
function unknownLeaves(value: any, ...known: any[]): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, member]): string[] => {
    const inside = known.map((one) => one?.[name]);
    if (inside.every((one) => one === undefined)) return [`${name}=${JSON.stringify(member)}`];
    const objects = inside.filter((one) => one !== undefined);
    const isReplaced = objects.some((one) => typeof one !== 'object' || Array.isArray(one));
    return isReplaced ? [] : unknownLeaves(member, ...inside).map((path) => `${name}.${path}`);
  });
}

describe('a merge', () => {
  test('loses nothing that we have never said', () => {
    fc.assert(
      fc.property(ours, ours, theirs, (said, wanted, current) => {
        const left = unknownLeaves(merged(said, wanted, current), said, wanted);
        expect(left).toEqual(expect.arrayContaining(unknownLeaves(current, said, wanted)));
      }),
    );
  });

  test('says what we say now', () => {
    fc.assert(
      fc.property(ours, ours, theirs, (said, wanted, current) => {
        expect(isSame(projected(wanted, merged(said, wanted, current)), wanted)).toBe(true);
      }),
    );
  });

  test('twice is once, whatever was said before', () => {
    fc.assert(
      fc.property(ours, ours, theirs, (said, wanted, current) => {
        const once = merged(said, wanted, current);
        expect(merged(wanted, wanted, once)).toEqual(once);
        expect(merged(said, wanted, once)).toEqual(once);
      }),
    );
  });

  test('removes what we no longer say, key by key', () => {
    const said = { description: 'old', tags: { ours: '', gone: '' } };
    const current = { description: 'old', tags: { theirs: '', ours: '', gone: '' }, harnessManaged: false };
    expect(merged(said, { tags: { ours: '' } }, current)).toEqual({
      tags: { theirs: '', ours: '' },
      harnessManaged: false,
    });
    expect(merged({ tags: { gone: '' } }, {}, { tags: { gone: '' } })).toEqual({});
    expect(merged({ tags: { gone: '' } }, {}, { tags: { gone: '', theirs: '' } })).toEqual({ tags: { theirs: '' } });
  });

  test('keeps the order of a set, and replaces a set that is another', () => {
    expect(merged({}, { s: ['a', 'b'] }, { s: ['b', 'a'] })).toEqual({ s: ['b', 'a'] });
    expect(merged({}, { s: ['a', 'b'] }, { s: ['b', 'c'] })).toEqual({ s: ['a', 'b'] });
  });

  test('takes nothing of the spec of another type', () => {
    const manual = {
      type: 'ManualConfig',
      spec: { masterUrl: 'https://c', auth: { type: 'ServiceAccount' }, more: 1 },
    };
    const inherit = { type: 'InheritFromDelegate' };
    expect(merged({}, { credential: inherit }, { credential: { ...manual, more: 1 } })).toEqual({
      credential: { ...inherit, more: 1 },
    });
  });
});

describe('what the platform has', () => {
  const document = { description: '', tags: {}, spec: { delegateSelectors: ['b', 'a'], ignoreTestConnection: false } };

  test('is no drift in another order, with more fields, or without what says nothing', () => {
    const current = { tags: null, more: 1, spec: { delegateSelectors: ['a', 'b'], credential: { type: 'X' } } };
    expect(projected(document, current)).toEqual(document);
  });

  test('is drift where a field differs or is gone', () => {
    expect(projected({ name: 'a', description: 'b' }, { name: 'c', description: null })).toEqual({ name: 'c' });
  });
});
