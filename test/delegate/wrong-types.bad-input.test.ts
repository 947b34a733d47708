import { Chart } from 'cdk8s';
import { HarnessDelegate } from '../../lib/delegate';
import { spread } from '../testkit/arbitraries/runs';
import { WRONG_ARGUMENTS } from '../testkit/arbitraries/wrong-arguments';
import { NESTED_FIELDS, TYPES } from '../testkit/arbitraries/wrong-delegate-types';
import { wrongValuesFor } from '../testkit/arbitraries/wrong-types';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newApp } from '../testkit/synth';
import { LEAST } from './delegates';

/** The property in the error. Rethrows any error that is not from this package. */
function refusedProperty(propsOf: () => object): string {
  const chart = new Chart(newApp(), 'test');
  return refused(() => {
    new HarnessDelegate(chart, 'Delegate', { ...LEAST, ...propsOf() });
    chart.toJson();
  }).property;
}

describe('a value of the wrong type is refused by name', () => {
  const fields: readonly Pick<(typeof NESTED_FIELDS)[number], 'path' | 'type' | 'propsWith'>[] = [
    ...Object.entries(TYPES).map(([path, type]) => ({
      path,
      type,
      propsWith: (value: unknown) => ({ [path]: value }),
    })),
    ...NESTED_FIELDS,
  ];
  const all = fields.flatMap(({ path, type, propsWith }) =>
    wrongValuesFor(type).map(([what, value]) => [path, what, () => propsWith(value)] as const),
  );

  test.each(spread(all, ([path]) => path))('%s with %s', (path, _what, propsOf) => {
    expect(refusedProperty(propsOf)).toMatch(startOf(path));
  });
});

const startOf = (path: string) => new RegExp(`^${path.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

describe('a required property that is missing is refused by name', () => {
  test.each(['accountId', 'delegateName', 'image', 'token', 'access'])('%s', (property) => {
    covers('S001.credentials.required', 'S003.token.install-input', 'S003.account-id.install-input');
    expect(refusedProperty(() => ({ [property]: undefined }))).toBe(property);
  });

  test('all of them', () => {
    const chart = new Chart(newApp(), 'test');
    expect(refused(() => new HarnessDelegate(chart, 'A', {} as never)).property).toMatch(
      /^(accountId|delegateName|image)$/,
    );
    expect(refused(() => new HarnessDelegate(chart, 'B', undefined as never)).constructPath).toBe('test/B');
  });
});

describe('a factory given the wrong type is refused by the name of the property that it is for', () => {
  test.each(WRONG_ARGUMENTS)('%s', (_what, property, propsOf) => {
    expect(refusedProperty(propsOf)).toMatch(property);
  });
});

test('an object without a prototype, as a parser may return it, is accepted', () => {
  const bare = (value: object): object => Object.assign(Object.create(null) as object, value);
  const props = {
    nodeSelector: bare({ a: 'b' }),
    labels: bare({ a: 'b' }),
    volumes: [bare({ name: 'a', emptyDir: bare({}) })],
    affinity: bare({ nodeAffinity: bare({}) }),
  };
  const synthesize = (given: object) => {
    const chart = new Chart(newApp(), 'test');
    new HarnessDelegate(chart, 'Delegate', { ...LEAST, ...given });
    return chart.toJson() as unknown;
  };
  expect(synthesize(props)).toEqual(synthesize(JSON.parse(JSON.stringify(props)) as object));
});
