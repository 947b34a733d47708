/** A real program, for under mocks nobody hears of what is rejected. Each component of it is given one thing that is bad. */
import { type Run, runProgram } from '../support/pulumi-engine';
import { temporaryPrograms } from '../support/pulumi-engine/programs';

const SECRET = 'open-sesame';
const program = temporaryPrograms();
const source = `
  const { asString } = harness;
  const secret = new pulumi.Config().requireSecret('secret');
  const late = (value) => pulumi.output(Promise.resolve(value));
  const rejected = () => pulumi.output(Promise.reject(new Error('no such stack')));
  const delegate = (name, args) =>
    new harness.HarnessDelegate(name, {
      accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
      delegateName: 'ci',
      image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
      token: DelegateToken.fromSecretName('ci-delegate-token'),
      access: DelegateAccess.none(),
      namespace: name,
      ...args,
    });
  const holding = (name, data, id = 'Settings') =>
    new harness.Cdk8sComponent(name, {
      build: (chart) =>
        new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }),
    });
  for (const component of [
    () => delegate('refused', { accountId: late('no account') }),
    () => delegate('refused-element', { tags: ['x64', late('a b')] }),
    () => delegate('refused-secret', { namespace: secret.apply((text) => text + ' with blanks') }),
    () => delegate('refused-token', { token: secret.apply((text) => text + ' with blanks') }),
    () => delegate('number', { replicas: late('2') }),
    () => delegate('name', { delegateName: late('ci') }),
    () => delegate('rejected', { namespace: rejected() }),
    () => delegate('rejected-token', { token: rejected() }),
    () => delegate('throwing', { labels: { team: (async () => { throw new Error('no such file'); })() } }),
    () => delegate('wrong-type', { namespace: late(7) }),
    () => delegate('wrong-type-secret', { managerEndpoint: secret.apply((text) => [text]) }),
    () => holding('rejected-foreign', { key: rejected() }),
    () => holding('nothing', { key: late(undefined) }),
    () => holding('cut', { key: asString(late('value')).slice(0, -3) }),
    () => holding('beginning-cut', { key: asString(secret).slice(3) }),
    () => holding('map-key', { [asString(late('key'))]: 'value' }),
    () => holding('id', {}, asString(late('id'))),
    () => delegate('sound', {}),
  ]) {
    // The others go on: what is thrown at once is told in the way of what is thrown later.
    try { component(); } catch (error) { void Promise.reject(error); }
  }
`;

let run: Run;
beforeAll(async () => {
  run = await runProgram({ program: program(source), secrets: { secret: SECRET } });
}, 60_000);

describe('bad input is an error that names component, property and construct', () => {
  test.each([
    ['a text that is refused', /\[refused\/Delegate\] accountId: allowed is letters, digits/],
    ['an element of a list', /\[refused-element\/Delegate\] tags\[1\]: got "a b"; allowed is/],
    ['a secret in a public place', /\[refused-secret\/Delegate\] namespace: allowed is a DNS label/],
    ['a token', /\[refused-token\/Delegate\] token: allowed is/],
    [
      'an Output where the shape depends on it',
      /\[number\/Delegate\] replicas: allowed is a number, not a value that is known later/,
    ],
    [
      'an Output for what decides names',
      /\[name\/Delegate\] delegateName: allowed is a value that is known at construction/,
    ],
    ['a rejected Output', /\[rejected\/Delegate\] namespace: .* rejected \(no such stack\)/],
    ['a rejected token', /\[rejected-token\/Delegate\] token: .* rejected \(no such stack\)/],
    ['a Promise that throws', /\[throwing\/Delegate.*\] .*labels.*team.*: .* rejected \(no such file\)/],
    ['an Output of the wrong type', /\[wrong-type\/Delegate\] namespace: allowed is a string, not number/],
    ['a secret of the wrong type', /\[wrong-type-secret\/Delegate\] managerEndpoint: allowed is a string, not a list/],
    ["a rejected Output in somebody else's construct", /\[rejected-foreign\/Settings\] data\.key: .* rejected/],
    ['an Output of nothing', /\[nothing\/Settings\] data\.key: allowed is a value, not an Output of undefined/],
    ['a placeholder that was cut in half', /\[cut\/Settings\] data\.key: .*not a part of an Output/],
    ['a placeholder without its beginning', /\[beginning-cut\/Settings\] data\.key: .*not a part of an Output/],
    ['a placeholder in the key of a map', /\[map-key\/Settings\] data.*: allowed is a map key that is known/],
    ['a placeholder in the id of a construct', /\[id\/.*\] id: allowed is an id of a construct that is known/],
  ])('%s', (_what, message) => {
    expect(run.errors.filter((error) => message.test(error))).toHaveLength(1);
  });

  test('the run fails', () => {
    expect(run.exitCode).not.toBe(0);
  });

  test('nothing of a component is registered, and what is beside it is', () => {
    const objects = run.resources.filter(({ type }) => type.startsWith('kubernetes:'));
    expect(new Set(objects.map(({ parent }) => parent))).toEqual(new Set(['sound']));
  });

  test('no message has a secret or a placeholder', () => {
    expect(run.printed).not.toContain(SECRET);
    const messages = run.errors.filter((error) => !error.includes('[id/'));
    expect(messages.filter((error) => /unresolved[0-9]/.test(error))).toEqual([]);
  });
});
