/** The summary names workloads of others in a build namespace: their Secrets are open to builds, and the policy refuses their pods. */
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { BuildFarmNamespace, type BuildFarmNamespaceProps, PolicyEnforcement } from '../../lib/build-namespace';
import { DelegateImage, DelegateToken, HarnessDelegate, type HarnessDelegateProps } from '../../lib/delegate';
import { newApp } from '../testkit/synth';
import { LEAST } from '../farm/infras';

/** A delegate in the namespace of builds that is not added to it. */
const addDelegate = (chart: Chart, props: Partial<HarnessDelegateProps> = {}) =>
  new HarnessDelegate(chart, 'Delegate', {
    accountId: LEAST.accountId,
    image: DelegateImage.of('harness/delegate:1.30.1'),
    delegateName: 'two',
    namespace: 'harness-builds',
    createNamespace: false,
    token: DelegateToken.fromSecretName('two-token'),
    access: DelegateAccess.clusterAdmin(),
    ...props,
  });

function summaryWith(change: (chart: Chart) => void, props: BuildFarmNamespaceProps = {}): string {
  const chart = new Chart(newApp(), 'test');
  const farm = new BuildFarmNamespace(chart, 'Builds', props);
  change(chart);
  return farm.summary();
}

const EXPOSED = 'EXPOSED: Deployment two is in the same namespace. Builds can mount its Secrets: two-token.';
const REFUSED =
  'NOTE: the admission policy refuses the pods of Deployment two, because they use the ServiceAccount two. Put it in another namespace.';

describe('a delegate that is not added to the namespace', () => {
  test('is named, whichever is created first', () => {
    const later = summaryWith((chart) => void addDelegate(chart));
    const chart = new Chart(newApp(), 'test');
    addDelegate(chart);
    const earlier = new BuildFarmNamespace(chart, 'Builds').summary();
    for (const text of [earlier, later]) {
      expect(text).toContain(EXPOSED);
      expect(text).toContain(REFUSED);
    }
  });

  test('starts where no policy denies it, and with the account of builds', () => {
    const free = summaryWith((chart) => void addDelegate(chart), {
      enforcement: PolicyEnforcement.warn({ reason: 'x' }),
    });
    expect(free).toContain(EXPOSED);
    expect(free).not.toContain('refuses the pods');
    const account = JsonPatch.replace('/spec/template/spec/serviceAccountName', 'harness-build');
    const asBuild = summaryWith((chart) => {
      const { defaultChild } = addDelegate(chart).node;
      (defaultChild as ApiObject).addJsonPatch(account);
    });
    expect(asBuild).toContain(EXPOSED);
    expect(asBuild).not.toContain('refuses the pods');
  });

  test('elsewhere is not', () => {
    const text = summaryWith((chart) => void addDelegate(chart, { namespace: 'elsewhere' }));
    expect(text).not.toMatch(/EXPOSED|NOTE/);
  });
});

describe('any workload', () => {
  const pod = { containers: [], imagePullSecrets: [{ name: 'one' }] };
  const spec = { template: { spec: pod } };
  test.each<[string, string, object]>([
    ['apps/v1', 'Deployment', { spec }],
    ['apps/v1', 'StatefulSet', { spec }],
    ['apps/v1', 'DaemonSet', { spec }],
    ['apps/v1', 'ReplicaSet', { spec }],
    ['batch/v1', 'Job', { spec }],
    ['batch/v1', 'CronJob', { spec: { jobTemplate: { spec } } }],
    ['v1', 'ReplicationController', { spec }],
    ['v1', 'Pod', { spec: pod }],
  ])('%s %s', (apiVersion, kind, more) => {
    const metadata = { name: 'own', namespace: 'harness-builds' };
    const text = summaryWith((chart) => void new ApiObject(chart, 'Own', { apiVersion, kind, metadata, ...more }));
    expect(text).toContain(`EXPOSED: ${kind} own is in the same namespace. Builds can mount its Secrets: one.`);
    expect(text).toContain(`refuses the pods of ${kind} own, because they use the ServiceAccount default.`);
  });

  test('every Secret that its pods use is named', () => {
    const template = {
      spec: {
        imagePullSecrets: [{ name: 'pull' }],
        containers: [
          {
            name: 'secret-name-of-no-secret',
            env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'key', key: 'k' } } }],
            envFrom: [{ secretRef: { name: 'whole' } }, { configMapRef: { name: 'map' } }],
          },
        ],
        volumes: [
          { name: 'a', secret: { secretName: 'volume' } },
          { name: 'b', projected: { sources: [{ secret: { name: 'source' } }, { configMap: { name: 'map' } }] } },
          { name: 'c', csi: { driver: 'd', nodePublishSecretRef: { name: 'driver' } } },
        ],
      },
    };
    const metadata = { name: 'own', namespace: 'harness-builds' };
    const own = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template } };
    expect(summaryWith((chart) => void new ApiObject(chart, 'Own', own))).toContain(
      'its Secrets: key, whole, pull, volume, source and driver.',
    );
  });
});

describe('of a delegate with which the namespace is shared', () => {
  const shared = (props: Partial<HarnessDelegateProps>, ...patches: JsonPatch[]) => {
    const chart = new Chart(newApp(), 'test');
    const access = DelegateAccess.ciBuilds(['harness-builds'], { sharedNamespace: true });
    const sharedWith = addDelegate(chart, { access, ...props });
    (sharedWith.node.defaultChild as ApiObject).addJsonPatch(...patches);
    return new BuildFarmNamespace(chart, 'Builds', { sharedWith }).summary();
  };

  test('only the Secrets beside its token are named here', () => {
    const text = shared({});
    expect(text).toContain('only keeps build pods from using its account, its token and its labels.');
    expect(text).not.toMatch(/its Secrets|refuses the pods/);
    const variable = { name: 'X', valueFrom: { secretKeyRef: { name: 'beside', key: 'k' } } };
    expect(shared({}, JsonPatch.add('/spec/template/spec/containers/0/env/-', variable))).toContain(
      'EXPOSED: Deployment two is in the same namespace. Builds can mount its Secrets: beside.',
    );
  });

  test('its pods are refused with another account, and as another kind', () => {
    const account = JsonPatch.replace('/spec/template/spec/serviceAccountName', 'other');
    expect(shared({}, account)).toContain(
      'refuses the pods of Deployment two, because they use the ServiceAccount other.',
    );
    expect(shared({}, JsonPatch.replace('/kind', 'StatefulSet'))).toContain('refuses the pods of StatefulSet two');
  });
});
