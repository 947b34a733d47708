import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import {
  BuildFarmNamespace as NamespaceConstruct,
  IstioHeadlessService as ServiceConstruct,
} from '../../lib/build-namespace';
import { DelegateImage, DelegateToken, HarnessDelegate as DelegateConstruct } from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import { CiBuildInfra as FarmConstruct } from '../../lib/farm';
import { CiStep } from '../../lib/pipeline';
import { BuildFarmNamespace, IstioHeadlessService } from '../../lib/pulumi/components/build-farm-namespace';
import { Cdk8sComponent } from '../../lib/pulumi/components/cdk8s-component';
import { CiBuildInfra } from '../../lib/pulumi/components/ci-build-infra';
import { HarnessDelegate } from '../../lib/pulumi/components/harness-delegate';
import { asString } from '../../lib/pulumi/late-outputs';
import { CloudIdentity } from '../../lib/workload';
import { objectsOf, told, underMocks } from '../testkit/pulumi-mocks';
import { newApp } from '../testkit/synth';

const ACCOUNT = '6_vVHzo9Qeu9fXvj-AcQCb';
const IDENTITY = {
  accountId: ACCOUNT,
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  access: DelegateAccess.ciBuilds(['harness-builds']),
};

/** Synthesizes the same constructs with cdk8s. */
function synthesized(build: (chart: Chart) => unknown): unknown[] {
  const chart = new Chart(newApp(), 'x');
  build(chart);
  return chart.toJson() as unknown[];
}

/** Sorts objects by identity, because they are registered in dependency order. */
function sorted(objects: readonly any[]): any[] {
  const key = ({ kind, metadata }: any) => `${kind} ${metadata.namespace} ${metadata.name}`;
  return [...objects].sort((one, other) => key(one).localeCompare(key(other)));
}

test('HarnessDelegate registers what cdk8s synthesizes', async () => {
  const token = DelegateToken.fromSecretName('ci-delegate-token');
  const { resources } = await underMocks(() => new HarnessDelegate('prod', { ...IDENTITY, token }));
  const wanted = synthesized((chart) => new DelegateConstruct(chart, 'Delegate', { ...IDENTITY, token }));
  expect(sorted(objectsOf(resources))).toEqual(sorted(wanted));
});

test('accepts an Output for every string, and registers the same objects', async () => {
  const late = (value: string) => pulumi.output(Promise.resolve(value));
  const { resources, result } = await underMocks(
    () =>
      new HarnessDelegate('prod', {
        ...IDENTITY,
        accountId: late(ACCOUNT),
        namespace: late('agents'),
        tags: [late('linux'), 'x64'],
        managerEndpoint: pulumi.interpolate`https://${late('app.harness.io')}/`,
        labels: { team: late('platform') },
        token: DelegateToken.fromSecretName(asString(late('ci-token'))),
      }),
  );
  const wanted = synthesized(
    (chart) =>
      new DelegateConstruct(chart, 'Delegate', {
        ...IDENTITY,
        namespace: 'agents',
        tags: ['linux', 'x64'],
        managerEndpoint: 'https://app.harness.io/',
        labels: { team: 'platform' },
        token: DelegateToken.fromSecretName('ci-token'),
      }),
  );
  expect(sorted(objectsOf(resources))).toEqual(sorted(wanted));
  expect(await told(pulumi.all(result.delegateSelectors))).toMatchObject({ value: ['ci', 'linux', 'x64'] });
  expect(await told(result.delegateNamespace)).toMatchObject({ value: 'agents', isSecret: false });
});

test('BuildFarmNamespace and IstioHeadlessService register what cdk8s synthesizes', async () => {
  const props = { namespace: 'team-a', serviceAccountName: 'builder' };
  const { resources, result } = await underMocks(() => new BuildFarmNamespace('builds', props));
  const wanted = synthesized((chart) => new NamespaceConstruct(chart, 'Builds', props));
  expect(sorted(objectsOf(resources))).toEqual(sorted(wanted));
  expect(await told(result.serviceAccountName)).toMatchObject({ value: 'builder' });

  const service = { accountId: ACCOUNT, buildNamespaces: ['team-a'] };
  const second = await underMocks(() => new IstioHeadlessService('mesh', service));
  const services = synthesized((chart) => new ServiceConstruct(chart, 'Service', service));
  expect(sorted(objectsOf(second.resources))).toEqual(sorted(services));
});

test('CiBuildInfra registers what cdk8s synthesizes, and returns the Harness documents', async () => {
  const token = DelegateToken.fromSecretName('ci-delegate-token');
  const { delegateName, image } = IDENTITY;
  const steps = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
  const configure = (farm: FarmConstruct) => {
    const buildNamespace = farm.addBuildNamespace('team-a');
    farm.stage({ name: 'Build', buildNamespace, steps });
  };
  const props = { accountId: ACCOUNT, delegateName, image, token, buildNamespaces: [] };
  const { resources, result } = await underMocks(
    () => new CiBuildInfra('farm', { ...props, accountId: pulumi.output(ACCOUNT), configure }),
  );
  const wanted = synthesized((chart) => configure(new FarmConstruct(chart, 'Farm', props)));
  expect(sorted(objectsOf(resources))).toEqual(sorted(wanted));
  expect(await told(pulumi.all(result.buildNamespaces))).toMatchObject({ value: ['team-a'] });
  expect(await told(result.connectorDocument!)).toMatchObject({
    value: { connector: { identifier: 'ci', spec: { delegateSelectors: ['ci'] } } },
    isSecret: false,
  });
  expect((await told(result.stageDocuments.Build)).value).toMatchObject({
    stage: { spec: { infrastructure: { spec: { connectorRef: 'account.ci', namespace: 'team-a' } } } },
  });
});

test('a farm and a namespace accept a delegate of another component', async () => {
  const { resources } = await underMocks(() => {
    const delegate = new HarnessDelegate('prod', {
      ...IDENTITY,
      access: DelegateAccess.none(),
      namespace: pulumi.output('agents'),
      token: DelegateToken.fromSecretName('ci-delegate-token'),
    });
    new CiBuildInfra('farm', { accountId: ACCOUNT, delegate });
    new BuildFarmNamespace('more', { namespace: 'more', delegates: [delegate] });
  });
  const bindings = objectsOf(resources).filter(({ kind }) => kind === 'RoleBinding');
  expect(bindings.map(({ subjects }) => subjects)).toEqual([
    [{ kind: 'ServiceAccount', name: 'ci', namespace: 'agents' }],
    [{ kind: 'ServiceAccount', name: 'ci', namespace: 'agents' }],
  ]);
});

test('stage pods have the labels required by the identity of a namespace of another component', async () => {
  const identity = CloudIdentity.azure('11111111-2222-3333-4444-555555555555');
  const steps = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
  const { result } = await underMocks(() => {
    const builds = new BuildFarmNamespace('builds', { namespace: 'team-a', cloudIdentity: identity });
    return new CiBuildInfra('farm', {
      accountId: ACCOUNT,
      delegateName: 'ci',
      image: IDENTITY.image,
      token: DelegateToken.fromSecretName('ci-delegate-token'),
      buildNamespaces: [],
      useBuildNamespaces: [builds],
      configure: (farm) => farm.stage({ name: 'Build', buildNamespace: farm.buildNamespaces[0], steps }),
    });
  });
  expect((await told(result.stageDocuments.Build)).value).toMatchObject({
    stage: { spec: { infrastructure: { spec: { labels: { 'azure.workload.identity/use': 'true' } } } } },
  });
});

test('a farm uses an existing connector, and creates no document for it', async () => {
  const steps = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
  const { result } = await underMocks(
    () =>
      new CiBuildInfra('farm', {
        accountId: ACCOUNT,
        delegateName: 'ci',
        image: IDENTITY.image,
        token: DelegateToken.fromSecretName('ci-delegate-token'),
        useConnector: { reference: 'account.shared', inheritsFromDelegate: true },
        configure: (farm) => farm.stage({ name: 'Build', steps }),
      }),
  );
  expect([result.connectorReference, result.connectorDocument]).toEqual(['account.shared', undefined]);
  expect((await told(result.stageDocuments.Build)).value).toMatchObject({
    stage: { spec: { infrastructure: { spec: { connectorRef: 'account.shared' } } } },
  });
});

test('a farm refuses teams, whose connectors nothing would create', async () => {
  const args = {
    accountId: ACCOUNT,
    delegateName: 'ci',
    image: IDENTITY.image,
    token: DelegateToken.fromSecretName('ci-delegate-token'),
    configure: (farm: FarmConstruct) => {
      const token = DelegateToken.fromSecretName('payments-token');
      farm.perTeam('payments', { scope: HarnessScope.project('eng', 'payments'), token });
    },
  };
  await expect(underMocks(() => new CiBuildInfra('farm', args))).rejects.toThrow(
    /\[farm\] configure: expected a function that does not call perTeam. Create a component CiBuildInfra for each team/,
  );
});

test('every component exposes its resources by name', async () => {
  const token = DelegateToken.fromSecretName('ci-delegate-token');
  const { resources, result } = await underMocks(() => ({
    prod: new HarnessDelegate('prod', { ...IDENTITY, namespace: 'agents', token }),
    builds: new BuildFarmNamespace('builds', { namespace: 'others' }),
    mesh: new IstioHeadlessService('mesh', { accountId: ACCOUNT, buildNamespaces: ['team-a'] }),
    farm: new CiBuildInfra('farm', { accountId: ACCOUNT, delegateName: 'farm', image: IDENTITY.image, token }),
  }));
  for (const [name, component] of Object.entries(result)) {
    const names = resources.map((resource) => resource.name).filter((path) => path.startsWith(`${name}/`));
    expect(names).not.toEqual([]);
    expect([...component.resources.keys()].sort()).toEqual(names.sort());
  }
});

test('every component registers all of its outputs with Pulumi', async () => {
  const registerOutputs = jest.spyOn(
    pulumi.ComponentResource.prototype as unknown as { registerOutputs: (outputs?: object) => void },
    'registerOutputs',
  );
  const { result } = await underMocks(() => {
    const token = DelegateToken.fromSecretName('ci-delegate-token');
    return [
      new HarnessDelegate('prod', { ...IDENTITY, namespace: 'agents', token }),
      new BuildFarmNamespace('builds', { namespace: 'others' }),
      new IstioHeadlessService('mesh', { accountId: ACCOUNT, buildNamespaces: ['team-a'] }),
      new CiBuildInfra('farm', { accountId: ACCOUNT, delegateName: 'farm', image: IDENTITY.image, token }),
      new Cdk8sComponent('site', { build: () => undefined }),
    ];
  });
  const { calls, contexts } = registerOutputs.mock;
  registerOutputs.mockRestore();
  // Resources are children, and constructs cannot be outputs.
  const others = ['urn', 'resources', 'connector', 'result', '_attributes', '_shared'];
  for (const component of result) {
    // After the constructor, the SDK calls it a second time without arguments.
    const [told] = calls[contexts.indexOf(component)];
    const wanted = Object.keys(component).filter((member) => !others.includes(member) && !member.startsWith('__'));
    expect(Object.keys(told ?? {}).sort()).toEqual(wanted.sort());
  }
  expect(calls.filter(([told]) => told !== undefined)).toHaveLength(result.length);
});

test('the name of a Secret is unknown, never undefined, until the provider reports it', async () => {
  const make = () => new HarnessDelegate('prod', { ...IDENTITY, token: pulumi.secret('a-token') });
  const nameWhere = async (isNameTold: boolean) => {
    const { result } = await underMocks(make, { preview: true, isNameTold });
    return told(result.tokenSecretName);
  };
  expect(await nameWhere(true)).toMatchObject({ isKnown: true });
  expect(await nameWhere(false)).toMatchObject({ isKnown: false });
});

test('a farm runs builds in a namespace of another component', async () => {
  const { resources, result } = await underMocks(() => {
    const builds = new BuildFarmNamespace('builds', {
      namespace: pulumi.output('team-a'),
      serviceAccountName: 'builder',
    });
    return new CiBuildInfra('farm', {
      accountId: ACCOUNT,
      delegateName: 'ci',
      image: IDENTITY.image,
      token: DelegateToken.fromSecretName('ci-delegate-token'),
      buildNamespaces: [],
      useBuildNamespaces: [builds],
    });
  });
  const [binding] = objectsOf(resources).filter(
    ({ kind, metadata }) => kind === 'RoleBinding' && metadata.namespace === 'team-a',
  );
  expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'ci', namespace: 'harness-delegate' }]);
  expect(await told(pulumi.all(result.buildServiceAccountNames))).toMatchObject({ value: ['builder'] });
});

test('any cdk8s code runs as a component, with its objects named by the path of their construct', async () => {
  const { resources, result } = await underMocks(
    () =>
      new Cdk8sComponent('site', {
        namespace: 'web',
        build: (chart) =>
          new ApiObject(chart, 'Settings', {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'settings' },
            data: { url: asString(pulumi.output('https://example.com')), raw: pulumi.output('x') },
          }),
      }),
  );
  expect(resources.map(({ type, name }) => [type, name])).toEqual([
    ['harness-constructs:index:Cdk8sComponent', 'site'],
    ['kubernetes:core/v1:ConfigMap', 'site/Settings'],
  ]);
  expect(objectsOf(resources)).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'web' },
      data: { url: 'https://example.com', raw: 'x' },
    },
  ]);
  expect(result.result.kind).toBe('ConfigMap');
  expect([...result.resources.keys()]).toEqual(['site/Settings']);
});
