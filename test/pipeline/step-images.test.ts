/** Stages are checked against the images that their namespace admits. */
import { AllowedImages } from '../../lib/build-pods';
import { CiStep, StepConnector } from '../../lib/pipeline';
import { BuildFarmNamespace, type BuildFarmNamespaceProps } from '../../lib/build-namespace';
import { unresolved } from '../../lib/core';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { buildsIn } from './build-namespaces';
import { stageOf } from './stages';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const TOOLS = AllowedImages.of(['docker.io/library/node', 'registry.example.com/tools/*']);

/** A stage with these steps where some images are allowed. */
function stageWith(steps: CiStep[], namespace: BuildFarmNamespaceProps = { allowedImages: TOOLS }) {
  return stageOf({ steps }, { buildNamespace: buildsIn(namespace) });
}

const run = (image: string, connector?: StepConnector, name = 'Tests') =>
  CiStep.run(name, { image, connector, command: 'npm test' });

describe('a step whose image the policy would refuse is refused at construction', () => {
  test.each<[string, CiStep, string]>([
    ['of a Run step', run('python:3'), 'steps[0].image'],
    ['of a Test step', CiStep.test('Tests', { image: 'example/node:24', command: 'x' }), 'steps[0].image'],
    ['of a service', CiStep.background('Database', { image: 'postgres:17' }), 'steps[0].image'],
    ['of a plugin', CiStep.plugin('Notify', { image: 'plugins/slack' }), 'steps[0].image'],
    ['of another step', CiStep.other('Any', 'Run', { image: 'python:3' }), 'steps[0].image'],
    [
      'in a group',
      CiStep.group('Checks', [run('node:24'), run('python:3', undefined, 'Lint')]),
      'steps[0].steps[1].image',
    ],
    ['beside others', CiStep.parallel([run('python:3')]), 'steps[0].steps[0].image'],
    ['with a connector to Docker Hub', run('python:3', StepConnector.dockerHub('account.hub')), 'steps[0].image'],
  ])('%s', (_what, step, property) => {
    const error = refused(() => stageWith([step]));
    expect(error).toMatchObject({
      property,
      allowed: 'an image that the namespace allows: docker.io/library/node and registry.example.com/tools/*',
      remedy: 'Use another image, or add a pattern to allowedImages of the build namespace.',
    });
  });

  test('without a digest, where digests are demanded', () => {
    const digests = { allowedImages: AllowedImages.of(['docker.io/library/node'], { digests: true }) };
    expect(refused(() => stageWith([run('node:24')], digests))).toMatchObject({
      property: 'steps[0].image',
      given: '"node:24"',
      allowed: 'an image that the namespace allows: docker.io/library/node, with a digest',
    });
    expect(() => stageWith([run(`node:24@${DIGEST}`)], digests)).not.toThrow();
  });

  test('also if it is known only later', () => {
    const later = (image: string) => stageWith([run(unresolved(() => image))]).node.validate();
    expect(later('python:3')).toEqual([
      expect.stringMatching(/^steps\[0\]\.image: .*an image that the namespace allows/),
    ]);
    expect(later('node:24')).toEqual([]);
  });

  test('also the daemon of Docker-in-Docker, which has a default image', () => {
    expect(refused(() => stageWith([CiStep.dockerInDocker('Docker', { privileged: false })])).property).toMatch(
      /steps\[0\]/,
    );
  });
});

describe('a step is left to the policy', () => {
  const ELSEWHERE = [
    ['a Docker registry', StepConnector.dockerRegistry('account.registry')],
    ['any type', StepConnector.ofUnknownType('account.any')],
    ['a type given by its name', StepConnector.other('account.other', 'DockerRegistry')],
  ] as const;

  test.each(ELSEWHERE)('if its connector decides the registry: %s', (_what, connector) => {
    expect(() => stageWith([run('tools/python:3', connector)])).not.toThrow(/image/);
  });

  test('if its image is an expression', () => {
    expect(() => stageWith([run('<+pipeline.variables.image>')])).not.toThrow();
  });

  test('if nothing limits the images, or the namespace is created elsewhere', () => {
    expect(() => stageWith([run('python:3')], {})).not.toThrow();
    const buildNamespace = BuildFarmNamespace.fromNamespaceName(newChart(), 'Builds', 'builds');
    expect(() => stageOf({ steps: [run('python:3')] }, { buildNamespace })).not.toThrow();
  });
});

test.each(['node', 'node:24', 'docker.io/library/node', `node@${DIGEST}`, 'registry.example.com/tools/go:1'])(
  'a step with the image %s is accepted',
  (image) => {
    expect(() => stageWith([run(image)])).not.toThrow();
    expect(() => stageWith([run(image, StepConnector.gcp('account.gcp'))])).not.toThrow(/image/);
  },
);
