import { HarnessDelegate } from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import { unresolved } from '../../lib/core';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart, synth } from '../testkit/synth';
import { addDelegate } from './delegates';

const ACCOUNT = HarnessScope.account();
const ORGANIZATION = HarnessScope.organization('eng');
const PROJECT = HarnessScope.project('eng', 'payments');
const SCOPES = { account: ACCOUNT, organization: ORGANIZATION, project: PROJECT };

describe('the scope of a delegate', () => {
  test.each(Object.entries(SCOPES))('can be %s, and is visible to connectors and stages', (_name, scope) => {
    covers('S003.token.scope', 'S003.chart.scope');
    const imported = HarnessDelegate.fromDelegateAttributes(newChart(), 'Delegate', { delegateName: 'ci', scope });
    expect([addDelegate(newChart(), 'Delegate', { scope }).harnessScope, imported.harnessScope]).toEqual([
      scope,
      scope,
    ]);
  });

  test('changes no object: the token determines the scope in Harness', () => {
    covers('S003.token.scope');
    const [without, within] = [undefined, PROJECT].map((scope) => {
      const chart = newChart();
      addDelegate(chart, 'Delegate', { scope });
      return synth(chart);
    });
    expect(within).toEqual(without);
  });

  test.each<[string, HarnessScope, string]>([
    ['an organization that is none', HarnessScope.organization('a-b'), 'scope.orgIdentifier'],
    ['an organization of a reserved word', HarnessScope.organization('org'), 'scope.orgIdentifier'],
    ['a project that is none', HarnessScope.project('eng', '1a'), 'scope.projectIdentifier'],
    ['a project in an organization that is none', HarnessScope.project('', 'a'), 'scope.orgIdentifier'],
    ['an organization that is known later', HarnessScope.organization(unresolved(() => 'a')), 'scope.orgIdentifier'],
    ['an organization that was forgotten', HarnessScope.organization(undefined as never), 'scope.orgIdentifier'],
    ['a project that was forgotten', HarnessScope.project('eng', undefined as never), 'scope.projectIdentifier'],
  ])('is refused for %s', (_what, scope, property) => {
    const made = () => addDelegate(newChart(), 'Delegate', { scope });
    const imported = () =>
      HarnessDelegate.fromDelegateAttributes(newChart(), 'Delegate', { delegateName: 'ci', scope });
    for (const make of [made, imported]) {
      expect(refused(make)).toMatchObject({ property, constructPath: 'test/Delegate' });
    }
  });
});

describe('visibility between scopes', () => {
  const others = [
    HarnessScope.organization('ops'),
    HarnessScope.project('eng', 'orders'),
    HarnessScope.project('ops', 'payments'),
  ];

  test('contains itself and its parents', () => {
    const all = [ACCOUNT, ORGANIZATION, PROJECT];
    expect(all.map((scope) => all.map((other) => scope.contains(other)))).toEqual([
      [true, true, true],
      [false, true, true],
      [false, false, true],
    ]);
    expect(others.map((other) => PROJECT.contains(other) || other.contains(PROJECT))).toEqual([false, false, false]);
  });

  test('is referred to by the prefix of the other', () => {
    expect([ACCOUNT, ORGANIZATION, PROJECT].map((scope) => scope.referenceTo('ci'))).toEqual([
      'account.ci',
      'org.ci',
      'ci',
    ]);
  });

  test('is printed in words', () => {
    expect([ACCOUNT, ORGANIZATION, PROJECT].map(String)).toEqual([
      'the account',
      'organization eng',
      'project payments of organization eng',
    ]);
  });
});
