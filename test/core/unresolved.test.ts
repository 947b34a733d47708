import { ApiObject, type App, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { HarnessApp } from '../../lib/app';
import { checkLater } from '../../lib/core/late/check-later';
import { derived, DNS_LABEL, isUnresolved, PropertyChecks, restorable, unresolved, valueOf } from '../../lib/core';
import type * as values from '../../lib/core';
import { newApp } from '../testkit/synth';

const LOOKALIKE = 'xharnessunresolved999999x';

/** A value that a program can get from elsewhere: typed as a string, and known at synth. */
const KINDS: [string, (produce: () => string) => string][] = [
  ['a placeholder', unresolved],
  ['a Lazy of cdk8s', (produce) => Lazy.any({ produce }) as string],
  ['an object with resolve()', (resolve) => ({ resolve }) as unknown as string],
];

function synthesized(spec: object, app: App = newApp()): unknown {
  const chart = new Chart(app, 'test');
  new ApiObject(chart, 'Object', restorable({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' }, spec }));
  const [{ spec: result }] = chart.toJson() as [{ spec: unknown }];
  return result;
}

describe.each(KINDS)('%s', (_what, late) => {
  test('is distinguished from a plain value', () => {
    expect(isUnresolved(late(() => 'a'))).toBe(true);
  });

  test('is not evaluated before synth, and then returns its value in any App', () => {
    for (const app of [newApp(), new HarnessApp({ outdir: newApp().outdir })]) {
      const produce = jest.fn(() => 'known');
      const value = late(produce);
      const shout = derived([value], (text) => text.toUpperCase());
      expect(produce).not.toHaveBeenCalled();
      expect(synthesized({ value, list: [{ value, shout }] }, app)).toEqual({
        value: 'known',
        list: [{ value: 'known', shout: 'KNOWN' }],
      });
    }
  });

  test('is checked at synth and not before: a failure names construct and property', () => {
    const chart = new Chart(newApp(), 'test');
    let value = 'fine';
    new PropertyChecks(new Construct(chart, 'Thing')).text(
      'name',
      late(() => value),
      DNS_LABEL,
    );
    expect(() => chart.toJson()).not.toThrow();
    value = 'Not Fine';
    expect(() => chart.toJson()).toThrow(/\[test\/Thing\] name: got "Not Fine"; expected a DNS label.* Rename it\./);
  });

  test.each([undefined, null, 42, {}, ['a']])(
    'that resolves to %p is refused by the name of its property',
    (produced) => {
      for (const rule of [DNS_LABEL, { ...DNS_LABEL, holds: () => true }]) {
        const chart = new Chart(newApp(), 'test');
        const value = late(() => produced as string);
        new PropertyChecks(new Construct(chart, 'Thing')).text('name', value, rule);
        expect(() => chart.toJson()).toThrow(/\[test\/Thing\] name:.*a string/);
      }
    },
  );

  test('that cannot be resolved yet fails with the reason, and leaves nothing half-resolved', () => {
    const value = late(() => {
      throw new Error('not created yet');
    });
    expect(() => synthesized({ value })).toThrow(/not created yet/);
    expect(() => synthesized({ value: derived([value], (text) => text) })).toThrow(/not created yet/);
  });

  test('can be the input of nested derivations', () => {
    const one = derived(['a', late(() => 'b')], (...texts) => texts.join('-'));
    const two = derived([one, late(() => 'c'), one], (...texts) => texts.join('+'));
    expect(isUnresolved(two)).toBe(true);
    expect(valueOf(two)).toBe('a-b+c+a-b');
  });
});

describe('a placeholder', () => {
  test('can occur in a longer string, several times and with others', () => {
    const [host, path] = [unresolved(() => 'app.harness.io'), unresolved(() => 'gratis')];
    const url = `https://${host}/${path}?${host}${path}`;
    expect(isUnresolved(url)).toBe(true);
    expect(synthesized({ url })).toEqual({ url: 'https://app.harness.io/gratis?app.harness.iogratis' });
    expect(valueOf(derived([url], (text) => text.split('/')[3]))).toBe('gratis?app.harness.iogratis');
  });

  test('is not confused with another one: number 1 is not the beginning of number 12', () => {
    const all = Array.from({ length: 250 }, (_, index) => unresolved(() => `<${index}>`));
    expect(valueOf(all.join(''))).toBe(all.map((_, index) => `<${index}>`).join(''));
    expect(valueOf(all.map((placeholder) => `${placeholder}2x`).join(' '))).toBe(
      all.map((_, index) => `<${index}>2x`).join(' '),
    );
    expect(new Set(all).size).toBe(all.length);
  });

  test('has only letters and digits, so that names, URLs, YAML and shells leave it unchanged', () => {
    expect(unresolved(() => '')).toMatch(/^[a-z][a-z0-9]*$/);
    expect(unresolved(() => '').length).toBeLessThan(40);
  });

  test('is replaced by exactly the value, with any content', () => {
    for (const value of ['$&', '$1 $$ $`', '\\', 'a\nb', '', '🙂', LOOKALIKE]) {
      expect(valueOf(`<${unresolved(() => value)}>`)).toBe(`<${value}>`);
    }
  });

  test('that resolves to a placeholder resolves to the value of that', () => {
    const inner = unresolved(() => 'a');
    expect(valueOf(unresolved(() => `${inner}b`))).toBe('ab');
    expect(valueOf(unresolved(() => Lazy.any({ produce: () => inner }) as string))).toBe('a');
  });

  test('is recognized by another copy of the package', () => {
    const placeholder = unresolved(() => 'shared');
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof values>('../../lib/core');
      expect(copy.isUnresolved).not.toBe(isUnresolved);
      expect(copy.isUnresolved(placeholder)).toBe(true);
      expect(copy.valueOf(placeholder)).toBe('shared');
      expect(valueOf(copy.unresolved(() => 'back'))).toBe('back');
    });
  });

  test('is refused as a map key, where no engine could replace it', () => {
    const key = unresolved(() => 'a');
    expect(() => restorable({ labels: { [key]: 'b' } })).toThrow(
      /^labels\.…: got a value known only later; expected a map key known at construction/,
    );
  });
});

describe('a value without a placeholder', () => {
  test.each([LOOKALIKE, 'xharnessunresolved', 'xharnessunresolvedx', 'xharnessunresolved-1x', 'a', ''])(
    '%p is plain',
    (text) => {
      expect(isUnresolved(text)).toBe(false);
      expect(valueOf(text)).toBe(text);
      expect(derived([text], (known) => `${known}!`)).toBe(`${text}!`);
      expect(restorable({ text })).toEqual({ text });
    },
  );

  test.each([undefined, null, 0, true, {}, [], { resolve: 'a' }, () => 'a'])('%p is plain', (value) => {
    expect(isUnresolved(value)).toBe(false);
  });

  test('stays unchanged next to a placeholder', () => {
    const text = `${LOOKALIKE} ${unresolved(() => 'a')} ${LOOKALIKE}`;
    expect(synthesized({ text })).toEqual({ text: `${LOOKALIKE} a ${LOOKALIKE}` });
  });

  test('is not copied or changed by restorable', () => {
    class Other {
      public readonly name = 'a';
    }
    const other = new Other();
    const lazy: unknown = Lazy.any({ produce: () => 1 });
    const given = { other, lazy, none: undefined, nothing: null, number: 0, placeholder: unresolved(() => 'a') };
    const restored = restorable(given);
    expect(restored.other).toBe(other);
    expect(restored.lazy).toBe(lazy);
    expect(restored).toMatchObject({ none: undefined, nothing: null, number: 0 });
    expect(given.placeholder).toMatch(/^xharnessunresolved/);
  });
});

describe('a check', () => {
  test('of plain values runs at once and throws there', () => {
    const check = jest.fn(() => {
      throw new Error('wrong');
    });
    expect(() => checkLater(new Chart(newApp(), 'test'), ['a', 'b'], check)).toThrow('wrong');
    expect(check).toHaveBeenCalledWith('a', 'b');
  });

  test('with an unresolved value runs at each synth, with all values known', () => {
    const chart = new Chart(newApp(), 'test');
    const check = jest.fn();
    checkLater(chart, ['a', unresolved(() => 'b'), Lazy.any({ produce: () => 'c' }) as string], check);
    expect(check).not.toHaveBeenCalled();
    chart.toJson();
    chart.toJson();
    expect(check.mock.calls).toEqual(Array(2).fill(['a', 'b', 'c']));
  });

  test('that fails at synth reports why, even for an error that is not from this package', () => {
    const chart = new Chart(newApp(), 'test');
    checkLater(new Construct(chart, 'Thing'), [unresolved(() => 'a')], () => {
      throw new RangeError('out of range');
    });
    expect(() => chart.toJson()).toThrow(/\[test\/Thing\] .*out of range/);
  });
});
