/** A farm for each team that does not trust the others. */
import { DelegateAccess } from '../../lib/access';
import { BuildEgress, BuildFarmNamespace, BuildQuota, FARM_NAME } from '../../lib/build-namespace';
import { HarnessScope } from '../../lib/document';
import type { CiBuildInfra } from '../../lib/farm';
import { CiStep } from '../../lib/pipeline';
import { ImportedDelegate } from '../../lib/reference';
import { CloudIdentity } from '../../lib/workload';
import { refused } from '../testkit/refused';
import { every, type Manifest, newChart, synth } from '../testkit/synth';
import { addFarm, LEAST } from './infras';
import { PAYMENTS, problemsOf, SEARCH, TEAM, twoTeams } from './teams';

const STEPS = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
const ROLE = 'arn:aws:iam::123456789012:role/builds';

function named(manifests: readonly Manifest[], kind: string): string[] {
  return every(manifests, kind).map(({ metadata }) => [metadata.namespace, metadata.name].filter(Boolean).join('/'));
}

describe('a team of a farm', () => {
  test('has its own delegate, token, connector and build namespace, in one call', () => {
    const { chart, farm, payments, search } = twoTeams();
    const manifests = synth(chart);
    expect(named(manifests, 'Deployment')).toEqual([
      'harness-delegate/ci',
      'harness-delegate-payments/ci-payments',
      'harness-delegate-search/ci-search',
    ]);
    expect(named(manifests, 'Namespace').sort()).toEqual([
      'harness-builds',
      'harness-builds-payments',
      'harness-builds-search',
      'harness-delegate',
      'harness-delegate-payments',
      'harness-delegate-search',
    ]);
    const secrets = every(manifests, 'Deployment').map(
      ({ spec }) => JSON.stringify(spec).match(/"secretKeyRef":\{[^}]*"name":"([^"]*)"/)?.[1],
    );
    expect(secrets).toEqual(['ci-delegate-token', 'delegate-token', 'delegate-token']);
    expect([farm, payments, search].map(({ connector }) => connector.reference)).toEqual([
      'account.ci',
      'cipayments',
      'cisearch',
    ]);
    expect(payments.connector.document?.toDocument()).toMatchObject({
      connector: {
        orgIdentifier: 'eng',
        projectIdentifier: 'payments',
        spec: { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['ci-payments'] },
      },
    });
    expect(farm.teams).toEqual([payments, search]);
  });

  test('admits builds of its project only, and each delegate has rights in its own namespace only', () => {
    const { chart, payments } = twoTeams();
    const manifests = synth(chart);
    expect(payments.buildNamespaces).toMatchObject([{ allowedProjects: [PAYMENTS] }]);
    const policies = every(manifests, 'ValidatingAdmissionPolicy').map(({ metadata, spec }) => [
      metadata.name,
      /"projectID\\*".*?in \[\\*"(\w+)/.exec(JSON.stringify(spec.validations))?.[1],
    ]);
    expect(policies).toEqual([
      [`${FARM_NAME}.harness-builds`, undefined],
      [`${FARM_NAME}.harness-builds-payments`, 'payments'],
      [`${FARM_NAME}.harness-builds-search`, 'search'],
    ]);
    const bound = every(manifests, 'RoleBinding')
      .filter(({ metadata }) => metadata.namespace !== 'default')
      .map(({ metadata, subjects }) => [metadata.namespace, subjects.map(({ name }: { name: string }) => name)]);
    expect(bound).toEqual([
      ['harness-builds', ['ci']],
      ['harness-builds-payments', ['ci-payments']],
      ['harness-builds-search', ['ci-search']],
    ]);
  });

  test('takes over the settings of the farm, and can replace each of them', () => {
    const props = {
      egress: BuildEgress.publicOnly(),
      labels: { owner: 'platform', tier: 'ci' },
      delegateOptions: { replicas: 2, tags: ['linux'] },
    };
    const quota = BuildQuota.forConcurrentBuilds(2, { cpu: '1', memory: '1Gi' });
    const own = { quota, labels: { owner: 'payments' }, delegateOptions: { replicas: 1 } };
    const { chart, payments, search } = twoTeams(props, own);
    const manifests = synth(chart);
    expect(
      [payments, search].map(({ buildNamespaces: [one] }) => (one as { egress: BuildEgress } & typeof one).egress),
    ).toEqual([props.egress, props.egress]);
    expect(named(manifests, 'ResourceQuota')).toEqual(['harness-builds-payments/harness-builds']);
    const deployments = every(manifests, 'Deployment').map(({ spec }) => spec.replicas);
    expect(deployments).toEqual([2, 1, 2]);
    expect(payments.delegate.effectiveTags).toEqual(['ci-payments', 'linux']);
    const owners = every(manifests, 'ServiceAccount')
      .filter(({ metadata }) => metadata.name === 'harness-build')
      .map(({ metadata }) => [metadata.labels?.owner, metadata.labels?.tier]);
    expect(owners).toEqual([
      ['platform', 'ci'],
      ['payments', 'ci'],
      ['platform', 'ci'],
    ]);
  });

  test('gets no right or identity of the farm', () => {
    const props = {
      additionalAccess: DelegateAccess.clusterAdmin(),
      additionalServiceAccounts: ['deployer'],
      cloudIdentity: CloudIdentity.irsa(ROLE),
      allowedProjects: [HarnessScope.project('eng', 'platform')],
      delegateOptions: { cloudIdentity: CloudIdentity.irsa(ROLE) },
    };
    const { chart } = twoTeams(props);
    const manifests = synth(chart);
    const mine = manifests.filter(({ metadata }) => /payments|search/.test(JSON.stringify(metadata)));
    expect(JSON.stringify(manifests)).toContain(ROLE);
    expect(JSON.stringify(mine)).not.toContain(ROLE);
    expect(JSON.stringify(mine)).not.toContain('cluster-admin');
    expect(JSON.stringify(mine)).not.toContain('deployer');
    expect(JSON.stringify(mine)).not.toContain('platform');
  });

  test('has the names that it is given', () => {
    const names = {
      delegateName: 'pay',
      delegateNamespace: 'pay-delegate',
      buildNamespaces: ['pay-builds', 'pay-images'],
      connectorOptions: { identifier: 'farm' },
    };
    const { payments } = twoTeams({}, names);
    expect(payments.delegate).toMatchObject({ delegateName: 'pay', namespace: 'pay-delegate' });
    expect(payments.buildNamespaces.map(({ namespace }) => namespace)).toEqual(names.buildNamespaces);
    expect(payments.connector.reference).toBe('farm');
  });

  test('of an organization admits builds of all of its projects', () => {
    const scope = HarnessScope.organization('finance');
    const { payments } = twoTeams({}, { scope });
    expect(payments.connector.reference).toBe('org.cipayments');
    expect(payments.buildNamespaces).toMatchObject([{ allowedProjects: [scope] }]);
  });

  test('of a farm without admission policies lists no projects', () => {
    for (const cluster of [{ clusterScoped: false }, { kubernetesVersion: '1.29' }]) {
      expect(twoTeams(cluster).payments.buildNamespaces).toMatchObject([{ allowedProjects: [] }]);
    }
  });

  test('shares a namespace with its own delegate if the farm does', () => {
    const { chart, payments } = twoTeams({ sharedNamespace: true });
    expect(payments.buildNamespaces.map(({ namespace }) => namespace)).toEqual(['harness-delegate-payments']);
    expect(named(synth(chart), 'Namespace')).toHaveLength(3);
  });

  test('of a farm with an existing delegate needs an image', () => {
    const chart = newChart();
    const delegate = new ImportedDelegate(chart, 'Delegate', { delegateName: 'shared', namespace: 'harness' });
    const { accountId, image } = LEAST;
    const none = { delegateName: undefined, image: undefined, token: undefined };
    const farm = addFarm(chart, 'Farm', { accountId, delegate, ...none });
    expect(problemsOf(() => farm.perTeam('payments', TEAM)).map(([property]) => property)).toEqual(['options.image']);
    const made = farm.perTeam('payments', { ...TEAM, image });
    expect(made.delegate).toMatchObject({ delegateName: 'shared-payments', namespace: 'harness-payments' });
  });

  test('is described with its farm', () => {
    const { farm } = twoTeams();
    expect(farm.summary()).toContain('Delegate ci-payments in namespace harness-delegate-payments');
    expect(farm.summary()).toContain('Admits builds of project search of organization eng');
  });
});

describe('stages of a team', () => {
  test('are in its project by default', () => {
    const { payments } = twoTeams();
    const stage = payments.stage({ name: 'Build', steps: STEPS });
    expect(stage.documentPath).toContain('eng/payments');
    expect(stage.toDocument()).toMatchObject({
      stage: {
        spec: { infrastructure: { spec: { connectorRef: 'cipayments', namespace: 'harness-builds-payments' } } },
      },
    });
  });

  const onlyPayments = (farm: CiBuildInfra) => farm.addBuildNamespace('guarded', { allowedProjects: [PAYMENTS] });

  test.each<[string, HarnessScope, boolean]>([
    ['its project', PAYMENTS, true],
    ['its organization, for which the project is not known', HarnessScope.organization('eng'), true],
    ['another project', SEARCH, false],
    ['a project of the same name', HarnessScope.project('sales', 'payments'), false],
    ['another organization', HarnessScope.organization('sales'), false],
  ])('in a guarded namespace can be in %s: %s', (_what, scope, isAdmitted) => {
    const farm = addFarm(newChart(), 'Farm');
    const buildNamespace = onlyPayments(farm);
    const ways: [string, () => unknown][] = [
      ['scope', () => farm.stage({ name: 'Build', steps: STEPS, scope, buildNamespace })],
      ['options.scope', () => farm.stageInfrastructure(buildNamespace, { scope })],
    ];
    for (const [property, add] of ways) {
      const allowed = 'a scope whose builds the namespace admits: project payments of organization eng';
      expect(problemsOf(add)).toEqual(isAdmitted ? [] : [[property, allowed]]);
    }
  });

  test('in a guarded namespace are taken where the project is not known', () => {
    const farm = addFarm(newChart(), 'Farm');
    const buildNamespace = onlyPayments(farm);
    expect(() => farm.stage({ name: 'Build', steps: STEPS, buildNamespace })).not.toThrow();
  });

  test('in a guarded namespace are refused if the connector is of another organization', () => {
    const farm = addFarm(newChart(), 'Farm', { scope: HarnessScope.organization('sales') });
    const buildNamespace = onlyPayments(farm);
    expect(problemsOf(() => farm.stage({ name: 'Build', steps: STEPS, buildNamespace }))).toHaveLength(1);
  });

  test('cannot set the labels that the policy reads', () => {
    const { payments } = twoTeams();
    for (const label of ['orgID', 'projectID']) {
      const infrastructureOptions = { labels: { [label]: 'search' } };
      expect(problemsOf(() => payments.stage({ name: 'Build', steps: STEPS, infrastructureOptions }))).toEqual([
        [`infrastructureOptions.labels["${label}"]`, 'a key that Harness does not set itself'],
      ]);
    }
  });
});

describe('a delegate of a team gets no rights among the builds of others', () => {
  test('by a namespace of another team or of the farm', () => {
    const { chart, farm, payments, search } = twoTeams();
    for (const [user, namespace, owner, allowed] of [
      [payments, search.buildNamespaces[0], 'the team "search"', 'the team "payments"'],
      [payments, farm.buildNamespaces[0], 'the farm [test/Farm]', 'the team "payments"'],
      [farm, payments.buildNamespaces[0], 'the team "payments"', 'the farm [test/Farm]'],
    ] as const) {
      const details = refused(() => user.useBuildNamespace(namespace));
      expect(details).toMatchObject({ constructPath: user.node.path, property: 'namespace' });
      expect(details.given).toBe(`[${namespace.node.path}], in which builds of ${owner} run`);
      expect(details.allowed).toBe(`a namespace of ${allowed} only, because its delegates get rights there`);
    }
    const imported = BuildFarmNamespace.fromNamespaceName(chart, 'Imported', 'harness-builds-search');
    expect(refused(() => payments.useBuildNamespace(imported)).property).toBe('namespace');
    expect(new Set(named(synth(chart), 'RoleBinding').filter((name) => name.includes('ci-payments')))).toEqual(
      new Set([
        'default/ci-payments.harness-delegate-payments.connection-test',
        'harness-builds-payments/harness-builds.harness-delegate-payments.ci-payments',
      ]),
    );
  });

  test('by being added to another team, to the farm, or to a namespace itself', () => {
    const { chart, farm, payments, search } = twoTeams();
    const delegateName = 'ci-search';
    const imported = new ImportedDelegate(chart, 'Imported', { delegateName, namespace: 'harness-delegate-search' });
    for (const add of [
      () => payments.addDelegate(search.delegate),
      () => payments.addDelegate(imported),
      () => farm.addDelegate(search.delegate),
      () => payments.buildNamespaces[0].addDelegate(search.delegate),
    ]) {
      const details = refused(add);
      expect(details).toMatchObject({ property: 'delegate', given: 'the delegate "ci-search" of the team "search"' });
    }
    expect(
      payments.addDelegate(new ImportedDelegate(chart, 'Own', { delegateName: 'own', namespace: 'own' })),
    ).toBeUndefined();
  });

  test('but farms that are no teams of one can share a namespace', () => {
    const chart = newChart();
    const [one, two] = ['one', 'two'].map((name) =>
      addFarm(chart, name, { delegateName: name, delegateNamespace: name, buildNamespaces: [`${name}-builds`] }),
    );
    expect(() => one.useBuildNamespace(two.buildNamespaces[0])).not.toThrow();
  });
});
