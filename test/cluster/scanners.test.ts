/** What scanners say of the examples, and what docs/scanners.md answers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES } from '../testkit/examples';
import { exampleFiles } from './fixtures';
import { criticalFindings, type Finding } from './scanners/kube-score';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'scanners.md'), 'utf8');
/** Every finding that a table of the page answers: `check` on Kind, Kind. */
const ANSWERED = answersUnder('kube-score');

function answersUnder(heading: string): string[] {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`);
  const rows = section.split('\n## ')[0].matchAll(/^\| `([^`]+)` *\| ([^|]+?) *\| (Set|Justified): [^|]+\|$/gm);
  return [...rows].flatMap(([, check, kinds]) => kinds.split(', ').map((kind) => words({ check, kind })));
}

function words({ check, kind }: Finding): string {
  return `${check} on ${kind}`;
}

const found = new Map<string, string[]>();

beforeAll(async () => {
  for (const name of EXAMPLES) {
    const findings = await Promise.all(exampleFiles(name).map(criticalFindings));
    found.set(name, [...new Set(findings.flat().map(words))].sort());
  }
});

test.each(EXAMPLES)('%s: the page answers whatever kube-score finds critical', (name) => {
  expect(found.get(name)?.filter((finding) => !ANSWERED.includes(finding))).toEqual([]);
});

test('the page answers nothing that kube-score finds in no example', () => {
  const all = new Set([...found.values()].flat());
  expect(ANSWERED.filter((finding) => !all.has(finding))).toEqual([]);
  expect(ANSWERED.length).toBeGreaterThan(10);
});

test('the hardened delegate has a NetworkPolicy and bounds of its ephemeral storage', () => {
  expect(found.get('hardened-delegate.ts')).toEqual([
    'container-image-pull-policy on Deployment',
    'container-security-context-readonlyrootfilesystem on Deployment',
    'container-security-context-user-group-id on Deployment',
    'pod-probes-identical on Deployment',
  ]);
});
