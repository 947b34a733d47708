import { admissionPolicies, declaredNamespace, declaredQuota, type KubernetesObject } from '../../lib/evaluation';

const LEVEL = 'pod-security.kubernetes.io/enforce';

const namespace = (labels?: object | null): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n', labels } }) as KubernetesObject;

test('the Pod Security level is that of the label', () => {
  const label = (level: string) => ({ 'pod-security.kubernetes.io/enforce': level });
  expect(declaredNamespace([namespace(label('baseline'))], 'n')).toEqual({
    isDeclared: true,
    podSecurityLevel: 'baseline',
  });
  expect(declaredNamespace([namespace({ 'pod-security.kubernetes.io/warn': 'restricted' })], 'n')).toEqual({
    isDeclared: true,
  });
  expect(declaredNamespace([namespace(null)], 'n')).toEqual({ isDeclared: true });
  expect(declaredNamespace([namespace(label('baseline'))], 'm')).toEqual({ isDeclared: false });
});

describe('an admission policy', () => {
  const RULES = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
    { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['pods/ephemeralcontainers'] },
  ];
  const admission = (kind: string, name: string, spec: object): KubernetesObject => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name },
    spec,
  });
  const policy = (spec: object = {}) =>
    admission('ValidatingAdmissionPolicy', 'p', {
      matchConstraints: { resourceRules: RULES },
      validations: [{ expression: 'false' }],
      ...spec,
    });
  const binding = (spec: object = {}) =>
    admission('ValidatingAdmissionPolicyBinding', 'b', { policyName: 'p', validationActions: ['Deny'], ...spec });
  const applied = (one: object = {}, other: object = {}) => admissionPolicies([policy(one), binding(other)], 'n');
  const inNamespace = (name: string) => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  });

  test('applies to every pod with a binding that denies', () => {
    const ofNew = { coversEphemeralContainers: true, coversUpdates: false };
    const found = { name: 'p', validations: ['false'], variables: {}, conditions: [], ...ofNew };
    expect(applied()).toEqual([found]);
    expect(
      applied(
        { matchConstraints: { resourceRules: RULES, ...inNamespace('n') } },
        { matchResources: inNamespace('n') },
      ),
    ).toEqual([found]);
  });

  test.each<[string, object, object]>([
    ['no binding', {}, { policyName: 'other' }],
    ['a binding that only warns', {}, { validationActions: ['Warn', 'Audit'] }],
    ['a binding with parameters', {}, { paramRef: {} }],
    ['parameters', { paramKind: {} }, {}],
    ['a policy that fails open', { failurePolicy: 'Ignore' }, {}],
    ['another namespace', { matchConstraints: { resourceRules: RULES, ...inNamespace('m') } }, {}],
    ['a binding for another namespace', {}, { matchResources: inNamespace('m') }],
    ['some pods', {}, { matchResources: { objectSelector: { matchLabels: { a: 'b' } } } }],
    ['other kinds', { matchConstraints: { resourceRules: [{ ...RULES[0], resources: ['services'] }] } }, {}],
    ['other operations', { matchConstraints: { resourceRules: [{ ...RULES[0], operations: ['DELETE'] }] } }, {}],
    ['single pods', { matchConstraints: { resourceRules: [{ ...RULES[0], resourceNames: ['x'] }] } }, {}],
    [
      'an exclusion of pods',
      { matchConstraints: { resourceRules: RULES, excludeResourceRules: [{ ...RULES[0], resources: ['*'] }] } },
      {},
    ],
    ['kinds without namespaces', { matchConstraints: { resourceRules: [{ ...RULES[0], scope: 'Cluster' }] } }, {}],
    [
      'kinds without namespaces, by its binding',
      {},
      { matchResources: { resourceRules: [{ ...RULES[0], scope: 'Cluster' }] } },
    ],
    ['nothing that it would deny', { validations: [] }, {}],
    ['nothing at all', { matchConstraints: null }, {}],
  ])('does not apply to every pod of the namespace: %s', (_why, one, other) => {
    expect(applied(one, other)).toEqual([]);
  });

  test.each(['*', 'Namespaced', null])('applies to pods with the scope %s', (scope) => {
    const resourceRules = RULES.map((rule) => ({ ...rule, scope }));
    expect(applied({ matchConstraints: { resourceRules } })).toHaveLength(1);
    expect(applied({ matchConstraints: { resourceRules: RULES, excludeResourceRules: resourceRules } })).toEqual([]);
  });

  test('an exclusion of kinds without namespaces excludes no pod', () => {
    const excludeResourceRules = [{ ...RULES[0], scope: 'Cluster' }];
    expect(applied({ matchConstraints: { resourceRules: RULES, excludeResourceRules } })).toHaveLength(1);
  });

  test('tells its conditions, and whether it applies to ephemeral containers', () => {
    const conditions = { matchConditions: [{ name: 'c', expression: 'true' }] };
    expect(applied(conditions)).toMatchObject([{ conditions: ['true'] }]);
    expect(applied({ matchConstraints: { resourceRules: RULES.slice(0, 1) } })).toMatchObject([
      { coversEphemeralContainers: false },
    ]);
  });
});

test('the rules of an older version are named, and those of the cluster are not', () => {
  const pinned = (version: string) => namespace({ [LEVEL]: 'restricted', [`${LEVEL}-version`]: version });
  const versionOf = (...objects: KubernetesObject[]) => declaredNamespace(objects, 'n').podSecurityVersion;
  expect(versionOf(pinned('v1.0'))).toBe('v1.0');
  expect(versionOf(pinned('latest'))).toBeUndefined();
  expect(versionOf(pinned('v1.24'), pinned('latest'))).toBe('latest or v1.24');
  expect(versionOf(namespace({ [`${LEVEL}-version`]: 'v1.24' }))).toBeUndefined();
});

/** @see https://kubernetes.io/docs/concepts/policy/limit-range/ */
test.each<[object, object]>([
  [{ default: { cpu: '8' } }, { cpu: '8' }],
  [{ min: { cpu: '4' } }, { cpu: '4' }],
  [{ max: { cpu: '16' } }, { cpu: '16' }],
  [{ min: { cpu: '4' }, max: { cpu: '16' } }, { cpu: '16' }],
  [{ min: { cpu: '4' }, max: { cpu: '16' }, default: { cpu: '8' } }, { cpu: '8' }],
  [
    { default: { cpu: '8', memory: '1Gi' }, defaultRequest: { cpu: 1 }, min: null },
    { cpu: '1', memory: '1Gi' },
  ],
])('a LimitRange with %j sets the requests %j', (limits, requests) => {
  const range = (name: string, type: string, more: object): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name, namespace: 'n' },
    spec: { limits: [{ type, ...more }] },
  });
  expect(declaredQuota([range('l', 'Container', limits)], 'n').defaultRequests).toEqual(requests);
  expect(declaredQuota([range('l', 'Pod', limits)], 'n').defaultRequests).toEqual({});
  const two = [range('l', 'Container', limits), range('m', 'Container', { defaultRequest: { cpu: '3' } })];
  expect(declaredQuota(two, 'n').defaultRequests).toMatchObject({ cpu: `${(requests as { cpu: string }).cpu} or 3` });
});

test('of several quotas the smallest amounts count, and those with a scope are named', () => {
  const quota = (name: string, spec: object, namespaceOfIt = 'n'): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name, namespace: namespaceOfIt },
    spec,
  });
  const limits: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'l', namespace: 'n' },
    spec: {
      limits: [
        { type: 'Container', defaultRequest: { cpu: '10m' } },
        { type: 'Pod', max: { cpu: '1' } },
      ],
    },
  };
  const objects = [
    quota('one', { hard: { 'requests.cpu': '1', pods: 5 } }),
    quota('two', { hard: { 'requests.cpu': '900m', pods: '10', services: '0' } }),
    quota('scoped', { hard: { pods: '1' }, scopes: ['BestEffort'] }),
    quota('elsewhere', { hard: { pods: '1' } }, 'm'),
    limits,
  ];
  expect(declaredQuota(objects, 'n')).toEqual({
    hard: { 'requests.cpu': '900m', pods: '5', services: '0' },
    scoped: ['scoped'],
    defaultRequests: { cpu: '10m' },
  });
});
