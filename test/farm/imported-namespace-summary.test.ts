/** What the summary of a farm says about a namespace that the program imports. */
import { ApiObject, type Chart } from 'cdk8s';
import { BuildFarmNamespace, type BuildNamespaceAttributes, ClusterPlatform, Istio } from '../../lib/build-namespace';
import { newChart } from '../testkit/synth';
import { addFarm } from './infras';

const RBAC = 'rbac.authorization.k8s.io';

/** The lines about the namespace, and those that follow. */
function linesAfter(change: (chart: Chart) => void, attributes: BuildNamespaceAttributes = {}): string[] {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', { buildNamespaces: [] });
  farm.useBuildNamespace(BuildFarmNamespace.fromNamespaceName(chart, 'Imported', 'imp', attributes));
  change(chart);
  const lines = farm.summary().split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('Builds in namespace imp')));
}

const add = (chart: Chart, kind: string, props: object, group = '') =>
  new ApiObject(chart, `Own.${kind}`, { apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, ...props });

const declare = (level?: string) => (chart: Chart) =>
  void add(chart, 'Namespace', {
    metadata: { name: 'imp', labels: level === undefined ? {} : { 'pod-security.kubernetes.io/enforce': level } },
  });

const bindAll = (chart: Chart) =>
  void add(
    chart,
    'ClusterRoleBinding',
    {
      metadata: { name: 'all' },
      subjects: [{ apiGroup: RBAC, kind: 'Group', name: 'system:serviceaccounts:imp' }],
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' },
    },
    RBAC,
  );

const restrictEgress = (spec: object) => (chart: Chart) =>
  void add(
    chart,
    'NetworkPolicy',
    { metadata: { name: 'own', namespace: 'imp' }, spec: { podSelector: {}, policyTypes: ['Egress'], ...spec } },
    'networking.k8s.io',
  );

describe('an imported namespace that the app declares itself', () => {
  test('is described like one that a construct creates', () => {
    const lines = linesAfter((chart) => {
      declare('privileged')(chart);
      bindAll(chart);
    });
    const end = lines.findIndex((line) => !line.startsWith('  ') && !line.startsWith('Builds'));
    expect(lines.slice(0, end)).toEqual([
      'Builds in namespace imp, which the app declares itself, as ServiceAccount harness-build, for delegates: ci.',
      '  Isolation: Pod Security level privileged; nothing keeps builds from privileged containers, the network and processes of the node and all directories of the node.',
      '  EXPOSED: the node.',
      '  NOTE: no admission policy is declared here for its builds.',
      '  Ingress: from pods with harness.io/name=ci of namespace harness-delegate on TCP 20001.',
      '  Egress: to everything: no policy restricts it.',
      '  Cloud metadata: all 19 known addresses open.',
      expect.stringMatching(/^ {2}EXPOSED: cloud metadata at all 19 known addresses/),
      '  Rights of builds as harness-build and default: in the whole cluster: everything.',
      '  EXPOSED: the cluster. Builds may do everything in it.',
    ]);
    expect(lines.join('\n')).not.toContain('created elsewhere');
    expect(lines).toContain('Rights: as declared. Bindings elsewhere, and those to all users, add to them.');
  });

  test.each([
    ['baseline', 'Isolation: Pod Security level baseline.'],
    [undefined, 'Isolation: no Pod Security level; nothing keeps builds from privileged containers,'],
  ])('has the isolation of its label: %s', (level, expected) => {
    const isolation = linesAfter(declare(level)).find((line) => line.includes('Isolation:'));
    expect(isolation).toContain(expected);
  });

  test('but as the API server refuses it, is not called created elsewhere', () => {
    const [head, isolation] = linesAfter(declare('Baseline'));
    expect(head).toBe('Builds in namespace imp, as ServiceAccount harness-build, for delegates: ci.');
    expect(isolation).toMatch(/^ {2}Isolation: not known/);
  });

  test('lacks the labels of its mesh, which are not known of another', () => {
    const istio = Istio.cni();
    expect(linesAfter(declare('baseline'), { istio }).join('\n')).toContain('the namespace lacks the labels');
    expect(linesAfter(() => undefined, { istio }).join('\n')).not.toContain('lacks the labels');
  });
});

describe('an imported namespace that is created elsewhere', () => {
  test('is described as far as objects of the app say something, and what is not known is said', () => {
    const [head, ...lines] = linesAfter(() => undefined);
    expect(head).toBe(
      'Builds in namespace imp, created elsewhere, as ServiceAccount harness-build, for delegates: ci.',
    );
    expect(lines.slice(0, 4)).toEqual([
      '  Isolation: not known: no Pod Security level and no admission policy are declared here.',
      '  Ingress: from pods with harness.io/name=ci of namespace harness-delegate on TCP 20001.',
      '  Egress: not known: no policy that is declared here restricts it.',
      '  Rights of builds as harness-build and default: none.',
    ]);
    expect(lines.join('\n')).not.toContain('EXPOSED');
  });

  test('has the rights that the app gives its ServiceAccounts', () => {
    expect(linesAfter(bindAll)).toContain('  EXPOSED: the cluster. Builds may do everything in it.');
  });

  test('has the egress that policies of the app leave, without a property that it does not have', () => {
    const lines = linesAfter(restrictEgress({ egress: [] }));
    expect(lines).toContain('  Egress: to nothing.');
    expect(lines).toContain('  Cloud metadata: all 19 known addresses closed.');
    expect(lines.join('\n')).toContain('NOTE: builds can resolve names only through a public DNS server');
    expect(lines.join('\n')).not.toContain('See dnsServers');
  });

  test('has the quota of the app', () => {
    const quota = (chart: Chart) =>
      void add(chart, 'ResourceQuota', { metadata: { name: 'q', namespace: 'imp' }, spec: { hard: { pods: '7' } } });
    expect(linesAfter(quota)).toContain('  Quota: pods 7.');
  });

  test('has the notes of its platform', () => {
    const lines = linesAfter(() => undefined, { platform: ClusterPlatform.eksFargate() });
    expect(lines).toContain('NOTE: Fargate does not enforce network policies.');
  });
});
