import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AccessRule, DelegateAccess } from 'harness-constructs';
import { rulesOf } from '../../lib/access';
import { covers } from '../testkit/covers';
import { type Account, Cluster } from './client/cluster';
import { installDelegate } from './install';
import { allowed, allowedInTheEnd, granted, type Pair, pairsOf, type Where } from './rights';

const COUNTS = join(__dirname, 'counts.json');
const BUILDS = 'rights-builds';
const OWN_RULES: AccessRule[] = [
  { apiGroups: ['', 'batch'], resources: ['pods/log', 'jobs'], verbs: ['get', 'create'] },
];

const cluster = Cluster.newest();

/** Rules in the whole cluster, and in namespaces. `own` is the delegate's namespace. */
interface Expected {
  readonly everywhere?: readonly AccessRule[];
  readonly builds?: readonly AccessRule[];
  readonly default?: readonly AccessRule[];
  readonly own?: readonly AccessRule[];
}

/** The rules of a ClusterRole, as the server has them. */
async function builtIn(name: string): Promise<AccessRule[]> {
  const { body } = await cluster.admin.get(`/apis/rbac.authorization.k8s.io/v1/clusterroles/${name}`);
  return (body.rules as AccessRule[]).filter(({ resources }) => resources !== undefined);
}

const CHOICES: [choice: string, access: DelegateAccess, expected: () => Promise<Expected> | Expected][] = [
  ['none()', DelegateAccess.none(), () => ({})],
  ['ciBuilds', DelegateAccess.ciBuilds([BUILDS]), () => ({ builds: rulesOf('ci-builds') })],
  ['deployments', DelegateAccess.deployments([BUILDS]), () => ({ builds: rulesOf('deployments') })],
  ['connectionTest', DelegateAccess.connectionTest(), () => ({ default: rulesOf('connection-test') })],
  ['costVisibility', DelegateAccess.costVisibility(), () => ({ everywhere: rulesOf('cost-visibility') })],
  ['namespaceAdmin', DelegateAccess.namespaceAdmin([BUILDS]), async () => ({ builds: await builtIn('admin') })],
  ['clusterViewer', DelegateAccess.clusterViewer(), async () => ({ everywhere: await builtIn('view') })],
  ['clusterAdmin', DelegateAccess.clusterAdmin(), async () => ({ everywhere: await builtIn('cluster-admin') })],
  ['rules', DelegateAccess.rules(OWN_RULES, [BUILDS]), () => ({ builds: OWN_RULES })],
  [
    'rules, in its own namespace',
    DelegateAccess.rules(OWN_RULES, undefined, { sharedNamespace: true }),
    () => ({ own: OWN_RULES }),
  ],
  ['clusterRules', DelegateAccess.clusterRules(OWN_RULES), () => ({ everywhere: OWN_RULES })],
  ['clusterRole', DelegateAccess.clusterRole('edit'), async () => ({ everywhere: await builtIn('edit') })],
  [
    'clusterRoleInNamespaces',
    DelegateAccess.clusterRoleInNamespaces('edit', [BUILDS]),
    async () => ({ builds: await builtIn('edit') }),
  ],
  ['role', DelegateAccess.role('rights', [BUILDS]), () => ({ builds: OWN_RULES })],
  [
    'ciBuilds and connectionTest',
    DelegateAccess.ciBuilds([BUILDS]).plus(DelegateAccess.connectionTest()),
    () => ({ builds: rulesOf('ci-builds'), default: rulesOf('connection-test') }),
  ],
  [
    'ciBuilds and deployments',
    DelegateAccess.ciBuilds([BUILDS]).plus(DelegateAccess.deployments([BUILDS])),
    () => ({ builds: [...rulesOf('ci-builds'), ...rulesOf('deployments')] }),
  ],
  [
    'ciBuilds and costVisibility',
    DelegateAccess.ciBuilds([BUILDS]).plus(DelegateAccess.costVisibility()),
    () => ({ builds: rulesOf('ci-builds'), everywhere: rulesOf('cost-visibility') }),
  ],
];

/** How many pairs are allowed in each place, without those that everybody has. */
const counts: { [choice: string]: { [place: string]: number } } = {};
let pairs: Pair[];
let nobody: Account;

const ofEverybody = new Map<Where, Promise<string[]>>();

/** What the server grants every authenticated user. */
function allowedToEverybody(where: Where): Promise<string[]> {
  const known = ofEverybody.get(where) ?? allowed(cluster, nobody, pairs, where);
  ofEverybody.set(where, known);
  return known;
}

beforeAll(async () => {
  await Promise.all([BUILDS, 'rights-foreign'].map((name) => cluster.namespace(name)));
  await cluster.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'rights', namespace: BUILDS },
    ...{ rules: OWN_RULES },
  });
  pairs = await pairsOf(cluster);
  nobody = { namespace: 'rights-foreign', name: 'nobody' };
  await cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: nobody });
});

test('the server has hundreds of resources and verbs, including subresources', () => {
  expect(pairs.length).toBeGreaterThan(500);
  expect(pairs).toContainEqual({ group: '', resource: 'pods/exec', verb: 'create' });
});

test.each(CHOICES)('%s allows exactly what the table says, in every place', async (choice, access, expected) => {
  covers('S000.roles.by-purpose', 'S000.minimum.named-resources', 'S000.minimum.named-verbs');
  const account = await installDelegate(cluster, `rights-${CHOICES.findIndex(([name]) => name === choice)}`, {
    access,
  });
  const { everywhere = [], ...rest } = await expected();
  const places: { [place: string]: [Where, readonly AccessRule[]] } = {
    own: [account.namespace, rest.own ?? []],
    builds: [BUILDS, rest.builds ?? []],
    default: ['default', rest.default ?? []],
    foreign: ['rights-foreign', []],
    cluster: [undefined, []],
  };
  counts[choice] = {};
  for (const [place, [where, rules]] of Object.entries(places)) {
    const everybody = await allowedToEverybody(where);
    const wanted = new Set([...everybody, ...granted([...everywhere, ...rules], pairs)]);
    const found = await allowedInTheEnd(cluster, account, pairs, where, wanted);
    expect([place, found]).toEqual([place, [...wanted].sort()]);
    counts[choice][place] = found.length - everybody.length;
  }
});

// `npm run docs:cluster` writes them anew.
test('the counts in the documentation are those measured', () => {
  const measured = `${JSON.stringify({ kubernetes: cluster.version, pairs: pairs.length, counts }, undefined, 2)}\n`;
  if (process.env.UPDATE_COUNTS) {
    writeFileSync(COUNTS, measured);
  }
  expect(readFileSync(COUNTS, 'utf8')).toBe(measured);
});
