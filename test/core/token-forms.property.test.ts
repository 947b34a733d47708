import * as fc from 'fast-check';
import { KubernetesClusterConnector, KubernetesCredentials } from '../../lib/connector';
import { HarnessConstructsError, HarnessErrors } from '../../lib/core';
import { DelegateImage } from '../../lib/delegate';
import type { CiFarmStageProps } from '../../lib/farm';
import { CiStep, StageVariable, StepConnector } from '../../lib/pipeline';
import { DelegateSelection } from '../../lib/reference';
import { addFarm } from '../farm/infras';
import { canBeToken, withoutTokens } from '../../lib/core/token-forms';
import { runs, spread } from '../testkit/arbitraries/runs';
import { newChart } from '../testkit/synth';
import { ANY, everythingOf, letters, PLACES, TOKENS } from './tokens';

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

/* Tokens behind other characters, as in a line that was copied with them: shown in no error and in no manifest. */

/** Nothing of them is a letter or digit right before the token. */
const PREFIXES = [
  '\n',
  '\t',
  '\r\n',
  '\b',
  '\f',
  '\u0001',
  'x\n',
  'x\t',
  'token_',
  '_',
  '__',
  'TOKEN=',
  'a b\n',
  '"',
  '\\',
];

const prefixes = fc.oneof(
  fc.constantFrom(...PREFIXES),
  fc.string({ maxLength: 8 }).map((text) => `${text}\n`),
  fc
    .tuple(fc.constantFrom('token', 'my', 'x', 'API'), fc.constantFrom('_', '\n', '\t', '-', ':', ' '))
    .map((parts) => parts.join('')),
);

test.each(Object.entries(TOKENS))('%s behind other characters is hidden in any text', (_form, token) => {
  fc.assert(
    fc.property(prefixes, token, (prefix, secret) => {
      const given = JSON.stringify(prefix + secret);
      const list = JSON.stringify([{ [prefix + secret]: prefix + secret }]);
      for (const text of [given, list]) {
        const details = { constructPath: 'a', property: 'name', given: text, allowed: text, remedy: text };
        expect(new HarnessConstructsError(details).message).not.toContain(secret);
      }
      expect(withoutTokens(prefix + secret)).not.toContain(secret);
    }),
    { numRuns: runs(100), endOnFailure: true },
  );
});

const UNKNOWN = ['a decoded delegate token', 'a delegate token', 'random bytes in base64'];

const isKnown = (form: string) => !UNKNOWN.includes(form);

const BEHIND = Object.entries(TOKENS).flatMap(([form, token]) =>
  Object.entries(PLACES).map(([place, propsWith]) => ({ form, place, token, propsWith })),
);

test.each(spread(BEHIND, ({ form }) => form))(
  '$form behind other characters in place of $place is not echoed',
  ({ form, token, propsWith }) => {
    fc.assert(
      fc.property(prefixes, token, (prefix, secret) => {
        const everything = everythingOf(propsWith(prefix + secret));
        // Behind a prefix, what has no form of its own can be a name with a digest.
        const isName = !isKnown(form) && !everything.includes('HarnessConstructsError');
        expect(isName || !everything.includes(secret)).toBe(true);
      }),
      { numRuns: runs(40), endOnFailure: true },
    );
  },
);

test.each(['ci-sk-proj-payments-production-eu-west-1', 'delegate-5e9714e15e9714e15e9714e15e9714e1', 'gh-at-scale'])(
  '%s is a name, and no token behind a word',
  (delegateName) => {
    expect(everythingOf({ delegateName })).toContain(`"${delegateName}"`);
  },
);
