import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { documentsOf, HarnessScope } from '../../lib/document';
import { CiStage, CiStep, StageRouting, StageVariable, StepConnector } from '../../lib/pipeline';
import { DelegateSelection } from '../../lib/reference';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { stageProblems } from '../testkit/stage-schema';
import { newChart } from '../testkit/synth';
import { connectorIn, infrastructureOf, MAKE, newConnector, PROJECT, stageDocument, stageOf } from './stages';

describe('a stage with only the required properties', () => {
  test('is the documented one around its infrastructure and steps', () => {
    covers(
      'S002.intro.build-stages',
      'S002.infrastructure.stage',
      'S002.infrastructure.clone-codebase',
      'S004.intro.build-stages',
      'S004.infrastructure.stage',
      'S004.infrastructure.clone-codebase',
    );
    const stage = stageOf({ name: 'build', description: '' });
    expect(stage.toDocument()).toEqual(
      parse(`
        stage:
          name: build
          identifier: build
          description: ""
          type: CI
          spec:
            cloneCodebase: true
            infrastructure:
              type: KubernetesDirect
              spec:
                connectorRef: account.build_cluster
                namespace: builds
                automountServiceAccountToken: true
                nodeSelector: {}
                os: Linux
            execution:
              steps:
                - step:
                    type: Run
                    name: Make
                    identifier: Make
                    spec:
                      image: alpine
                      shell: Sh
                      command: make
      `),
    );
    expect(stageProblems(stage.toDocument())).toEqual([]);
  });

  test('renders its document as YAML', () => {
    const stage = stageOf();
    expect(parse(stage.toYaml())).toEqual(stage.toDocument());
  });
});

test('a stage with all properties writes each where Harness expects it', () => {
  const stage = stageOf({
    name: 'Build and test',
    identifier: 'build_1',
    description: 'Runs for every commit.',
    cloneCodebase: false,
    cacheIntelligence: true,
    sharedPaths: ['/var/run', '/cache'],
    variables: [
      StageVariable.text('REGION', '<+pipeline.variables.region>'),
      StageVariable.number('retries', 3),
      StageVariable.secret('TOKEN', 'account.token'),
    ],
    delegateSelectors: DelegateSelection.withTags(['linux', 'large']),
    routing: StageRouting.LEGACY_DELEGATE,
    timeout: Duration.hours(2),
    connectors: [StepConnector.gitHub('account.github')],
    pipelineIdentifier: 'nightly',
  });
  const { spec, ...rest } = (stage.toDocument() as { stage: { spec: object } }).stage;
  expect(rest).toEqual({
    name: 'Build and test',
    identifier: 'build_1',
    description: 'Runs for every commit.',
    type: 'CI',
    delegateSelectors: ['linux', 'large'],
    variables: [
      { name: 'REGION', type: 'String', value: '<+pipeline.variables.region>' },
      { name: 'retries', type: 'Number', value: 3 },
      { name: 'TOKEN', type: 'Secret', value: 'account.token' },
    ],
    timeout: '2h',
  });
  expect(spec).toMatchObject({ cloneCodebase: false, caching: { enabled: true }, sharedPaths: ['/var/run', '/cache'] });
  expect(Object.keys(spec).sort()).toEqual(['caching', 'cloneCodebase', 'execution', 'infrastructure', 'sharedPaths']);
  expect(stageProblems(stage.toDocument())).toEqual([]);
});

test.each([
  ['Build', 'Build'],
  ['Build and test', 'Build_and_test'],
  ['nightly-build.eu', 'nightlybuildeu'],
])('a stage "%s" has the identifier that Harness derives: %s', (name, identifier) => {
  expect(stageOf({ name })).toMatchObject({ stageName: name, identifier });
});

test('selectors of a stage are written, and omitted for any delegate', () => {
  covers('S002.selectors.stage-level', 'S004.selectors.stage-level', 'S004.selectors.delegate-may-differ');
  const connector = newConnector({ delegates: DelegateSelection.withTags(['ci']) });
  const delegateSelectors = DelegateSelection.withTags(['large']);
  expect(stageDocument({ delegateSelectors }, { connector }).delegateSelectors).toEqual(['large']);
  const any = stageDocument({ delegateSelectors: DelegateSelection.anyAvailable() }, { connector });
  expect(any).not.toHaveProperty('delegateSelectors');
});

test('the cache can be turned off, and is left to Harness by default', () => {
  expect(stageDocument({ cacheIntelligence: false }).spec.caching).toEqual({ enabled: false });
  expect(stageDocument().spec).not.toHaveProperty('caching');
});

describe('the file of a stage', () => {
  test.each([
    [PROJECT, undefined, 'stages/eng/payments/Build.yaml'],
    [PROJECT, 'nightly', 'stages/eng/payments/nightly/Build.yaml'],
    [HarnessScope.organization('eng'), undefined, 'stages/eng/Build.yaml'],
    [undefined, undefined, 'stages/account/Build.yaml'],
    [undefined, 'nightly', 'stages/account/nightly/Build.yaml'],
  ])('of %s and the pipeline %s is %s', (scope, pipelineIdentifier, path) => {
    expect(stageOf({ pipelineIdentifier }, { scope }).documentPath).toBe(path);
  });

  test('has no scope folder if the scope of the connector is unknown', () => {
    expect(stageOf({}, { connector: newConnector({}, '<+input>') }).documentPath).toBe('stages/Build.yaml');
  });

  const two = (first: object, second: object) => {
    const chart = newChart();
    const infrastructure = infrastructureOf({}, chart);
    return [first, second].map(
      (props, index) => new CiStage(chart, `Stage${index}`, { name: 'Build', steps: [MAKE], infrastructure, ...props }),
    );
  };

  test.each<[object, object]>([
    [{}, {}],
    [{ pipelineIdentifier: 'nightly' }, { pipelineIdentifier: 'nightly' }],
  ])('belongs to one stage only: %j %j', (first, second) => {
    const details = refused(() => two(first, second));
    expect(details).toMatchObject({ property: 'identifier', constructPath: 'test/Stage1' });
    expect(details.remedy).toContain('pipelineIdentifier');
  });

  // Harness distinguishes them, but not every file system does.
  test('of an identifier that differs only in case is a separate file', () => {
    expect(two({}, { name: 'build' }).map(({ documentPath }) => documentPath)).toEqual([
      'stages/account/Build.yaml',
      'stages/account/build~2.yaml',
    ]);
  });

  test('is separate for each pipeline', () => {
    expect(two({ pipelineIdentifier: 'commit' }, { pipelineIdentifier: 'nightly' }).map((s) => s.documentPath)).toEqual(
      ['stages/account/commit/Build.yaml', 'stages/account/nightly/Build.yaml'],
    );
  });
});

describe('an infrastructure', () => {
  const writtenIn = (chart: ReturnType<typeof newChart>) =>
    documentsOf(chart)
      .filter((document) => document._isWritten())
      .map(({ documentPath }) => documentPath);

  test('is written only once, as part of its stage', () => {
    const chart = newChart();
    const infrastructure = infrastructureOf({}, chart);
    expect(writtenIn(chart)).toEqual(['infrastructures/test.Infrastructure.yaml']);
    new CiStage(chart, 'Stage', { name: 'Build', steps: [MAKE], infrastructure });
    expect(writtenIn(chart)).toEqual(['stages/account/Build.yaml']);
  });

  test('can be shared by several stages', () => {
    const chart = newChart();
    const infrastructure = infrastructureOf({ connector: connectorIn(chart) }, chart);
    const [one, other] = ['One', 'Other'].map(
      (name) => new CiStage(chart, name, { name, steps: [MAKE], infrastructure }),
    );
    expect(writtenIn(chart)).toEqual(['stages/account/One.yaml', 'stages/account/Other.yaml']);
    const infrastructureIn = (stage: CiStage) =>
      (stage.toDocument() as { stage: { spec: { infrastructure: unknown } } }).stage.spec.infrastructure;
    expect(infrastructureIn(one)).toEqual(infrastructureIn(other));
  });

  test('of a refused stage is written on its own', () => {
    const chart = newChart();
    const infrastructure = infrastructureOf({}, chart);
    expect(() => new CiStage(chart, 'Stage', { name: 'Build', steps: [], infrastructure })).toThrow();
    expect(infrastructure._isWritten()).toBe(true);
  });
});

describe('identifiers of steps', () => {
  const step = (name: string, identifier?: string) => CiStep.run(name, { image: 'alpine', command: 'a', identifier });

  test.each<[string, CiStep[], string]>([
    ['in the same list', [step('a'), step('a')], 'steps[1].identifier'],
    ['given and derived', [step('a b'), step('x', 'a_b')], 'steps[1].identifier'],
    [
      'in parallel with a sibling',
      [step('a'), CiStep.parallel([step('b'), step('a')])],
      'steps[1].steps[1].identifier',
    ],
    ['of a step and a group', [step('a'), CiStep.group('a', [step('b')])], 'steps[1].identifier'],
    ['within a group', [CiStep.group('g', [step('a'), step('a')])], 'steps[0].steps[1].identifier'],
  ])('must differ %s', (_what, steps, property) => {
    expect(refused(() => stageOf({ steps }))).toMatchObject({
      property,
      allowed: 'an identifier that no other step of the group has',
    });
  });

  test('can be the same in different groups', () => {
    const steps = [step('a'), CiStep.group('g', [step('a')]), CiStep.group('h', [step('a')])];
    expect(() => stageOf({ steps })).not.toThrow();
  });
});
