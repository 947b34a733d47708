import { CiStep } from '../../lib/pipeline';
import { refused } from '../testkit/refused';
import { stageProblems } from '../testkit/stage-schema';
import { MAKE, readable, stageOf } from './stages';

const STAGE = {
  when: { pipelineStatus: 'Success', condition: '<+trigger.branch> == "main"' },
  failureStrategies: [{ onFailure: { errors: ['AllErrors'], action: { type: 'Abort' } } }],
  strategy: { parallelism: 2 },
  tags: { team: 'payments' },
};
const STEP = { ...STAGE, when: { stageStatus: 'All' }, tags: undefined };
const run = (options: object) => CiStep.run('Make', { image: 'alpine', command: 'make', ...options });

describe('members next to the spec that the package does not know', () => {
  test('are written unchanged, for a stage and for a step', () => {
    const stage = stageOf({ additionalMembers: STAGE, steps: [run({ additionalMembers: STEP })] });
    expect(stageProblems(stage.toDocument())).toEqual([]);
    const document = readable(stage.toDocument()).stage;
    expect(document).toMatchObject({ ...STAGE, name: 'Build', type: 'CI' });
    const { when, failureStrategies, strategy } = STEP;
    expect(document.spec.execution.steps[0].step).toEqual({
      type: 'Run',
      name: 'Make',
      identifier: 'Make',
      spec: { image: 'alpine', shell: 'Sh', command: 'make' },
      when,
      failureStrategies,
      strategy,
    });
  });

  test.each(['name', 'identifier', 'description', 'type', 'delegateSelectors', 'variables', 'timeout', 'spec'])(
    'must not set a member that a stage has a property for: %s',
    (member) => {
      const details = refused(() => stageOf({ additionalMembers: { [member]: 'x' } }));
      expect(details.property).toBe(`additionalMembers.${member}`);
    },
  );

  test.each(['name', 'identifier', 'description', 'type', 'timeout', 'spec'])(
    'nor one that a step has a property for: %s',
    (member) => {
      const steps = [MAKE, run({ identifier: 'own', additionalMembers: { [member]: 'x' } })];
      expect(refused(() => stageOf({ steps })).property).toBe(`steps[1].additionalMembers.${member}`);
    },
  );

  test('are plain data', () => {
    const { property } = refused(() => stageOf({ additionalMembers: { when: new Date() } }));
    expect(property).toBe('additionalMembers.when');
  });
});

test('refuses a circular reference by name, and accepts the same object twice', () => {
  const circle: { [member: string]: unknown } = {};
  circle.list = [{ circle }];
  const make = (settings: object) => () =>
    stageOf({ steps: [CiStep.plugin('x', { image: 'a', settings: { settings } })] });
  expect(refused(make(circle))).toMatchObject({
    property: 'steps[0].settings.settings.list[0].circle',
    remedy: 'Remove the circular reference.',
  });
  const same = { a: 1 };
  expect(make({ one: same, two: same, list: [same, same, 1, 1] })).not.toThrow();
});
