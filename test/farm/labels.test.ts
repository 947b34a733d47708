import type { CiBuildInfraProps } from '../../lib/farm';
import { BuildFarmNamespace, BuildQuota, ClusterPlatform, Istio } from '../../lib/build-namespace';
import { DelegateEgress, DelegateImage, DelegateToken, HarnessDelegate } from '../../lib/delegate';
import { NetworkPeer } from '../../lib/core';
import { refused } from '../testkit/refused';
import { type Manifest, newChart, synth } from '../testkit/synth';
import { addFarm } from './infras';

const MARKS = { labels: { 'cost-center': 'c42' }, annotations: { 'example.com/owner': 'platform' } };

/** Everything that a farm can make. */
const EVERYTHING: Partial<CiBuildInfraProps> = {
  istio: Istio.cni(),
  platform: ClusterPlatform.openShift(),
  quota: BuildQuota.forConcurrentBuilds(2, { cpu: '1', memory: '1Gi' }),
  token: DelegateToken.unsafePlainText('c2VjcmV0LXRva2VuLW9mLXRoZS1kZWxlZ2F0ZQ=='),
  delegateOptions: {
    networkPolicy: { egress: DelegateEgress.restrictedTo([{ peer: NetworkPeer.cidr('192.0.2.0/24') }]) },
    replicas: 2,
    podDisruptionBudget: {},
  },
};

const LEGACY: Partial<CiBuildInfraProps> = {
  image: DelegateImage.of('harness/delegate:25.08.86600'),
};

function without(manifests: readonly Manifest[]): string[] {
  return manifests
    .filter(
      ({ metadata: { labels = {}, annotations = {} } }) =>
        labels['cost-center'] !== 'c42' || annotations['example.com/owner'] !== 'platform',
    )
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

describe('labels and annotations of a farm', () => {
  test.each([
    ['the least farm', {}],
    ['a farm with everything', EVERYTHING],
    ['a farm with a legacy delegate', LEGACY],
    ['a shared namespace', { sharedNamespace: true }],
  ])('reach every object of %s', (_what, props) => {
    const chart = newChart();
    addFarm(chart, 'Farm', { ...MARKS, ...props });
    expect(without(synth(chart))).toEqual([]);
  });

  test('reach namespaces with labels of their own, which win', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { ...MARKS, buildNamespaces: [], istio: Istio.cni() });
    farm.addBuildNamespace('a', { labels: { team: 'a' }, annotations: { 'example.com/team': 'a' } });
    const manifests = synth(chart);
    expect(without(manifests)).toEqual([]);
    const ofTeam = manifests.filter(({ metadata }) => metadata.namespace === 'a');
    expect(ofTeam.map(({ kind }) => kind)).toContain('Service');
    expect(ofTeam.filter(({ metadata }) => metadata.labels?.team !== 'a')).toEqual([]);
  });

  test('apply to the objects that the farm adds to existing namespaces', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { ...MARKS, buildNamespaces: [], istio: Istio.cni() });
    farm.useBuildNamespace(BuildFarmNamespace.fromNamespaceName(chart, 'Old', 'old'));
    const added = synth(chart).filter(({ metadata }) => metadata.namespace === 'old');
    expect(added.map(({ kind }) => kind).sort()).toEqual(['NetworkPolicy', 'Role', 'RoleBinding', 'Service']);
    expect(without(added)).toEqual([]);
  });

  test('reach no selector and no pod', () => {
    const chart = newChart();
    addFarm(chart, 'Farm', { ...MARKS, ...EVERYTHING });
    const specs = synth(chart).map((manifest) => JSON.stringify({ ...manifest, metadata: {} }));
    expect(specs.filter((spec) => spec.includes('cost-center'))).toEqual([]);
  });

  test('lose against those of delegateOptions', () => {
    const chart = newChart();
    addFarm(chart, 'Farm', { ...MARKS, delegateOptions: { labels: { 'cost-center': 'other' } } });
    const deployment = synth(chart).find(({ kind }) => kind === 'Deployment')!;
    expect(deployment.metadata.labels).toMatchObject({ 'cost-center': 'other' });
  });

  test('are named in errors as the farm names them', () => {
    expect(refused(() => addFarm(newChart(), 'F', { labels: { a: 'not valid' } })).property).toBe('labels["a"]');
    expect(refused(() => addFarm(newChart(), 'F', { annotations: { 'a b': 'x' } })).property).toBe(
      'annotations["a b"]',
    );
  });

  test('an existing delegate keeps its own', () => {
    const chart = newChart();
    const delegate = HarnessDelegate.fromDelegateName(chart, 'D', 'ci');
    const own = { delegateName: undefined, image: undefined, token: undefined };
    addFarm(chart, 'Farm', { ...own, ...MARKS, delegate });
    expect(without(synth(chart))).toEqual([]);
  });
});
