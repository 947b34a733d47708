/** Tokens of other services: in the place of a name they are not shown, and where everybody reads they are refused. */
import { BuildIsolation } from '../../lib/build-namespace';
import { HarnessConstructsError, HarnessErrors } from '../../lib/core';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import { RuntimeInput } from '../../lib/document';
import { CiStep, GitReference, ImageRegistry, StepConnector, UploadDestination } from '../../lib/pipeline';
import { addFarm } from '../farm/infras';
import { runs, spread } from '../testkit/arbitraries/runs';
import { thrownBy } from '../testkit/refused';
import { newChart } from '../testkit/synth';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const LETTERS = UPPER + UPPER.toLowerCase();
const ANY = LETTERS + DIGITS;
const HEX = `${DIGITS}abcdef`;

let seed = 42;

/** As random as a token, and the same in every run. */
function random(from: string, length: number): string {
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return Array.from({ length }, () => from[Math.floor(next() * from.length)]).join('');
}

/** By the service that makes it: what its documentation or scanners of secrets say. */
const FORMS: { readonly [service: string]: () => string } = {
  'a SonarQube user': () => `squ_${random(HEX, 40)}`,
  'a SonarQube project': () => `sqp_${random(HEX, 40)}`,
  DigitalOcean: () => `dop_v1_${random(HEX, 64)}`,
  Shopify: () => `shpat_${random(HEX, 32)}`,
  'Hugging Face': () => `hf_${random(LETTERS, 34)}`,
  'New Relic': () => `NRAK-${random(UPPER + DIGITS, 27)}`,
  SendGrid: () => `SG.${random(`${ANY}_-`, 22)}.${random(`${ANY}_-`, 43)}`,
  Terraform: () => `${random(ANY, 14)}.atlasv1.${random(ANY, 67)}`,
  Databricks: () => `dapi${random(HEX, 32)}`,
  'Azure AD': () => `${random(LETTERS, 3)}8Q~${random(ANY, 34)}`,
  'Azure Storage': () => `sv=2020-08-04&sig=${random(ANY, 43)}%3D`,
  'Google OAuth': () => `GOCSPX-${random(ANY, 28)}`,
  'Google access': () => `ya29.${random(`${ANY}_-`, 60)}`,
  Tailscale: () => `tskey-auth-${random(ANY, 11)}CNTRL-${random(ANY, 32)}`,
  'a Slack webhook': () =>
    `https://hooks.slack.com/services/T${random(UPPER, 8)}/B${random(UPPER, 8)}/${random(ANY, 24)}`,
  PyPI: () => `pypi-AgEIcHlwaS5vcmcC${random(`${ANY}_-`, 100)}`,
  NuGet: () => `oy2${random('abcdefghijklmnopqrstuvwxyz234567', 43)}`,
  Artifactory: () => `AKCp${random(ANY, 69)}`,
  Atlassian: () => `ATATT3xFfGF0${random(`${ANY}_-=`, 180)}`,
  Bitbucket: () => `ATBB${random(ANY, 32)}`,
  CircleCI: () => `CCIPAT_${random(ANY, 22)}_${random(HEX, 40)}`,
  Grafana: () => `glsa_${random(ANY, 32)}_${random(HEX, 8)}`,
  Linear: () => `lin_api_${random(ANY, 40)}`,
  Pulumi: () => `pul-${random(HEX, 40)}`,
  Twilio: () => `SK${random(HEX, 32)}`,
  'a Stripe webhook': () => `whsec_${random(ANY, 32)}`,
  'a GitLab runner': () => `glrt-${random(ANY, 20)}`,
  'a routable GitLab token': () => `glpat-${random(ANY, 27)}.01.${random(DIGITS, 9)}`,
  OpenAI: () => `sk-${random(ANY, 20)}T3BlbkFJ${random(ANY, 20)}`,
};

/** Without a form, a few random strings look like a name. */
const RANDOM: { readonly [what: string]: () => string } = {
  '32 letters': () => random(LETTERS, 32),
  '32 letters and digits': () => random(ANY, 32),
  '32 lowercase letters and digits': () => random(`${UPPER.toLowerCase()}${DIGITS}`, 32),
  '52 lowercase letters and digits': () => random(`${UPPER.toLowerCase()}${DIGITS}`, 52),
};

const HEX_WITH_PREFIX: { readonly [what: string]: () => string } = {
  'hexadecimal digits behind a word': () => `x${random('key', 4)}${random(HEX, 32)}`,
  'hexadecimal digits behind a prefix': () => `acme_${random(HEX, 40)}`,
  'hexadecimal digits before a suffix': () => `${random(HEX, 40)}_acme`,
};

const samples = (make: () => string, count: number) => Array.from({ length: count }, make);

/** Whether ten characters in a row are shown. */
function shows(said: string, token: string): boolean {
  const parts = token.replace(
    /^(https:\/\/hooks\.slack\.com\/services|sv=2020-08-04&|pypi-AgEIcHlwaS5vcmcC|ATATT3xFfGF0)/,
    '',
  );
  return Array.from({ length: parts.length - 9 }, (_, at) => parts.slice(at, at + 10)).some((part) =>
    said.includes(part),
  );
}

const errorWith = (given: string) =>
  new HarnessConstructsError({ constructPath: 'a', property: 'name', given, allowed: given, remedy: given });

describe.each(Object.entries({ ...FORMS, ...HEX_WITH_PREFIX }))('the token of %s', (_service, make) => {
  test('is shown nowhere in an error', () => {
    for (const token of samples(make, runs(100))) {
      expect([token, shows(errorWith(`"${token}!"`).message, token)]).toEqual([token, false]);
    }
  });
});

test.each(Object.entries(RANDOM))('of %s, hardly one is shown', (_what, make) => {
  const shown = samples(make, 1000).filter((word) => shows(errorWith(word).message, word));
  expect(shown.length).toBeLessThan(40);
});

/** Where a name belongs. */
const NAMES: readonly [place: string, make: (token: string) => unknown][] = [
  ['the name of the delegate', (token) => addFarm(newChart(), 'Farm', { delegateName: token })],
  ['the namespace of the delegate', (token) => addFarm(newChart(), 'Farm', { delegateNamespace: token })],
  ['the Secret of the token', (token) => addFarm(newChart(), 'Farm', { token: DelegateToken.fromSecretName(token) })],
  ['the image', (token) => addFarm(newChart(), 'Farm', { image: DelegateImage.of(token) })],
  ['the ID of the account', (token) => addFarm(newChart(), 'Farm', { accountId: `${token}!` })],
  ['a property', (token) => addFarm(newChart(), 'Farm', { [token]: 1 })],
];

function saidBy(make: () => unknown): string {
  const error = thrownBy(make);
  expect(HarnessErrors.isHarnessError(error)).toBe(true);
  return `${error.stack} ${JSON.stringify(HarnessErrors.allOf(error))}`;
}

const NAMED = NAMES.flatMap(([place, make]) =>
  Object.entries(FORMS).map(([service, form]) => [service, place, make, form] as const),
);

test.each(spread(NAMED, ([service]) => service))(
  'the token of %s in place of %s is refused and not shown',
  (_service, _place, make, form) => {
    const token = form();
    const said = saidBy(() => make(token));
    expect(shows(said, token)).toBe(false);
  },
);

test.each(NAMES.slice(0, 3))('a random word of 52 letters and digits in place of %s is refused', (_place, make) => {
  for (const word of samples(RANDOM['52 lowercase letters and digits'], runs(10))) {
    expect(saidBy(() => make(word))).not.toContain(word);
  }
});

const HUB = StepConnector.dockerHub('account.a');
const STEP = { command: 'b', connector: HUB };

const LEGACY = DelegateImage.of('harness/delegate:25.05.85903');

const stage = (step: CiStep, more = {}) =>
  addFarm(newChart(), 'Farm', { image: LEGACY }).stage({ name: 'B', steps: [step], ...more });
const clone = (more: object) =>
  stage(
    CiStep.gitClone('g', {
      ...{ connector: StepConnector.gitHub('account.g'), reference: GitReference.branch('main') },
      ...more,
    }),
  );
const push = (more: object) =>
  stage(CiStep.buildAndPush('b', { connector: HUB, registry: ImageRegistry.docker('me/x'), tags: ['1'], ...more }));
const upload = (more: object) =>
  stage(
    CiStep.upload('u', {
      ...{ connector: StepConnector.gcp('account.g'), sourcePath: 'x' },
      ...{ destination: UploadDestination.gcs({ bucket: 'abc' }), ...more },
    }),
  );
const GOOGLE = { host: 'us-docker.pkg.dev', projectId: 'my-project' };

/** What everybody can read: manifests, documents and summaries. */
test.each<[place: string, make: (token: string) => unknown]>([
  ['the value of a label', (token) => addFarm(newChart(), 'Farm', { labels: { a: token } })],
  ['the key of a label', (token) => addFarm(newChart(), 'Farm', { labels: { [`example.com/${token}`]: 'a' } })],
  [
    'the key of an annotation',
    (token) => addFarm(newChart(), 'Farm', { annotations: { [`example.com/${token}`]: 'a' } }),
  ],
  ['the value of an annotation', (token) => addFarm(newChart(), 'Farm', { annotations: { a: `see ${token}` } })],
  [
    'the value of a node label',
    (token) => addFarm(newChart(), 'Farm', { delegateOptions: { nodeSelector: { a: token } } }),
  ],
  ['a tag of the delegate', (token) => addFarm(newChart(), 'Farm', { delegateOptions: { tags: [`a:${token}`] } })],
  ['the key of a tag', (token) => addFarm(newChart(), 'Farm', { connectorOptions: { tags: { [token]: 'a' } } })],
  ['the value of a tag', (token) => addFarm(newChart(), 'Farm', { connectorOptions: { tags: { a: token } } })],
  ['a description', (token) => addFarm(newChart(), 'Farm', { connectorOptions: { description: `with ${token}` } })],
  [
    'a reason',
    (token) => addFarm(newChart(), 'Farm', { isolation: BuildIsolation.dockerInDocker({ reason: `for ${token}` }) }),
  ],
  [
    'the tag of the image',
    (token) => addFarm(newChart(), 'Farm', { image: DelegateImage.of(`example.com/d:${token}`) }),
  ],
  [
    'the image of a step',
    (token) =>
      addFarm(newChart(), 'Farm').stage({ name: 'B', steps: [CiStep.run('r', { ...STEP, image: `a:${token}` })] }),
  ],
  [
    'a label of a stage',
    (token) =>
      addFarm(newChart(), 'Farm').stage({
        name: 'B',
        steps: [CiStep.run('r', { ...STEP, image: 'a:1' })],
        infrastructureOptions: { labels: { a: token } },
      }),
  ],
  ['a branch', (token) => clone({ reference: GitReference.branch(token) })],
  [
    'the default of a branch',
    (token) => clone({ reference: GitReference.branch(RuntimeInput.of({ defaultValue: token }).toString()) }),
  ],
  ['a Git tag', (token) => clone({ reference: GitReference.tag(`v1/${token}`) })],
  ['a repository', (token) => clone({ repository: token })],
  ['the URL of a repository', (token) => clone({ repository: `https://x:${token}@github.com/a/b` })],
  ['the password of a repository', (token) => clone({ repository: `https://x:${token.slice(4)}@github.com/a/b` })],
  ['the directory of a repository', (token) => clone({ cloneDirectory: token })],
  ['a tag to push', (token) => push({ tags: ['1', token] })],
  ['a repository to push to', (token) => push({ registry: ImageRegistry.docker(`me/${token.toLowerCase()}`) })],
  [
    'the name of an image to push',
    (token) => push({ registry: ImageRegistry.gar({ ...GOOGLE, imageName: token.toLowerCase() }) }),
  ],
  ['a Dockerfile', (token) => push({ dockerfile: token })],
  ['a build context', (token) => push({ context: `./${token}` })],
  ['the name of a build argument', (token) => push({ buildArguments: { [token]: 'x' } })],
  ['the path of an upload', (token) => upload({ sourcePath: token })],
  [
    'the target of an upload',
    (token) => upload({ destination: UploadDestination.gcs({ bucket: 'abc', target: token }) }),
  ],
  ['a shared path', (token) => stage(CiStep.run('r', { ...STEP, image: 'a:1' }), { sharedPaths: [`/${token}`] })],
])('a token in %s is refused and not shown', (_place, make) => {
  const token = `ghp_${random(ANY, 36)}`;
  const said = saidBy(() => make(token));
  expect(shows(said, token) || shows(said, token.toLowerCase())).toBe(false);
  expect(said).toMatch(/token|credentials/);
});

test('names of branches, repositories and images that people use are accepted, and free values are', () => {
  const commit = '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12';
  const token = `ghp_${random(ANY, 36)}`;
  const url = 'https://x:<+secrets.getValue("account.git")>@github.com/a/b';
  for (const make of [
    () => clone({ reference: GitReference.branch('dependabot/npm_and_yarn/types/node-24.10.1') }),
    () => clone({ repository: 'https://github.com/example/app.git', cloneDirectory: 'app' }),
    () => clone({ repository: 'ssh://git@example.com:22/example/app.git' }),
    () => clone({ repository: url }),
    () => push({ tags: [commit, `sha-${commit}`, '<+codebase.commitSha>'], dockerfile: 'a/Dockerfile', context: '.' }),
    () => push({ buildArguments: { COMMIT: commit, token } }),
  ]) {
    expect(make).not.toThrow();
  }
});

test('hashes and names that people use there are accepted', () => {
  const commit = '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12';
  const labels = { commit, 'example.com/team': 'build-and-release', owner: 'pat.smith' };
  const tags = { commit, hosts: 'pat.example.com' };
  const annotations = { 'example.com/commit': commit, 'example.com/policy': '{"a":[1,2]}' };
  expect(() =>
    addFarm(newChart(), 'Farm', { labels, annotations, connectorOptions: { tags, description: `at ${commit}` } }),
  ).not.toThrow();
});
