import { DelegateAccess } from '../../lib/access';
import { DelegateImage, DelegateProfile, DelegateToken, type HarnessDelegateProps } from '../../lib/delegate';
import { CloudIdentity } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { type Manifest, objectOf, yamlOf } from '../testkit/synth';
import { DOCUMENTED, synthDelegate } from './delegates';

/** A delegate with an object of every kind. */
const EVERY_KIND: Partial<HarnessDelegateProps> = {
  token: DelegateToken.fromExternalSecret({ storeName: 'vault', remoteKey: 'ci' }),
  access: DelegateAccess.ciBuilds(['harness-builds']).plus(DelegateAccess.costVisibility()),
  autoscaling: { minReplicas: 2, maxReplicas: 4 },
  podDisruptionBudget: {},
  networkPolicy: {},
};
const OWN = { 'app.kubernetes.io/name': 'harness-delegate', 'harness.io/name': 'ci' };

describe('labels', () => {
  test('of every object identify its delegate', () => {
    covers('S001.manifest.deployment-label', 'S001.manifest.autoscaler-label');
    const { manifests } = synthDelegate(EVERY_KIND);
    for (const { kind, metadata } of manifests.filter(({ kind }) => kind !== 'Namespace')) {
      expect([kind, metadata.labels]).toEqual([kind, OWN]);
    }
  });

  test('of the namespace, which several delegates can share, do not contain a delegate name', () => {
    expect(objectOf(synthDelegate().manifests, 'Namespace').metadata.labels).not.toHaveProperty(['harness.io/name']);
  });

  test('are added to every object, and to no pod', () => {
    const labels = { team: 'platform', 'app.kubernetes.io/part-of': 'ci' };
    const { manifests, podMetadata, deployment } = synthDelegate({ ...EVERY_KIND, labels });
    for (const { kind, metadata } of manifests) {
      expect([kind, metadata.labels]).toEqual([kind, expect.objectContaining(labels)]);
    }
    expect(podMetadata.labels).toEqual(OWN);
    expect(deployment.spec.selector).toEqual({ matchLabels: { 'harness.io/name': 'ci' } });
  });

  test('replace the one of ours that only describes', () => {
    const { deployment } = synthDelegate({ labels: { 'app.kubernetes.io/name': 'mine' } });
    expect(deployment.metadata.labels).toEqual({ ...OWN, 'app.kubernetes.io/name': 'mine' });
  });

  test('cannot lower the Pod Security level set by podSecurityLevel', () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'privileged' };
    const { metadata } = objectOf(synthDelegate({ labels }).manifests, 'Namespace');
    expect(metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  });

  test.each(['labels', 'podLabels'] as const)('%s cannot change the pod selector', (property) => {
    const details = refused(() => synthDelegate({ [property]: { 'harness.io/name': 'other' } }));
    expect(details.property).toBe(`${property}["harness.io/name"]`);
  });

  test('of a chart are added as cdk8s does, and selectors stay as they are', () => {
    const { deployment, podMetadata } = synthDelegate({}, { labels: { stage: 'test' } });
    expect(deployment.metadata.labels).toEqual({ ...OWN, stage: 'test' });
    expect(deployment.spec.selector.matchLabels).toEqual({ 'harness.io/name': 'ci' });
    expect(podMetadata.labels).toEqual(OWN);
  });

  test('of objects are those of the manifest alone in profile DOCUMENTED, and yours', () => {
    covers('S001.manifest.deployment-label', 'S001.manifest.objects');
    const { manifests } = synthDelegate({ ...DOCUMENTED, labels: { team: 'platform' } });
    const labels = manifests.map(({ kind, metadata }) => [kind, metadata.labels]);
    expect(Object.fromEntries(labels)).toEqual({
      Namespace: { team: 'platform' },
      ServiceAccount: { team: 'platform' },
      Deployment: { 'harness.io/name': 'ci', team: 'platform' },
      HorizontalPodAutoscaler: { 'harness.io/name': 'ci', team: 'platform' },
    });
  });
});

describe('labels of the pods', () => {
  test('are the selector and the descriptive labels', () => {
    covers('S001.manifest.pod-label');
    expect(synthDelegate().podMetadata.labels).toEqual(OWN);
  });

  test('are added to the pods alone', () => {
    const { manifests, podMetadata } = synthDelegate({
      ...EVERY_KIND,
      podLabels: { 'sidecar.istio.io/inject': 'true' },
    });
    expect(podMetadata.labels).toEqual({ ...OWN, 'sidecar.istio.io/inject': 'true' });
    expect(manifests.filter(({ metadata }) => metadata.labels?.['sidecar.istio.io/inject'])).toEqual([]);
  });

  test('include the Azure label for pods with an identity', () => {
    const cloudIdentity = CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef');
    const { podMetadata, deployment } = synthDelegate({ cloudIdentity, podLabels: { team: 'a' } });
    expect(podMetadata.labels).toEqual({ ...OWN, 'azure.workload.identity/use': 'true', team: 'a' });
    expect(deployment.metadata.labels).toEqual(OWN);
  });
});

describe('annotations', () => {
  const annotations = { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true', note: 'any text: even, this' };

  test('are not added by default', () => {
    const props = { ...EVERY_KIND, token: DelegateToken.fromSecretName('mine'), unsafeAllowPruning: true };
    const { manifests } = synthDelegate(props);
    expect(manifests.filter(({ metadata }) => metadata.annotations)).toEqual([]);
  });

  test('are added to every object, and to no pod', () => {
    const { manifests, podMetadata } = synthDelegate({ ...EVERY_KIND, annotations, unsafeAllowPruning: true });
    for (const { kind, metadata } of manifests) {
      expect([kind, metadata.annotations]).toEqual([kind, expect.objectContaining(annotations)]);
    }
    expect(Object.keys(podMetadata.annotations)).not.toContain('note');
  });

  test('of the Deployment describe the delegate', () => {
    const { manifests, podMetadata } = synthDelegate({ description: 'Builds of team A', unsafeAllowPruning: true });
    const described = manifests.filter(({ metadata }) => metadata.annotations);
    expect(described.map(({ kind, metadata }) => [kind, metadata.annotations])).toEqual([
      ['Deployment', { 'kubernetes.io/description': 'Builds of team A' }],
    ]);
    expect(podMetadata.annotations).not.toHaveProperty(['kubernetes.io/description']);
  });
});

describe('annotations of the pods', () => {
  const METRICS = {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': '3000',
    'prometheus.io/path': '/metrics',
  };

  test('let Prometheus scrape them', () => {
    covers('S001.manifest.metrics-annotations');
    expect(synthDelegate().podMetadata.annotations).toEqual(METRICS);
  });

  test.each(Object.values(DelegateProfile))('need not let Prometheus scrape them (%s)', (profile) => {
    expect(synthDelegate({ profile, metricsAnnotations: false }).podMetadata).not.toHaveProperty('annotations');
  });

  test('are added to the pods alone, and replace ours', () => {
    const podAnnotations = { 'prometheus.io/scrape': 'false', 'proxy.istio.io/config': '{ "a": true }' };
    const { manifests, podMetadata } = synthDelegate({ podAnnotations, unsafeAllowPruning: true });
    expect(podMetadata.annotations).toEqual({ ...METRICS, ...podAnnotations });
    expect(manifests.filter(({ metadata }) => metadata.annotations)).toEqual([]);
  });
});

describe('a delegate that is changed', () => {
  const idOf = ({ kind, metadata: { name, namespace } }: Manifest) => [kind, namespace, name];

  // A selector is immutable, and an object with another name would be a second object.
  test('keeps the names and the selector of its objects, so that applying it again updates it', () => {
    covers('S003.command.install-or-upgrade', 'S001.manifest.selector');
    const before = synthDelegate(EVERY_KIND);
    const after = synthDelegate({
      ...EVERY_KIND,
      accountId: 'another',
      image: DelegateImage.of('mirror/delegate:1.40.2'),
      tags: ['a'],
      labels: { a: 'b' },
      podLabels: { c: 'd' },
      unsafeRunAsRoot: true,
    });
    expect(after.manifests.map(idOf)).toEqual(before.manifests.map(idOf));
    expect(after.deployment.spec.selector).toEqual(before.deployment.spec.selector);
  });

  test('keeps its selector when it changes its profile', () => {
    covers('S001.manifest.selector');
    expect(synthDelegate(DOCUMENTED).deployment.spec.selector).toEqual(synthDelegate().deployment.spec.selector);
  });

  test('is written whole with an object of every kind', () => {
    const { manifests } = synthDelegate({ ...EVERY_KIND, labels: { team: 'a' }, annotations: { note: 'b' } });
    expect(yamlOf(...manifests.filter(({ kind }) => !kind.includes('Role')))).toMatchSnapshot();
  });
});

test('labels and annotations of the delegate are on every role and binding', () => {
  const marks = { labels: { team: 'a' }, annotations: { note: 'b' } };
  const objects = synthDelegate({ ...EVERY_KIND, ...marks }).manifests.filter(({ kind }) => kind.includes('Role'));
  expect(objects.length).toBeGreaterThan(3);
  for (const { kind, metadata } of objects)
    expect([kind, metadata]).toEqual([
      kind,
      expect.objectContaining({
        labels: expect.objectContaining(marks.labels),
        annotations: marks.annotations,
      }),
    ]);
});
