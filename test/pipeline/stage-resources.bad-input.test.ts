import { Lazy } from 'cdk8s';
import { HarnessErrors } from '../../lib/core';
import { CiStep, StageResources, type StepResources } from '../../lib/pipeline';
import { refused, thrownBy } from '../testkit/refused';
import { stageOf } from './stages';

const step = (resources: StepResources) => CiStep.run('a', { image: 'alpine', command: 'make', resources });
const requests = { cpu: '100m', memory: '128Mi' };

describe('an amount that cannot be evaluated is refused by property, and never counts as zero', () => {
  test.each<[property: string, resources: StepResources, allowed: RegExp]>([
    ['cpu', { cpu: 'abc' }, /an amount of CPU above 0/],
    ['cpu', { cpu: '0' }, /an amount of CPU above 0/],
    ['memory', { memory: '5GB' }, /an amount of memory of at least 1Mi/],
    ['memory', { memory: '1Ki' }, /an amount of memory of at least 1Mi/],
    ['memory', { memory: 5 as never }, /^a string$/],
    ['cpu', { cpu: '<+input>' }, /an amount of CPU above 0/],
    ['memory', { memory: Lazy.any({ produce: () => '1Gi' }) as never }, /an amount of memory of at least 1Mi/],
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

  test('without brackets for a missing construct path', () => {
    const error = thrownBy(() => StageResources.of([step({ cpu: 'abc' })]));
    expect(error.message).toMatch(/^steps\[0\]\.resources\.cpu: got "abc"; expected /);
    expect(HarnessErrors.isHarnessError(error)).toBe(true);
    const privileged = thrownBy(() => StageResources.of([CiStep.dockerInDocker('Docker')]).autopilotSum());
    expect(privileged.message).toMatch(/^steps\[0\]\.privileged: got true;/);
  });
});

test('a stage with such amounts is written, and throws when its resources are read', () => {
  const stage = stageOf({ steps: [step({ cpu: '<+input>', memory: '<+stage.variables.memory>' })] });
  expect(JSON.stringify(stage.toDocument())).toContain(
    '"limits":{"memory":"<+stage.variables.memory>","cpu":"<+input>"}',
  );
  expect(refused(() => stage.resources)).toMatchObject({
    property: 'steps[0].resources.cpu',
    remedy: 'Pass steps with literal amounts: StageResources.of(…) cannot evaluate expressions.',
  });
  const plain = stageOf({ steps: [step({})] });
  expect(plain.resources).toBe(plain.resources);
});
