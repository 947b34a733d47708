import * as fc from 'fast-check';
import { KubernetesClusterConnector, KubernetesCredentials } from '../../lib/connector';
import { HarnessErrors } from '../../lib/core';
import { DelegateImage, DelegateToken, DelegateVariable } from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import type { CiBuildInfraProps, CiFarmStageProps } from '../../lib/farm';
import { CiStep, StageVariable, StepConnector } from '../../lib/pipeline';
import { DelegateSelection } from '../../lib/reference';
import { addFarm } from '../farm/infras';
import { canBeToken } from '../../lib/core/token-forms';
import { runs, spread } from '../testkit/arbitraries/runs';
import { newChart, synth } from '../testkit/synth';

const letters = (from: string, length: number) =>
  fc.array(fc.constantFrom(...from), { minLength: length, maxLength: length }).map((list) => list.join(''));

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const ANY = UPPER + UPPER.toLowerCase() + DIGITS;

const bytes = (length: number) =>
  fc.noBias(fc.uint8Array({ minLength: length, maxLength: length })).map((list) => Buffer.from(list));

/** Every form in which a token is copied from a page. */
const TOKENS: { readonly [form: string]: fc.Arbitrary<string> } = {
  'a decoded delegate token': bytes(16).map((random) => random.toString('hex')),
  'a delegate token': bytes(16).map((random) => Buffer.from(random.toString('hex')).toString('base64')),
  'random bytes in base64': bytes(32).map((random) => random.toString('base64')),
  'a personal access token': fc
    .tuple(fc.constantFrom('pat', 'sat'), letters(`${ANY}_-`, 22), letters('0123456789abcdef', 24), letters(ANY, 20))
    .map((parts) => parts.join('.')),
  'a JSON Web Token': fc.tuple(fc.string({ maxLength: 20 }), bytes(32)).map(([sub, signature]) =>
    [{ alg: 'HS256' }, { sub }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .concat(signature.toString('base64url'))
      .join('.'),
  ),
  'an AWS access key': letters(UPPER + DIGITS, 16).map((rest) => `AKIA${rest}`),
  'a Docker Hub token': letters(ANY, 27).map((rest) => `dckr_pat_${rest}`),
  'a Google API key': letters(`${ANY}_-`, 35).map((rest) => `AIza${rest}`),
  'an Anthropic API key': letters(ANY, 40).map((rest) => `sk-ant-api03-${rest}`),
  'a GitHub token': letters(ANY, 36).map((rest) => `ghp_${rest}`),
};

/** Everywhere a name belongs. */
const PLACES: { readonly [place: string]: (token: string) => Partial<CiBuildInfraProps> } = {
  'the Secret of the token': (token) => ({ token: DelegateToken.fromSecretName(token) }),
  'the key in it': (token) => ({ token: DelegateToken.fromSecretName('ci', { key: token }) }),
  'the store of the token': (token) => ({
    token: DelegateToken.fromExternalSecret({ storeName: token, remoteKey: 'ci' }),
  }),
  'the name of the delegate': (token) => ({ delegateName: token }),
  'the ID of the account': (token) => ({ accountId: token }),
  'the namespace of the delegate': (token) => ({ delegateNamespace: token }),
  'a build namespace': (token) => ({ buildNamespaces: [token] }),
  'a ServiceAccount': (token) => ({ serviceAccountName: token }),
  'another ServiceAccount': (token) => ({ additionalServiceAccounts: [token] }),
  'a registry Secret': (token) => ({ imagePullSecrets: [token] }),
  'a variable': (token) => ({ delegateOptions: { env: [DelegateVariable.plain(token, 'x')] } }),
  'a tag': (token) => ({ delegateOptions: { tags: [token] } }),
  'the name of the connector': (token) => ({ connectorOptions: { name: token } }),
  'the identifier of the connector': (token) => ({ connectorOptions: { identifier: token } }),
  'an organization': (token) => ({ scope: HarnessScope.organization(token) }),
  'the key of a label': (token) => ({ labels: { [token]: 'x' } }),
};

/** What the program says and writes, whether it is refused or not. */
function everythingOf(props: Partial<CiBuildInfraProps>): string {
  const chart = newChart();
  try {
    const farm = addFarm(chart, 'Farm', props);
    return JSON.stringify([synth(chart), farm.connector.reference]);
  } catch (error) {
    const details = HarnessErrors.detailsOf(error);
    if (details === undefined) throw error;
    return `${String(error)} ${(error as Error).stack} ${JSON.stringify(details)}`;
  }
}

/** The error of a program that must be refused. */
function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return `${String(error)} ${JSON.stringify(HarnessErrors.allOf(error))}`;
  }
  throw new Error('nothing was refused');
}

const PAIRS = Object.entries(TOKENS).flatMap(([form, token]) =>
  Object.entries(PLACES).map(([place, propsWith]) => ({ form, place, token, propsWith })),
);

test.each(spread(PAIRS, ({ form }) => form))('$form in place of $place is not echoed', ({ token, propsWith }) => {
  fc.assert(
    fc.property(token, (secret) => {
      const said = everythingOf(propsWith(secret));
      expect(said.includes(secret)).toBe(false);
      expect(said.includes(encodeURIComponent(secret).slice(0, 40)) && secret.length > 40).toBe(false);
    }),
    { numRuns: runs(40) },
  );
});

test.each(Object.entries(TOKENS))('%s in place of a reference to a secret is not echoed', (_form, token) => {
  fc.assert(
    fc.property(token, (secret) => {
      const chart = newChart();
      let said: string;
      try {
        const credentials = KubernetesCredentials.serviceAccount('https://10.0.0.1:6443', { tokenRef: secret });
        const delegates = DelegateSelection.anyAvailable();
        said = new KubernetesClusterConnector(chart, 'C', { name: 'c', credentials, delegates }).toYaml();
      } catch (error) {
        said = String(error);
      }
      expect(said.includes(secret)).toBe(false);
    }),
    { numRuns: runs(40) },
  );
});

/** Everywhere a name belongs in a stage. */
const PLACES_OF_STAGES: { readonly [place: string]: (token: string) => CiFarmStageProps } = {
  'the name of a stage': (token) => ({ name: token, steps: [stepOf({})] }),
  'the identifier of a stage': (token) => ({ name: 'a', identifier: token, steps: [stepOf({})] }),
  'the name of a step': (token) => ({ name: 'a', steps: [stepOf({ name: token })] }),
  'a reference to a connector': (token) => ({ name: 'a', steps: [stepOf({ connector: token })] }),
  'a reference with a prefix': (token) => ({ name: 'a', steps: [stepOf({ connector: `account.${token}` })] }),
  'the name of a variable': (token) => ({
    name: 'a',
    steps: [stepOf({})],
    variables: [StageVariable.text(token, 'x')],
  }),
};

function stepOf({ name = 'a', connector = 'account.a' }: { readonly name?: string; readonly connector?: string }) {
  return CiStep.run(name, { image: 'a:1', command: 'b', connector: StepConnector.dockerHub(connector) });
}

test.each(Object.entries(PLACES_OF_STAGES))('tokens in place of %s are refused and not echoed', (_place, propsWith) => {
  const tokens = fc.oneof(
    ...['a decoded delegate token', 'a Docker Hub token', 'a Google API key', 'an Anthropic API key'].map(
      (form) => TOKENS[form],
    ),
  );
  fc.assert(
    fc.property(tokens, (secret) => {
      const farm = addFarm(newChart(), 'Farm', {});
      const said = refusalOf(() => farm.stage(propsWith(secret)));
      expect(said).not.toContain(secret);
    }),
    { numRuns: runs(20) },
  );
});

describe('a short token with separators', () => {
  const short = fc
    .integer({ min: 20, max: 23 })
    .chain((length) => letters(`${ANY}-_`, length))
    .filter((text) => /[-_]/.test(text));

  test('is recognized nine times in ten', () => {
    const sample = fc.sample(short, 2000);
    expect(sample.filter(canBeToken).length).toBeGreaterThan(1700);
  });

  test.each(['aB3-dE5fG7hJ9kL1mN2p', 'Xy_4Tq9Rw2-Lk8Pz0Vb1', '-7gHq2LpW9sXv4ZkR8nT'])(
    '%s is not echoed where a name belongs that it cannot be',
    (secret) => {
      for (const props of [{ delegateName: secret }, { delegateNamespace: secret }, { serviceAccountName: secret }]) {
        expect(everythingOf(props)).not.toContain(secret);
      }
      expect(everythingOf({ buildNamespaces: [secret] })).not.toContain(secret);
    },
  );

  test.each([
    'My-Build-Farm-Prod-01',
    'PROD-EU-West-1-CI-Farm',
    'Team_A-Prod-EU-West1-B2',
    'Jenkins-CI-v2-K8s-Prod-1',
    'DC1-Rack2-Node3-Vm42',
    'MyBigFarm-AwsProd1-EuCi',
    'BuildAgents_Linux-x86_64',
    'OSS-S3-v2-EC2-Build-1A',
    'Windows-2019-LTSC-Build-Pool',
  ])('%s is a name, and is shown', (name) => {
    expect(everythingOf({ delegateName: name })).toContain(`got "${name}"`);
  });
});

test('names that people use are shown in errors and are not taken for tokens', () => {
  const names = [
    'harness-delegate-ng-eu-central-1-production-0042',
    'arn:aws:iam::123456789012:role/harness-build-agents-production',
    'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:25.08.86600',
    'KubernetesDirectInfrastructureProps',
    '6f9619ff-8b86-d011-b42d-00cf4fc964ff',
    '6_vVHzo9Qeu9fXvj-AcQCb',
    `image@sha256:${'0123456789abcdef'.repeat(4)}`,
    'a'.repeat(64),
    '<+pipeline.variables.kubernetesClusterConnectorIdentifier2>',
  ];
  for (const name of names) {
    expect(everythingOf({ delegateName: `${name}!` })).toContain(name);
  }
  for (const name of ['a'.repeat(63), 'pr-1234-feature-k8s-1-33-2x', 'delegate-5e9714e15e9714e1']) {
    expect(() =>
      addFarm(newChart(), 'Farm', { delegateName: name, image: DelegateImage.of('h/d:1.40.2') }),
    ).not.toThrow();
  }
});
