import { CiStep, StageResources, type StageResources as Resources } from '../../lib/pipeline';
import { refused } from '../testkit/refused';
import { stageOf } from './stages';

const LIMITS = { cpu: '1', memory: '1Gi' };
const RUN = { image: 'alpine', command: 'make', resources: LIMITS };
const run = (strategy?: unknown): CiStep => CiStep.run('a', { ...RUN, additionalMembers: { strategy } });
const service = (strategy?: unknown): CiStep =>
  CiStep.background('b', { image: 'a', resources: LIMITS, additionalMembers: { strategy } });

/** Peak CPUs, and the sum over all containers. Each step has one CPU. */
function cpusOf(...steps: CiStep[]): [peak: string, sum: string] {
  const resources: Resources = StageResources.of(steps);
  return [resources.peak.cpu, resources.autopilotSum().cpu];
}

describe('a step with a strategy takes the resources of its copies', () => {
  test.each<[string, object, peak: string, sum: string]>([
    ['parallelism', { parallelism: 8 }, '8', '8'],
    ['parallelism, some at a time', { parallelism: 8, maxConcurrency: 3 }, '3', '8'],
    ['parallelism below what may run at a time', { parallelism: 2, maxConcurrency: 5 }, '2', '2'],
    ['a matrix', { matrix: { os: ['a', 'b', 'c'], jdk: [17, 21] } }, '6', '6'],
    ['a matrix, some at a time', { matrix: { os: ['a', 'b', 'c'], jdk: [17, 21], maxConcurrency: 2 } }, '2', '6'],
    [
      'a matrix without some combinations',
      {
        matrix: {
          os: ['a', 'b'],
          jdk: [17, 21],
          exclude: [
            { os: 'a', jdk: 17 },
            { jdk: 17, os: 'a' },
            { os: 'x', jdk: 17 },
          ],
          nodeName: 'x',
        },
      },
      '3',
      '3',
    ],
    ['a matrix with runtime inputs as values', { matrix: { os: ['<+input>', { a: 'b' }] } }, '2', '2'],
    ['times', { repeat: { times: 4 } }, '4', '4'],
    ['times, one at a time', { repeat: { times: 4, maxConcurrency: 1 } }, '1', '4'],
    ['items', { repeat: { items: ['a', 'b', 'c'] } }, '3', '3'],
    ['items in parts', { repeat: { items: ['a', 'b', 'c'], partitionSize: 2 } }, '2', '2'],
    ['no limit, set as 0', { repeat: { times: 3, maxConcurrency: 0 } }, '3', '3'],
  ])('%s', (_what, strategy, peak, sum) => {
    expect(cpusOf(run(strategy))).toEqual([peak, sum]);
  });

  test('in the requests and limits of its pod: each copy has a container', () => {
    const { podRequests, podLimits } = StageResources.of([run({ parallelism: 8, maxConcurrency: 2 })]);
    expect(podRequests.cpu).toBe('2180m');
    expect(podLimits.cpu).toBe('10100m');
  });

  test('in the background with all of its copies, which run until the end', () => {
    expect(cpusOf(service({ parallelism: 3, maxConcurrency: 1 }), run())).toEqual(['4', '4']);
  });

  test('summed in parallel with other steps, and as the greatest in sequence', () => {
    expect(cpusOf(CiStep.parallel([run({ parallelism: 2 }), run()]))).toEqual(['3', '3']);
    expect(cpusOf(run({ parallelism: 2 }), run())).toEqual(['2', '3']);
  });

  test('and so does a group, multiplied by the copies of its steps', () => {
    const strategy = { matrix: { a: [1, 2, 3], maxConcurrency: 2 } };
    const group = CiStep.group('g', [run(), run({ parallelism: 2 }), service()], { additionalMembers: { strategy } });
    expect(cpusOf(group)).toEqual(['7', '12']);
  });
});

describe('a strategy that cannot be evaluated is refused by property', () => {
  test.each<[property: string, strategy: unknown]>([
    ['', '<+input>'],
    ['', {}],
    ['', { parallelism: 2, repeat: { times: 2 } }],
    ['.parallelism', { parallelism: '<+pipeline.variables.count>' }],
    ['.parallelism', { parallelism: 0 }],
    ['.parallelism', { parallelism: 1.5 }],
    ['.maxConcurrency', { parallelism: 2, maxConcurrency: '<+input>' }],
    ['.matrix', { matrix: '<+input>' }],
    ['.matrix', { matrix: { maxConcurrency: 2 } }],
    ['.matrix.os', { matrix: { os: '<+pipeline.variables.list>' } }],
    ['.matrix.os', { matrix: { os: [] } }],
    ['.matrix.exclude', { matrix: { os: ['a'], exclude: '<+input>' } }],
    ['.matrix.exclude[0]', { matrix: { os: ['a'], jdk: [1], exclude: [{ os: 'a' }] } }],
    ['.matrix.exclude[0].os', { matrix: { os: ['a'], exclude: [{ os: '<+input>' }] } }],
    ['.matrix.os[0]', { matrix: { os: ['<+input>'], exclude: [{ os: 'a' }] } }],
    ['.matrix.maxConcurrency', { matrix: { os: ['a'], maxConcurrency: '<+input>' } }],
    ['.repeat', { repeat: '<+input>' }],
    ['.repeat', { repeat: {} }],
    ['.repeat', { repeat: { times: 1, items: ['a'] } }],
    ['.repeat.times', { repeat: { times: '<+input>' } }],
    ['.repeat.items', { repeat: { items: '<+input>' } }],
    ['.repeat.partitionSize', { repeat: { items: ['a'], partitionSize: 0 } }],
    ['.repeat.start', { repeat: { items: ['a', 'b'], start: 0, end: 1 } }],
  ])('%s of %j', (property, strategy) => {
    const steps = [CiStep.parallel([run(), CiStep.group('g', [run(strategy)])])];
    const details = refused(() => StageResources.of(steps));
    expect(details.property).toBe(`steps[0].steps[1].steps[0].additionalMembers.strategy${property}`);
    expect(details.remedy).toMatch(/^Pass steps with a literal strategy/);
    const asGroup = CiStep.group('g', [run()], { additionalMembers: { strategy } });
    expect(refused(() => StageResources.of([asGroup])).property).toBe(`steps[0].additionalMembers.strategy${property}`);
  });

  test('a stage accepts it, and throws when its resources are read', () => {
    const stage = stageOf({ steps: [run({ parallelism: '<+input>' })] });
    expect(refused(() => stage.resources).property).toBe('steps[0].additionalMembers.strategy.parallelism');
  });
});

describe('pod overhead not declared in any stage', () => {
  test('is added on demand', () => {
    const stage = stageOf({ cloneCodebase: false, steps: [CiStep.run('a', { image: 'a', command: 'b' })] });
    expect(stage.resources.podRequests).toEqual({ cpu: '510m', memory: '610Mi' });
    const sidecar = { requests: { cpu: '100m', memory: '128Mi' } };
    expect(stage.resourcesWith({ increasedDefaults: true, sidecar }).podRequests).toEqual({
      cpu: '1210m',
      memory: '3238Mi',
    });
  });

  test.each<[string, unknown]>([
    ['options', null],
    ['options.increasedDefaults', { increasedDefaults: 1 }],
    ['options.sidecar.requests', { sidecar: {} }],
    ['options.sidecar.requests.cpu', { sidecar: { requests: { cpu: 'much', memory: '1' } } }],
  ])('is refused if it is invalid: %s', (property, options) => {
    expect(refused(() => stageOf().resourcesWith(options as never)).property).toBe(property);
  });
});
