import { RuntimeInput } from '../../lib/document';
import { CiStep, StageResources, StageVariable } from '../../lib/pipeline';
import { everythingSaidBy } from '../testkit/arbitraries/spoken';
import { refused } from '../testkit/refused';
import { stageProblems } from '../testkit/stage-schema';
import { MAKE, readable, type Spec, stageOf, type StageProps } from './stages';

/** The `stage` of the document, which is valid under the vendor's schema. */
function written(props: StageProps): Spec {
  const document = stageOf(props).toDocument();
  expect(stageProblems(document)).toEqual([]);
  return readable(document).stage;
}

describe('runtime inputs of a stage', () => {
  test('replace the plain values', () => {
    const inputs = { cloneCodebase: RuntimeInput.of({ defaultValue: 'true' }), delegateSelectors: '<+input>' };
    const stage = written({ inputs });
    expect(stage.spec.cloneCodebase).toBe('<+input>.default(true)');
    expect(stage.delegateSelectors).toBe('<+input>');
  });

  test('count in resources as if the codebase were cloned', () => {
    const { resources } = stageOf({ inputs: { cloneCodebase: RuntimeInput.of() } });
    expect(resources.podRequests).toEqual(StageResources.of([MAKE], { clonesCodebase: true }).podRequests);
  });

  test.each<[property: string, props: object]>([
    ['inputs.cloneCodebase', { cloneCodebase: false, inputs: { cloneCodebase: RuntimeInput.of() } }],
    ['inputs.cloneCodebase', { inputs: { cloneCodebase: '<+input>' } }],
    ['inputs.cloneCodebase', { inputs: { cloneCodebase: RuntimeInput.of({ defaultValue: 'a(b' }) } }],
    ['inputs.delegateSelectors', { inputs: { delegateSelectors: 'ci' } }],
  ])('must be valid in Harness: %s', (property, props) => {
    expect(refused(() => stageOf(props)).property).toBe(property);
  });
});

describe("members of a stage's spec that the package does not know", () => {
  test('are written unchanged', () => {
    const additionalSpec = {
      buildIntelligence: { enabled: true },
      caching: { enabled: true, key: 'a-{{ checksum "package-lock.json" }}', paths: ['/cache'] },
    };
    expect(written({ additionalSpec }).spec).toMatchObject(additionalSpec);
  });

  test.each(['cloneCodebase', 'sharedPaths', 'infrastructure', 'execution'])(
    'must not include members with their own property: %s',
    (member) => {
      expect(refused(() => stageOf({ additionalSpec: { [member]: 'x' } })).property).toBe(`additionalSpec.${member}`);
    },
  );

  test('set caching in one place only', () => {
    const additionalSpec = { caching: { enabled: true } };
    expect(refused(() => stageOf({ cacheIntelligence: true, additionalSpec })).property).toBe('additionalSpec.caching');
  });
});

describe('a group', () => {
  test('has its conditions, failure strategies, strategy and shared paths', () => {
    const additionalMembers = {
      when: { stageStatus: 'All' },
      failureStrategies: [{ onFailure: { errors: ['AllErrors'], action: { type: 'Ignore' } } }],
      strategy: { parallelism: 2 },
      sharedPaths: ['/cache'],
    };
    const { steps } = written({ steps: [CiStep.group('g', [MAKE], { additionalMembers })] }).spec.execution;
    expect(steps[0].stepGroup).toMatchObject({ name: 'g', identifier: 'g', ...additionalMembers });
    expect(steps[0].stepGroup.steps).toHaveLength(1);
  });

  test.each(['name', 'identifier', 'steps'])('refuses additional members that it sets itself: %s', (member) => {
    const steps = [CiStep.group('g', [MAKE], { additionalMembers: { [member]: 'x' } })];
    expect(refused(() => stageOf({ steps })).property).toBe(`steps[0].additionalMembers.${member}`);
  });
});

describe('a variable', () => {
  test('has a description, a required flag and a default', () => {
    const description = 'What it is for.';
    const variables = [
      StageVariable.text('A', '<+input>', { description, required: true, defaultValue: 'eu' }),
      StageVariable.number('B', 3, { description, defaultValue: 0 }),
      StageVariable.numberFrom('C', '<+input>', { required: false, defaultValue: 2 }),
      StageVariable.secret('D', 'account.a', { description, defaultValue: 'account.b' }),
    ];
    expect(written({ variables }).variables).toEqual([
      { name: 'A', type: 'String', description, required: true, default: 'eu', value: '<+input>' },
      { name: 'B', type: 'Number', description, default: 0, value: 3 },
      { name: 'C', type: 'Number', required: false, default: 2, value: '<+input>' },
      { name: 'D', type: 'Secret', description, default: 'account.b', value: 'account.a' },
    ]);
  });

  test('has a default of its own type', () => {
    const infinite = StageVariable.number('A', 1, { defaultValue: Infinity });
    expect(refused(() => stageOf({ variables: [infinite] })).property).toBe('variables[0].defaultValue');
  });

  test('does not show a secret passed instead of a reference', () => {
    const secret = '5e9714e1 5e9714e1';
    const variables = [StageVariable.secret('A', 'account.a', { defaultValue: secret })];
    const details = refused(() => stageOf({ variables }));
    expect(details.property).toBe('variables[0].defaultValue');
    expect(everythingSaidBy(details)).not.toContain(secret);
  });
});

describe('an output of a step', () => {
  const RUN = { image: 'alpine', command: 'make' };

  test.each<[property: string, step: CiStep]>([
    ['outputVariables[0].name', CiStep.run('a', { ...RUN, outputVariables: [{ name: 'a-b' }] })],
    ['outputVariables[1].name', CiStep.test('a', { ...RUN, outputVariables: [{ name: 'A' }, { name: 'A' }] })],
    ['reports[0]', CiStep.plugin('a', { image: 'a', reports: [' '] })],
    ['portBindings["http"]', CiStep.background('a', { image: 'a', portBindings: { http: '80' } })],
    ['portBindings["80"]', CiStep.background('a', { image: 'a', portBindings: { '80': '65536' } })],
  ])('is refused if no step could read it: %s', (property, step) => {
    expect(refused(() => stageOf({ steps: [step] })).property).toBe(`steps[0].${property}`);
  });

  test('is not written if it is empty', () => {
    const { steps } = written({ steps: [CiStep.run('a', { ...RUN, reports: [] })] }).spec.execution;
    expect(steps[0].step.spec).not.toHaveProperty('reports');
  });

  test.each(['outputVariables', 'reports'])('must be set with its property: %s', (member) => {
    const steps = [CiStep.run('a', { ...RUN, additionalSpec: { [member]: [] } })];
    expect(refused(() => stageOf({ steps })).property).toBe(`steps[0].additionalSpec.${member}`);
  });
});
