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
  const farm = (name, args) =>
    new harness.CiBuildInfra(name, {
      accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
      delegateName: 'ci',
      image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
      token: DelegateToken.fromSecretName('ci-delegate-token'),
      ...args,
    });
  const running = (name, build) => new harness.Cdk8sComponent(name, { build });
  const kplus = require('cdk8s-plus-28');
  const address = (scope) => kplus.NetworkPolicyIpBlock.ipv4(scope, 'Block', asString(late('10.0.0.0/8')));
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
    () => delegate('token-text', { token: '${SECRET}' }),
    () => delegate('token-promise', { token: Promise.resolve('${SECRET}') }),
    () => delegate('image', { image: DelegateImage.of(late('delegate:1.30.1')) }),
    () => new harness.HarnessDelegate('no-args'),
    () => new harness.CiBuildInfra('farm-no-args'),
    () => new harness.IstioHeadlessService('service-no-args'),
    () => new harness.BuildFarmNamespace('namespace-late-args', late({})),
    () => new harness.Cdk8sComponent('nothing-to-build'),
    () => running('no-build', undefined),
    () => running('async', async () => { await undefined; throw new Error('nobody hears this'); }),
    () => running('taken-apart', address),
    () => running('own-error', () => { throw new RangeError('the program says this'); }),
    () => farm('taken-apart-there', { configure: address }),
    () => farm('late-delegate', { delegate: late({}), delegateName: undefined, image: undefined, token: undefined }),
    () => farm('named-namespace', { useBuildNamespaces: ['team-a'] }),
    () => farm('two-connectors', { useConnector: { reference: 'account.a' }, connector: {} }),
    () => farm('proven-connector', { useConnector: { reference: 'account.a' }, validation: {} }),
    () => farm('connector-text', { useConnector: 'account.a' }),
    () => farm('connector-late', { useConnector: { reference: late('account.a') } }),
    () => new harness.BuildFarmNamespace('shared-text', { sharedWith: 'ci' }),
    () => new harness.BuildFarmNamespace('delegates-text', { delegates: ['ci'] }),
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
    [
      'a text as a token',
      /\[token-text\] token: allowed is a DelegateToken or an Output, not a text.* config\.requireSecret/,
    ],
    ['a Promise of a token', /\[token-promise\] token: .* not a Promise\..* pulumi\.secret/],
    [
      'an Output in a factory',
      /\[image\/Delegate\] image.*: allowed is a text, not an Output of Pulumi\. Pass asString/,
    ],
    ['no arguments of a delegate', /\[no-args\] args: allowed is an object, not undefined/],
    ['no arguments of a farm', /\[farm-no-args\] args: allowed is an object, not undefined/],
    ['no arguments of a service', /\[service-no-args\] args: allowed is an object, not undefined/],
    ['an Output of arguments', /\[namespace-late-args\] args: allowed is an object, not an Output/],
    ['no arguments of a component', /\[nothing-to-build\] args: allowed is an object, not undefined/],
    ['no code', /\[no-build\] build: allowed is a function, not undefined/],
    ['code that nobody waits for', /\[async\] build: allowed is a function that is done when it returns/],
    ['code that takes an Output apart', /\[taken-apart\] build: .*Invalid IPv4 CIDR: "\(known later\)"/],
    ["an error of the program's own", /^(?!.*\[own-error).*the program says this/s],
    [
      'code for a farm that takes an Output apart',
      /\[taken-apart-there\] configure: .*Invalid IPv4 CIDR: "\(known later\)"/,
    ],
    ['an Output of a delegate', /\[late-delegate\] delegate: allowed is a component with a delegate, .* not an Output/],
    ['the name of a namespace', /\[named-namespace\] useBuildNamespaces\[0\]: allowed is a component .* not a text/],
    ['two connectors', /\[two-connectors\] connector: allowed is nothing beside useConnector/],
    ['the proof of a connector of others', /\[proven-connector\] validation: allowed is nothing beside useConnector/],
    ['the reference of a connector alone', /\[connector-text\] useConnector: allowed is an object, not a text/],
    ['an Output of such a reference', /\[connector-late\/Connector\] reference: allowed is a value that is known/],
    ['the name of a delegate', /\[shared-text\] sharedWith: allowed is a component with a delegate, .* not a text/],
    ['names of delegates', /\[delegates-text\] delegates\[0\]: allowed is a component with a delegate/],
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
