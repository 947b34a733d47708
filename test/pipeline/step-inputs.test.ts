import { BuildIsolation } from '../../lib/build-namespace';
import { RuntimeInput } from '../../lib/document';
import {
  CiStep,
  ImageRegistry,
  StageResources,
  StageVariable,
  StepConnector,
  type StepInputs,
  StepShell,
} from '../../lib/pipeline';
import { refused } from '../testkit/refused';
import { stageProblems } from '../testkit/stage-schema';
import { buildsIn } from './build-namespaces';
import { readable, type Spec, stageDocument, stageOf } from './stages';

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

describe('a runtime input of a step', () => {
  test.each<[string, (inputs: StepInputs) => CiStep]>([
    ['Run', (inputs) => CiStep.run('x', { ...RUN, inputs })],
    ['Test', (inputs) => CiStep.test('x', { ...RUN, inputs })],
    ['Background', (inputs) => CiStep.background('x', { ...RUN, inputs })],
  ])('replaces the plain value: %s', (_type, make) => {
    expect(specOfStep(make(ALL))).toMatchObject({
      runAsUser: '<+pipeline.variables.user>',
      privileged: '<+input>.default(false)',
      shell: '<+stage.variables.shell>',
    });
  });

  test.each<[string, (inputs: StepInputs) => CiStep, (keyof StepInputs)[]]>([
    ['Plugin', (inputs) => CiStep.plugin('x', { image: 'a', inputs }), ['shell']],
    ['BuildAndPushDockerRegistry', image, ['privileged', 'shell']],
  ])('is refused if a step of type %s does not have the setting', (_type, make, without) => {
    for (const name of without) {
      expect(refused(() => stageOf({ steps: [make({ [name]: ALL[name] })] })).property).toBe(`steps[0].inputs.${name}`);
    }
    expect(specOfStep(make({ runAsUser: '<+input>' })).runAsUser).toBe('<+input>');
  });

  test.each<[keyof StepInputs, object]>([
    ['runAsUser', { runAsUser: 1000 }],
    ['privileged', { privileged: false }],
    ['shell', { shell: StepShell.BASH }],
  ])('is refused together with a plain value: %s', (name, plain) => {
    const step = CiStep.run('x', { ...RUN, ...plain, inputs: { [name]: ALL[name] } });
    expect(refused(() => stageOf({ steps: [step] }))).toMatchObject({
      property: `steps[0].inputs.${name}`,
      allowed: `no value when steps[0].${name} is set`,
    });
  });

  test.each<[keyof StepInputs, unknown]>([
    ['runAsUser', '1000'],
    ['runAsUser', 1000],
    ['shell', 'Bash'],
    ['privileged', '<+input>'],
    ['privileged', RuntimeInput.of({ defaultValue: 'a', allowedValues: ['b'] })],
  ])('must be valid in Harness: %s %s', (name, given) => {
    const step = CiStep.run('x', { ...RUN, inputs: { [name]: given } });
    expect(refused(() => stageOf({ steps: [step] })).property).toMatch(`steps[0].inputs.${name}`);
  });
});

describe('a check that depends on a runtime input is left to Harness', () => {
  test('a user: kaniko can run as root', () => {
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

  test('the security context of the stage, which can make Docker-in-Docker privileged', () => {
    const steps = [CiStep.background('Daemon', { image: 'docker:dind' })];
    const inputs = { containerSecurityContext: RuntimeInput.of() };
    expect(() => stageOf({ steps }, { inputs })).not.toThrow();
    const own = [CiStep.background('Daemon', { image: 'docker:dind', privileged: false })];
    expect(refused(() => stageOf({ steps: own }, { inputs })).property).toBe('steps[0].privileged');
    expect(refused(() => stageOf({ steps })).property).toBe('steps[0].privileged');
  });
});

describe('variables from an expression', () => {
  test('can be numbers and secrets', () => {
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

  test.each(['3', '', '<+', 3 as never])('must be an expression: %p', (text) => {
    expect(refused(() => stageOf({ variables: [StageVariable.numberFrom('A', text)] })).property).toBe(
      'variables[0].value',
    );
  });

  test('are accepted in paths and directories', () => {
    expect(stageDocument({ sharedPaths: ['<+pipeline.variables.path>'] }).spec.sharedPaths).toEqual([
      '<+pipeline.variables.path>',
    ]);
  });
});
