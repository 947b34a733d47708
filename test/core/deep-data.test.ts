/** Data and documents that are short to write and expand to more than any machine holds. */
import { HelmValues } from '../../lib/delegate';
import { readKubeconfig } from '../../lib/validation/cluster/kubeconfig';
import { ClusterFailure, here } from '../../lib/validation/cluster/cluster-failure';
import { CiStep, StepConnector } from '../../lib/pipeline';
import { synthInfra } from '../farm/infras';
import { stageOf } from '../pipeline/stages';
import { refused } from '../testkit/refused';

const LEVELS = 100_000;

/** Each line repeats the line before ten times. */
function laughs(line: (name: string, before: string) => string, first: string): string {
  const names = Array.from({ length: 30 }, (_, index) => `a${index}`);
  return [`a: &a ${first}`, ...names.map((name, index) => line(name, index === 0 ? 'a' : names[index - 1]))].join('\n');
}

const times = (before: string) => Array(10).fill(`*${before}`).join(', ');

const DOCUMENTS: readonly [string, string][] = [
  ['lists in lists', '['.repeat(LEVELS) + ']'.repeat(LEVELS)],
  ['maps in maps', '{a: '.repeat(LEVELS) + '}'.repeat(LEVELS)],
  ['lists in one line', `${'- '.repeat(LEVELS)}x`],
  ['keys in keys', '? '.repeat(LEVELS)],
  ['indentation', Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['a billion laughs', laughs((name, before) => `${name}: &${name} [${times(before)}]`, '[lol]')],
  ['merges of merges', laughs((name, before) => `${name}: &${name} {<<: [${times(before)}]}`, '{x: 1}')],
  ['a chain of aliases', laughs((name, before) => `${name}: &${name} [[[[[*${before}]]]]]`, '[x]')],
  ['an alias of itself', 'a: &a [*a]'],
  ['a merge of itself', 'a: &a {<<: *a}'],
  ['an alias of nothing', 'a: *b'],
];

describe.each(DOCUMENTS)('%s', (_what, text) => {
  test('as values of Helm is refused', () => {
    expect(refused(() => HelmValues.parse(text)).property).toBe('values');
  });

  test('as a kubeconfig is refused', () => {
    expect(() => readKubeconfig({ content: text }, here())).toThrow(ClusterFailure);
  });
});

test('aliases and merges that people write are read', () => {
  const values = HelmValues.parse(
    ['accountId: &id acct', 'delegateName: ci', 'delegateToken: ""', 'custom_envs: &e []', 'x: *id']
      .slice(0, 3)
      .join('\n'),
  );
  expect(values.delegateName).toBe('ci');
});

test('a path of --set with endless steps is refused', () => {
  const set = [`${Array(LEVELS).fill('a').join('.')}=1`];
  expect(refused(() => HelmValues.parse('', { set })).property).toBe('set[0]');
});

/** A list in a list, and so on. */
function nested(levels: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

/** Each level refers to the level below ten times. */
function shared(levels: number): unknown {
  let value: unknown = ['x'];
  for (let level = 0; level < levels; level += 1) value = Array(10).fill(value);
  return value;
}

const connector = StepConnector.dockerHub('account.d');

describe.each([
  ['100,000 levels', nested(LEVELS)],
  ['101 levels', nested(101)],
  ['a value for each grain of sand', shared(20)],
])('data with %s', (_what, data) => {
  test('passed through to Kubernetes is refused by property', () => {
    const details = refused(() => synthInfra({ delegateOptions: { affinity: { nodeAffinity: data } } }));
    expect(details.property).toBe('delegateOptions.affinity');
  });

  test('passed through to Harness is refused by property', () => {
    const step = () =>
      CiStep.run('a', { connector, image: 'a:1', command: 'make', additionalMembers: { strategy: data } });
    expect(refused(() => stageOf({ steps: [step()] })).property).toMatch(/additionalMembers/);
    expect(refused(() => stageOf({ additionalMembers: { x: data } })).property).toMatch(/additionalMembers/);
  });
});

test('data with as many levels as Kubernetes has is accepted', () => {
  expect(() => synthInfra({ delegateOptions: { affinity: { nodeAffinity: nested(90) } } })).not.toThrow();
});

describe.each([
  ['groups', (step: CiStep) => CiStep.group('g', [step])],
  ['parallel steps', (step: CiStep) => CiStep.parallel([step])],
])('steps in %s', (_what, around) => {
  const levels = (count: number) => {
    let step = CiStep.run('a', { connector, image: 'a:1', command: 'make' });
    for (let level = 1; level < count; level += 1) step = around(step);
    return step;
  };

  test('are refused beyond 30 levels, by the property of the level', () => {
    for (const count of [31, 20_000]) {
      const details = refused(() => stageOf({ steps: [levels(count)] }));
      expect(details.property).toBe(`steps[0]${'.steps[0]'.repeat(30)}`);
    }
  });

  test('are accepted with 30 levels', () => {
    expect(stageOf({ steps: [levels(30)] }).toDocument()).toBeDefined();
  });
});
