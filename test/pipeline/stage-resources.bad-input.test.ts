import { Lazy } from 'cdk8s';
import { CiStep, HarnessErrors, type StepResources, StageResources } from 'harness-constructs';
import { refused } from '../support/refused';
import { stageOf } from './stages';

const step = (resources: StepResources) => CiStep.run('a', { image: 'alpine', command: 'make', resources });
const requests = { cpu: '100m', memory: '128Mi' };

describe('an amount that cannot be reckoned with is refused by its property, and never counts as nothing', () => {
  test.each<[property: string, resources: StepResources, allowed: RegExp]>([
    ['cpu', { cpu: 'abc' }, /an amount of CPU above 0/],
    ['cpu', { cpu: '0' }, /an amount of CPU above 0/],
    ['memory', { memory: '5GB' }, /an amount of memory above 0/],
    ['memory', { memory: '1Ki' }, /an amount of memory above 0/],
    ['memory', { memory: 5 as never }, /a text, not a number/],
    ['cpu', { cpu: '<+input>' }, /an amount of CPU above 0/],
    ['memory', { memory: Lazy.any({ produce: () => '1Gi' }) as never }, /an amount of memory above 0/],
  ])('%s of a step: %j', (property, resources, allowed) => {
    const steps = [step({}), CiStep.group('g', [step(resources)])];
    const details = refused(() => StageResources.of(steps));
    expect(details).toMatchObject({ property: `steps[1].steps[0].resources.${property}`, constructPath: '' });
    expect(details.allowed).toMatch(allowed);
  });

  test.each<[property: string, sidecar: object]>([
    ['requests.cpu', { requests: { ...requests, cpu: 'much' } }],
    ['requests.memory', { requests: { ...requests, memory: '0' } }],
    ['requests.memory', { requests: { cpu: '1' } }],
    ['limits.memory', { requests, limits: { cpu: '1', memory: '1GB' } }],
    ['requests', {}],
  ])('%s of a sidecar', (property, sidecar) => {
    const details = refused(() => StageResources.of([step({})], { sidecar: sidecar as never }));
    expect(details.property).toBe(`options.sidecar.${property}`);
  });

  test.each<[property: string, steps: unknown, options: unknown]>([
    ['steps', undefined, undefined],
    ['steps[0]', ['make'], undefined],
    ['options', [], null],
    ['options.clonesCodebase', [], { clonesCodebase: 'true' }],
  ])('%s of the wrong kind', (property, steps, options) => {
    expect(refused(() => StageResources.of(steps as never, options as never)).property).toBe(property);
  });

  test('without brackets for a path that there is not', () => {
    const error = caught(() => StageResources.of([step({ cpu: 'abc' })]));
    expect(error.message).toMatch(/^steps\[0\]\.resources\.cpu: got "abc"; allowed is /);
    expect(HarnessErrors.isHarnessError(error)).toBe(true);
    const privileged = caught(() => StageResources.of([CiStep.dockerInDocker('Docker')]).autopilotSum());
    expect(privileged.message).toMatch(/^steps\[0\]\.privileged: got true;/);
  });
});

test('a stage with such amounts is written all the same, and says on demand why it cannot be reckoned with', () => {
  const stage = stageOf({ steps: [step({ cpu: '<+input>', memory: '<+stage.variables.memory>' })] });
  expect(JSON.stringify(stage.toDocument())).toContain(
    '"limits":{"memory":"<+stage.variables.memory>","cpu":"<+input>"}',
  );
  expect(refused(() => stage.resources)).toMatchObject({
    property: 'steps[0].resources.cpu',
    remedy: 'Pass steps with plain amounts to StageResources.of(…).',
  });
  const plain = stageOf({ steps: [step({})] });
  expect(plain.resources).toBe(plain.resources);
});

function caught(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was accepted');
}
