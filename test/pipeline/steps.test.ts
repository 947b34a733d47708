import { Duration } from 'cdk8s';
import {
  AwsAuthentication,
  CiStep,
  GitReference,
  ImageRegistry,
  StepConnector,
  StepShell,
  UploadDestination,
} from '../../lib/pipeline';
import { ImagePullPolicy } from '../../lib/workload';
import { stageProblems } from '../testkit/stage-schema';
import { readable, type Spec, stageDocument, stageOf } from './stages';

const hub = StepConnector.dockerHub('account.docker_hub');
const store = StepConnector.ofUnknownType('store');

/** The rendered steps, which are valid under the vendor's schema. */
function written(...steps: CiStep[]): Spec[] {
  const stage = stageOf({ steps });
  expect(stageProblems(stage.toDocument())).toEqual([]);
  return readable(stage.toDocument()).stage.spec.execution.steps;
}

function theStep(step: CiStep): Spec {
  return written(step)[0].step;
}

describe('a step with only the required options is written in the format of Harness', () => {
  test.each<[string, CiStep, object]>([
    [
      'Run',
      CiStep.run('Run tests', { image: 'node:22', command: 'npm test' }),
      { image: 'node:22', shell: 'Sh', command: 'npm test' },
    ],
    [
      'Test',
      CiStep.test('Test', { image: 'node:22', command: 'npm test' }),
      { image: 'node:22', shell: 'Sh', command: 'npm test' },
    ],
    ['Background', CiStep.background('Redis', { image: 'redis:7' }), { image: 'redis:7' }],
    [
      'Background',
      CiStep.dockerInDocker('Docker'),
      { image: 'docker:28.5.2-dind', entrypoint: ['dockerd'], shell: 'Sh', privileged: true },
    ],
    ['Plugin', CiStep.plugin('Notify', { image: 'plugins/slack' }), { image: 'plugins/slack' }],
    [
      'GitClone',
      CiStep.gitClone('Tools', { connector: StepConnector.gitHub('github'), reference: GitReference.branch('main') }),
      { connectorRef: 'github', build: { type: 'branch', spec: { branch: 'main' } } },
    ],
    [
      'S3Upload',
      CiStep.upload('Report', {
        connector: store,
        destination: UploadDestination.s3({ bucket: 'reports', region: 'eu-west-1' }),
        sourcePath: 'out',
      }),
      { connectorRef: 'store', bucket: 'reports', region: 'eu-west-1', sourcePath: 'out' },
    ],
    [
      'GCSUpload',
      CiStep.upload('Report', {
        connector: store,
        destination: UploadDestination.gcs({ bucket: 'reports', target: 'a/b' }),
        sourcePath: 'out',
      }),
      { connectorRef: 'store', bucket: 'reports', target: 'a/b', sourcePath: 'out' },
    ],
    [
      'ArtifactoryUpload',
      CiStep.upload('Report', {
        connector: store,
        destination: UploadDestination.artifactory('repository/path'),
        sourcePath: 'out',
      }),
      { connectorRef: 'store', target: 'repository/path', sourcePath: 'out' },
    ],
    ['Action', CiStep.other('Lint', 'Action', { additionalSpec: { uses: 'a/b@v1' } }), { uses: 'a/b@v1' }],
  ])('%s', (type, step, spec) => {
    const { name, identifier, ...rest } = theStep(step);
    expect(rest).toEqual({ type, spec });
    expect(identifier).toBe(String(name).replace(/ /g, '_'));
  });
});

describe('Build and Push', () => {
  const image = { host: 'example.com', projectId: 'project', imageName: 'app' };

  const aws = StepConnector.aws('account.cloud', AwsAuthentication.ACCESS_KEY);
  const gcp = StepConnector.gcp('account.cloud');

  test.each<[string, ImageRegistry, object, StepConnector?]>([
    ['BuildAndPushDockerRegistry', ImageRegistry.docker('example/app'), { repo: 'example/app' }],
    [
      'BuildAndPushECR',
      ImageRegistry.ecr({ account: '123456789012', region: 'eu-west-1', imageName: 'app' }),
      { account: '123456789012', region: 'eu-west-1', imageName: 'app' },
      aws,
    ],
    ['BuildAndPushGAR', ImageRegistry.gar(image), { host: 'example.com', projectID: 'project', imageName: 'app' }, gcp],
    ['BuildAndPushGCR', ImageRegistry.gcr(image), { host: 'example.com', projectID: 'project', imageName: 'app' }, gcp],
    [
      'BuildAndPushACR',
      ImageRegistry.acr('example.azurecr.io/app'),
      { repository: 'example.azurecr.io/app' },
      StepConnector.azure('account.cloud'),
    ],
  ])('%s is written in the format of Harness', (type, registry, spec, connector = hub) => {
    const step = theStep(
      CiStep.buildAndPush('Image', {
        connector,
        registry,
        tags: ['1.0', 'latest'],
        dockerfile: 'images/Dockerfile',
        context: 'images',
        buildArguments: { VERSION: '<+pipeline.sequenceId>' },
      }),
    );
    expect(step).toEqual({
      type,
      name: 'Image',
      identifier: 'Image',
      spec: {
        connectorRef: connector.reference,
        ...spec,
        tags: ['1.0', 'latest'],
        dockerfile: 'images/Dockerfile',
        context: 'images',
        buildArgs: { VERSION: '<+pipeline.sequenceId>' },
      },
    });
  });
});

describe('all options of a step', () => {
  const container = {
    identifier: 'own',
    description: 'What it is for.',
    timeout: Duration.minutes(90),
    runAsUser: 0,
    resources: { cpu: '500m', memory: '2Gi' },
    image: 'example/tool',
    connector: hub,
    imagePullPolicy: ImagePullPolicy.ALWAYS,
    privileged: false,
    environment: { REGION: 'eu', TOKEN: '<+secrets.getValue("token")>' },
  };
  const head = { name: 'Step', identifier: 'own', description: 'What it is for.', timeout: '1h30m' };
  const common = {
    connectorRef: 'account.docker_hub',
    image: 'example/tool',
    imagePullPolicy: 'Always',
    privileged: false,
    envVariables: { REGION: 'eu', TOKEN: '<+secrets.getValue("token")>' },
    runAsUser: 0,
    resources: { limits: { cpu: '500m', memory: '2Gi' } },
  };

  test('that runs a command', () => {
    const options = { ...container, command: 'make', shell: StepShell.BASH };
    const outputVariables = [{ name: 'VERSION', description: 'What was built.' }, { name: 'DIGEST' }];
    const additionalSpec = { alias: 'tool' };
    const reports = ['**/*.xml', '<+pipeline.variables.report>'];
    expect(theStep(CiStep.run('Step', { ...options, outputVariables, reports, additionalSpec }))).toEqual({
      ...head,
      type: 'Run',
      spec: {
        ...common,
        command: 'make',
        shell: 'Bash',
        outputVariables,
        reports: { type: 'JUnit', spec: { paths: reports } },
        ...additionalSpec,
      },
    });
    expect(theStep(CiStep.test('Step', options))).toEqual({
      ...head,
      type: 'Test',
      spec: { ...common, command: 'make', shell: 'Bash' },
    });
  });

  test('in the background', () => {
    const portBindings = { '8080': '80', '5432': '<+pipeline.variables.port>' };
    const options = { command: '--verbose', shell: StepShell.PWSH, entrypoint: ['/bin/tool'], portBindings };
    expect(theStep(CiStep.background('Step', { ...container, ...options }))).toEqual({
      ...head,
      type: 'Background',
      spec: { ...common, command: '--verbose', shell: 'Pwsh', entrypoint: ['/bin/tool'], portBindings },
    });
  });

  test('with Docker in Docker', () => {
    const image = 'mirror.example.com/docker:27-dind';
    const { privileged, ...options } = container;
    expect(privileged).toBe(false);
    expect(
      theStep(CiStep.dockerInDocker('Step', { ...options, image, entrypoint: ['dockerd', '--mtu=1450'] })),
    ).toEqual({
      ...head,
      type: 'Background',
      spec: { ...common, image, privileged: true, shell: 'Sh', entrypoint: ['dockerd', '--mtu=1450'] },
    });
  });

  test('by a plugin', () => {
    const settings = { repeat: 3, urls: ['a', 'b'], nested: { quiet: true } };
    expect(theStep(CiStep.plugin('Step', { ...container, settings }))).toEqual({
      ...head,
      type: 'Plugin',
      spec: { ...common, settings },
    });
  });

  test.each<[GitReference, object]>([
    [GitReference.branch('<+trigger.branch>'), { type: 'branch', spec: { branch: '<+trigger.branch>' } }],
    [GitReference.tag('v1'), { type: 'tag', spec: { tag: 'v1' } }],
    [GitReference.pullRequest('7'), { type: 'PR', spec: { number: '7' } }],
    [GitReference.commit('abc123'), { type: 'CommitSha', spec: { commitSha: 'abc123' } }],
  ])('that clones %s', (reference, build) => {
    const connector = StepConnector.gitHub('org.github');
    const options = { connector, reference, repository: 'tools', cloneDirectory: 'tools', resources: { cpu: '1' } };
    expect(theStep(CiStep.gitClone('Tools', options)).spec).toEqual({
      connectorRef: 'org.github',
      repoName: 'tools',
      cloneDirectory: 'tools',
      build,
      resources: { limits: { cpu: '1' } },
    });
  });

  test('of any other type, whose other connectors are checked but not written', () => {
    const additionalSpec = { connectorType: 'x', deep: [{ a: 1 }] };
    const step = CiStep.other('Step', 'Action', { ...container, connectors: [store], additionalSpec });
    expect(stageDocument({ steps: [step] }).spec.execution.steps[0].step).toEqual({
      ...head,
      type: 'Action',
      spec: { ...common, ...additionalSpec },
    });
  });
});

describe('steps that belong together', () => {
  const step = (name: string) => CiStep.run(name, { image: 'alpine', command: 'true' });
  const shapeOf = ({ step: leaf, parallel, stepGroup }: Spec): unknown => {
    if (leaf) return leaf.identifier as string;
    if (parallel) return { parallel: (parallel as Spec[]).map(shapeOf) };
    return { [stepGroup.identifier]: (stepGroup.steps as Spec[]).map(shapeOf) };
  };

  test('are nested as given', () => {
    const steps = [
      step('first'),
      CiStep.parallel([
        step('left'),
        CiStep.group('Right side', [step('first'), CiStep.parallel([step('a'), step('b')])]),
      ]),
      CiStep.group('Last', [CiStep.group('Inner', [step('first')])], { identifier: 'end' }),
    ];
    expect(written(...steps).map(shapeOf)).toEqual([
      'first',
      { parallel: ['left', { Right_side: ['first', { parallel: ['a', 'b'] }] }] },
      { end: [{ Inner: ['first'] }] },
    ]);
    expect(written(...steps)[2].stepGroup.name).toBe('Last');
  });
});

test('steps and their parts describe themselves in a message', () => {
  const connector = StepConnector.gitHub('github');
  expect(
    [
      CiStep.run('tests', { command: 'a' }),
      CiStep.group('all', []),
      CiStep.parallel([]),
      connector,
      StepConnector.ofUnknownType('x'),
      GitReference.branch('main'),
      ImageRegistry.docker('a'),
      UploadDestination.artifactory('a'),
    ].map(String),
  ).toEqual([
    'Run "tests"',
    'group "all"',
    'steps in parallel',
    'github (Github)',
    'x (of unknown type)',
    'branch main',
    'BuildAndPushDockerRegistry',
    'ArtifactoryUpload',
  ]);
});
