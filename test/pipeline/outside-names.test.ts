/** Names of what exists outside of the cluster: values that no registry, cloud or Git server knows are refused. */
import * as fc from 'fast-check';
import {
  type CiStage,
  CiStep,
  GitReference,
  ImageRegistry,
  StepConnector,
  UploadDestination,
} from '../../lib/pipeline';
import { unresolved } from '../../lib/core';
import { runs } from '../testkit/arbitraries/runs';
import { refused, thrownBy } from '../testkit/refused';
import { stageOf } from './stages';

const connector = StepConnector.ofUnknownType('account.c');
const of = (step: CiStep) => stageOf({ steps: [step] });
const push = (registry: ImageRegistry, ...tags: string[]) =>
  of(CiStep.buildAndPush('a', { connector, registry, tags: tags.length > 0 ? tags : ['1'] }));
const ecr = (options: object) =>
  push(ImageRegistry.ecr({ account: '123456789012', region: 'eu-west-1', imageName: 'app', ...options }));
const google = (options: object) => {
  const all = { host: 'europe-docker.pkg.dev', projectId: 'my-project', imageName: 'repo/app', ...options };
  push(ImageRegistry.gcr(all));
  return push(ImageRegistry.gar(all));
};
const clone = (reference: GitReference) => of(CiStep.gitClone('a', { connector, reference }));

interface Use {
  readonly property: string;
  readonly make: (value: string) => CiStage;
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

const IMAGE_NAMES = {
  right: ['app', 'team/app', 'a/b/c', 'a-b_c.d', 'a__b', 'a--b', '0'],
  wrong: ['Im Age', 'UPPER', 'app:1', '/app', 'app/', 'a//b', 'https://a/b', '-a', 'a_', 'größe', 'a'.repeat(256)],
};

const REPOSITORIES = {
  right: ['app', 'me/x', 'example.azurecr.io/app', 'registry.example.com:5000/me/x', 'localhost/x', 'My.Host/x'],
  wrong: ['a b', 'Me/X', 'Me/x', 'me/x:1', 'https://a/b', 'https://My Reg/x', 'example.com/', 'example.com/X'],
};

/** @see https://git-scm.com/docs/git-check-ref-format */
const GIT_NAMES = {
  right: [
    'main',
    'feature/x',
    'v1.2.3',
    'dependabot/npm_and_yarn/a-1',
    'größe',
    'a@b',
    "it's",
    'a#1',
    '<+trigger.branch>',
  ],
  wrong: [
    ...['x y', 'a\tb', 'a..b', 'a~1', 'a^', 'a:b', 'a?', 'a*', '[a', 'a\\b', 'a@{b', '@', '-a', '/a', 'a/', 'a//b'],
    ...['a.', '.a', 'a/.b', 'a.lock', 'a.lock/b', 'a\n'],
  ],
};

const USES: readonly Use[] = [
  {
    property: 'registry.account',
    make: (account) => ecr({ account }),
    right: ['123456789012', '000000000001'],
    wrong: ['123 456', '1234', '12345678901a', '1234567890123', '123456789012 ', 'arn:aws:iam::123456789012:root'],
  },
  {
    property: 'registry.region',
    make: (region) => ecr({ region }),
    right: ['us-east-1', 'us-gov-west-1', 'us-isob-east-1', 'cn-northwest-1', 'eusc-de-east-1', 'mx-central-1'],
    wrong: ['us-east', 'us-east-1a', 'useast1', 'US-EAST-1', 'us east 1', 'Ireland', 'auto', 'us-east-1 '],
  },
  { property: 'registry.imageName', make: (imageName) => ecr({ imageName }), ...IMAGE_NAMES },
  {
    property: 'registry.host',
    make: (host) => google({ host }),
    right: ['us-docker.pkg.dev', 'gcr.io', 'eu.gcr.io', 'registry.example.com'],
    wrong: ['us', 'https://us-docker.pkg.dev', 'us docker.pkg.dev', 'g cr.io', 'gcr.io/p', 'gcr.io/', ' gcr.io'],
  },
  {
    property: 'registry.projectId',
    make: (projectId) => google({ projectId }),
    right: ['my-proj', 'a12345', 'example.com:my-project', 'example.com/my-project', 'a'.repeat(30)],
    wrong: ['p r', 'My Project', 'short', '1abcdef', 'abcdef-', 'UPPERCASE', 'a'.repeat(31), '123456789012'],
  },
  { property: 'registry.imageName', make: (imageName) => google({ imageName }), ...IMAGE_NAMES },
  { property: 'registry.repository', make: (repo) => push(ImageRegistry.docker(repo)), ...REPOSITORIES },
  { property: 'registry.repository', make: (repository) => push(ImageRegistry.acr(repository)), ...REPOSITORIES },
  {
    // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
    property: 'tags[1]',
    make: (tag) => push(ImageRegistry.docker('me/x'), 'latest', tag),
    right: ['1', 'v1.0', 'a_b-c', '_', 'A'.repeat(128), 'build-<+pipeline.sequenceId>'],
    wrong: ['my tag', 'a/b', 'v1.0+x', '.x', '-x', 'a:b', 'größe', 'A'.repeat(129), '1\n'],
  },
  {
    property: 'destination.target',
    make: (target) =>
      of(CiStep.upload('a', { connector, destination: UploadDestination.artifactory(target), sourcePath: 'out' })),
    right: ['libs', 'libs-release/app', 'Libs_1.x/a b/c', 'libs/'],
    wrong: ['my repo/a b', '/libs', 'libs:a', 'libs/a?b', 'https://x/libs', 'libs/a ', 'libs/a\\b', '..'],
  },
  { property: 'reference.branch', make: (branch) => clone(GitReference.branch(branch)), ...GIT_NAMES },
  { property: 'reference.tag', make: (tag) => clone(GitReference.tag(tag)), ...GIT_NAMES },
  {
    property: 'reference.sha',
    make: (sha) => clone(GitReference.commit(sha)),
    right: ['abcd', '0123456789abcdef0123456789abcdef01234567', 'f'.repeat(64)],
    wrong: ['main', 'abc', 'g123456', 'abcd ', 'f'.repeat(65)],
  },
  {
    property: 'reference.number',
    make: (number) => clone(GitReference.pullRequest(number)),
    right: ['7', '1234'],
    wrong: ['#7', '0', '7a', '-7', '7 '],
  },
  {
    property: 'image',
    make: (image) => of(CiStep.run('a', { image, connector, command: 'b' })),
    right: [
      ...['node', 'node:24', 'a/b', 'Host.example.com/a:1', 'localhost:5000/a', `a@sha256:${'0'.repeat(64)}`],
      `a:1@sha256:${'0'.repeat(64)}`,
    ],
    wrong: ['node 24', 'Node:24', 'https://x/y:1', 'node:', 'x:y:z', 'node:24\n', '-x', 'a@sha256:12', 'a/', 'a//b'],
  },
];

const EXPRESSIONS = ['<+input>', '<+pipeline.variables.place>', '<+input>.default(a)'];

describe.each(USES.map((use) => [use.property, use] as const))('%s', (property, { make, right, wrong }) => {
  test.each([...right, ...EXPRESSIONS])('accepts %j', (value) => {
    expect(() => make(value)).not.toThrow();
  });

  test.each(wrong)('refuses %j, with its value', (value) => {
    const details = refused(() => make(value));
    expect(details.property).toBe(`steps[0].${property}`);
    expect(details.given ?? JSON.stringify(value).slice(0, 200)).toContain(JSON.stringify(value).slice(0, 200));
  });

  test('refuses a right value with white space or a control character anywhere', () => {
    const signs = fc.constantFrom('\t', '\n', '\r', '\u0001');
    fc.assert(
      fc.property(
        signs,
        fc.constantFrom(...right.filter((one) => !one.includes('<'))),
        fc.nat(200),
        (sign, one, at) => {
          const value = `${one.slice(0, at % (one.length + 1))}${sign}${one.slice(at % (one.length + 1))}`;
          expect(refused(() => make(value)).property).toBe(`steps[0].${property}`);
        },
      ),
      { numRuns: runs(50) },
    );
  });

  test('checks a value that is known only later once it is known', () => {
    expect(make(unresolved(() => right[0])).toYaml()).toContain(right[0]);
    const stage = make(unresolved(() => wrong[0]));
    expect(stage.node.root.node.findAll().flatMap(({ node }) => node.validate())).toEqual([
      expect.stringContaining(`steps[0].${property}: `),
    ]);
  });
});

test('credentials in a reference are not shown', () => {
  const said = [
    thrownBy(() => of(CiStep.run('a', { image: 'user:pass-word@host/x', command: 'b' }))),
    thrownBy(() => push(ImageRegistry.docker('https://user:pass-word@host/x'))),
  ];
  expect(said.join('\n')).not.toContain('pass-word');
});
