import {
  CiStep,
  ImageRegistry,
  StageResources,
  StageVariable,
  StepConnector,
  type StepOutputVariable,
} from '../../lib/pipeline';
import { plainCopy, unresolved } from '../../lib/core';
import { refused } from '../testkit/refused';
import { MAKE, stageOf } from './stages';

const RUN = { image: 'alpine', command: 'make' };

/** The document of a stage before and after the change. */
function writtenAround(make: () => ReturnType<typeof stageOf>, change: () => void): [before: string, after: string] {
  const stage = make();
  const before = stage.toYaml();
  change();
  return [before, stage.toYaml()];
}

describe('a change by the program after construction has no effect', () => {
  test.each<[string, (data: any) => CiStep, object]>([
    ['the environment of a step', (environment) => CiStep.run('a', { ...RUN, environment }), { A: 'b' }],
    ['the resources of a step', (resources) => CiStep.run('a', { ...RUN, resources }), { cpu: '1' }],
    [
      'additional members of a step',
      (additionalMembers) => CiStep.run('a', { ...RUN, additionalMembers }),
      { when: {} },
    ],
    ['the settings of a plugin', (settings) => CiStep.plugin('a', { image: 'a', settings }), { a: { deep: ['b'] } }],
    ['the members of a group', (additionalMembers) => CiStep.group('a', [MAKE], { additionalMembers }), { when: {} }],
  ])('%s', (_what, make, data) => {
    const step = make(data);
    const [before, after] = writtenAround(
      () => stageOf({ steps: [step] }),
      () => Object.assign(data, { added: 5 }),
    );
    expect(after).toBe(before);
  });

  test.each<[string, (list: any[]) => CiStep, unknown[], unknown]>([
    ['the entrypoint of a step', (entrypoint) => CiStep.background('a', { image: 'a', entrypoint }), ['a'], 'b'],
    ['the reports of a step', (reports) => CiStep.run('a', { ...RUN, reports }), ['a'], 'b'],
    [
      'the variables of a step',
      (outputVariables: StepOutputVariable[]) => CiStep.run('a', { ...RUN, outputVariables }),
      [{ name: 'A' }],
      { name: 'B' },
    ],
    [
      'the tags of an image',
      (tags) =>
        CiStep.buildAndPush('a', {
          connector: StepConnector.ofUnknownType('a'),
          registry: ImageRegistry.docker('a'),
          tags,
        }),
      ['a'],
      'b',
    ],
    ['the steps of a group', (steps) => CiStep.group('a', steps), [MAKE], CiStep.run('late', RUN)],
    ['steps in parallel', (steps) => CiStep.parallel(steps), [MAKE], CiStep.run('late', RUN)],
  ])('%s', (_what, make, list, added) => {
    const step = make(list);
    const [before, after] = writtenAround(
      () => stageOf({ steps: [step] }),
      () => list.push(added),
    );
    expect(after).toBe(before);
  });

  test('the lists of a stage, for its resources and its document', () => {
    const steps = [MAKE];
    const sharedPaths = ['/a'];
    const variables = [StageVariable.text('A', 'b')];
    const additionalMembers: { [member: string]: unknown } = { tags: { team: 'payments' } };
    const additionalSpec: { [member: string]: unknown } = { buildIntelligence: { enabled: true } };
    const stage = stageOf({ steps, sharedPaths, variables, additionalMembers, additionalSpec });
    const before = stage.toYaml();
    steps.push(CiStep.background('late', { image: 'a' }));
    sharedPaths.push('b');
    variables.push(StageVariable.text('A', 'c'));
    additionalMembers.tags = 5;
    additionalSpec.buildIntelligence = 5;
    expect(stage.toYaml()).toBe(before);
    expect(stage.resources.peak).toEqual(StageResources.of([MAKE]).peak);
  });

  test('the steps of calculated resources', () => {
    const steps = [MAKE];
    const resources = StageResources.of(steps);
    steps.push(MAKE);
    expect(resources.autopilotSum()).toEqual({ cpu: '400m', memory: '500Mi' });
  });
});

describe('a copy of plain data', () => {
  test('keeps instances and unresolved values unchanged', () => {
    const late = { resolve: () => 'a' };
    const token = unresolved(() => 'a');
    const copy = plainCopy({ late, token, list: [MAKE], none: undefined, nothing: null });
    expect(copy.late).toBe(late);
    expect(copy.token).toBe(token);
    expect(copy.list[0]).toBe(MAKE);
    expect(copy).toHaveProperty('none', undefined);
    expect(copy.nothing).toBeNull();
  });

  test('leaves the prototype unchanged, regardless of member names', () => {
    const copy = plainCopy(JSON.parse('{"__proto__":{"a":1}}') as object);
    expect(Object.keys(copy)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  test('ends at circular references, which are then refused', () => {
    const circle: { [member: string]: unknown } = {};
    circle.self = [circle];
    expect((plainCopy(circle).self as unknown[])[0]).not.toBe(circle);
    const steps = [CiStep.run('a', { ...RUN, additionalMembers: circle })];
    expect(refused(() => stageOf({ steps })).property).toMatch(/^steps\[0\]\.additionalMembers/);
    expect(refused(() => stageOf({ additionalSpec: circle })).property).toMatch(/^additionalSpec/);
  });
});
