/** A real program, because mocks do not report rejections. Each of its components has one invalid input. */
import { type Run, runProgram } from '../testkit/pulumi-engine';
import { temporaryPrograms } from '../testkit/pulumi-engine/programs';

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
    () => farm('own-namespace', { delegateNamespace: late('Not fine'), buildNamespaces: ['own-a'] }),
    () => farm('own-option', { delegateName: 'own', delegateNamespace: 'own-b', buildNamespaces: ['own-c'], delegateOptions: { tags: [late('a b')] } }),
    () => farm('own-number', { delegateOptions: { replicas: -1 } }),
    () => farm('two-connectors', { useConnector: { reference: 'account.a' }, connector: {} }),
    () => farm('proven-connector', { useConnector: { reference: 'account.a' }, validation: {} }),
    () => farm('connector-text', { useConnector: 'account.a' }),
    () => farm('connector-late', { useConnector: { reference: late('account.a') } }),
    () => new harness.BuildFarmNamespace('shared-text', { sharedWith: 'ci' }),
    () => new harness.BuildFarmNamespace('delegates-text', { delegates: ['ci'] }),
    () => delegate('sound', {}),
  ]) {
    // The other components continue: immediate errors are reported like later rejections.
    try { component(); } catch (error) { void Promise.reject(error); }
  }
`;

let run: Run;
beforeAll(async () => {
  run = await runProgram({ program: program(source), secrets: { secret: SECRET } });
});

describe('invalid input is an error that names the component, property and construct', () => {
  test.each([
    ['an invalid string', /\[refused\/Delegate\] accountId: expected an account ID of letters, digits/],
    ['an invalid element of a list', /\[refused-element\/Delegate\] tags\[1\]: got "a b"; expected/],
    ['an invalid secret in a public place', /\[refused-secret\/Delegate\] namespace: expected a DNS label/],
    ['an invalid token', /\[refused-token\/Delegate\] token: expected/],
    [
      'an Output that determines the shape',
      /\[number\/Delegate\] replicas: got a value known only later; expected a number/,
    ],
    [
      'an Output that determines names',
      /\[name\/Delegate\] delegateName: got a value known only later; expected a value known at/,
    ],
    ['a rejected Output', /\[rejected\/Delegate\] namespace: .* rejected \(no such stack\)/],
    ['a rejected token', /\[rejected-token\/Delegate\] token: .* rejected \(no such stack\)/],
    ['a Promise that throws', /\[throwing\/Delegate.*\] .*labels.*team.*: .* rejected \(no such file\)/],
    ['an Output of the wrong type', /\[wrong-type\/Delegate\] namespace: got a number; expected a string/],
    ['a secret of the wrong type', /\[wrong-type-secret\/Delegate\] managerEndpoint: got a list; expected a string/],
    ['a rejected Output in a third-party construct', /\[rejected-foreign\/Settings\] data\.key: .* rejected/],
    [
      'an Output without a value',
      /\[nothing\/Settings\] data\.key: got an Output of undefined; expected an Output that has a value/,
    ],
    ['a truncated placeholder', /\[cut\/Settings\] data\.key: .*not a part of an Output/],
    ['a placeholder without its beginning', /\[beginning-cut\/Settings\] data\.key: .*not a part of an Output/],
    [
      'a placeholder in a map key',
      /\[map-key\/Settings\] data.*: got a value known only later; expected a map key known at construction/,
    ],
    [
      'a placeholder in a construct id',
      /\[id\/.*\] id: got a value known only later; expected a construct id known at/,
    ],
    [
      'a string as a token',
      /\[token-text\] token: got a string; expected a DelegateToken or an Output.* config\.requireSecret/,
    ],
    ['a Promise of a token', /\[token-promise\] token: got a Promise; .* pulumi\.secret/],
    ['an Output in a factory', /\[image\/Delegate\] image.*: got an Output; expected a string\. Pass asString/],
    ['no arguments of a delegate', /\[no-args\] args: missing; expected an object/],
    ['no arguments of a farm', /\[farm-no-args\] args: missing; expected an object/],
    ['no arguments of a service', /\[service-no-args\] args: missing; expected an object/],
    ['an Output as arguments', /\[namespace-late-args\] args: got an Output; expected an object/],
    ['no arguments of a component', /\[nothing-to-build\] args: missing; expected an object/],
    ['no function', /\[no-build\] build: missing; expected a function/],
    ['an async function', /\[async\] build: got a function that returns a Promise; expected a synchronous function/],
    ['code that parses an Output', /\[taken-apart\] build: .*Invalid IPv4 CIDR: "\(known later\)"/],
    ['an error thrown by the program', /^(?!.*\[own-error).*the program says this/s],
    [
      'code for a farm that parses an Output',
      /\[taken-apart-there\] configure: .*Invalid IPv4 CIDR: "\(known later\)"/,
    ],
    ['an Output as a delegate', /\[late-delegate\] delegate: got an Output; expected a component with a delegate/],
    [
      'the name of a namespace',
      /\[named-namespace\] useBuildNamespaces\[0\]: got a string; expected a BuildFarmNamespace component/,
    ],
    ['a late property of a farm', /\[own-namespace\/Farm\] delegateNamespace: got "Not fine"; expected/],
    ['a late option of its delegate', /\[own-option\/Farm\] delegateOptions\.tags\[0\]: got "a b"; expected/],
    ['an option of its delegate', /\[own-number\/Farm\] delegateOptions\.replicas: got -1; expected/],
    ['two connectors', /\[two-connectors\] connector: expected no value when useConnector is set/],
    [
      'the validation of an existing connector',
      /\[proven-connector\] validation: expected no value when useConnector is set/,
    ],
    ['a connector reference without its object', /\[connector-text\] useConnector: got a string; expected an object/],
    [
      'an Output as a connector reference',
      /\[connector-late\] useConnector\.reference: got a value known only later; expected/,
    ],
    ['the name of a delegate', /\[shared-text\] sharedWith: got a string; expected a component with a delegate/],
    ['names of delegates', /\[delegates-text\] delegates\[0\]: got a string; expected a component with a delegate/],
  ])('%s', (_what, message) => {
    expect(run.errors.filter((error) => message.test(error))).toHaveLength(1);
  });

  test('the run fails', () => {
    expect(run.exitCode).not.toBe(0);
  });

  test('registers no object of an invalid component, but those of the others', () => {
    const objects = run.resources.filter(({ type }) => type.startsWith('kubernetes:'));
    expect(new Set(objects.map(({ parent }) => parent))).toEqual(new Set(['sound']));
  });

  test('no message shows a secret or a placeholder', () => {
    expect(run.printed).not.toContain(SECRET);
    const messages = run.errors.filter((error) => !error.includes('[id/'));
    expect(messages.filter((error) => /unresolved[0-9]/.test(error))).toEqual([]);
  });
});
