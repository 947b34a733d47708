import { Chart, Testing } from 'cdk8s';
import { SECURITY_WITH_PROPERTY, WITH_PROPERTY } from '../../lib/pipeline/infrastructure/pod-spec';
import { covers } from '../testkit/covers';
import { emptySnippetFolder, harness, runSnippetOf, sectionOf } from './snippets';

const { CiBuildInfra, CiStep, DelegateImage, DelegateToken, ImageRegistry, StepConnector } = harness;

const PAGE = 'docs/pipeline.md';
let folder: string;
beforeAll(() => (folder = emptySnippetFolder('pipeline')));

const run = (heading: string, number = 0) => runSnippetOf(PAGE, heading, folder, number);

test('one program writes manifests, connector and stage to the files that the page names', () => {
  const { manifests, documents } = run('What is written where');
  const section = sectionOf(PAGE, 'What is written where');
  expect(manifests.every(({ apiVersion, kind }) => apiVersion && kind)).toBe(true);
  expect([...documents.keys()]).toEqual(['connectors/account/ci.yaml', 'stages/account/Build.yaml']);
  documents.forEach((_, path) => expect(section).toContain(`dist-harness/${path}`));
});

test('the farm fills in the settings that the page lists', () => {
  const { stage } = run('What the farm fills in').documents.get('stages/shop/payments/Build_payments.yaml');
  const { spec } = stage.spec.infrastructure;
  expect(spec).toMatchObject({
    connectorRef: 'account.ci',
    namespace: 'builds-payments',
    serviceAccountName: 'harness-build',
    automountServiceAccountToken: false,
    nodeSelector: {},
    initTimeout: '15m',
  });
  const section = sectionOf(PAGE, 'What the farm fills in');
  ['connectorRef', 'namespace', 'serviceAccountName', 'automountServiceAccountToken', 'annotations', 'nodeSelector']
    .filter((setting) => setting in spec)
    .forEach((setting) => expect(section).toContain(`\`${setting}\``));
});

describe('a connector', () => {
  test('has the identifier that the page gives', () => {
    const { documents } = run('A connector');
    expect(documents.get('connectors/shop/payments/Shop_cluster.yaml').connector.identifier).toBe('Shop_cluster');
    expect(sectionOf(PAGE, 'A connector')).toContain('(`Shop_cluster`)');
  });

  test('may have each kind of credentials', () => {
    const credentials = [...run('A connector', 1).documents.values()].map(({ connector }) => connector.spec.credential);
    expect(credentials.map(({ type, spec }) => spec?.auth.type ?? type).sort()).toEqual(
      ['InheritFromDelegate', 'ServiceAccount', 'ClientKeyCert', 'OpenIdConnect', 'UsernamePassword'].sort(),
    );
  });

  test('that exists is referred to, and not created again', () => {
    expect(run('A connector', 2).documents.size).toBe(0);
  });

  test('for a delegate outside the cluster has an account, and the page reads its token', () => {
    const { manifests, documents } = run('A delegate outside the cluster');
    const secret = manifests.find(({ kind }) => kind === 'Secret');
    expect(secret?.metadata).toMatchObject({ name: 'harness-connector-token', namespace: 'harness-connector' });
    expect(sectionOf(PAGE, 'A delegate outside the cluster')).toContain(
      'kubectl get secret harness-connector-token -n harness-connector',
    );
    const { spec } = documents.get('connectors/account/Remote_cluster.yaml').connector;
    expect(spec.credential.spec.masterUrl).toBe('https://203.0.113.10:6443');
  });
});

test('the page lists the types of volumes for build pods', () => {
  covers('S004.troubleshoot.volume-types');
  expect(sectionOf(PAGE, 'A stage')).toMatch(/Volumes\*\* are empty directories, claims, and directories of the node/);
  const { stage } = run('A stage').documents.get('stages/account/Build.yaml');
  expect(stage.spec.infrastructure.spec.volumes.map(({ type }: { type: string }) => type)).toEqual([
    'EmptyDir',
    'PersistentVolumeClaim',
  ]);
});

test('fields of the pod are written below spec, and the page lists those that have a property', () => {
  const [{ infrastructure }] = [...run('Fields of the pod').documents.values()];
  expect(infrastructure.spec.podSpecOverlay).toContain('spec:\n  hostUsers: false\n');
  const section = sectionOf(PAGE, 'Fields of the pod');
  Object.keys({ ...WITH_PROPERTY, ...SECURITY_WITH_PROPERTY })
    .filter((field) => field !== 'serviceAccount')
    .forEach((field) => expect(section).toContain(`\`${field}\``));
});

test('the page shows the explanation of which delegate runs a stage', () => {
  const { byStage, byConnector } = run('Which delegate runs a stage').exports;
  expect(byStage.source).toBe('stage');
  expect(sectionOf(PAGE, 'Which delegate runs a stage')).toContain(byConnector.explanation.replace(/\s+/g, ' '));
});

test('with the feature flag of the account no variable is written', () => {
  const { stage } = run('Routing to the new delegate').documents.get('stages/account/Build.yaml');
  expect(stage.variables).toBeUndefined();
});

test('the resources of the pod are those on the page', () => {
  const { exports, manifests } = run('Resources and quota');
  const section = sectionOf(PAGE, 'Resources and quota');
  for (const name of ['peak', 'liteEngine', 'podRequests', 'podLimits']) {
    const { cpu, memory } = exports[name];
    expect(section).toMatch(new RegExp(`\\| \`${name}\` \\| \`${cpu}\` +\\| \`${memory}\` `));
  }
  const quota: any = manifests.find(({ kind }) => kind === 'ResourceQuota');
  expect(quota.spec.hard).toMatchObject({ 'requests.cpu': '19400m', 'requests.memory': '21640Mi' });
});

test('runtime inputs and expressions are written in the format of Harness', () => {
  const { documents } = run('Runtime inputs and expressions');
  const [, { infrastructure }] = [...documents].find(([path]) => path.startsWith('infrastructures/')) as [string, any];
  expect(infrastructure.spec).toMatchObject({
    namespace: '<+input>.default(harness-builds).allowedValues(harness-builds,other)',
    serviceAccountName: '<+pipeline.variables.account>',
    os: '<+input>',
    nodeSelector: '<+input>',
    runAsUser: '<+pipeline.variables.user>',
  });
});

test('an error has the message that the page shows', () => {
  const farm = new CiBuildInfra(new Chart(Testing.app(), 'farm'), 'Farm', {
    accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
    delegateName: 'ci',
    image: DelegateImage.of('example.com/harness/delegate:1.30.1'),
    token: DelegateToken.fromSecretName('ci-delegate-token'),
  });
  const image = CiStep.buildAndPush('Image', {
    connector: StepConnector.dockerHub('account.docker_hub'),
    registry: ImageRegistry.docker('example/app'),
    tags: ['latest'],
  });
  const shown = /```text (.*?) ```/.exec(sectionOf(PAGE, 'Errors'))?.[1];
  expect(messageOf(() => farm.stage({ name: 'Images', steps: [image] }))).toBe(shown);
});

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message.replace(/\s+/g, ' ');
  }
  throw new Error('it was accepted');
}
