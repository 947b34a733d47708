import { codebaseProblems, infrastructureProblems, stageProblems } from '../testkit/stage-schema';
import { documentedStage } from './documented';

type Fields = Record<string, unknown>;

function infrastructureWith(fields: Fields): Fields {
  return { type: 'KubernetesDirect', spec: { connectorRef: 'cluster', namespace: 'builds', ...fields } };
}

function stageWith(fields: Fields): Fields {
  return { stage: { identifier: 'build', name: 'build', type: 'CI', ...fields } };
}

function stageOf(...steps: unknown[]): Fields {
  return stageWith({ spec: { execution: { steps } } });
}

function step(type: string, spec: Fields, fields: Fields = {}): Fields {
  return { step: { identifier: 'one', name: 'one', type, spec, ...fields } };
}

/** Checks the place of the problem, because a typo in the test itself would also be refused. */
function expectRefusal(problems: string[], place: string): void {
  expect(problems.map((problem) => problem.split(' ')[0])).toContain(place);
}

describe('the infrastructure', () => {
  test.each<[string, Fields]>([
    ['the least', {}],
    ['expressions where a field is a string', { namespace: '<+stage.variables.space>', runAsUser: '<+input>' }],
    ['labels as one expression', { labels: '<+pipeline.variables.labels>' }],
    ['a runtime input with allowed values', { os: '<+input>.allowedValues(Linux,Windows)' }],
    ['a runtime input that asks for one of a list', { automountServiceAccountToken: '<+input>.selectOneFrom(true)' }],
    ['host names as strings', { hostNames: ['registry.local'] }],
    ['a pull policy from an expression', { imagePullPolicy: '<+stage.variables.policy>' }],
  ])('accepts %s', (_, fields) => {
    expect(infrastructureProblems(infrastructureWith(fields))).toEqual([]);
  });

  test.each<[string, Fields, string]>([
    ['host names that are aliases', { hostNames: [{ ip: '10.0.0.1', hostnames: ['a'] }] }, '/spec/hostNames/0'],
    ['an overlay that is an object', { podSpecOverlay: { topologySpreadConstraints: [] } }, '/spec/podSpecOverlay'],
    ['a label value that is a number', { labels: { team: 1 } }, '/spec/labels/team'],
    ['an annotation value that is a boolean', { annotations: { audited: true } }, '/spec/annotations/audited'],
    ['a node selector value that is a boolean', { nodeSelector: { ssd: true } }, '/spec/nodeSelector/ssd'],
    ['an unknown operating system', { os: 'Solaris' }, '/spec/os'],
    [
      'a free expression for a boolean',
      { automountServiceAccountToken: '<+foo>' },
      '/spec/automountServiceAccountToken',
    ],
    ['a free expression for a node selector', { nodeSelector: '<+foo>' }, '/spec/nodeSelector'],
    ['an unknown pull policy', { imagePullPolicy: 'Sometimes' }, '/spec/imagePullPolicy'],
    ['a volume of an unknown type', { volumes: [{ type: 'ConfigMap' }] }, '/spec/volumes/0/type'],
    [
      'a toleration time as a string',
      { tolerations: [{ tolerationSeconds: '5' }] },
      '/spec/tolerations/0/tolerationSeconds',
    ],
    [
      'privileges as a string',
      { containerSecurityContext: { privileged: 'true' } },
      '/spec/containerSecurityContext/privileged',
    ],
    ['an empty namespace', { namespace: '' }, '/spec/namespace'],
    ['no namespace', { namespace: undefined }, '/spec'],
    ['no connector', { connectorRef: undefined }, '/spec'],
  ])('refuses %s', (_, fields, place) => {
    expectRefusal(infrastructureProblems(infrastructureWith(fields)), place);
  });

  test('refuses one without a type, or without a spec', () => {
    expectRefusal(infrastructureProblems({ spec: { connectorRef: 'cluster', namespace: 'builds' } }), '/');
    expectRefusal(infrastructureProblems({ type: 'KubernetesDirect' }), '/');
  });

  // The vendor's schema accepts these errors, so the checks of this package must be stricter.
  test.each<[string, Fields]>([
    ['an unknown field', { nameSpace: 'builds' }],
    ['a volume without a mount path', { volumes: [{ type: 'EmptyDir' }] }],
    ['a timeout that is none', { initTimeout: 'banana' }],
    ['an unknown effect', { tolerations: [{ effect: 'Never' }] }],
  ])('accepts %s', (_, fields) => {
    expect(infrastructureProblems(infrastructureWith(fields))).toEqual([]);
  });
});

describe('the documented example', () => {
  test('is accepted', () => {
    expect(stageProblems(documentedStage())).toEqual([]);
  });
});

describe('the stage', () => {
  test.each<[string, Fields, string]>([
    ['an identifier with a hyphen', { identifier: 'my-build' }, '/stage/identifier'],
    ['a name with a slash', { name: 'build/test' }, '/stage/name'],
    ['another type', { type: 'Custom' }, '/stage/type'],
    ['a timeout without a unit', { timeout: '10' }, '/stage/timeout'],
    ['delegate selectors that are plain text', { delegateSelectors: 'build' }, '/stage/delegateSelectors'],
    ['a tag that is a number', { tags: { team: 1 } }, '/stage/tags/team'],
    ['a variable without a value', { variables: [{ name: 'a', type: 'String' }] }, '/stage/variables/0'],
    [
      'a number as a string variable',
      { variables: [{ name: 'a', type: 'String', value: 1 }] },
      '/stage/variables/0/value',
    ],
    [
      'a string as a number variable',
      { variables: [{ name: 'a', type: 'Number', value: 'one' }] },
      '/stage/variables/0/value',
    ],
    ['an unknown cache policy', { spec: { caching: { policy: 'both' } } }, '/stage/spec/caching/policy'],
    [
      'an infrastructure without a connector',
      { spec: { infrastructure: { type: 'KubernetesDirect', spec: {} } } },
      '/stage/spec/infrastructure/spec',
    ],
    ['an empty execution', { spec: { execution: { steps: [] } } }, '/stage/spec/execution/steps'],
    ['an execution without steps', { spec: { execution: {} } }, '/stage/spec/execution'],
    ['a condition without a status', { when: { condition: 'true' } }, '/stage/when'],
  ])('refuses %s', (_, fields, place) => {
    expectRefusal(stageProblems(stageWith(fields)), place);
  });

  test('accepts variables of the three types', () => {
    const variables = [
      { name: 'HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER', type: 'String', value: 'true' },
      { name: 'retries', type: 'Number', value: 3 },
      { name: 'token', type: 'Secret', value: 'account.token' },
    ];
    expect(stageProblems(stageWith({ variables }))).toEqual([]);
  });

  test('refuses a document without a stage', () => {
    expectRefusal(stageProblems({}), '/');
  });
});

describe('the execution', () => {
  const where = '/stage/spec/execution/steps/0';
  const run = step('Run', { command: 'make' });

  test('accepts steps, parallel steps and groups of steps', () => {
    const group = { stepGroup: { identifier: 'all', name: 'all', steps: [run] } };
    expect(stageProblems(stageOf(run, { parallel: [run, group] }, group))).toEqual([]);
  });

  test.each<[string, Fields, string]>([
    ['a step without a type', { step: { identifier: 'one', name: 'one', spec: {} } }, `${where}/step`],
    ['a step without a spec', { step: { identifier: 'one', name: 'one', type: 'Run' } }, `${where}/step`],
    ['a step of an unknown type', step('Walk', {}), `${where}/step/type`],
    ['a step that is also a group', { ...run, parallel: [run] }, where],
    ['an empty wrapper', {}, where],
    ['a group without steps', { stepGroup: { identifier: 'all', name: 'all' } }, `${where}/stepGroup`],
    ['parallel steps that are no list', { parallel: { steps: [run] } }, `${where}/parallel`],
    ['a step identifier with a hyphen', step('Run', {}, { identifier: 'a-b' }), `${where}/step/identifier`],
    ['an unknown shell', step('Run', { shell: 'Zsh' }), `${where}/step/spec/shell`],
    [
      'memory as a number',
      step('Run', { resources: { limits: { memory: 1 } } }),
      `${where}/step/spec/resources/limits/memory`,
    ],
    ['resources without limits', step('Run', { resources: { requests: {} } }), `${where}/step/spec/resources`],
    ['a port as a number', step('Background', { portBindings: { '80': 8080 } }), `${where}/step/spec/portBindings/80`],
    [
      'a pull request by number',
      step('GitClone', { build: { type: 'PR', spec: { number: 1 } } }),
      `${where}/step/spec/build/spec/number`,
    ],
    ['an action without its name', step('Action', {}), `${where}/step/spec`],
    ['tests without a language', step('RunTests', { buildTool: 'Maven' }), `${where}/step/spec`],
    [
      'an image without tags',
      step('BuildAndPushDockerRegistry', { connectorRef: 'a', repo: 'b' }),
      `${where}/step/spec`,
    ],
    [
      'an image with two destinations',
      step('BuildAndPushDockerRegistry', { connectorRef: 'a', registryRef: 'b', repo: 'c', tags: ['d'] }),
      `${where}/step/spec`,
    ],
    [
      'an archive that only S3 knows',
      step('RestoreCacheGCS', { connectorRef: 'a', bucket: 'b', key: 'c', archiveFormat: 'Zstd' }),
      `${where}/step/spec/archiveFormat`,
    ],
    ['a cache without paths', step('SaveCacheS3', { connectorRef: 'a', bucket: 'b', key: 'c' }), `${where}/step/spec`],
  ])('refuses %s', (_, element, place) => {
    expectRefusal(stageProblems(stageOf(element)), place);
  });

  test.each<[string, Fields]>([
    ['Action', { uses: 'actions/checkout@v4', with: { ref: 'main' } }],
    ['ArtifactoryUpload', { connectorRef: 'a', sourcePath: 'b', target: 'c' }],
    ['Background', { connectorRef: 'a', image: 'redis', resources: { limits: { memory: '5Gi', cpu: 2 } } }],
    ['BuildAndPushACR', { connectorRef: 'a', repository: 'b', tags: ['c'] }],
    ['BuildAndPushDockerRegistry', { connectorRef: 'a', repo: 'b', tags: ['c'], runAsUser: 0 }],
    ['BuildAndPushECR', { connectorRef: 'a', account: '1', region: 'b', imageName: 'c', tags: ['d'] }],
    ['BuildAndPushGAR', { connectorRef: 'a', host: 'b', projectID: 'c', imageName: 'd', tags: ['e'] }],
    ['BuildAndPushGCR', { connectorRef: 'a', host: 'b', projectID: 'c', imageName: 'd', tags: ['e'] }],
    ['GCSUpload', { connectorRef: 'a', bucket: 'b', sourcePath: 'c' }],
    ['GitClone', { connectorRef: 'a', build: { type: 'branch', spec: { branch: 'main' } } }],
    ['Plugin', { connectorRef: 'a', image: 'b', settings: { repeat: 3 } }],
    ['RestoreCacheGCS', { connectorRef: 'a', bucket: 'b', key: 'c' }],
    ['RestoreCacheS3', { connectorRef: 'a', bucket: 'b', key: 'c', pathStyle: true }],
    ['Run', { command: 'make', shell: 'Bash', outputVariables: [{ name: 'version' }] }],
    ['RunTests', { language: 'Java', buildTool: 'Maven' }],
    ['S3Upload', { connectorRef: 'a', bucket: 'b', region: 'c', sourcePath: 'd' }],
    ['SaveCacheGCS', { connectorRef: 'a', bucket: 'b', key: 'c', sourcePaths: ['d'] }],
    ['SaveCacheS3', { connectorRef: 'a', bucket: 'b', key: 'c', sourcePaths: ['d'] }],
    ['Test', { command: 'make test', reports: { type: 'JUnit', spec: { paths: ['**/*.xml'] } } }],
  ])('accepts a step of type %s, and refuses it with a reference that is no string', (type, spec) => {
    expect(stageProblems(stageOf(step(type, spec)))).toEqual([]);
    const wrong = type === 'Action' ? { uses: 1 } : { connectorRef: 1 };
    expectRefusal(
      stageProblems(stageOf(step(type, { ...spec, ...wrong }))),
      `${where}/step/spec/${Object.keys(wrong)[0]}`,
    );
  });
});

describe('the codebase', () => {
  test('needs a build', () => {
    expect(codebaseProblems({ connectorRef: 'git', repoName: 'app', build: '<+input>' })).toEqual([]);
    expectRefusal(codebaseProblems({ connectorRef: 'git' }), '/');
  });

  test('spells the commit differently from the clone step', () => {
    const build = { type: 'commitSha', spec: { commitSha: 'abc' } };
    expect(codebaseProblems({ build })).toEqual([]);
    expect(stageProblems(stageOf(step('GitClone', { build })))).not.toEqual([]);
  });
});
