import { type AccessRule, DelegateAccess, type PodAccessOptions, rulesOf } from '../../lib/access';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart, yamlOf } from '../testkit/synth';
import { binding, grant, objectsFor, roleAndBinding } from './delegates';

const RULES: AccessRule[] = [
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['get', 'list', 'create'] },
  { apiGroups: [''], resources: ['configmaps'], verbs: ['get'], resourceNames: ['one', 'two'] },
];

describe('each choice renders exactly its objects', () => {
  test('none', () => {
    expect(objectsFor(DelegateAccess.none())).toEqual([]);
  });

  test('clusterAdmin: the built-in role cluster-admin, in the whole cluster', () => {
    covers('S000.roles.cluster-admin', 'S000.roles.deployments-admin-suffices', 'S003.role.cluster-admin');
    covers('S001.deploy.binding-grants-cluster-admin', 'S003.role.binding-name', 'S003.role.nesting-lost');
    const role = { kind: 'ClusterRole', name: 'cluster-admin' };
    expect(objectsFor(DelegateAccess.clusterAdmin())).toStrictEqual([binding(role, 'cluster-admin')]);
  });

  test('clusterViewer: the built-in role view', () => {
    covers('S003.role.cluster-viewer');
    const role = { kind: 'ClusterRole', name: 'view' };
    expect(objectsFor(DelegateAccess.clusterViewer())).toStrictEqual([binding(role, 'cluster-viewer')]);
  });

  test('namespaceAdmin: the built-in role admin, only in the given namespaces', () => {
    covers('S000.roles.namespace-admin', 'S000.roles.deployments-admin-suffices', 'S003.role.namespace-admin');
    const role = { kind: 'ClusterRole', name: 'admin' };
    expect(objectsFor(DelegateAccess.namespaceAdmin(['shop', 'bank']))).toStrictEqual([
      binding(role, 'namespace-admin', 'shop'),
      binding(role, 'namespace-admin', 'bank'),
    ]);
  });

  test('ciBuilds: a new role in each namespace', () => {
    covers('S002.cluster.ci-permissions', 'S004.cluster.ci-permissions');
    const rules = rulesOf('ci-builds');
    expect(objectsFor(DelegateAccess.ciBuilds(['team-a', 'team-b']))).toStrictEqual([
      ...roleAndBinding(rules, 'ci-builds', 'team-a'),
      ...roleAndBinding(rules, 'ci-builds', 'team-b'),
    ]);
  });

  test('deployments: a new role in each namespace', () => {
    covers('S000.roles.deployments-account');
    const rules = rulesOf('deployments');
    expect(objectsFor(DelegateAccess.deployments(['shop', 'bank']))).toStrictEqual([
      ...roleAndBinding(rules, 'deployments', 'shop'),
      ...roleAndBinding(rules, 'deployments', 'bank'),
    ]);
  });

  test('connectionTest: in the namespace default', () => {
    const rules = rulesOf('connection-test');
    expect(objectsFor(DelegateAccess.connectionTest())).toStrictEqual(
      roleAndBinding(rules, 'connection-test', 'default'),
    );
  });

  test('costVisibility: in the whole cluster', () => {
    expect(objectsFor(DelegateAccess.costVisibility())).toStrictEqual(
      roleAndBinding(rulesOf('cost-visibility'), 'cost-visibility'),
    );
  });

  test('clusterRole: an existing role, in the whole cluster', () => {
    covers('S003.role.custom-cluster-role', 'S003.role.role-ref');
    const role = { kind: 'ClusterRole', name: 'acme:deployer' };
    expect(objectsFor(DelegateAccess.clusterRole('acme:deployer'))).toStrictEqual([
      binding(role, 'cluster-role.acme:deployer'),
    ]);
  });

  test('clusterRoleInNamespaces: an existing role, in each namespace', () => {
    covers('S003.role.custom-cluster-role', 'S003.role.role-ref');
    const role = { kind: 'ClusterRole', name: 'edit' };
    expect(objectsFor(DelegateAccess.clusterRoleInNamespaces('edit', ['shop', 'bank']))).toStrictEqual([
      binding(role, 'cluster-role.edit', 'shop'),
      binding(role, 'cluster-role.edit', 'bank'),
    ]);
  });

  test.each([
    [undefined, ['harness-delegate']],
    [
      ['shop', 'bank'],
      ['shop', 'bank'],
    ],
  ])('role: an existing Role, in %j', (namespaces, places) => {
    const role = { kind: 'Role', name: 'deployer' };
    expect(objectsFor(DelegateAccess.role('deployer', namespaces))).toStrictEqual(
      places.map((place) => binding(role, 'role.deployer', place)),
    );
  });

  test.each([
    [undefined, ['harness-delegate']],
    [
      ['shop', 'bank'],
      ['shop', 'bank'],
    ],
  ])('rules: custom rules, unchanged, in %j', (namespaces, places) => {
    covers('S000.roles.restriction-follows-usage');
    expect(objectsFor(DelegateAccess.rules(RULES, namespaces))).toStrictEqual(
      places.flatMap((place) => roleAndBinding(RULES, 'rules', place)),
    );
  });

  test('clusterRules: custom rules, in the whole cluster', () => {
    covers('S000.roles.restriction-follows-usage');
    expect(objectsFor(DelegateAccess.clusterRules(RULES))).toStrictEqual(roleAndBinding(RULES, 'cluster-rules'));
  });
});

describe('choices are combined', () => {
  test('and each keeps its own objects, in the given order', () => {
    covers('S000.roles.by-purpose', 'S003.role.choice');
    const access = DelegateAccess.ciBuilds(['builds'])
      .plus(DelegateAccess.connectionTest())
      .plus(DelegateAccess.clusterRules(RULES));
    expect(objectsFor(access)).toStrictEqual([
      ...roleAndBinding(rulesOf('ci-builds'), 'ci-builds', 'builds'),
      ...roleAndBinding(rulesOf('connection-test'), 'connection-test', 'default'),
      ...roleAndBinding(RULES, 'cluster-rules'),
    ]);
    expect(yamlOf(...objectsFor(access))).toMatchSnapshot();
  });

  test('without changing the originals', () => {
    const builds = DelegateAccess.ciBuilds(['builds']);
    const before = objectsFor(builds);
    builds.plus(DelegateAccess.clusterAdmin());
    expect(objectsFor(builds)).toEqual(before);
  });

  test('without duplicate objects for the same choice in one namespace', () => {
    const ciBuilds = (namespaces: string[]) => DelegateAccess.ciBuilds(namespaces);
    const access = ciBuilds(['a', 'b'])
      .plus(ciBuilds(['b', 'c']))
      .plus(ciBuilds(['a']));
    expect(objectsFor(access)).toEqual(objectsFor(ciBuilds(['a', 'b', 'c'])));
  });

  test('without duplicate objects for a namespace listed twice', () => {
    expect(objectsFor(DelegateAccess.ciBuilds(['a', 'a']))).toEqual(objectsFor(DelegateAccess.ciBuilds(['a'])));
  });

  test('with custom rules of one namespace in one role, without duplicates', () => {
    covers('S000.minimum.further-kinds');
    const [one, two] = RULES;
    const access = DelegateAccess.rules([one], ['a']).plus(DelegateAccess.rules([two, one], ['a']));
    expect(objectsFor(access)).toStrictEqual(roleAndBinding([one, two], 'rules', 'a'));
  });

  test('with further kinds next to the minimum for deployments', () => {
    covers('S000.minimum.further-kinds');
    const access = DelegateAccess.deployments(['shop']).plus(DelegateAccess.rules(RULES, ['shop']));
    expect(objectsFor(access)).toStrictEqual([
      ...roleAndBinding(rulesOf('deployments'), 'deployments', 'shop'),
      ...roleAndBinding(RULES, 'rules', 'shop'),
    ]);
  });

  test('with several existing roles', () => {
    const access = DelegateAccess.role('a', ['x'])
      .plus(DelegateAccess.role('b', ['x']))
      .plus(DelegateAccess.clusterRoleInNamespaces('a', ['x']))
      .plus(DelegateAccess.clusterRole('a'));
    expect(objectsFor(access).map(({ kind, roleRef }) => `${kind} ${roleRef?.kind} ${roleRef?.name}`)).toEqual([
      'RoleBinding Role a',
      'RoleBinding Role b',
      'RoleBinding ClusterRole a',
      'ClusterRoleBinding ClusterRole a',
    ]);
  });
});

describe('access is refused', () => {
  test.each([
    ['cluster-admin by the back door', DelegateAccess.clusterRole('cluster-admin'), 'clusterAdmin()'],
    [
      'cluster-admin in a namespace',
      DelegateAccess.clusterRoleInNamespaces('cluster-admin', ['shop']),
      'namespaceAdmin(',
    ],
    [
      'everything as a rule',
      DelegateAccess.clusterRules([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]),
      'clusterAdmin()',
    ],
    [
      'everything in a namespace as a rule',
      DelegateAccess.rules([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], ['shop']),
      'namespaceAdmin(',
    ],
    ['no namespaces', DelegateAccess.ciBuilds([]), 'none()'],
    ['no rules', DelegateAccess.rules([]), 'none()'],
  ])('for %s, with the alternative in the remedy', (_what, access, wayOut) => {
    const { property, remedy } = refused(() => grant(access));
    expect(property).toMatch(/^access/);
    expect(remedy).toContain(wayOut);
  });

  test('for cluster-admin among others', () => {
    const access = DelegateAccess.ciBuilds(['builds']).plus(DelegateAccess.clusterRole('cluster-admin'));
    expect(refused(() => grant(access)).property).toBe('access');
  });

  test.each(['ciBuilds', 'deployments', 'namespaceAdmin'] as const)(
    "%s: for the delegate's own namespace, where a pod could act as the delegate, unless sharedNamespace is set",
    (choice) => {
      const both = ['builds', 'harness-delegate'];
      expect(refused(() => grant(DelegateAccess[choice](both))).property).toBe('access');
      const shared = objectsFor(DelegateAccess[choice](both, { sharedNamespace: true }));
      expect(new Set(shared.map(({ metadata }) => metadata.namespace))).toEqual(new Set(both));
      expect(() => grant(DelegateAccess[choice](both), newChart({ namespace: 'other' }))).not.toThrow();
    },
  );

  const MAKES_DEPLOYMENTS = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'create'] }];
  const ENTERS_PODS = [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['get'] }];
  test.each([
    [
      'the ClusterRole edit',
      (namespaces, options) => DelegateAccess.clusterRoleInNamespaces('edit', namespaces, options),
    ],
    [
      'the ClusterRole admin',
      (namespaces, options) => DelegateAccess.clusterRoleInNamespaces('admin', namespaces, options),
    ],
    [
      'rules that make Deployments',
      (namespaces, options) => DelegateAccess.rules(MAKES_DEPLOYMENTS, namespaces, options),
    ],
    ['rules that enter pods', (_namespaces, options) => DelegateAccess.rules(ENTERS_PODS, undefined, options)],
  ] as [string, (namespaces: string[], options?: PodAccessOptions) => DelegateAccess][])(
    "for %s in the delegate's own namespace, unless sharedNamespace is set",
    (_what, access) => {
      const own = ['harness-delegate'];
      const { property, remedy } = refused(() => grant(access(own)));
      expect([property, remedy]).toEqual(['access', expect.stringContaining('{ sharedNamespace: true }')]);
      expect(() => grant(access(own, { sharedNamespace: true }))).not.toThrow();
    },
  );

  test.each([
    ['rules that only read', DelegateAccess.rules(RULES)],
    ['the ClusterRole view', DelegateAccess.clusterRoleInNamespaces('view', ['harness-delegate'])],
  ])("not for %s in the delegate's own namespace", (_what, access) => {
    expect(() => grant(access)).not.toThrow();
  });

  test.each([
    ['namespace', DelegateAccess.ciBuilds(['Not A Namespace'])],
    ['role', DelegateAccess.clusterRole('a/b')],
    ['API group', DelegateAccess.rules([{ apiGroups: ['apps/v1'], resources: ['a'], verbs: ['get'] }])],
    ['resource', DelegateAccess.rules([{ apiGroups: [''], resources: ['Pod'], verbs: ['get'] }])],
    ['verb', DelegateAccess.rules([{ apiGroups: [''], resources: ['pods'], verbs: ['read'] }])],
    ['list of names', DelegateAccess.rules([{ ...RULES[0], resourceNames: [] }])],
    ['list of verbs', DelegateAccess.rules([{ ...RULES[0], verbs: [] }])],
  ])('for an invalid %s', (_what, access) => {
    expect(refused(() => grant(access)).property).toMatch(/^access/);
  });
});
