/** The evaluator of rights against access reviews of the API server, over random farms and random roles and bindings. */
import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { type Account, type Action, type KubernetesObject, Rights } from '../../../lib/evaluation';
import { CiBuildInfra } from '../../../lib/farm';
import { farmProps } from '../../testkit/arbitraries/farm-props';
import { SEED } from '../../testkit/arbitraries/seed';
import { type Manifest, newApp } from '../../testkit/synth';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { inNamespacesOf, makeNamespaces } from '../prepare';
import { type Pair, pairsOf } from '../rights';

const [FARMS, ROLES] = [12, 12];
/** Random questions about each account, beside all that its grants name. */
const QUESTIONS = 150;
const RBAC = 'rbac.authorization.k8s.io/v1';
const BUILT_IN = ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'];

const cluster = Cluster.newest();
let pairs: Pair[];
beforeAll(async () => (pairs = await pairsOf(cluster)));

/** What the server says. */
async function isAllowed({ namespace, name }: Account, action: Action): Promise<boolean> {
  const [resource, subresource] = action.resource.split('/');
  const { verb, group, namespace: where, name: which } = action;
  const answer = await cluster.admin.post('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      user: `system:serviceaccount:${namespace}:${name}`,
      // Those that authentication gives every ServiceAccount.
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      resourceAttributes: { verb, group, resource, subresource, namespace: where, name: which },
    },
  });
  expect(answer.status).toBe(201);
  return answer.body.status.allowed === true;
}

/**
 * Roles and bindings that the server has by itself: what it grants everybody, and the roles that objects refer to. Other tests
 * can have added parts to the aggregated ones.
 */
async function builtIn(): Promise<KubernetesObject[]> {
  const selector = '?labelSelector=kubernetes.io/bootstrapping=rbac-defaults';
  const lists = await Promise.all(
    BUILT_IN.map((kind) => cluster.admin.get(`/apis/${RBAC}/${kind}${kind === 'clusterroles' ? '' : selector}`)),
  );
  const kinds = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
  return lists.flatMap(({ body }, index) =>
    (body.items as object[]).map((item) => ({ apiVersion: RBAC, kind: kinds[index], ...item }) as KubernetesObject),
  );
}

/** Questions: what the rules of the objects name, and a random selection of everything that the server knows. */
function questionsOf(objects: readonly KubernetesObject[], namespaces: readonly string[], seed: number): Action[] {
  const named = objects.flatMap(({ rules }: KubernetesObject & { rules?: Rule[] }) => rules ?? []).flatMap(actionsOf);
  const pair = fc.constantFrom(...pairs);
  const random = fc.sample(pair, { numRuns: QUESTIONS, seed }).map((one): Action => ({ ...one }));
  const places = [...namespaces, undefined];
  return [...named, ...random].map((action, index) => ({ ...action, namespace: places[index % places.length] }));
}

interface Rule {
  readonly apiGroups?: string[];
  readonly resources?: string[];
  readonly verbs?: string[];
  readonly resourceNames?: string[];
}

function actionsOf({ apiGroups = [], resources = [], verbs = [], resourceNames = [] }: Rule): Action[] {
  const plain = (values: string[], other: string) => values.map((value) => (value === '*' ? other : value));
  return plain(apiGroups, 'apps').flatMap((group) =>
    plain(resources, 'pods/log').flatMap((resource) =>
      plain(verbs, 'delete').flatMap((verb) =>
        [undefined, 'another', ...resourceNames].flatMap((name) =>
          // In more than one place.
          [0, 1, 2].map(() => ({ group, resource: resource.replace('*/', 'pods/'), verb, name })),
        ),
      ),
    ),
  );
}

/** Applies the objects, and compares the answers for all accounts. */
async function differences(objects: KubernetesObject[], accounts: readonly Account[], seed: number) {
  const rights = new Rights([...(await builtIn()), ...objects]);
  const namespaces = [...new Set([...objects.flatMap(({ metadata }) => metadata.namespace ?? []), 'kube-system'])];
  const questions = questionsOf(objects, namespaces, seed);
  const counts = { allowed: 0, denied: 0 };
  const ask = async () => {
    const answers = await Promise.all(
      accounts.flatMap((account) =>
        questions.map(async (action) => ({ account, action, theirs: await isAllowed(account, action) })),
      ),
    );
    answers.forEach(({ theirs }) => (counts[theirs ? 'allowed' : 'denied'] += 1));
    return answers.filter(({ account, action, theirs }) => rights.allows(account, action) !== theirs);
  };
  // Rights take effect with a delay.
  const found = await eventually(ask, (answers) => answers.length === 0);
  return { found: found.slice(0, 3), counts };
}

/** Only what is about rights, in namespaces of its own. */
async function installed(prefix: string, manifests: readonly Manifest[]): Promise<KubernetesObject[]> {
  const own = manifests.filter(({ kind }) => /^(Cluster)?Role(Binding)?$/.test(kind));
  const others = await makeNamespaces(cluster, inNamespacesOf(prefix, own));
  await cluster.applyAll(others);
  return others;
}

test.each(Array.from({ length: FARMS }, (_, index) => index))(
  `random farm %i of ${FARMS} (seed ${SEED})`,
  async (index) => {
    const props = fc.sample(farmProps, { numRuns: FARMS, seed: SEED })[index];
    const chart = new Chart(newApp(), 'test');
    const farm = new CiBuildInfra(chart, 'Farm', props);
    const objects = await installed(`e${index}`, chart.toJson() as Manifest[]);
    const subjects = objects.flatMap(({ subjects: all = [] }: KubernetesObject & { subjects?: Account[] }) => all);
    const accounts = subjects.filter(({ namespace }) => namespace !== undefined);
    const places = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
    expect(accounts.map(({ name }) => name)).toContain(farm.delegate.serviceAccount.name);
    const nobodies = [...places].map((namespace) => ({ namespace, name: 'default' }));
    const { found, counts } = await differences(objects, distinct([...accounts, ...nobodies]), SEED + index);
    expect(found).toEqual([]);
    expect(Math.min(counts.allowed, counts.denied)).toBeGreaterThan(20);
  },
);

const NAMES = ['n', 'm'];
const ACCOUNTS = NAMES.flatMap((namespace) => ['a', 'b'].map((name) => ({ namespace, name })));

function rulesOfRoles(): fc.Arbitrary<Rule> {
  const some = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
  return fc
    .record({
      apiGroups: some('', 'apps', 'batch', '*'),
      resources: some('pods', 'secrets', 'deployments', 'jobs', 'pods/log', '*/log', 'pods/exec', '*'),
      verbs: some('get', 'list', 'create', 'delete', '*'),
      resourceNames: fc.option(some('one', 'two'), { nil: undefined, freq: 4 }),
    })
    .map(({ resourceNames, ...rule }) => (resourceNames === undefined ? rule : { ...rule, resourceNames }));
}

/** Roles of both kinds, aggregated ones with parts that are aggregated, too, and bindings to all kinds of subjects. */
function someRbac(prefix: string): fc.Arbitrary<Manifest[]> {
  const place = fc.constantFrom(...NAMES).map((name) => `${prefix}-${name}`);
  const subject = fc.oneof(
    fc
      .tuple(place, fc.constantFrom('a', 'b'))
      .map(([namespace, name]) => ({ kind: 'ServiceAccount', namespace, name })),
    place.map((namespace) => ({
      kind: 'User',
      name: `system:serviceaccount:${namespace}:a`,
      apiGroup: RBAC.split('/')[0],
    })),
    place.map((name) => ({ kind: 'Group', name: `system:serviceaccounts:${name}`, apiGroup: RBAC.split('/')[0] })),
  );
  const role = fc.record({
    namespace: fc.option(place, { nil: undefined }),
    rules: fc.array(rulesOfRoles(), { minLength: 1, maxLength: 3 }),
    // Not of view and edit: other files count what these allow in the same cluster.
    partOf: fc.constantFrom(undefined, 'part', 'inner'),
  });
  const binding = fc.record({
    namespace: fc.option(place, { nil: undefined, freq: 4 }),
    subjects: fc.array(subject, { minLength: 1, maxLength: 2 }),
    role: fc.nat(),
  });
  return fc
    .tuple(fc.array(role, { minLength: 2, maxLength: 4 }), fc.array(binding, { minLength: 2, maxLength: 5 }))
    .map(([roles, bindings]) => rbacOf(prefix, roles, bindings));
}

interface RandomRole {
  readonly namespace?: string;
  readonly rules: Rule[];
  readonly partOf?: string;
}

interface RandomBinding {
  readonly namespace?: string;
  readonly subjects: object[];
  readonly role: number;
}

function rbacOf(prefix: string, roles: readonly RandomRole[], bindings: readonly RandomBinding[]): Manifest[] {
  const object = (kind: string, name: string, namespace: string | undefined, more: object): Manifest => ({
    apiVersion: RBAC,
    kind,
    metadata: { name: `${prefix}-${name}`, ...(namespace === undefined ? {} : { namespace }) },
    ...more,
  });
  const labelled = (one: Manifest, partOf: string): Manifest => {
    return { ...one, metadata: { ...one.metadata, labels: { [`${prefix}-${partOf}`]: 'true' } } };
  };
  const made = roles.map(({ namespace, rules, partOf }, index) => {
    const one = object(namespace === undefined ? 'ClusterRole' : 'Role', `role-${index}`, namespace, { rules });
    return partOf === undefined ? one : labelled(one, partOf);
  });
  const whole = (name: string, part: string) => {
    const clusterRoleSelectors = [{ matchLabels: { [`${prefix}-${part}`]: 'true' } }];
    return object('ClusterRole', name, undefined, { aggregationRule: { clusterRoleSelectors } });
  };
  const aggregated = [whole('whole', 'part'), labelled(whole('middle', 'inner'), 'part'), whole('outer', 'part')];
  const built = ['view', 'edit'].map((name) => ({ kind: 'ClusterRole', metadata: { name } }));
  const candidates = [...made, ...aggregated, ...built];
  const bound = bindings.flatMap(({ namespace, subjects, role }, index) => {
    const { kind, metadata } = candidates[role % candidates.length];
    const where = kind === 'Role' ? (metadata as Manifest['metadata']).namespace : namespace;
    const roleRef = { apiGroup: RBAC.split('/')[0], kind, name: metadata.name };
    return object(where === undefined ? 'ClusterRoleBinding' : 'RoleBinding', `binding-${index}`, where, {
      subjects,
      roleRef,
    });
  });
  return [...made, ...aggregated, ...bound];
}

const totals = { allowed: 0, denied: 0 };

test.each(Array.from({ length: ROLES }, (_, index) => index))(
  `random roles and bindings %i of ${ROLES} (seed ${SEED})`,
  async (index) => {
    const prefix = `r${index}`;
    const manifests = fc.sample(someRbac(prefix), { numRuns: 1, seed: SEED + index })[0];
    await Promise.all(NAMES.map((name) => cluster.namespace(`${prefix}-${name}`)));
    await cluster.applyAll(manifests);
    const accounts = ACCOUNTS.map(({ namespace, name }) => ({ namespace: `${prefix}-${namespace}`, name }));
    const { found, counts } = await differences(manifests, accounts, SEED + index);
    expect(found).toEqual([]);
    // One draw can be one-sided; together they are not.
    totals.allowed += counts.allowed;
    totals.denied += counts.denied;
  },
);

test('the random roles and bindings allow much, and deny much', () => {
  expect(Math.min(totals.allowed, totals.denied)).toBeGreaterThan(10 * ROLES);
});

function distinct(accounts: readonly Account[]): Account[] {
  return [...new Map(accounts.map(({ namespace, name }) => [`${namespace}/${name}`, { namespace, name }])).values()];
}
