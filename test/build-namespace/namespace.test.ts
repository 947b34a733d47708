import { ApiObject } from 'cdk8s';
import { BuildFarmNamespace } from '../../lib/build-namespace';
import { CloudIdentity } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { every, kindsOf, only, yamlOf } from '../testkit/synth';
import { servedFarm, synthFarm } from './farms';

const UUID = '01234567-89ab-cdef-0123-456789abcdef';
const TENANT = 'fedcba98-7654-3210-fedc-ba9876543210';

describe('a namespace for builds', () => {
  test('is written whole, with a delegate that it serves', () => {
    covers('S001.infrastructure.namespace-exists', 'S004.architecture.delegate-mediates');
    expect(yamlOf(...servedFarm({ namespace: 'team-a' }).manifests)).toMatchSnapshot();
  });

  test('is named by the property, else by the chart, else harness-builds', () => {
    covers('S001.infrastructure.namespace-exists');
    expect(synthFarm().farm.namespace).toBe('harness-builds');
    expect(synthFarm({}, { namespace: 'of-chart' }).farm.namespace).toBe('of-chart');
    expect(synthFarm({ namespace: 'own' }, { namespace: 'of-chart' }).farm.namespace).toBe('own');
  });

  test('is created, unless it is the namespace of the chart or createNamespace is false', () => {
    expect(only(synthFarm({ namespace: 'a' }, { namespace: 'b' }).manifests, 'Namespace').metadata.name).toBe('a');
    expect(kindsOf(synthFarm({}, { namespace: 'b' }).manifests)).not.toContain('Namespace');
    expect(kindsOf(synthFarm({ createNamespace: false }).manifests)).not.toContain('Namespace');
    expect(kindsOf(synthFarm({ createNamespace: true }, { namespace: 'b' }).manifests)).toContain('Namespace');
  });

  test('is returned by ApiObject.of()', () => {
    expect(ApiObject.of(synthFarm({ namespace: 'a' }).farm).kind).toBe('Namespace');
  });

  test('adds the given labels and annotations to every object', () => {
    const marks = { labels: { team: 'a' }, annotations: { note: 'b' } };
    for (const { kind, metadata } of servedFarm(marks).manifests) {
      expect([kind, metadata.labels]).toEqual([
        kind,
        expect.objectContaining({ 'app.kubernetes.io/name': 'harness-builds', team: 'a' }),
      ]);
      expect([kind, metadata.annotations]).toEqual([kind, expect.objectContaining({ note: 'b' })]);
    }
  });

  test('recognizes a BuildFarmNamespace', () => {
    const { farm, chart } = synthFarm();
    expect([farm, chart, null, undefined, {}].map((x) => BuildFarmNamespace.isBuildFarmNamespace(x))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('the ServiceAccount of build pods', () => {
  const accountOf = (props: Parameters<typeof synthFarm>[0]) => only(synthFarm(props).manifests, 'ServiceAccount');

  test('has no rights: no binding names it', () => {
    covers('S002.service-account.external-services', 'S004.service-account.external-services');
    const { farm, manifests } = servedFarm();
    const subjects = [...every(manifests, 'RoleBinding'), ...every(manifests, 'ClusterRoleBinding')].flatMap(
      (binding: { subjects: object[] }) => binding.subjects,
    );
    expect(subjects).toEqual([{ kind: 'ServiceAccount', name: 'ci', namespace: 'harness-delegate' }]);
    expect(farm.serviceAccountName).toBe('harness-build');
  });

  test('gives no token to pods that do not request one', () => {
    covers('S004.automount.off');
    expect(accountOf({})).toMatchObject({
      metadata: { name: 'harness-build', namespace: 'harness-builds' },
      automountServiceAccountToken: false,
    });
  });

  test('has the given name, and is a subject for cdk8s-plus roles', () => {
    const { farm, manifests } = synthFarm({ serviceAccountName: 'builder', namespace: 'team-a' });
    expect(only(manifests, 'ServiceAccount').metadata.name).toBe('builder');
    expect(farm.serviceAccount.toSubjectConfiguration()).toEqual({
      kind: 'ServiceAccount',
      name: 'builder',
      namespace: 'team-a',
    });
  });

  test('has the given image pull secrets, and no list without them', () => {
    expect(accountOf({ imagePullSecrets: ['one', 'two'] }).imagePullSecrets).toEqual([
      { name: 'one' },
      { name: 'two' },
    ]);
    expect(accountOf({ imagePullSecrets: [] })).not.toHaveProperty('imagePullSecrets');
  });

  test.each<[string, CloudIdentity, object | undefined, object]>([
    [
      'IRSA',
      CloudIdentity.irsa('arn:aws:iam::123456789012:role/ci'),
      { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/ci' },
      {},
    ],
    ['EKS Pod Identity', CloudIdentity.eksPodIdentity(), undefined, {}],
    [
      'GKE',
      CloudIdentity.gke('ci@project.iam.gserviceaccount.com'),
      { 'iam.gke.io/gcp-service-account': 'ci@project.iam.gserviceaccount.com' },
      {},
    ],
    [
      'Azure, which also requires a label on the pods of a stage',
      CloudIdentity.azure(UUID, { tenantId: TENANT }),
      { 'azure.workload.identity/client-id': UUID, 'azure.workload.identity/tenant-id': TENANT },
      { 'azure.workload.identity/use': 'true' },
    ],
  ])('carries the identity of a cloud: %s', (_cloud, cloudIdentity, annotations, stageLabels) => {
    covers('S002.service-account.external-services', 'S004.service-account.external-services');
    const { farm, manifests } = synthFarm({ cloudIdentity });
    expect(only(manifests, 'ServiceAccount').metadata.annotations).toEqual(annotations);
    expect(farm.stageLabels).toEqual(stageLabels);
  });
});

describe('annotations for a stage', () => {
  test('prevent node autoscalers from evicting a build', () => {
    covers('S004.troubleshoot.eviction');
    expect(synthFarm().farm.stageAnnotations).toEqual({
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
      'karpenter.sh/do-not-disrupt': 'true',
    });
  });
});

test('the namespace of builds is set on every namespaced object and on no cluster-scoped object', () => {
  const { manifests } = synthFarm({ namespace: 'own' }, { namespace: 'of-chart' });
  const places = manifests.map(({ kind, metadata }) => [kind, metadata.namespace]);
  expect(places).toEqual([
    ['Namespace', undefined],
    ['ValidatingAdmissionPolicy', undefined],
    ['ValidatingAdmissionPolicyBinding', undefined],
    ['ServiceAccount', 'own'],
    ['NetworkPolicy', 'own'],
  ]);
});
