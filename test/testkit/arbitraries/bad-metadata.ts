import { bad, type BadInput, shows } from './bad-input';

const key = /an optional DNS prefix/;
const value = /empty, or at most 63/;
const BAD_KEYS = ['', 'a b', '-a', 'a/b/c', '/a', 'a/', 'Example.com/a', 'k'.repeat(64), `${'p'.repeat(254)}/a`];
const BAD_VALUES = ['a b', '-a', 'a-', 'a/b', 'ä', 'v'.repeat(64), 'PUT_YOUR_VALUE'];

/** Invalid keys and values in a map of labels. */
export function badLabelMaps(property: string, propsOf: (labels: object) => BadInput['props']): BadInput[] {
  return [
    ...BAD_KEYS.map((text) =>
      bad(
        `${property}: key "${text}"`,
        propsOf({ [text]: 'a' }),
        `${property}["${text}"]`,
        key,
        shows(JSON.stringify(text)),
      ),
    ),
    ...BAD_VALUES.map((text) =>
      bad(`${property}: value "${text}"`, propsOf({ a: text }), `${property}["a"]`, value, shows(text)),
    ),
  ];
}

export const BAD_METADATA: readonly BadInput[] = [
  ...badLabelMaps('labels', (labels) => ({ labels })),
  ...badLabelMaps('podLabels', (podLabels) => ({ podLabels })),
  ...(['labels', 'podLabels'] as const).map((property) =>
    bad(
      `${property}: the selector`,
      { [property]: { a: 'b', 'harness.io/name': 'other' } },
      `${property}["harness.io/name"]`,
      /a key other than harness\.io\/name/,
      shows('other'),
    ),
  ),
  ...(['annotations', 'podAnnotations'] as const).flatMap((property) => [
    ...['', 'a b', 'a/b/c'].map((text) =>
      bad(
        `${property}: key "${text}"`,
        { [property]: { [text]: 'a' } },
        `${property}["${text}"]`,
        key,
        shows(JSON.stringify(text)),
      ),
    ),
    bad(`${property}: too long`, { [property]: { a: 'x'.repeat(262_144) } }, property, /bytes in total/),
    bad(
      `${property}: a left-over`,
      { [property]: { a: 'PUT_YOUR_TEXT' } },
      `${property}["a"]`,
      /a string/,
      shows('PUT_YOUR_TEXT'),
    ),
  ]),
];
