import { isClusterAdmin, type KubernetesObject, Rights, rightsWords } from '../../lib/evaluation';

type Given = { [member: string]: unknown };
const object = (kind: string, name: string, namespace: string | undefined, more: Given): KubernetesObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name, namespace, labels: (more.labels ?? {}) as { [key: string]: string } },
  ...more,
});

const rule = (verbs: string[], resources: string[], apiGroups = [''], more = {}) => ({
  verbs,
  resources,
  apiGroups,
  ...more,
});
const role = (name: string, namespace: string, ...rules: object[]) => object('Role', name, namespace, { rules });
const clusterRole = (name: string, more: Given) => object('ClusterRole', name, undefined, more);
const ACCOUNT = { namespace: 'n', name: 'a' };
const SUBJECT = { kind: 'ServiceAccount', ...ACCOUNT };
const bound = (kind: 'Role' | 'ClusterRole', name: string, namespace?: string, subject: object = SUBJECT) =>
  object(namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding', name, namespace, {
    subjects: [subject],
    roleRef: { kind, name },
  });
const get = { verb: 'get', group: '', resource: 'pods', namespace: 'n' };
const may = (objects: KubernetesObject[], action: object = {}) =>
  new Rights(objects).allows(ACCOUNT, { ...get, ...action });
const PODS = role('r', 'n', rule(['get'], ['pods']));

test('a role counts in the namespace of its binding only, and a cluster-wide binding everywhere', () => {
  const inNamespace = [PODS, bound('Role', 'r', 'n')];
  expect([may(inNamespace), may(inNamespace, { namespace: 'm' }), may(inNamespace, { namespace: undefined })]).toEqual([
    true,
    false,
    false,
  ]);
  const everywhere = [clusterRole('r', { rules: [rule(['get'], ['pods'])] }), bound('ClusterRole', 'r')];
  expect([may(everywhere), may(everywhere, { namespace: 'm' }), may(everywhere, { namespace: undefined })]).toEqual([
    true,
    true,
    true,
  ]);
  expect(may([PODS, bound('ClusterRole', 'r', 'n')])).toBe(false);
});

test.each([
  [SUBJECT, true],
  [{ ...SUBJECT, namespace: 'm' }, false],
  [{ kind: 'ServiceAccount', name: 'a' }, true],
  [{ kind: 'User', name: 'system:serviceaccount:n:a' }, true],
  [{ kind: 'User', name: 'a' }, false],
  [{ kind: 'Group', name: 'system:serviceaccounts' }, true],
  [{ kind: 'Group', name: 'system:serviceaccounts:n' }, true],
  [{ kind: 'Group', name: 'system:serviceaccounts:m' }, false],
  [{ kind: 'Group', name: 'system:authenticated' }, true],
  [{ kind: 'Group', name: 'system:unauthenticated' }, false],
])('the subject %j is the account: %s', (subject, isIt) => {
  expect(may([PODS, bound('Role', 'r', 'n', subject)])).toBe(isIt);
});

test('an account without a namespace is one of the namespace of its binding, and none in the whole cluster', () => {
  const subject = { kind: 'ServiceAccount', name: 'a' };
  const roles = [PODS, clusterRole('r', { rules: [rule(['get'], ['pods'])] })];
  expect(may([...roles, bound('Role', 'r', 'm', subject)], { namespace: 'm' })).toBe(false);
  expect(may([...roles, bound('ClusterRole', 'r', undefined, subject)])).toBe(false);
  expect(new Rights([bound('Role', 'r', 'n', subject)]).accountsIn('n')).toEqual([ACCOUNT]);
});

test.each<[object, object, boolean]>([
  [rule(['*'], ['pods']), { verb: 'delete' }, true],
  [rule(['get'], ['*']), { resource: 'pods/log' }, true],
  [rule(['get'], ['pods']), { resource: 'pods/log' }, false],
  [rule(['get'], ['pods/*']), { resource: 'pods/log' }, false],
  [rule(['get'], ['*/log']), { resource: 'pods/log' }, true],
  [rule(['get'], ['pods'], ['apps']), {}, false],
  [rule(['get'], ['pods'], ['*']), { group: 'apps' }, true],
  [rule(['get'], ['pods'], [''], { resourceNames: ['x'] }), {}, false],
  [rule(['get'], ['pods'], [''], { resourceNames: ['x'] }), { name: 'x' }, true],
  [rule(['get'], ['pods'], [''], { resourceNames: ['x'] }), { name: 'y' }, false],
])('the rule %j for %j: %s', (one, action, isAllowed) => {
  expect(may([role('r', 'n', one), bound('Role', 'r', 'n')], action)).toBe(isAllowed);
});

test('an aggregated role has the rules of those that it selects, not its own', () => {
  const parts = {
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] },
    rules: [rule(['get'], ['pods'])],
  };
  const objects = [clusterRole('whole', parts), bound('ClusterRole', 'whole')];
  expect(may(objects)).toBe(false);
  const part = clusterRole('part', { labels: { part: 'yes' }, rules: [rule(['get'], ['pods'])] });
  expect(may([...objects, part])).toBe(true);
});

const aggregation = (label: string, more: Given = {}) => ({
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'yes' } }] },
  ...more,
});

test('the parts of an aggregated role can be aggregated, at any depth', () => {
  const levels = [
    clusterRole('top', aggregation('one')),
    clusterRole('middle', aggregation('two', { labels: { one: 'yes' } })),
    clusterRole('low', aggregation('three', { labels: { two: 'yes' } })),
  ];
  const leaf = clusterRole('leaf', { labels: { three: 'yes' }, rules: [rule(['get'], ['pods'])] });
  expect(may([...levels, bound('ClusterRole', 'top')])).toBe(false);
  expect(may([...levels, leaf, bound('ClusterRole', 'top')])).toBe(true);
  expect(may([...levels, leaf, bound('ClusterRole', 'low')])).toBe(true);
});

test('roles that are parts of each other can keep their own rules, and end', () => {
  const circle = [
    clusterRole('a', aggregation('a', { labels: { b: 'yes' }, rules: [rule(['get'], ['pods'])] })),
    clusterRole('b', aggregation('b', { labels: { a: 'yes' } })),
  ];
  expect(may([...circle, bound('ClusterRole', 'b')])).toBe(true);
  const alone = clusterRole('a', aggregation('a', { labels: { a: 'yes' }, rules: [rule(['get'], ['pods'])] }));
  expect(may([alone, bound('ClusterRole', 'a')])).toBe(false);
});

/** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles */
test.each([
  ['view', ['view', 'edit', 'admin']],
  ['edit', ['edit', 'admin']],
  ['admin', ['admin']],
])('a role that is labelled as a part of %s adds to %j', (label, added) => {
  const labels = { [`rbac.authorization.k8s.io/aggregate-to-${label}`]: 'true' };
  const part = clusterRole('part', { labels, rules: [rule(['get'], ['pods'])] });
  const roles = ['view', 'edit', 'admin', 'cluster-view'];
  expect(roles.filter((name) => may([part, bound('ClusterRole', name, 'n')]))).toEqual(
    roles.filter((name) => added.includes(name)),
  );
});

test('a Role aggregates nothing: it has its own rules', () => {
  const own = object('Role', 'r', 'n', aggregation('a', { rules: [rule(['get'], ['pods'])] }));
  expect(may([own, bound('Role', 'r', 'n')])).toBe(true);
});

describe('in words', () => {
  const said = (...objects: KubernetesObject[]) => rightsWords(new Rights(objects).grantsOf(ACCOUNT));

  test('rights are listed by place, and by verbs', () => {
    expect(said()).toBe('none');
    const rules = [
      rule(['list', 'get'], ['pods', 'secrets']),
      rule(['get'], ['deployments'], ['apps']),
      rule(['list'], ['deployments'], ['apps']),
    ];
    expect(said(role('r', 'n', ...rules), bound('Role', 'r', 'n'))).toBe(
      'in n: pods, secrets and deployments.apps (get, list)',
    );
    const special = [
      rule(['*'], ['*']),
      rule(['get'], ['secrets'], [''], { resourceNames: ['a', 'b'] }),
      { nonResourceURLs: ['/healthz'], verbs: ['get'] },
    ];
    expect(said(clusterRole('c', { rules: special }), bound('ClusterRole', 'c'))).toBe(
      'in the whole cluster: every resource of the core group (all verbs), secrets named a and b and /healthz (get)',
    );
    const some = [rule(['get'], ['*'], ['apps']), rule(['get'], ['*'], ['*'])];
    expect(said(clusterRole('c', { rules: some }), bound('ClusterRole', 'c'))).toBe(
      'in the whole cluster: every resource of apps and every resource of every group (get)',
    );
  });

  /** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole */
  test('a RoleBinding grants no URLs', () => {
    const health = clusterRole('c', { rules: [{ nonResourceURLs: ['/healthz'], verbs: ['get'] }] });
    expect(said(health, bound('ClusterRole', 'c', 'n'))).toBe('in n: nothing');
    expect(said(health, bound('ClusterRole', 'c'))).toBe('in the whole cluster: /healthz (get)');
    expect(said(bound('ClusterRole', 'cluster-admin', 'n'))).toBe('in n: everything');
  });

  test('roles that are defined elsewhere are named, but cluster-admin is known', () => {
    expect(said(bound('ClusterRole', 'view', 'n'))).toBe('in n: what the ClusterRole view allows, defined elsewhere');
    expect(said(bound('ClusterRole', 'cluster-admin'))).toBe('in the whole cluster: everything');
    expect(said(bound('ClusterRole', 'cluster-admin', 'n'))).toBe('in n: everything');
    const isAdmin = (...objects: KubernetesObject[]) => isClusterAdmin(new Rights(objects).grantsOf(ACCOUNT));
    expect(isAdmin(bound('ClusterRole', 'cluster-admin'))).toBe(true);
    expect(isAdmin(bound('ClusterRole', 'cluster-admin', 'n'))).toBe(false);
    const labels = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' };
    const part = clusterRole('part', { labels, rules: [rule(['*'], ['*'], ['*'])] });
    expect(said(part, bound('ClusterRole', 'view'))).toBe('in the whole cluster: everything');
    expect(isAdmin(part, bound('ClusterRole', 'view'))).toBe(true);
    expect(isAdmin(clusterRole('all', { rules: [rule(['*'], ['*'], ['*'])] }), bound('ClusterRole', 'all'))).toBe(true);
  });
});
