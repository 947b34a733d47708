/** Strings that Kubernetes and Harness accept, including those that YAML could parse as other types. */
import { Duration } from 'cdk8s';
import * as fc from 'fast-check';

/** Names that look like numbers, booleans, dates or null. */
const MISLEADING = ['0', '1', '007', '1e5', '0x1f', '123456', 'null', 'true', 'no', 'on', 'y', 'n', '2024-01-01', 'a'];
const TRICKY = [
  ...MISLEADING,
  '',
  ' blank ',
  '1_000',
  '12:30:45',
  '~',
  '=',
  '- x',
  'a: b',
  'a #b',
  'two\nlines\n',
  'tab\tand\r\n',
  '{{ x }}',
  '*a',
  '&a',
  '!!x',
  '@a',
  '"quoted"',
  "it's",
  '$(HOME) ${HOME} $$',
  'größe 日本 🙂',
  '\u0085\u2028',
];

/** A DNS label of at most 63 characters. */
export const dnsLabel = fc.oneof(
  fc.constantFrom(...MISLEADING, 'ci', 'a'.repeat(63)),
  fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/),
  // A long one without hyphens would look like a token.
  fc
    .stringMatching(/^[a-z0-9][-a-z0-9]{40,61}[a-z0-9]$/)
    .map((name) => [name.slice(0, 20), name.slice(21, 40), name.slice(41)].join('-')),
);

/** A DNS subdomain of at most 253 characters. */
export const dnsSubdomain = fc
  .oneof(
    { weight: 9, arbitrary: fc.array(dnsLabel, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant(['a', 'b', 'c', 'd'].map((letter) => letter.repeat(61))) },
  )
  .map((labels) => labels.join('.'));

/** The name of a Secret: no long hexadecimal number, which could be a token. */
export const secretName = dnsSubdomain.filter((name) => !/^[0-9a-f]{32,}$/.test(name));

/** The value of a label. */
export const labelValue = fc.oneof(
  fc.constantFrom(...MISLEADING, '', '1_0', 'A'.repeat(63)),
  fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,20}[A-Za-z0-9])?$/),
);

const qualified = fc.oneof(
  fc.constantFrom(...MISLEADING, 'app', 'Z'.repeat(63)),
  fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,20}[A-Za-z0-9])?$/),
);

/** The key of a label or of an annotation. */
export const labelKey = fc.oneof(
  qualified,
  fc.tuple(dnsSubdomain, qualified).map(([prefix, name]) => `${prefix}/${name}`),
);

/** A key of a Secret or ConfigMap. */
export const dataKey = fc.oneof(
  fc.constantFrom(...MISLEADING, 'HARNESS_DELEGATE_TOKEN', 'tls.crt', '.hidden', '-', 'k'.repeat(253)),
  fc.stringMatching(/^[A-Za-z0-9_-][-._A-Za-z0-9]{0,20}$/),
);

/** Any character that is no half of one. The unit `binary` of fast-check is the same, and takes seconds to list them. */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10f7ff })
  .map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800));

/** Any string. */
export const anyText = fc.oneof(fc.constantFrom(...TRICKY), fc.string({ unit: 'grapheme', maxLength: 30 }));

/** A string that is not blank. */
export const someText = anyText.filter((text) => text.trim() !== '');

/** A map of labels with at most three entries. */
export const labelMap = fc.dictionary(labelKey, labelValue, { maxKeys: 3, noNullPrototype: true });

/** A whole number of seconds, spelled in several units. */
export function seconds(minimum: number, maximum: number): fc.Arbitrary<Duration> {
  return fc
    .tuple(fc.integer({ min: minimum, max: maximum }), fc.constantFrom('seconds', 'millis', 'minutes'))
    .map(([amount, unit]) => {
      if (unit === 'millis') return Duration.millis(amount * 1000);
      return unit === 'minutes' && amount % 60 === 0 ? Duration.minutes(amount / 60) : Duration.seconds(amount);
    });
}

/** The value of an enumeration. */
export function anyOf<E extends { readonly [name: string]: string }>(values: E): fc.Arbitrary<E[keyof E]> {
  return fc.constantFrom(...(Object.values(values) as E[keyof E][]));
}

/** An IPv4 or IPv6 address. */
export const ipAddress = fc.oneof(
  fc.ipV4(),
  fc.constantFrom('::1', 'fd00::23', '2001:db8::ff00:42:8329', '169.254.170.23'),
);
