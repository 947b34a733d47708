import * as fc from 'fast-check';
import { HarnessErrors } from '../../lib/core';
import { CiStep, StageResources, type StageResourcesOptions } from '../../lib/pipeline';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';

/** A step with limits. */
function step(name: string, memory?: string, cpu?: string): CiStep {
  return CiStep.run(name, { image: 'alpine', command: 'true', resources: { memory, cpu } });
}

function background(name: string, memory?: string, cpu?: string): CiStep {
  return CiStep.background(name, { image: 'redis', resources: { memory, cpu } });
}

/** The stage of the example in the Harness documentation. */
const DOCUMENTED = [
  background('Redis', '5G', '2'),
  step('s1', '2G', '2'),
  step('s2', '3G', '1'),
  CiStep.parallel([step('s3', '4G', '1'), step('s4', '2G', '1'), step('s5', '2G', '1')]),
];

describe('the stage of the documentation', () => {
  test('peaks with s3, s4 and s5 in parallel with Redis: 13 GB and 5 CPUs', () => {
    covers(
      'S002.autopilot.example-redis',
      'S002.autopilot.example-s1',
      'S002.autopilot.example-s2',
      'S002.autopilot.example-s3',
      'S002.autopilot.example-s4',
      'S002.autopilot.example-s5',
      'S002.autopilot.peak-rule',
      'S002.autopilot.peak-moment',
      'S002.autopilot.background-always-counts',
      'S002.autopilot.peak-memory',
      'S002.autopilot.peak-cpu',
      'S004.autopilot.example-redis',
      'S004.autopilot.example-s1',
      'S004.autopilot.example-s2',
      'S004.autopilot.example-s3',
      'S004.autopilot.example-s4',
      'S004.autopilot.example-s5',
      'S004.autopilot.peak-rule',
      'S004.autopilot.peak-moment',
      'S004.autopilot.background-always-counts',
      'S004.autopilot.peak-memory',
      'S004.autopilot.peak-cpu',
    );
    expect(StageResources.of(DOCUMENTED).peak).toEqual({ memory: '13G', cpu: '5' });
  });

  test('sums up to 18 GB and 8 CPUs on Autopilot, unlike the total printed in the documentation', () => {
    covers(
      'S002.autopilot.sum-rule',
      'S002.autopilot.sum-memory',
      'S002.autopilot.sum-cpu',
      'S002.autopilot.limits-equal-requests',
      'S002.autopilot.over-allocation',
      'S004.autopilot.sum-rule',
      'S004.autopilot.sum-memory',
      'S004.autopilot.sum-cpu',
      'S004.autopilot.limits-equal-requests',
      'S004.autopilot.over-allocation',
    );
    expect(StageResources.of(DOCUMENTED).autopilotSum()).toEqual({ memory: '18G', cpu: '8' });
  });
});

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/resource-limits */
describe('the resource examples of the Harness documentation, by the size of Lite Engine', () => {
  test.each([
    ['two sequential steps', [step('a'), step('b')], '500m', '600Mi'],
    ['two steps in parallel', [CiStep.parallel([step('a'), step('b')])], '900m', '1100Mi'],
    ['two in parallel, then one', [CiStep.parallel([step('a'), step('b')]), step('c')], '900m', '1100Mi'],
    [
      'the same with limits of their own',
      [CiStep.parallel([step('a', '500Mi', '1000m'), step('b', '3000Mi', '2000m')]), step('c', '2000Mi', '3500m')],
      '3600m',
      '3600Mi',
    ],
    [
      'a group, which changes nothing',
      [CiStep.parallel([step('a'), step('b')]), step('c'), CiStep.group('g', [step('d'), step('e')])],
      '900m',
      '1100Mi',
    ],
    [
      'a background step, which is added',
      [background('db', '900Mi', '3000m'), CiStep.parallel([step('a'), step('b')]), step('c')],
      '3900m',
      '2000Mi',
    ],
  ])('%s', (_what, steps, cpu, memory) => {
    expect(StageResources.of(steps).liteEngine).toEqual({ cpu, memory });
  });
});

function summary(resources: StageResources) {
  return { peak: resources.peak, liteEngine: resources.liteEngine, autopilotSum: resources.autopilotSum() };
}

describe('the pod as Kubernetes sees it', () => {
  const options = (given: StageResourcesOptions) => StageResources.of([step('a', '2Gi', '1'), step('b')], given);

  test('requests Lite Engine, and 10m and 10Mi for each step, regardless of its limits', () => {
    const { podRequests, podLimits } = options({});
    expect(podRequests).toEqual({ cpu: '1120m', memory: '2168Mi' });
    expect(podLimits).toEqual({ cpu: '2500m', memory: '4696Mi' });
  });

  test('has one more container if the stage clones its codebase', () => {
    const { podRequests, podLimits, peak } = options({ clonesCodebase: true });
    expect(podRequests).toEqual({ cpu: '1130m', memory: '2178Mi' });
    expect(podLimits).toEqual({ cpu: '2900m', memory: '5196Mi' });
    expect(peak).toEqual(options({}).peak);
  });

  test('is sized for cloning like any other sequential step', () => {
    const small = [background('db', '300Mi', '1'), step('a', '100Mi', '100m')];
    const { peak, liteEngine, autopilotSum } = summary(StageResources.of(small, { clonesCodebase: true }));
    expect(peak).toEqual({ cpu: '1400m', memory: '800Mi' });
    expect(liteEngine).toEqual({ cpu: '1500m', memory: '900Mi' });
    expect(autopilotSum).toEqual({ cpu: '1500m', memory: '900Mi' });
    expect(StageResources.of(small).peak).toEqual({ cpu: '1100m', memory: '400Mi' });
    const increased = StageResources.of(small, { clonesCodebase: true, increasedDefaults: true });
    expect(increased.peak).toEqual({ cpu: '2', memory: '3300Mi' });
  });

  test('is written in readable units, rounded up if units are mixed', () => {
    const { podLimits, peak } = StageResources.of([step('a', '2G'), step('b', '0.1Gi')]);
    expect(podLimits.memory).toBe('4018Mi');
    expect(peak.memory).toBe('2G');
    const parallel = StageResources.of([CiStep.parallel([step('a', '2G'), step('b', '500Mi')])]);
    expect(parallel.peak.memory).toBe('2408Mi');
    const tenth = StageResources.of([step('a', '0.1Gi', '0.0001')]);
    expect(tenth.peak).toEqual({ cpu: '1m', memory: '103Mi' });
    expect(StageResources.of([step('a', '0.0010485761G')]).peak.memory).toBe('1048577');
  });

  test('includes the sidecar of a mesh, with limits equal to its requests by default', () => {
    const requests = { cpu: '100m', memory: '128Mi' };
    expect(options({ sidecar: { requests } }).podRequests).toEqual({ cpu: '1220m', memory: '2296Mi' });
    expect(options({ sidecar: { requests } }).podLimits.cpu).toBe('2600m');
    const limits = { cpu: '2', memory: '1Gi' };
    expect(options({ sidecar: { requests, limits } }).podLimits).toEqual({ cpu: '4500m', memory: '5720Mi' });
  });

  test('is larger with the feature flag for increased defaults, which does not change explicit limits', () => {
    const { peak } = options({ increasedDefaults: true });
    expect(peak).toEqual({ cpu: '1', memory: '3000Mi' });
  });
});

describe('any steps, nested to any depth', () => {
  const leaf = fc
    .tuple(fc.boolean(), fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 8000 }))
    .map(([isBackground, memory, cpu]) => (isBackground ? background : step)('x', `${memory}Mi`, `${cpu}m`));
  const { tree } = fc.letrec<{ tree: CiStep }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((steps) => CiStep.parallel(steps)),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((steps) => CiStep.group('g', steps)),
    ),
  }));
  const steps = fc.array(tree, { minLength: 1, maxLength: 4 });
  const milli = (text: string) => Math.round(text.endsWith('m') ? Number.parseInt(text, 10) : Number(text) * 1000);

  test('peak between the greatest step and the Autopilot sum', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const resources = StageResources.of(given);
        expect(milli(resources.peak.cpu)).toBeLessThanOrEqual(milli(resources.autopilotSum().cpu));
        expect(milli(resources.liteEngine.cpu)).toBe(milli(resources.peak.cpu) + 100);
      }),
    );
  });

  test('take the same in a group as without it, and their sum in parallel', () => {
    fc.assert(
      fc.property(steps, (given) => {
        expect(StageResources.of([CiStep.group('g', given)]).peak).toEqual(StageResources.of(given).peak);
        const both = StageResources.of([CiStep.parallel([...given, ...given])]).peak;
        const each = StageResources.of([CiStep.parallel(given)]).peak;
        expect(milli(both.cpu)).toBe(2 * milli(each.cpu));
      }),
    );
  });
});

describe('Autopilot refuses privileged steps, by name', () => {
  test.each([
    ['one step', [step('a'), CiStep.group('g', [CiStep.dockerInDocker('Docker')])], {}, 'steps[1].steps[0].privileged'],
    ['all containers by the infrastructure', [step('a')], { privileged: true }, 'options.privileged'],
  ])('%s', (_what, steps, options, property) => {
    covers('S002.autopilot.no-privileged', 'S004.autopilot.no-privileged');
    const resources = StageResources.of(steps, options);
    expect(resources.peak.cpu).toBe(property.includes('[1]') ? '800m' : '400m');
    const details = refused(() => resources.autopilotSum());
    expect(details.property).toBe(property);
    expect(details.allowed).toMatch(/Autopilot/);
  });

  test('even if no step is privileged: containers of Harness itself still are', () => {
    const own = CiStep.run('a', { image: 'alpine', command: 'true', privileged: false });
    expect(refused(() => StageResources.of([own], { privileged: true }).autopilotSum()).property).toBe(
      'options.privileged',
    );
    expect(StageResources.of([own]).autopilotSum()).toEqual({ cpu: '400m', memory: '500Mi' });
  });

  test('with an error of this package', () => {
    let caught: unknown;
    try {
      StageResources.of([CiStep.dockerInDocker('Docker')]).autopilotSum();
    } catch (error) {
      caught = error;
    }
    expect(HarnessErrors.isHarnessError(caught)).toBe(true);
  });
});
