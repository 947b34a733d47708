import * as fc from 'fast-check';
import { HarnessErrors } from '../../lib/core';
import {
  CiStage,
  CiStep,
  GitReference,
  ImageRegistry,
  StageVariable,
  StepConnector,
  UploadDestination,
  VaultAuthentication,
} from '../../lib/pipeline';
import { everythingSaidBy } from '../testkit/arbitraries/spoken';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { BAD_STAGE } from '../testkit/arbitraries/stage-bad-steps';
import { stages } from '../testkit/arbitraries/stage-props';
import { type Type, typesOf, wrongValuesFor } from '../testkit/arbitraries/wrong-types';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { infrastructureOf, stageOf, type StageProps } from './stages';

describe('invalid input is refused at construction; the error names construct, property, expected value and remedy', () => {
  describe.each(Object.entries(BAD_STAGE))('%s', (_subject, rows) => {
    test.each(rows.map((row) => [row.what, row] as const))('%s', (_what, { props, property, allowed }) => {
      const details = refused(() => stageOf(props));
      expect(details).toMatchObject({ property, constructPath: 'test/Stage' });
      expect(details.allowed).toMatch(allowed);
      expect(details.remedy).toMatch(/^[A-Z].{4,}[.]$/s);
    });
  });

  test('and the secret is never shown', () => {
    const secret = '5e9714e1 5e9714e1';
    try {
      stageOf({ variables: [StageVariable.secret('a', secret)] });
      throw new Error('it was accepted');
    } catch (error) {
      expect(everythingSaidBy(error)).not.toContain(secret);
    }
  });
});

const ROWS = Object.values(BAD_STAGE).flat();
const samples = fc.sample(fc.record({ valid: stages, row: fc.constantFrom(...ROWS) }), {
  seed: SEED,
  numRuns: runs(300),
});

test(`valid properties with one made invalid are refused by its name, regardless of the others (seed ${SEED})`, () => {
  const complaints = samples.flatMap(({ valid, row }) => {
    const chart = newChart();
    const infrastructure = infrastructureOf({ ...valid.infrastructure, runAsUser: undefined }, chart);
    // A step that the new delegate does not support would be refused first.
    const others = { ...valid.options, routing: undefined, inputs: undefined };
    try {
      stageOf({ ...others, infrastructure, ...row.props });
      return [`accepted: ${row.what}`];
    } catch (error) {
      const details = HarnessErrors.detailsOf(error);
      return details?.property === row.property ? [] : [`${details?.property ?? String(error)}: ${row.what}`];
    }
  });
  expect(complaints).toEqual([]);
});

type Row = readonly [path: string, type: Type, propsWith: (value: any) => StageProps];

const RUN = { image: 'alpine', command: 'make' };
const hub = StepConnector.dockerHub('account.hub');
const inStep = (member: string, type: Type, make: (value: any) => CiStep): Row => [
  `steps[0]${member}`,
  type,
  (value) => ({ steps: [make(value)] }),
];
const runWith = (member: string, type: Type): Row =>
  inStep(`.${member}`, type, (value) => CiStep.run('a', { ...RUN, [member]: value as never }));
const registryWith = (member: string, registryOf: (value: any) => ImageRegistry): Row =>
  inStep(`.registry.${member}`, 'text', (value) =>
    CiStep.buildAndPush('a', { connector: hub, registry: registryOf(value), tags: ['1'] }),
  );

const FIELDS: readonly Row[] = [
  ...Object.entries(typesOf('CiStageProps')).map(([key, type]): Row => [
    key,
    type,
    (value) => ({ [key]: value as never }),
  ]),
  ['steps[0]', 'instance', (value) => ({ steps: [value] })],
  ['sharedPaths[0]', 'text', (value) => ({ sharedPaths: [value] })],
  ['variables[0]', 'instance', (value) => ({ variables: [value] })],
  ['variables[0].name', 'text', (value) => ({ variables: [StageVariable.text(value, 'a')] })],
  ['variables[0].value', 'text', (value) => ({ variables: [StageVariable.text('a', value)] })],
  ['variables[0].value', 'number', (value) => ({ variables: [StageVariable.number('a', value)] })],
  ['variables[0].value', 'text', (value) => ({ variables: [StageVariable.secret('a', value)] })],
  [
    'variables[0].description',
    'text',
    (description) => ({ variables: [StageVariable.text('a', 'b', { description })] }),
  ],
  ['variables[0].required', 'flag', (required) => ({ variables: [StageVariable.secret('a', 'b', { required })] })],
  [
    'variables[0].defaultValue',
    'text',
    (defaultValue) => ({ variables: [StageVariable.text('a', 'b', { defaultValue })] }),
  ],
  [
    'variables[0].defaultValue',
    'number',
    (defaultValue) => ({ variables: [StageVariable.number('a', 1, { defaultValue })] }),
  ],
  ['inputs.cloneCodebase', 'instance', (cloneCodebase) => ({ inputs: { cloneCodebase } })],
  ['inputs.delegateSelectors', 'text', (delegateSelectors) => ({ inputs: { delegateSelectors } })],
  ['connectors[0]', 'instance', (value) => ({ connectors: [value] })],
  ['connectors[0]', 'text', (value) => ({ connectors: [StepConnector.gitHub(value)] })],
  ['connectors[0].type', 'text', (value) => ({ connectors: [StepConnector.other('account.a', value)] })],
  ['connectors[0].authentication', 'choice', (value) => ({ connectors: [StepConnector.aws('account.a', value)] })],
  [
    'connectors[0].authentication',
    'choice',
    (authentication) => ({ connectors: [StepConnector.vault('account.a', { authentication })] }),
  ],
  [
    'connectors[0].renewalIntervalMinutes',
    'number',
    (renewalIntervalMinutes) => ({
      connectors: [
        StepConnector.vault('account.a', { authentication: VaultAuthentication.TOKEN, renewalIntervalMinutes }),
      ],
    }),
  ],
  inStep('.name', 'text', (value) => CiStep.run(value, RUN)),
  inStep('.name', 'text', (value) => CiStep.group(value, [CiStep.run('a', RUN)])),
  inStep('.steps', 'list', (value) => CiStep.group('a', value)),
  inStep('.steps', 'list', (value) => CiStep.parallel(value)),
  inStep('.steps[0]', 'instance', (value) => CiStep.parallel([value])),
  inStep('.type', 'text', (value) => CiStep.other('a', value)),
  runWith('identifier', 'text'),
  runWith('description', 'text'),
  runWith('timeout', 'instance'),
  runWith('runAsUser', 'number'),
  runWith('resources', 'object'),
  runWith('additionalSpec', 'object'),
  runWith('image', 'text'),
  runWith('connector', 'instance'),
  runWith('imagePullPolicy', 'choice'),
  runWith('privileged', 'flag'),
  runWith('environment', 'object'),
  runWith('command', 'text'),
  runWith('shell', 'choice'),
  runWith('reports', 'list'),
  runWith('outputVariables', 'list'),
  inStep('.outputVariables[0].name', 'text', (name) => CiStep.run('a', { ...RUN, outputVariables: [{ name }] })),
  inStep('.portBindings', 'object', (portBindings) => CiStep.background('a', { image: 'a', portBindings })),
  inStep('.portBindings["80"]', 'text', (port) => CiStep.background('a', { image: 'a', portBindings: { '80': port } })),
  inStep('.additionalMembers', 'object', (additionalMembers) =>
    CiStep.group('a', [CiStep.run('a', RUN)], { additionalMembers }),
  ),
  inStep('.environment["A"]', 'text', (value) => CiStep.run('a', { ...RUN, environment: { A: value } })),
  inStep('.resources.cpu', 'text', (cpu) => CiStep.run('a', { ...RUN, resources: { cpu } })),
  inStep('.resources.memory', 'text', (memory) => CiStep.run('a', { ...RUN, resources: { memory } })),
  inStep('.entrypoint', 'list', (entrypoint) => CiStep.background('a', { image: 'a', entrypoint })),
  inStep('.settings', 'object', (settings) => CiStep.plugin('a', { image: 'a', settings })),
  inStep('.connectors', 'list', (connectors) => CiStep.other('a', 'Action', { connectors })),
  inStep('.reference', 'instance', (reference) => CiStep.gitClone('a', { connector: hub, reference })),
  inStep('.reference.branch', 'text', (value) =>
    CiStep.gitClone('a', { connector: hub, reference: GitReference.branch(value) }),
  ),
  inStep('.registry', 'instance', (registry) => CiStep.buildAndPush('a', { connector: hub, registry, tags: ['1'] })),
  registryWith('repo', (value) => ImageRegistry.docker(value)),
  registryWith('repository', (value) => ImageRegistry.acr(value)),
  registryWith('account', (account) => ImageRegistry.ecr({ account, region: 'a', imageName: 'b' })),
  registryWith('projectId', (projectId) => ImageRegistry.gcr({ projectId, host: 'a', imageName: 'b' })),
  inStep('.destination', 'instance', (destination) =>
    CiStep.upload('a', { connector: hub, destination, sourcePath: 'b' }),
  ),
  inStep('.destination.target', 'text', (value) =>
    CiStep.upload('a', { connector: hub, destination: UploadDestination.artifactory(value), sourcePath: 'b' }),
  ),
];

/** Wrong values that are not refused, or not by the name of the property. */
function notRefused([path, type, propsWith]: Row): string[] {
  return wrongValuesFor(type).flatMap(([what, value]) => {
    try {
      stageOf(propsWith(value));
      return [`${what}: accepted`];
    } catch (error) {
      const { property } = HarnessErrors.detailsOf(error) ?? { property: String(error) };
      return property.startsWith(path) ? [] : [`${what}: ${property} is refused`];
    }
  });
}

describe('a value of the wrong type is refused by name, without a crash', () => {
  test.each(FIELDS)('%s, which is a %s', (...row) => {
    expect(notRefused(row)).toEqual([]);
  });

  test.each([null, 'text', 42, []])('%p as properties', (props) => {
    expect(refused(() => new CiStage(newChart(), 'Stage', props as never)).property).toBe('props');
  });

  test.each([
    ['options', null],
    ['options.pipelineSelectors', { pipelineSelectors: 'ci' }],
    ['options.codebaseSelectorFlag', { codebaseSelectorFlag: 'true' }],
  ])('%s of delegateFor', (property, options) => {
    expect(refused(() => stageOf().delegateFor(options as never)).property).toBe(property);
  });
});

describe('a missing required property of a step is refused by name', () => {
  const nothing = undefined as never;

  test.each<[string, CiStep]>([
    ['command', CiStep.run('a', nothing)],
    ['image', CiStep.run('a', { command: 'make' })],
    ['command', CiStep.test('a', { image: 'a' } as never)],
    ['image', CiStep.background('a', nothing)],
    ['image', CiStep.plugin('a', nothing)],
    ['connector', CiStep.gitClone('a', nothing)],
    ['reference', CiStep.gitClone('a', { connector: hub } as never)],
    ['connector', CiStep.buildAndPush('a', nothing)],
    ['registry', CiStep.buildAndPush('a', { connector: hub } as never)],
    ['tags', CiStep.buildAndPush('a', { connector: hub, registry: ImageRegistry.docker('a') } as never)],
    ['connector', CiStep.upload('a', nothing)],
    ['destination', CiStep.upload('a', { connector: hub } as never)],
  ])('%s', (property, step) => {
    expect(refused(() => stageOf({ steps: [step] })).property).toBe(`steps[0].${property}`);
  });
});
