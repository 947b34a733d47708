/**
 * The objects that statements are about: what a chart renders, also by a `toJson()` of its own, and not what the API server
 * refuses.
 *
 * @see https://github.com/kubernetes/kubernetes/tree/master/pkg/apis/networking/validation
 * @see https://github.com/kubernetes/kubernetes/tree/master/pkg/apis/rbac/validation
 * @see https://github.com/kubernetes/apimachinery/tree/master/pkg/apis/meta/v1/validation
 */
import { ApiObject, App, Chart, Testing, YamlOutputType } from 'cdk8s';
import { renderedObjects } from '../../lib/evaluation';
import { addFarm } from '../farm/infras';

interface Manifest {
  readonly kind: string;
  readonly metadata: { name: string };
  readonly [member: string]: unknown;
}

/** A chart of a program, whose `toJson()` changes what cdk8s renders. */
function chartThat(changes: (manifests: Manifest[]) => unknown[], app: App = Testing.app()): Chart {
  class OwnChart extends Chart {
    public override toJson(): unknown[] {
      return changes(super.toJson() as Manifest[]);
    }
  }
  return new OwnChart(app, 'own');
}

const policy = (chart: Chart, name: string) =>
  new ApiObject(chart, `Policy.${name}`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name },
    spec: { podSelector: {} },
  });

/** Name and path of each object, as the evaluator sees them. */
function seen(chart: Chart): [name: string | undefined, path: string | undefined][] {
  const { objects, paths } = renderedObjects(chart);
  return objects.map((object) => [object.metadata.name, paths.get(object)]);
}

function renamedInPlace(manifest: Manifest): Manifest {
  manifest.metadata.name = `${manifest.metadata.name}-prod`;
  return manifest;
}

const copied = (manifest: Manifest) => ({ ...manifest, metadata: { ...manifest.metadata, labels: { team: 'a' } } });

test.each<[what: string, change: (manifests: Manifest[]) => unknown[], expected: [string, string][]]>([
  [
    'changes nothing',
    (all) => all,
    [
      ['a', 'own/Policy.a'],
      ['b', 'own/Policy.b'],
    ],
  ],
  [
    'renames',
    (all) => all.map(renamedInPlace),
    [
      ['a-prod', 'own/Policy.a'],
      ['b-prod', 'own/Policy.b'],
    ],
  ],
  [
    'copies',
    (all) => all.map(copied),
    [
      ['a', 'own/Policy.a'],
      ['b', 'own/Policy.b'],
    ],
  ],
  ['drops', (all) => all.slice(1), [['b', 'own/Policy.b']]],
  [
    'reorders',
    (all) => all.toReversed(),
    [
      ['b', 'own/Policy.b'],
      ['a', 'own/Policy.a'],
    ],
  ],
  [
    'adds',
    (all) => [...all.slice(1), { ...copied(all[0]), metadata: { name: 'new' } }],
    [
      ['b', 'own/Policy.b'],
      ['new', 'own'],
    ],
  ],
])('a chart that %s', (_what, change, expected) => {
  const chart = chartThat(change);
  ['a', 'b'].forEach((name) => policy(chart, name));
  expect(seen(chart)).toEqual(expected);
  expect(expected.map(([name]) => name)).toEqual(Testing.synth(chart).map(({ metadata }) => metadata.name));
});

test('with a folder for each chart, where cdk8s writes the objects themselves, so does the evaluator', () => {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
  const chart = chartThat(() => [], app);
  policy(chart, 'a');
  expect(seen(chart)).toEqual([['a', 'own/Policy.a']]);
});

test('the chart is named for what it does not render', () => {
  const chart = chartThat(() => {
    throw new Error('not yet');
  });
  policy(chart, 'a');
  expect(renderedObjects(chart).unknown).toEqual(['own']);
});

test('looking leaves the objects as they were', () => {
  const chart = chartThat((all) => all);
  const object = policy(chart, 'a');
  const own = () => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } });
  const other = Object.assign(policy(chart, 'b'), { toJson: own });
  expect(seen(chart)).toContainEqual(['n', 'own/Policy.b']);
  expect(Object.hasOwn(object, 'toJson')).toBe(false);
  expect(Reflect.get(other, 'toJson')).toBe(own);
});

test('the summary of a farm finds the Deployment of its delegate under the name that the chart gives it', () => {
  const hostNetwork = (manifest: Manifest) => {
    if (manifest.kind === 'Deployment') {
      renamedInPlace(manifest);
      const { template } = manifest.spec as { template: { spec: { hostNetwork?: boolean } } };
      template.spec.hostNetwork = true;
    }
    return manifest;
  };
  const chart = chartThat((all) => all.map(hostNetwork));
  expect(addFarm(chart, 'Farm', { delegateOptions: { networkPolicy: {} } }).summary()).toContain(
    'Ingress: from everything: its pods use the network of their node, where no policy applies.',
  );
});

/** What is wrong with an object, without its name; `undefined` if it is considered. */
function wrongWith(object: object): string | undefined {
  const chart = new Chart(Testing.app(), 'test');
  new ApiObject(chart, 'List', { apiVersion: 'v1', kind: 'List', items: [object] });
  const { malformed, objects } = renderedObjects(chart);
  expect(objects).toHaveLength(1 - malformed.length);
  return malformed[0] && /\((.*)\)$/.exec(malformed[0])?.[1];
}

const networkPolicy = (spec: object, more: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'p', namespace: 'n' },
  spec: { podSelector: {}, policyTypes: ['Egress'], ...spec },
  ...more,
});
const to = (...peers: object[]) => networkPolicy({ egress: [{ to: peers }] });
const cidr = (block: string, ...except: string[]) => to({ ipBlock: { cidr: block, except } });
const ports = (...all: object[]) => networkPolicy({ egress: [{ ports: all }] });
const requires = (...matchExpressions: object[]) => networkPolicy({ podSelector: { matchExpressions } });

const rbac = (kind: string, more: object) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name: 'r' },
  ...more,
});
const role = (rule: object, kind = 'ClusterRole') => rbac(kind, { rules: [rule] });
const bound = (kind: string, roleKind: string, subject: object) =>
  rbac(kind, { roleRef: { kind: roleKind, name: 'r' }, subjects: [subject] });

const BLOCK = 'spec.egress[0].to[0].ipBlock';
const PORT = 'spec.egress[0].ports[0]';
const EXPRESSION = 'spec.podSelector.matchExpressions[0]';

describe('is refused', () => {
  test.each<[object, string]>([
    [ports({ port: '443' }), `${PORT}.port`],
    [ports({ port: 'http_x' }), `${PORT}.port`],
    [ports({ port: 'a-name-of-a-port' }), `${PORT}.port`],
    [ports({ port: 70000 }), `${PORT}.port`],
    [ports({ port: 0 }), `${PORT}.port`],
    [ports({ port: 80.5 }), `${PORT}.port`],
    [ports({ endPort: 70 }), `${PORT}.endPort`],
    [ports({ port: 80, endPort: 70 }), `${PORT}.endPort`],
    [ports({ port: 80, endPort: 70000 }), `${PORT}.endPort`],
    [ports({ port: 'http', endPort: 90 }), `${PORT}.endPort`],
    [to({}), 'spec.egress[0].to[0]'],
    [to({ podSelector: null }), 'spec.egress[0].to[0]'],
    [to({ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }), 'spec.egress[0].to[0]'],
    [cidr('10.0.0.1'), `${BLOCK}.cidr`],
    [cidr('10.0.0.0/8', '10.0.0.1'), `${BLOCK}.except[0]`],
    [cidr('10.0.0.0/8', '11.0.0.0/9'), `${BLOCK}.except`],
    [cidr('10.0.0.0/8', '10.0.0.0/8'), `${BLOCK}.except`],
    [cidr('10.0.0.0/8', '10.1.0.0/16', '0.0.0.0/0'), `${BLOCK}.except`],
    [cidr('10.0.0.0/8', 'fd00::/16'), `${BLOCK}.except`],
    [requires({ key: 'a', operator: 'NotIn', values: [] }), `${EXPRESSION}.values`],
    [requires({ key: 'a', operator: 'In' }), `${EXPRESSION}.values`],
    [requires({ key: 'a', operator: 'Exists', values: ['x'] }), `${EXPRESSION}.values`],
    [requires({ key: 'a b', operator: 'DoesNotExist' }), `${EXPRESSION}.key`],
    [requires({ key: 'a', operator: 'In', values: ['x y'] }), `${EXPRESSION}.values[0]`],
    [networkPolicy({ podSelector: { matchLabels: { 'a/b/c': 'x' } } }), 'spec.podSelector.matchLabels["a/b/c"]'],
    [networkPolicy({ podSelector: { matchLabels: { a: '-' } } }), 'spec.podSelector.matchLabels["a"]'],
    [networkPolicy({ policyTypes: ['Egress', 'Egress', 'Ingress'] }), 'spec.policyTypes'],
    [networkPolicy({}, { metadata: { name: 'P_q' } }), 'metadata.name'],
    [networkPolicy({}, { metadata: {} }), 'metadata.name'],
    [networkPolicy({}, { metadata: { name: 'p', namespace: 'a.b' } }), 'metadata.namespace'],
    [networkPolicy({}, { metadata: { name: 'p', labels: { 'a b': 'x' } } }), 'metadata.labels["a b"]'],
    [networkPolicy({}, { apiVersion: 'networking.k8s.io/v9' }), 'apiVersion'],
    [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a.b' } }, 'metadata.name'],
    [rbac('ClusterRole', { metadata: { name: 'a/b' } }), 'metadata.name'],
    [role({ apiGroups: [''], resources: ['pods'] }), 'rules[0].verbs'],
    [role({ resources: ['pods'], verbs: ['get'] }), 'rules[0]'],
    [role({ apiGroups: [''], verbs: ['get'] }), 'rules[0]'],
    [role({ apiGroups: [''], resources: ['pods'], nonResourceURLs: ['/x'], verbs: ['get'] }), 'rules[0]'],
    [role({ nonResourceURLs: ['/x'], verbs: ['get'] }, 'Role'), 'rules[0].nonResourceURLs'],
    [bound('ClusterRoleBinding', 'Role', { kind: 'User', name: 'u' }), 'roleRef.kind'],
    [bound('RoleBinding', 'Rolle', { kind: 'User', name: 'u' }), 'roleRef.kind'],
    [bound('ClusterRoleBinding', 'ClusterRole', { kind: 'ServiceAccount', name: 'a' }), 'subjects[0].namespace'],
    [bound('RoleBinding', 'Role', { kind: 'Account', name: 'a' }), 'subjects[0].kind'],
    [bound('RoleBinding', 'Role', { kind: 'User', name: '' }), 'subjects[0].name'],
  ])('%j', (object, where) => {
    expect(wrongWith(object)).toMatch(where);
    expect(wrongWith(object)?.split(':')[0]).toBe(where);
  });
});

describe('is considered', () => {
  test.each<[object]>([
    [ports({ port: 443 }, { port: 'https-8443' }, { port: 1, endPort: 65535 }, { port: 80, endPort: 80 }, {})],
    [ports({ port: null, endPort: null, protocol: 'SCTP' })],
    [to({ podSelector: {}, namespaceSelector: {}, ipBlock: null }, { namespaceSelector: {} })],
    [cidr('10.0.0.77/8', '10.1.2.3/16', '10.0.0.0/9', '10.0.0.1/32')],
    [cidr('::/0', 'fd00::/8')],
    [requires({ key: 'example.com/A_b', operator: 'In', values: [''] }, { key: 'a', operator: 'Exists', values: [] })],
    [networkPolicy({ podSelector: null, policyTypes: null }, { metadata: { generateName: 'p-' } })],
    [rbac('ClusterRole', { metadata: { name: 'system:a b' } })],
    [role({ nonResourceURLs: ['/healthz'], verbs: ['get'], apiGroups: [] })],
    [bound('RoleBinding', 'Role', { kind: 'ServiceAccount', name: 'a' })],
    [bound('ClusterRoleBinding', 'ClusterRole', { kind: 'Group', name: 'system:masters' })],
  ])('%j', (object) => {
    expect(wrongWith(object)).toBeUndefined();
  });
});
