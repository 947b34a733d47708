import {
  BuildIsolation,
  CiStep,
  ImageRegistry,
  RuntimeInput,
  StageResources,
  StageVariable,
  StepConnector,
  type StepInputs,
  StepShell,
} from 'harness-constructs';
import { refused } from '../support/refused';
import { stageProblems } from '../support/stage-schema';
import { buildsIn, readable, type Spec, stageDocument, stageOf } from './stages';

const RUN = { image: 'alpine', command: 'make' };
const ALL: StepInputs = {
  runAsUser: '<+pipeline.variables.user>',
  privileged: RuntimeInput.of({ defaultValue: 'false' }),
  shell: '<+stage.variables.shell>',
};
const hub = StepConnector.dockerHub('account.hub');
const image = (inputs: StepInputs) =>
  CiStep.buildAndPush('Image', { connector: hub, registry: ImageRegistry.docker('a/b'), tags: ['1'], inputs });

function specOfStep(step: CiStep): Spec {
  const document = stageOf({ steps: [step] }).toDocument();
  expect(stageProblems(document)).toEqual([]);
  return readable(document).stage.spec.execution.steps[0].step.spec;
}

describe('what a step is told when the pipeline runs', () => {
  test.each<[string, (inputs: StepInputs) => CiStep]>([
    ['Run', (inputs) => CiStep.run('x', { ...RUN, inputs })],
    ['Test', (inputs) => CiStep.test('x', { ...RUN, inputs })],
    ['Background', (inputs) => CiStep.background('x', { ...RUN, inputs })],
  ])('is written in place of the plain value: %s', (_type, make) => {
    expect(specOfStep(make(ALL))).toMatchObject({
      runAsUser: '<+pipeline.variables.user>',
      privileged: '<+input>.default(false)',
      shell: '<+stage.variables.shell>',
    });
  });

  test.each<[string, (inputs: StepInputs) => CiStep, (keyof StepInputs)[]]>([
    ['Plugin', (inputs) => CiStep.plugin('x', { image: 'a', inputs }), ['shell']],
    ['BuildAndPushDockerRegistry', image, ['privileged', 'shell']],
  ])('is refused where a step of the type %s has no such setting', (_type, make, without) => {
    for (const name of without) {
      expect(refused(() => stageOf({ steps: [make({ [name]: ALL[name] })] })).property).toBe(`steps[0].inputs.${name}`);
    }
    expect(specOfStep(make({ runAsUser: '<+input>' })).runAsUser).toBe('<+input>');
  });

  test.each<[keyof StepInputs, object]>([
    ['runAsUser', { runAsUser: 1000 }],
    ['privileged', { privileged: false }],
    ['shell', { shell: StepShell.BASH }],
  ])('is told once: %s', (name, plain) => {
    const step = CiStep.run('x', { ...RUN, ...plain, inputs: { [name]: ALL[name] } });
    expect(refused(() => stageOf({ steps: [step] }))).toMatchObject({
      property: `steps[0].inputs.${name}`,
      allowed: `nothing beside ${name}`,
    });
  });

  test.each<[keyof StepInputs, unknown]>([
    ['runAsUser', '1000'],
    ['runAsUser', 1000],
    ['shell', 'Bash'],
    ['privileged', '<+input>'],
    ['privileged', RuntimeInput.of({ defaultValue: 'a', allowedValues: ['b'] })],
  ])('is nothing else than Harness takes: %s %s', (name, given) => {
    const step = CiStep.run('x', { ...RUN, inputs: { [name]: given } });
    expect(refused(() => stageOf({ steps: [step] })).property).toMatch(`steps[0].inputs.${name}`);
  });
});

describe('what depends on an answer is left to Harness', () => {
  test('a user: kaniko may be root', () => {
    expect(() => stageOf({ steps: [image({ runAsUser: '<+input>' })] }, { runAsUser: 1000 })).not.toThrow();
  });

  test('privileges: of Docker-in-Docker, in any namespace and on Autopilot', () => {
    const steps = [
      CiStep.dockerInDocker('Docker', { inputs: { privileged: RuntimeInput.of() } }),
      CiStep.background('Daemon', { image: 'docker:dind', inputs: { privileged: RuntimeInput.of() } }),
    ];
    const buildNamespace = buildsIn({ isolation: BuildIsolation.baseline() });
    expect(() => stageOf({ steps }, { buildNamespace })).not.toThrow();
    expect(() => StageResources.of(steps).autopilotSum()).not.toThrow();
  });

  test('the security context of the stage, by which Docker-in-Docker may be privileged', () => {
    const steps = [CiStep.background('Daemon', { image: 'docker:dind' })];
    const inputs = { containerSecurityContext: RuntimeInput.of() };
    expect(() => stageOf({ steps }, { inputs })).not.toThrow();
    const own = [CiStep.background('Daemon', { image: 'docker:dind', privileged: false })];
    expect(refused(() => stageOf({ steps: own }, { inputs })).property).toBe('steps[0].privileged');
    expect(refused(() => stageOf({ steps })).property).toBe('steps[0].privileged');
  });
});

describe('variables that an expression tells', () => {
  test('are numbers and secrets, too', () => {
    const variables = [
      StageVariable.numberFrom('COUNT', '<+pipeline.variables.count>'),
      StageVariable.numberFrom('SIZE', '<+input>.default(3)'),
      StageVariable.secret('TOKEN', '<+input>'),
    ];
    const document = stageOf({ variables }).toDocument();
    expect(stageProblems(document)).toEqual([]);
    expect(readable(document).stage.variables).toEqual([
      { name: 'COUNT', type: 'Number', value: '<+pipeline.variables.count>' },
      { name: 'SIZE', type: 'Number', value: '<+input>.default(3)' },
      { name: 'TOKEN', type: 'Secret', value: '<+input>' },
    ]);
  });

  test.each(['3', '', '<+', 3 as never])('are nothing else than that: %p', (text) => {
    expect(refused(() => stageOf({ variables: [StageVariable.numberFrom('A', text)] })).property).toBe(
      'variables[0].value',
    );
  });

  test('are told from paths and directories as they are', () => {
    expect(stageDocument({ sharedPaths: ['<+pipeline.variables.path>'] }).spec.sharedPaths).toEqual([
      '<+pipeline.variables.path>',
    ]);
  });
});
