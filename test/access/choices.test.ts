import { type AccessRule, type PodAccessOptions, DelegateAccess } from 'harness-constructs';
import { rulesOf } from '../../lib/access';
import { synthDelegate } from '../delegate/delegates';
import { covers } from '../support/covers';
import { refused } from '../support/refused';
import { yamlOf } from '../support/synth';
import { binding, objectsFor, roleAndBinding } from './delegates';

const RULES: AccessRule[] = [
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['get', 'list', 'create'] },
  { apiGroups: [''], resources: ['configmaps'], verbs: ['get'], resourceNames: ['one', 'two'] },
];

describe('each choice makes exactly its objects', () => {
  test('none', () => {
    expect(objectsFor(DelegateAccess.none())).toEqual([]);
  });

  test('clusterAdmin: everything in the cluster, said by name', () => {
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

  test('namespaceAdmin: the built-in role admin, in each of the namespaces and nowhere else', () => {
    covers('S000.roles.namespace-admin', 'S000.roles.deployments-admin-suffices', 'S003.role.namespace-admin');
    const role = { kind: 'ClusterRole', name: 'admin' };
    expect(objectsFor(DelegateAccess.namespaceAdmin(['shop', 'bank']))).toStrictEqual([
      binding(role, 'namespace-admin', 'shop'),
      binding(role, 'namespace-admin', 'bank'),
    ]);
  });

  test('ciBuilds: a role of its own in each of the namespaces', () => {
    covers('S000.intro.purposes', 'S002.cluster.ci-permissions', 'S004.cluster.ci-permissions');
    const rules = rulesOf('ci-builds');
    expect(objectsFor(DelegateAccess.ciBuilds(['team-a', 'team-b']))).toStrictEqual([
      ...roleAndBinding(rules, 'ci-builds', 'team-a'),
      ...roleAndBinding(rules, 'ci-builds', 'team-b'),
    ]);
  });

  test('deployments: a role of its own in each of the namespaces', () => {
    covers('S000.intro.purposes', 'S000.roles.deployments-account');
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

  test('clusterRole: a role that exists already, in the whole cluster', () => {
    covers('S003.role.custom-cluster-role', 'S003.role.role-ref');
    const role = { kind: 'ClusterRole', name: 'acme:deployer' };
    expect(objectsFor(DelegateAccess.clusterRole('acme:deployer'))).toStrictEqual([
      binding(role, 'cluster-role.acme:deployer'),
    ]);
  });

  test('clusterRoleInNamespaces: a role that exists already, in each of the namespaces', () => {
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
  ])('role: a Role that exists already, in %j', (namespaces, places) => {
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
  ])('rules: your own, as you wrote them, in %j', (namespaces, places) => {
    covers('S000.roles.restriction-follows-usage');
    expect(objectsFor(DelegateAccess.rules(RULES, namespaces))).toStrictEqual(
      places.flatMap((place) => roleAndBinding(RULES, 'rules', place)),
    );
  });

  test('clusterRules: your own, in the whole cluster', () => {
    covers('S000.roles.restriction-follows-usage');
    expect(objectsFor(DelegateAccess.clusterRules(RULES))).toStrictEqual(roleAndBinding(RULES, 'cluster-rules'));
  });
});

describe('choices are combined', () => {
  test('each keeps its own objects, in your order', () => {
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

  test('without changing what they were made from', () => {
    const builds = DelegateAccess.ciBuilds(['builds']);
    const before = objectsFor(builds);
    builds.plus(DelegateAccess.clusterAdmin());
    expect(objectsFor(builds)).toEqual(before);
  });

  test('the same choice in one namespace gives its objects once', () => {
    const ciBuilds = (namespaces: string[]) => DelegateAccess.ciBuilds(namespaces);
    const access = ciBuilds(['a', 'b'])
      .plus(ciBuilds(['b', 'c']))
      .plus(ciBuilds(['a']));
    expect(objectsFor(access)).toEqual(objectsFor(ciBuilds(['a', 'b', 'c'])));
  });

  test('a namespace named twice gives its objects once', () => {
    expect(objectsFor(DelegateAccess.ciBuilds(['a', 'a']))).toEqual(objectsFor(DelegateAccess.ciBuilds(['a'])));
  });

  test('own rules in one namespace come into one role, each once', () => {
    covers('S000.minimum.further-kinds');
    const [one, two] = RULES;
    const access = DelegateAccess.rules([one], ['a']).plus(DelegateAccess.rules([two, one], ['a']));
    expect(objectsFor(access)).toStrictEqual(roleAndBinding([one, two], 'rules', 'a'));
  });

  test('further kinds stand beside the least that deployments need', () => {
    covers('S000.minimum.further-kinds');
    const access = DelegateAccess.deployments(['shop']).plus(DelegateAccess.rules(RULES, ['shop']));
    expect(objectsFor(access)).toStrictEqual([
      ...roleAndBinding(rulesOf('deployments'), 'deployments', 'shop'),
      ...roleAndBinding(RULES, 'rules', 'shop'),
    ]);
  });

  test('roles that exist already stand beside each other', () => {
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
  ])('for %s, with the way out', (_what, access, wayOut) => {
    const { property, remedy } = refused(() => synthDelegate({ access }));
    expect(property).toMatch(/^access/);
    expect(remedy).toContain(wayOut);
  });

  test('for cluster-admin among others', () => {
    const access = DelegateAccess.ciBuilds(['builds']).plus(DelegateAccess.clusterRole('cluster-admin'));
    expect(refused(() => synthDelegate({ access })).property).toBe('access');
  });

  test.each(['ciBuilds', 'deployments', 'namespaceAdmin'] as const)(
    '%s: for the own namespace, in which a pod could become the delegate, unless you say so',
    (choice) => {
      const both = ['builds', 'harness-delegate'];
      expect(refused(() => synthDelegate({ access: DelegateAccess[choice](both) })).property).toBe('access');
      const shared = objectsFor(DelegateAccess[choice](both, { sharedNamespace: true }));
      expect(new Set(shared.map(({ metadata }) => metadata.namespace))).toEqual(new Set(both));
      expect(() => synthDelegate({ namespace: 'other', access: DelegateAccess[choice](both) })).not.toThrow();
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
    '%s: in the own namespace, unless you say so',
    (_what, access) => {
      const own = ['harness-delegate'];
      const { property, remedy } = refused(() => synthDelegate({ access: access(own) }));
      expect([property, remedy]).toEqual(['access', expect.stringContaining('{ sharedNamespace: true }')]);
      expect(() => synthDelegate({ access: access(own, { sharedNamespace: true }) })).not.toThrow();
    },
  );

  test.each([
    ['rules that only read', DelegateAccess.rules(RULES)],
    ['the ClusterRole view', DelegateAccess.clusterRoleInNamespaces('view', ['harness-delegate'])],
  ])('not for %s in the own namespace', (_what, access) => {
    expect(() => synthDelegate({ access })).not.toThrow();
  });

  test.each([
    ['a namespace', DelegateAccess.ciBuilds(['Not A Namespace'])],
    ['a role', DelegateAccess.clusterRole('a/b')],
    ['an API group', DelegateAccess.rules([{ apiGroups: ['apps/v1'], resources: ['a'], verbs: ['get'] }])],
    ['a resource', DelegateAccess.rules([{ apiGroups: [''], resources: ['Pod'], verbs: ['get'] }])],
    ['a verb', DelegateAccess.rules([{ apiGroups: [''], resources: ['pods'], verbs: ['read'] }])],
    ['names', DelegateAccess.rules([{ ...RULES[0], resourceNames: [] }])],
    ['verbs', DelegateAccess.rules([{ ...RULES[0], verbs: [] }])],
  ])('for what is not %s', (_what, access) => {
    expect(refused(() => synthDelegate({ access })).property).toMatch(/^access/);
  });
});
