import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lazy } from 'cdk8s';
import { HarnessApp } from '../../lib/app';
import { unresolved } from '../../lib/core';
import { DelegateToken, DelegateVariable, type HarnessDelegateProps } from '../../lib/delegate';
import { DelegateGeneration } from '../../lib/reference';
import { everythingIn } from '../app/folders';
import type { BadInput } from '../testkit/arbitraries/bad-input';
import { EVERY_BAD_INPUT } from '../testkit/arbitraries/every-bad-input';
import { isChoice, isDocumentedAsPlain, lateProps, textsOf } from '../testkit/arbitraries/late';
import { addDelegateTo, late, lazy } from '../testkit/arbitraries/late-delegates';
import { spread } from '../testkit/arbitraries/runs';

const folder = fs.mkdtempSync(join(tmpdir(), 'harness-late-checks-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function harnessApp(): HarnessApp {
  return new HarnessApp({ outdir: folder, outputOwner: 'test' });
}

const first = harnessApp();
addDelegateTo(first, {});
first.synth();
const earlier = everythingIn(folder);

const NEW = { generation: DelegateGeneration.NEW };
const mayBeLate = (path: string) => !isDocumentedAsPlain(path) && !isChoice(path);

/** Bad input with a string that can be known only later. */
const ROWS = Object.values(EVERY_BAD_INPUT)
  .flat()
  .filter(({ props }) => textsOf(props).some(([path]) => mayBeLate(path)))
  .map((row) => [`${row.property}: ${row.what}`, row] as const);

describe('bad input that is known only later is refused, and nothing is written', () => {
  test('which covers most of what is refused at construction', () => {
    expect(ROWS.length).toBeGreaterThan(200);
  });

  test.each(spread(ROWS, ([, { property }]) => /^\w+/.exec(property)?.[0]))('%s', (_what, row) => {
    // An image known only later does not identify the generation.
    const given = row.property.startsWith('image') ? { ...NEW, ...row.props } : row.props;
    const property = ['image', 'generation'].includes(row.property) ? '(image|generation)' : escaped(row.property);
    for (const way of [late, lazy]) {
      const message = refusalOf(lateProps(given, way, mayBeLate));
      expect(message).toMatch(new RegExp(`\\[test/Delegate\\] ${property}:`));
      if (row.hides !== undefined) expect(message).not.toContain(row.hides);
    }
    expect(everythingIn(folder)).toEqual(earlier);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function refusalOf(props: BadInput['props']): string {
  const app = harnessApp();
  try {
    addDelegateTo(app, props);
    app.synth();
  } catch (error) {
    return String(error);
  }
  first.synth(); // for the rows after this one
  return 'it was accepted';
}

/** Strings for different rules. */
const PROPERTIES: [string, (value: string) => Partial<HarnessDelegateProps>][] = [
  ['namespace', (namespace) => ({ namespace })],
  ['initScript', (initScript) => ({ initScript })],
  ['description', (description) => ({ description })],
  ['annotations["a"]', (a) => ({ annotations: { a } })],
  ['env[0].value', (value) => ({ env: [DelegateVariable.plain('A', value)] })],
  ['token', (value) => ({ token: DelegateToken.unsafePlainText(value) })],
  ['managerEndpoint', (managerEndpoint) => ({ managerEndpoint })],
];

describe('a value known only later', () => {
  test('that resolves to a value other than a string is refused by its property name', () => {
    for (const produced of [undefined, null, 5, {}]) {
      for (const [property, propsOf] of PROPERTIES) {
        for (const value of [unresolved(() => produced as never), Lazy.any({ produce: () => produced }) as string]) {
          expect(refusalOf(propsOf(value))).toMatch(new RegExp(`\\[test/Delegate\\] ${escaped(property)}:.*a string`));
        }
      }
    }
  });
});
