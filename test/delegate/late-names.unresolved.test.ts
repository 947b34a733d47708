import { DelegateAccess } from '../../lib/access';
import { LATE } from '../testkit/arbitraries/late';
import { addDelegateTo, late, lazy } from '../testkit/arbitraries/late-delegates';
import { newApp, objectOf, objectsOf, synth } from '../testkit/synth';

describe('names that turn out to be equal', () => {
  const EXISTING = { createNamespace: false };

  test.each(Object.entries(LATE))('collide at synth: two namespaces, each %s', (_what, way) => {
    const app = newApp();
    addDelegateTo(app, { ...EXISTING, namespace: way('team') }, 'One');
    const chart = addDelegateTo(app, { ...EXISTING, namespace: way('team') }, 'Two');
    expect(() => chart.toJson()).toThrow(/\[test\/Two\] delegateName: .*"ci" in namespace "team", which \[test\/One\]/);
  });

  test.each(Object.entries(LATE))('collide at synth: a plain namespace and %s', (_what, way) => {
    for (const [one, two] of [
      ['team', way('team')],
      [way('team'), 'team'],
    ]) {
      const app = newApp();
      addDelegateTo(app, { ...EXISTING, namespace: one }, 'One');
      const chart = addDelegateTo(app, { ...EXISTING, namespace: two }, 'Two');
      expect(() => chart.toJson()).toThrow(/delegateName: .*"ci" in namespace "team", which \[test\/(One|Two)\]/);
    }
  });

  test('collide at synth: two namespaces to create', () => {
    const app = newApp();
    addDelegateTo(app, { namespace: late('team'), delegateName: 'one' }, 'One');
    const chart = addDelegateTo(app, { namespace: late('team'), delegateName: 'two' }, 'Two');
    expect(() => chart.toJson()).toThrow(/\[test\/Two\] createNamespace: got Namespace "team"/);
  });

  test.each(Object.entries(LATE))('do not collide while they differ: %s', (_what, way) => {
    const app = newApp();
    addDelegateTo(app, { namespace: way('one') }, 'One');
    const chart = addDelegateTo(app, { namespace: way('two') }, 'Two');
    expect(objectsOf(synth(chart), 'Namespace').map(({ metadata }) => metadata.name)).toEqual(['one', 'two']);
    expect(() => synth(chart)).not.toThrow();
  });

  test.each([
    ['namespaces of builds', (one: string, two: string) => DelegateAccess.ciBuilds([one, two])],
    [
      'namespaces of two choices',
      (one: string, two: string) => DelegateAccess.deployments([one]).plus(DelegateAccess.deployments([two])),
    ],
    ['roles', (one: string, two: string) => DelegateAccess.role(one).plus(DelegateAccess.role(two))],
  ])('within one delegate give no object twice: %s', (_what, accessTo) => {
    for (const [one, two] of [
      [late('a'), late('a')],
      [late('a'), 'a'],
      [lazy('a'), lazy('a')],
    ]) {
      const chart = addDelegateTo(newApp(), { access: accessTo(one, two) });
      let names: string[] = [];
      try {
        names = synth(chart).map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
      } catch (error) {
        expect(String(error)).toMatch(/\[test\/Delegate\] access:/);
      }
      expect(names).toEqual([...new Set(names)]);
    }
  });

  test('within one delegate lose no object while they differ', () => {
    const namespacesOf = (way: (value: string) => string) => {
      const chart = addDelegateTo(newApp(), { access: DelegateAccess.ciBuilds([way('a'), way('b')]) });
      return objectsOf(synth(chart), 'Role').map(({ metadata }) => metadata.namespace);
    };
    for (const way of Object.values(LATE)) expect(namespacesOf(way)).toEqual(['a', 'b']);
  });

  test('within one delegate lose no rule while they differ', () => {
    const ruleFor = (name: string) => [{ apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: [name] }];
    for (const way of Object.values(LATE)) {
      const access = DelegateAccess.rules(ruleFor(way('a'))).plus(DelegateAccess.rules(ruleFor(way('b'))));
      const role = objectOf(synth(addDelegateTo(newApp(), { access })), 'Role');
      expect(role.rules.map(({ resourceNames }) => resourceNames)).toEqual([['a'], ['b']]);
    }
  });
});
