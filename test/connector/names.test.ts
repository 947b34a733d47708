import * as fc from 'fast-check';
import { SpotConnector } from '../../lib/connector';
import { HarnessScope } from '../../lib/document';
import { DelegateSelection } from '../../lib/reference';
import { SEED } from '../testkit/arbitraries/seed';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { addConnector, bodyOf, connectorWith, LEAST_SPOT } from './connectors';

const RESERVED =
  'or and eq ne lt gt le ge div mod not null true false new var return step parallel stepGroup org account status liteEngineTask'.split(
    ' ',
  );
const IDENTIFIER = /^[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

describe('a missing identifier is derived from the name as in Harness', () => {
  test.each([
    ['spotinst-conn', 'spotinstconn'],
    ['Build cluster', 'Build_cluster'],
    ['two  blanks', 'two_blanks'],
    ['blank at the end ', 'blank_at_the_end'],
    ['1.30 cluster', '30_cluster'],
    ['7-zip', 'zip'],
    ['2024 builds', '_builds'],
    ['a.b-c_d', 'abc_d'],
    ['_', '_'],
    ['Step', 'Step'],
  ])('%j becomes %j', (name, identifier) => {
    covers('S000.connector.identifier-from-name', 'S000.connector.name');
    if (IDENTIFIER.test(identifier)) {
      expect(bodyOf(connectorWith({ name }))).toMatchObject({ name, identifier });
    } else {
      expect(refused(() => connectorWith({ name })).allowed).toContain(`"${identifier}"`);
    }
  });

  test.each(['123', '-', '...', '0-9', ...RESERVED, 'st-ep', 'or.', ' 1'])(
    'a name without a valid identifier is refused: %j',
    (name) => {
      const details = refused(() => connectorWith({ name }));
      expect(details).toMatchObject({ property: 'name', constructPath: 'test/Connector' });
      expect(refused(() => connectorWith({ name: '' })).property).toBe('name');
    },
  );

  test('it is valid in Harness for any name, or the name is refused', () => {
    const names = fc.oneof(
      fc.stringMatching(/^[-0-9a-zA-Z_ .]{0,20}$/),
      fc.string({ unit: 'grapheme', maxLength: 140 }),
      fc.constantFrom(...RESERVED, 'a'.repeat(128), 'a'.repeat(129), `${'a'.repeat(127)}-b`),
    );
    const outcomes = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(names, (name) => {
        let made;
        try {
          made = connectorWith({ name });
        } catch {
          outcomes.refused++;
          expect(refused(() => connectorWith({ name })).property).toBe('name');
          return;
        }
        outcomes.taken++;
        expect(made.identifier).toMatch(IDENTIFIER);
        expect(RESERVED).not.toContain(made.identifier);
        expect(bodyOf(made)).toMatchObject({ name, identifier: made.identifier });
      }),
      { seed: SEED, numRuns: 500 },
    );
    expect(Math.min(outcomes.taken, outcomes.refused)).toBeGreaterThan(50);
  });
});

describe('a given identifier', () => {
  test.each(['a', '_', 'A1_', 'z'.repeat(128), 'Null', 'steps'])('is used unchanged: %s', (identifier) => {
    expect(bodyOf(connectorWith({ name: '123', identifier })).identifier).toBe(identifier);
  });

  test.each(['', '1a', 'a-b', 'a b', 'a.b', 'a$', 'ä', 'a\n', 'z'.repeat(129), 'PUT_YOUR_IDENTIFIER', ...RESERVED])(
    'is refused: %j',
    (identifier) => {
      const details = refused(() => connectorWith({ identifier }));
      expect(details).toMatchObject({
        property: 'identifier',
        constructPath: 'test/Connector',
        given: JSON.stringify(identifier),
      });
      expect(details.allowed).toMatch(/128 letters/);
    },
  );
});

describe('a name', () => {
  test.each(['a', 'A 1-b_c.d', '-a', '.a', '_', 'n'.repeat(128)])('can be %j', (name) => {
    expect(bodyOf(connectorWith({ name, identifier: 'a' })).name).toBe(name);
  });

  test.each(['', ' a', 'a/b', 'größe', 'a\n', 'a:b', '<+input>', 'n'.repeat(129)])('is refused: %j', (name) => {
    const details = refused(() => connectorWith({ name, identifier: 'a' }));
    expect(details).toMatchObject({ property: 'name', given: JSON.stringify(name) });
  });

  test('is required', () => {
    covers('S000.connector.name', 'S001.connector.name', 'S002.connector.name', 'S004.connector.name');
    expect(refused(() => connectorWith({ name: undefined })).property).toBe('name');
  });
});

describe('two connectors with the same identifier', () => {
  const project = HarnessScope.project('eng', 'payments');

  test.each([
    ['in one project', 'ci', project],
    ['derived from their names', undefined, project],
  ])('are refused %s', (_what, identifier, scope) => {
    const chart = newChart();
    addConnector(chart, 'One', { name: 'ci', scope });
    const details = refused(() => addConnector(chart, 'Two', { name: 'c-i', identifier, scope }));
    expect(details).toMatchObject({ property: 'identifier', constructPath: 'test/Two' });
    expect(details.given).toContain('[test/One]');
    expect(details.allowed).toMatch(/an identifier that no other connector of the scope has/);
  });

  // Identifiers are case-sensitive in Harness, but not every file system is.
  test('except for the case are accepted, in separate files', () => {
    const chart = newChart();
    const add = (id: string, identifier: string) => addConnector(chart, id, { name: 'ci', identifier, scope: project });
    const paths = [add('One', 'Ci'), add('Two', 'ci'), add('Three', 'CI')].map(({ documentPath }) => documentPath);
    const folder = 'connectors/eng/payments';
    expect(paths).toEqual([`${folder}/Ci.yaml`, `${folder}/ci~2.yaml`, `${folder}/CI~3.yaml`]);
    expect(refused(() => add('Four', 'ci')).property).toBe('identifier');
  });

  test('are refused for any kinds of connectors', () => {
    const chart = newChart();
    addConnector(chart, 'One', { name: 'cloud' });
    const spot = () => new SpotConnector(chart, 'Two', { ...LEAST_SPOT, name: 'cloud' });
    expect(refused(spot).property).toBe('identifier');
  });

  test('are accepted in different scopes', () => {
    const chart = newChart();
    const scopes = [HarnessScope.account(), HarnessScope.organization('eng'), project, HarnessScope.project('a', 'b')];
    const all = scopes.map((scope, index) => addConnector(chart, `Connector${index}`, { scope }));
    expect(new Set(all.map(({ documentPath }) => documentPath)).size).toBe(4);
  });

  test('are accepted if the first one was refused', () => {
    const chart = newChart();
    expect(refused(() => addConnector(chart, 'One', { tags: { '': 'a' } })).property).toBe('tags[""]');
    expect(addConnector(chart, 'Two').identifier).toBe('ci');
  });
});

describe('tags', () => {
  test('are used unchanged', () => {
    covers('S000.connector.tags');
    const tags = { 'a:b': 'https://example.com', größe: '1', empty: '' };
    expect(bodyOf(connectorWith({ tags })).tags).toEqual(tags);
  });

  test('are copied, so that later changes by the program have no effect', () => {
    const tags: { [key: string]: string } = { team: 'payments' };
    const connector = connectorWith({ tags });
    tags.team = 5 as never;
    expect(bodyOf(connector).tags).toEqual({ team: 'payments' });
    const ofDelegates = ['ci'];
    const selection = DelegateSelection.withTags(ofDelegates);
    ofDelegates.push('other');
    expect(selection.tags).toEqual(['ci']);
  });

  test('without a key are refused', () => {
    expect(refused(() => connectorWith({ tags: { ' ': 'a' } })).property).toBe('tags[" "]');
  });
});
