import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { HarnessApp } from '../../lib/app';
import { HarnessErrors } from '../../lib/core';
import { DelegateImage, DelegateVariable, HarnessDelegate, type HarnessDelegateProps } from '../../lib/delegate';
import { CloudIdentity } from '../../lib/workload';
import { everythingIn } from '../app/folders';
import type { BadInput } from '../testkit/arbitraries/bad-input';
import { EVERY_BAD_INPUT } from '../testkit/arbitraries/every-bad-input';
import { everythingSaidBy } from '../testkit/arbitraries/spoken';
import { covers } from '../testkit/covers';
import { cpuTimeOf } from '../testkit/cpu-time';
import { refused } from '../testkit/refused';
import { newApp } from '../testkit/synth';
import { LEAST } from './delegates';

const folder = fs.mkdtempSync(join(tmpdir(), 'harness-bad-input-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A program that writes a delegate into the folder of an earlier run. */
function program(props: BadInput['props']): void {
  const app = new HarnessApp({ outdir: folder, outputOwner: 'test' });
  new HarnessDelegate(new Chart(app, 'farm'), 'Delegate', { ...LEAST, ...props } as HarnessDelegateProps);
  app.synth();
}

function thrownBy(run: () => void): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  program({}); // for the rows after this one
  throw new Error('it was accepted');
}

program({});
const earlier = everythingIn(folder);

describe('bad input is refused at construction, with construct, property, expected value and remedy', () => {
  test('and the earlier output stays complete', () => {
    expect(Object.values(earlier).join()).toContain('kind: Deployment');
  });

  describe.each(Object.entries(EVERY_BAD_INPUT))('%s', (_subject, rows) => {
    test.each(rows.map((row) => [row.what, row] as const))('%s', (_what, row) => {
      const error = thrownBy(() => program(row.props));
      const details = HarnessErrors.detailsOf(error);
      if (details === undefined) throw error;

      expect(details.property).toBe(row.property);
      expect(details.constructPath).toBe('farm/Delegate');
      expect(details.allowed).toMatch(row.allowed);
      expect(details.remedy).toMatch(/^[A-Z].{4,}[.?]$/s);
      for (const part of [
        '[farm/Delegate]',
        row.property,
        details.allowed,
        details.remedy,
        (row.shows ?? '').slice(0, 190),
      ]) {
        expect(error.message).toContain(part);
      }
      if (row.hides !== undefined) expect(everythingSaidBy(error)).not.toContain(row.hides);
      expect(everythingIn(folder)).toEqual(earlier);
    });
  });
});

describe('a long string is checked in linear time', () => {
  const LONG = 'a'.repeat(25_000);
  const PROPS: [string, object][] = [
    ['initScript', { initScript: LONG }],
    ['a variable', { env: [DelegateVariable.plain('A', LONG)] }],
    ['a variable of a sidecar', { sidecars: [{ name: 'a', image: 'a', env: [{ name: 'A', value: LONG }] }] }],
    ['description', { description: LONG }],
    ['tags', { tags: [LONG] }],
    ['managerEndpoint', { managerEndpoint: `https://${LONG}/@` }],
    ['image', { image: DelegateImage.of(`${LONG}!`) }],
    ['cloudIdentity', { cloudIdentity: CloudIdentity.gke(`a@${LONG}`) }],
    ['accountId', { accountId: `${LONG}!` }],
    ['labels', { labels: { a: LONG } }],
    ['priorityClassName', { priorityClassName: `${LONG}!` }],
    ['resources', { resources: { memoryLimit: '1'.repeat(50_000) } }],
  ];

  test.each(PROPS)('%s', (_property, props) => {
    const time = cpuTimeOf(() => {
      try {
        new HarnessDelegate(new Chart(newApp(), 'test'), 'Delegate', { ...LEAST, ...props });
      } catch (error) {
        expect(HarnessErrors.isHarnessError(error)).toBe(true);
      }
    });
    expect(time).toBeLessThan(500);
  });
});

describe('input that the documents rule out is refused', () => {
  const rows = Object.values(EVERY_BAD_INPUT).flat();
  const propertiesRefused = (what: RegExp) =>
    rows.filter((row) => what.test(row.what)).map(({ props }) => refused(() => program(props)).property);

  test('placeholders of the manifest that were left in', () => {
    covers('S001.placeholders.left-over', 'S003.command.placeholders');
    const placeholders = ['namespace', 'delegateName', 'token', 'image', 'accountId', 'managerEndpoint', 'tags[0]'];
    expect(propertiesRefused(/left-over|PUT_YOUR_/)).toEqual(expect.arrayContaining(placeholders));
  });

  test('a tag with a comma or a blank', () => {
    covers('S001.tags.no-separator-inside');
    expect(propertiesRefused(/^a tag with a (comma|blank)$/).sort()).toEqual(['tags[0]', 'tags[1]']);
  });

  test('an image without tag or digest', () => {
    covers('S003.command.image-truncated');
    expect(propertiesRefused(/^an image without tag$/)).toContain('image');
  });

  test('no account id', () => {
    covers('S003.command.account-id', 'S003.account-id.install-input');
    expect(propertiesRefused(/^the account id ""$/)).toEqual(['accountId']);
  });
});
