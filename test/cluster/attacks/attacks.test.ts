/**
 * What was tried against farms, as data: each attempt with the layer that refuses it and the rule that its message names, or the
 * sentence of `docs/security.md` that admits it. Where a layer refuses, the same request is admitted elsewhere.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { covers } from '../../testkit/covers';
import { buildPod } from '../build-farm/pods';
import { Cluster } from '../client/cluster';
import { isBefore } from '../versions';
import { ACCEPTED } from './accepted';
import { type Attempt, type End, podIn } from './attempt';
import { BY_POLICY } from './by-policy';
import { BY_RBAC } from './by-rbac';
import { CLOSED_HOLES } from './closed-holes';
import { dropped } from './dropped';
import { FARM } from './places';
import { ELSEWHERE, KINDS } from './reference';
import { IN_SHARED_NAMESPACE } from './shared-namespace';
import { TOTALS } from './totals';
import { type Found, send, tryAll } from './try';

const ROOT = resolve(__dirname, '..', '..', '..');
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const PAGE = textOf('docs/security.md').replace(/\s+/g, ' ');

const ATTEMPTS = [...BY_RBAC, ...BY_POLICY, ...CLOSED_HOLES, ...IN_SHARED_NAMESPACE, ...ACCEPTED];
const ADMITTED = { layer: 'admitted', message: '' };

const TITLED = ATTEMPTS.map((attempt) => {
  const { kind, who, what, request } = attempt;
  return { attempt, title: `${kind}: ${what}, by ${who} (${request.method} ${request.path})` };
});

function endOn(version: string, { end, endBefore }: Attempt): End {
  return endBefore !== undefined && isBefore(version, endBefore[0]) ? endBefore[1] : end;
}

/** How many attempts each layer refuses, and how many the page admits. */
function totalsOn(version: string): object {
  const totals: { [layer: string]: number } = {};
  for (const attempt of ATTEMPTS) {
    const end = endOn(version, attempt);
    const layer = 'sentence' in end ? 'admitted' : end.by;
    totals[layer] = (totals[layer] ?? 0) + 1;
  }
  return totals;
}

test('every kind of attempt is tried, and none that is not listed', () => {
  const listed = Object.values(KINDS).flat();
  expect([...new Set(ATTEMPTS.map(({ kind }) => kind))].sort()).toEqual([...listed].sort());
});

test('what the page calls tested is tried here, but for commands in the delegate', () => {
  const tested = textOf('docs/security.md')
    .split('\n\n')
    .map((paragraph) => paragraph.replace(/\s+/g, ' '))
    .filter((paragraph) => paragraph.includes('_Tested._'));
  const sentences = ATTEMPTS.flatMap(({ end }) => ('sentence' in end ? end.sentence : []));
  const untried = tested.filter((paragraph) => !sentences.some((sentence) => paragraph.includes(sentence)));
  expect(untried).toEqual([expect.stringMatching(/^\*\*A delegate that runs commands\.\*\*/)]);
});

test('no attempt is listed twice', () => {
  const titles = TITLED.map(({ title }) => title);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

test.each(Object.entries(ELSEWHERE))('%s: the tests that hold this hole closed are there', (_hole, tests) => {
  expect(tests.filter(([file, title]) => !textOf(file).includes(title))).toEqual([]);
});

describe.each(Cluster.all().map((cluster) => [cluster.version, cluster] as const))(
  'on Kubernetes %s',
  (version, cluster) => {
    let found: Map<Attempt, Found>;
    beforeAll(async () => (found = await tryAll(cluster, ATTEMPTS)));

    test('the layers refuse, and the page admits, as many attempts as this', () => {
      expect(totalsOn(version)).toEqual(TOTALS.find(({ from }) => !isBefore(version, from))?.totals);
    });

    test('the delegate can create a build pod', async () => {
      covers('S002.infrastructure.delegate-namespace-may-differ');
      const delegate = await cluster.as({ namespace: FARM.delegate, name: FARM.delegate });
      expect((await send(cluster, delegate, podIn(FARM.builds, buildPod()))).status).toBe(201);
    });

    test.each(TITLED)('$title', ({ attempt }) => {
      const end = endOn(version, attempt);
      const { outcome, body, control = ADMITTED } = found.get(attempt) as Found;
      if ('sentence' in end) {
        expect(outcome).toEqual(ADMITTED);
        expect(PAGE).toContain(end.sentence);
        if (attempt.request.method === 'POST') expect(dropped(attempt.request.body, body)).toEqual([]);
      } else {
        expect([outcome.layer, outcome.message]).toEqual([end.by, expect.stringContaining(end.words)]);
        expect(control).toEqual(ADMITTED);
      }
    });
  },
);
