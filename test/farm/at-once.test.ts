/** Subjects that do not depend on each other are refused in one error, for the constructs with the most properties. */
import { Duration } from 'cdk8s';
import { BuildFarmNamespace, BuildQuota } from '../../lib/build-namespace';
import { KubernetesClusterConnector, KubernetesCredentials, SpotConnector } from '../../lib/connector';
import { HarnessErrors } from '../../lib/core';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import { CiBuildInfra } from '../../lib/farm';
import { CiStep, KubernetesDirectInfrastructure, StepConnector } from '../../lib/pipeline';
import { addDelegate } from '../delegate/delegates';
import { newChart } from '../testkit/synth';
import { LEAST, synthInfra } from './infras';

/** The properties that the program's error reports. */
function refusedBy(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    return HarnessErrors.allOf(error).map(({ property }) => property);
  }
  return [];
}

const farmWith = (props: object) => new CiBuildInfra(newChart(), 'Farm', { ...LEAST, ...props });

const delegateWith = (props: object) => addDelegate(newChart(), 'Delegate', props);

test('a farm, its delegate, connector and namespaces', () => {
  const props = {
    accountId: 'a b',
    delegateName: 'UP',
    delegateNamespace: 'UPPER',
    labels: { 'a b': 'c' },
    buildNamespaces: ['BAD'],
    serviceAccountName: 'BAD',
    kubernetesVersion: 'x',
    imagePullSecrets: ['BAD'],
    connectorOptions: { identifier: '1 1' },
    delegateOptions: { replicas: -1, minReady: Duration.millis(5), priorityClassName: 'X Y' },
  };
  expect(refusedBy(() => farmWith(props))).toEqual([
    'accountId',
    'delegateNamespace',
    'labels["a b"]',
    'delegateName',
    'delegateOptions.replicas',
    'delegateOptions.minReady',
    'delegateOptions.priorityClassName',
    'connectorOptions.identifier',
    'buildNamespaces[0]',
    'serviceAccountName',
    'imagePullSecrets[0]',
    'kubernetesVersion',
  ]);
});

test('what is wrong in a list with an element of the wrong type', () => {
  const props = {
    buildNamespaces: ['X Y', 3],
    delegateOptions: {
      tags: ['a b', 3],
      tolerations: [{ key: 'a b' }, { key: 3 }],
      autoscaling: { minReplicas: 5, maxReplicas: 1, metrics: 3 },
    },
  };
  expect(refusedBy(() => farmWith(props)).sort()).toEqual([
    'buildNamespaces[0]',
    'buildNamespaces[1]',
    'delegateOptions.autoscaling.maxReplicas',
    'delegateOptions.autoscaling.metrics',
    'delegateOptions.tags[0]',
    'delegateOptions.tags[1]',
    'delegateOptions.tolerations[0].key',
    'delegateOptions.tolerations[1].key',
  ]);
});

test('steps of a stage, one of them with a value of the wrong type', () => {
  const connector = StepConnector.dockerHub('account.hub');
  const options = { image: 'https://x', command: 'make', connector };
  const steps = [CiStep.run('a', { ...options, command: 3 as never }), CiStep.run('b', options)];
  expect(refusedBy(() => synthInfra().farm.stage({ name: 'B', steps }))).toEqual([
    'steps[0].command',
    'steps[0].image',
    'steps[1].image',
  ]);
});

test('all that a farm needs', () => {
  const missing = refusedBy(() => new CiBuildInfra(newChart(), 'Farm', {} as never));
  expect(missing).toEqual(['accountId', 'delegateName', 'image', 'token']);
});

test('unknown properties of a farm and bad values elsewhere', () => {
  const props = { labelz: {}, delegateOptions: { replics: 1, priorityClassName: 'X Y' }, buildNamespaces: ['BAD'] };
  expect(refusedBy(() => farmWith(props))).toEqual([
    'labelz',
    'delegateOptions.replics',
    'delegateOptions.priorityClassName',
    'buildNamespaces[0]',
  ]);
});

test('a delegate, also after values that errors do not show', () => {
  const props = {
    replics: 1,
    accountId: 'a b',
    delegateName: 'UP',
    namespace: 'UPPER',
    tags: ['a,b'],
    managerEndpoint: 'ftp://x',
    resources: { cpuRequest: 'x', memoryRequest: '4' },
    minReady: Duration.millis(5),
    priorityClassName: 'X Y',
  };
  expect(refusedBy(() => delegateWith(props))).toEqual([
    'replics',
    'accountId',
    'delegateName',
    'namespace',
    'tags[0]',
    'managerEndpoint',
    'minReady',
    'priorityClassName',
    'resources.cpuRequest',
    'resources.memoryRequest',
  ]);
});

test('with a bad image, nothing that only its generation decides', () => {
  const image = DelegateImage.of('bad image');
  const token = DelegateToken.fromSecretName('BAD');
  const props = { image, token, priorityClassName: 'X Y', idleWaitBeforeStop: Duration.seconds(5), upgrader: {} };
  expect(refusedBy(() => delegateWith({ ...props, upgrader: undefined }))).toEqual([
    'image',
    'token',
    'priorityClassName',
  ]);
});

test('a build namespace', () => {
  const quota = BuildQuota.forConcurrentBuilds(0, { cpu: 'x', memory: '4' });
  const props = { foo: 1, namespace: 'BAD', serviceAccountName: 'BAD', labels: { 'a b': 'c' }, kubernetesVersion: 'x' };
  expect(refusedBy(() => new BuildFarmNamespace(newChart(), 'Builds', { ...props, quota }))).toEqual([
    'foo',
    'labels["a b"]',
    'namespace',
    'serviceAccountName',
    'kubernetesVersion',
    'quota.requests.cpu',
    'quota.requests.memory',
    'quota.builds',
  ]);
});

test('a namespace that is added to a farm, also beside unknown options', () => {
  const { farm } = synthInfra({ serviceAccountName: 'builder' });
  const options = { foo: 1, quota: 2, labels: { 'a b': 'c' }, additionalServiceAccounts: ['BAD'] };
  expect(refusedBy(() => farm.addBuildNamespace('UPPER', options as never))).toEqual([
    'options.foo',
    'options.quota',
    'options.labels["a b"]',
    'namespace',
    'options.additionalServiceAccounts[0]',
  ]);
  expect(refusedBy(() => farm.addBuildNamespace(5 as never, { labels: { 'a b': 'c' } }))).toEqual([
    'namespace',
    'options.labels["a b"]',
  ]);
  expect(refusedBy(() => farm.addBuildNamespace('harness-builds', { labels: { 'a b': 'c' } }))).toEqual([
    'namespace',
    'options.labels["a b"]',
  ]);
  expect(refusedBy(() => farm.addBuildNamespace('UPPER', 5 as never))).toEqual(['options', 'namespace']);
  expect(() => farm.addBuildNamespace('team', { labels: { 'a b': 'c' } })).toThrow('labels["a b"]');
  expect(() => farm.addBuildNamespace('team')).not.toThrow();
});

test('an infrastructure that is added to a farm, also beside unknown options and in a wrong namespace', () => {
  const { farm } = synthInfra();
  const other = new BuildFarmNamespace(newChart(), 'Builds', {});
  const options = { foo: 1, os: 'x', runAsUser: -1, serviceAccountName: 'BAD', labels: { 'a b': 'c' } } as never;
  const ofOptions = [
    'options.labels["a b"]',
    'options.labels["a b"]',
    'options.runAsUser',
    'options.serviceAccountName',
  ];
  expect(refusedBy(() => farm.stageInfrastructure(undefined, options)).sort()).toEqual(
    ['options.foo', 'options.os', ...ofOptions].sort(),
  );
  expect(refusedBy(() => farm.stageInfrastructure(other, { runAsUser: -1 }))).toEqual([
    'buildNamespace',
    'options.runAsUser',
  ]);
  expect(refusedBy(() => farm.stageInfrastructure(5 as never, { runAsUser: -1 }))).toEqual([
    'buildNamespace',
    'options.runAsUser',
  ]);
});

test('a stage of a farm, its infrastructure and its steps', () => {
  const step = (name: string, connector: string, options: object) =>
    CiStep.run(name, { image: 'a', command: 'b', connector: StepConnector.dockerHub(connector), ...options });
  const props = {
    name: ' ',
    identifier: '1 2',
    sharedPaths: ['rel'],
    steps: [step('a', 'account.d', { image: 'a b', timeout: Duration.seconds(1) }), step(' ', 'account. d', {})],
    infrastructureOptions: { hostnam: 1, priorityClassName: 'X Y', initTimeout: Duration.seconds(1) },
  };
  expect(refusedBy(() => synthInfra().farm.stage(props)).sort()).toEqual([
    'identifier',
    'infrastructureOptions.hostnam',
    'infrastructureOptions.initTimeout',
    'infrastructureOptions.priorityClassName',
    'name',
    'sharedPaths[0]',
    'steps[0].image',
    'steps[0].timeout',
    'steps[1].connector',
    'steps[1].name',
  ]);
});

test('an infrastructure', () => {
  const chart = newChart();
  const connector = KubernetesClusterConnector.fromReference(chart, 'Connector', 'account.x');
  const props = { connector, namespace: 'BAD', priorityClassName: 'X Y', foo: 1, imageConnector: 'a b' };
  expect(refusedBy(() => new KubernetesDirectInfrastructure(chart, 'I', props as never))).toEqual([
    'foo',
    'priorityClassName',
    'imageConnector',
    'namespace',
  ]);
});

test('connectors', () => {
  const credentials = KubernetesCredentials.inheritFromDelegate();
  const props = { name: ' ', identifier: '1 1', foo: 1, credentials, tags: { ' ': 'x' } };
  expect(refusedBy(() => new KubernetesClusterConnector(newChart(), 'C', props as never))).toEqual([
    'foo',
    'name',
    'identifier',
    'tags[" "]',
    'delegates',
  ]);
  const spot = { name: ' ', apiTokenRef: 'x y', spotAccountId: 'a b' };
  expect(refusedBy(() => new SpotConnector(newChart(), 'S', spot))).toEqual(['name', 'spotAccountId', 'apiTokenRef']);
});
