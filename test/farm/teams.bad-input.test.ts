/** Teams that could not be kept apart, and other mistakes. */
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import { newChart } from '../testkit/synth';
import { addFarm } from './infras';
import { PAYMENTS, problemsOf, SEARCH, TEAM, TOKEN, twoTeams } from './teams';

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
    ['in the project of another', { scope: PAYMENTS }, 'options.scope', /does not overlap .*project payments/],
    [
      'in the organization of another',
      { scope: HarnessScope.organization('eng') },
      'options.scope',
      /does not overlap/,
    ],
    [
      'without its own project',
      { allowedProjects: [PAYMENTS] },
      'options.allowedProjects',
      /^projects with that of the team, project ads/,
    ],
    [
      'with the namespace of another delegate',
      { delegateNamespace: 'harness-delegate', createDelegateNamespace: false },
      'options.delegateNamespace',
      /a namespace without pods of other teams/,
    ],
    [
      'with a delegate among the builds of another',
      { delegateNamespace: 'harness-builds-payments', createDelegateNamespace: false },
      'options.delegateNamespace',
      /a namespace without pods of other teams/,
    ],
    [
      'with builds beside the delegate of another',
      { buildNamespaces: ['harness-delegate-payments'], createNamespace: false },
      'options.buildNamespaces[0]',
      /a namespace without the delegate of another team/,
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

  test('with the Secret of another', () => {
    const delegateNamespace = 'harness-delegate-payments';
    expect(add({ delegateNamespace, createDelegateNamespace: false })).toEqual([
      ['options.delegateNamespace', expect.stringMatching(/./)],
      ['options.token', 'a token that no other team of the farm has'],
    ]);
  });

  test('in a project of the organization of another', () => {
    const { farm } = twoTeams({}, { scope: HarnessScope.organization('finance') });
    const scope = HarnessScope.project('finance', 'ledger');
    expect(problemsOf(() => farm.perTeam('ledger', { scope, token: TOKEN })).map(([property]) => property)).toEqual([
      'options.scope',
    ]);
  });

  test('in the organization of the farm itself, whose projects can be teams', () => {
    const farm = (scope: HarnessScope) => addFarm(newChart(), 'Farm', { scope });
    const [eng, platform] = [HarnessScope.organization('eng'), HarnessScope.project('eng', 'platform')];
    expect(problemsOf(() => farm(platform).perTeam('all', { scope: eng, token: TOKEN }))).toHaveLength(1);
    expect(problemsOf(() => farm(eng).perTeam('payments', TEAM))).toEqual([]);
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
