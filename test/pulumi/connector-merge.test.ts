import fc from 'fast-check';
import { merged, projected } from '../../lib/pulumi/dynamic/connector-provider';
import { isSame } from '../../lib/pulumi/dynamic/provider-methods';

/** Names that documents use. The platform also has names of its own, which never overlap. */
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

/** Returns the leaves that only the platform has, by path, except those that a value of the documents replaces. */
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
  test('keeps everything that was never in a document', () => {
    fc.assert(
      fc.property(ours, ours, theirs, (said, wanted, current) => {
        const left = unknownLeaves(merged(said, wanted, current), said, wanted);
        expect(left).toEqual(expect.arrayContaining(unknownLeaves(current, said, wanted)));
      }),
    );
  });

  test('contains the new document', () => {
    fc.assert(
      fc.property(ours, ours, theirs, (said, wanted, current) => {
        expect(isSame(projected(wanted, merged(said, wanted, current)), wanted)).toBe(true);
      }),
    );
  });

  test('is idempotent for any previous document', () => {
    fc.assert(
      fc.property(ours, ours, theirs, (said, wanted, current) => {
        const once = merged(said, wanted, current);
        expect(merged(wanted, wanted, once)).toEqual(once);
        expect(merged(said, wanted, once)).toEqual(once);
      }),
    );
  });

  test('removes keys that are no longer in the document', () => {
    const said = { description: 'old', tags: { ours: '', gone: '' } };
    const current = { description: 'old', tags: { theirs: '', ours: '', gone: '' }, harnessManaged: false };
    expect(merged(said, { tags: { ours: '' } }, current)).toEqual({
      tags: { theirs: '', ours: '' },
      harnessManaged: false,
    });
    expect(merged({ tags: { gone: '' } }, {}, { tags: { gone: '' } })).toEqual({});
    expect(merged({ tags: { gone: '' } }, {}, { tags: { gone: '', theirs: '' } })).toEqual({ tags: { theirs: '' } });
  });

  test('keeps the order of an equal set, and replaces a different set', () => {
    expect(merged({}, { s: ['a', 'b'] }, { s: ['b', 'a'] })).toEqual({ s: ['b', 'a'] });
    expect(merged({}, { s: ['a', 'b'] }, { s: ['b', 'c'] })).toEqual({ s: ['a', 'b'] });
  });

  test('takes no fields from the spec of another type', () => {
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

describe('the state on the platform', () => {
  const document = { description: '', tags: {}, spec: { delegateSelectors: ['b', 'a'], ignoreTestConnection: false } };

  test('is no drift in another order, with additional fields, or without empty fields', () => {
    const current = { tags: null, more: 1, spec: { delegateSelectors: ['a', 'b'], credential: { type: 'X' } } };
    expect(projected(document, current)).toEqual(document);
  });

  test('is drift if a field differs or is missing', () => {
    expect(projected({ name: 'a', description: 'b' }, { name: 'c', description: null })).toEqual({ name: 'c' });
  });
});
