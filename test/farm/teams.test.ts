/** A farm for each team that does not trust the others. */
import { DelegateAccess } from '../../lib/access';
import { BuildEgress, BuildQuota, FARM_NAME } from '../../lib/build-namespace';
import { HarnessErrors } from '../../lib/core';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import type { CiBuildInfra, CiTeamOptions } from '../../lib/farm';
import { CiStep } from '../../lib/pipeline';
import { ImportedDelegate } from '../../lib/reference';
import { CloudIdentity } from '../../lib/workload';
import { every, type Manifest, newChart, synth } from '../testkit/synth';
import { addFarm, LEAST } from './infras';

const PAYMENTS = HarnessScope.project('eng', 'payments');
const SEARCH = HarnessScope.project('eng', 'search');
const TOKEN = DelegateToken.fromSecretName('delegate-token');
const TEAM: CiTeamOptions = { scope: PAYMENTS, token: TOKEN };
const STEPS = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
const ROLE = 'arn:aws:iam::123456789012:role/builds';

type Props = Parameters<typeof addFarm>[2];

/** Two teams beside a farm. */
function twoTeams(props: Props = {}, options: Partial<CiTeamOptions> = {}) {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', props);
  const payments = farm.perTeam('payments', { ...TEAM, ...options });
  const search = farm.perTeam('search', { scope: SEARCH, token: TOKEN });
  return { chart, farm, payments, search };
}

function named(manifests: readonly Manifest[], kind: string): string[] {
  return every(manifests, kind).map(({ metadata }) => [metadata.namespace, metadata.name].filter(Boolean).join('/'));
}

/** Property and expected value of each error, without the path of the construct. */
function problemsOf(add: () => unknown): [property: string, allowed: string][] {
  try {
    add();
  } catch (error) {
    return HarnessErrors.allOf(error).map(({ property, allowed }) => [property, allowed]);
  }
  return [];
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
    const scope = HarnessScope.organization('eng');
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

describe('a team is refused', () => {
  const add = (options: object, team: unknown = 'ads') => {
    const { farm } = twoTeams();
    const scope = HarnessScope.project('sales', 'ads');
    return problemsOf(() => farm.perTeam(team as string, { scope, token: TOKEN, ...options }));
  };

  test('not by default', () => {
    expect(add({})).toEqual([]);
  });

  test.each<[string, object, string, RegExp]>([
    ['without a scope', { scope: undefined }, 'options.scope', /a HarnessScope/],
    ['without a token', { token: undefined }, 'options.token', /a DelegateToken/],
    ['in the account', { scope: HarnessScope.account() }, 'options.scope', /a project or an organization/],
    ['in the project of another', { scope: PAYMENTS }, 'options.scope', /that no other team of the farm has/],
    [
      'with the Secret of another',
      { delegateNamespace: 'harness-delegate-payments', createDelegateNamespace: false },
      'options.token',
      /a token that no other team of the farm has/,
    ],
    [
      'in a project without label',
      { scope: HarnessScope.project('sales', 'ads_') },
      'options.scope.projectIdentifier',
      /^2 to 63/,
    ],
    ['with other projects without label', { allowedProjects: [] }, 'options.allowedProjects', /at least one project/],
    ['with a wrong option', { quotas: 1 }, 'options.quotas', /./],
    [
      'with a wrong option of the delegate',
      { delegateOptions: { replicas: -1 } },
      'options.delegateOptions.replicas',
      /./,
    ],
    ['with a wrong name of its delegate', { delegateName: 'A b' }, 'options.delegateName', /./],
    ['with a wrong namespace', { buildNamespaces: ['A b'] }, 'options.buildNamespaces[0]', /./],
    [
      'with the namespace of another',
      { buildNamespaces: ['harness-builds-payments'] },
      'options.buildNamespaces[0]',
      /./,
    ],
  ])('%s', (_what, options, property, allowed) => {
    expect(add(options)).toEqual([[property, expect.stringMatching(allowed)]]);
  });

  test.each<[string, unknown]>([
    ['a name that is used', 'payments'],
    ['no name', ''],
    ['a name that is no label', 'Ads & More'],
    ['a name that makes names too long', 'a'.repeat(60)],
    ['a number', 1],
  ])('with %s', (_what, team) => {
    const properties = add({}, team).map(([property]) => property);
    expect(new Set(properties)).toEqual(new Set(['team']));
  });

  test('with the token itself of another', () => {
    const token = () => DelegateToken.unsafePlainText('bm8gdG9rZW4gYXQgYWxs');
    const farm = addFarm(newChart(), 'Farm');
    farm.perTeam('payments', { scope: PAYMENTS, token: token() });
    expect(problemsOf(() => farm.perTeam('search', { scope: SEARCH, token: token() }))).toEqual([
      ['options.token', 'a token that no other team of the farm has'],
    ]);
  });

  test('with all that is wrong', () => {
    const wrong = { scope: undefined, token: undefined, delegateName: 'A b', delegateOptions: { replicas: -1 } };
    expect(
      add(wrong, 'A')
        .map(([property]) => property)
        .sort(),
    ).toEqual(['options.delegateName', 'options.delegateOptions.replicas', 'options.scope', 'options.token', 'team']);
  });

  test('by its own path, and can be added again', () => {
    const farm = addFarm(newChart(), 'Farm');
    const bad = { ...TEAM, image: DelegateImage.of('no image') };
    expect(() => farm.perTeam('payments', bad)).toThrow(/\[test\/Farm\/Team\.payments\] options\.image/);
    expect(farm.teams).toEqual([]);
    expect(farm.perTeam('payments', TEAM).delegate.delegateName).toBe('ci-payments');
  });
});
