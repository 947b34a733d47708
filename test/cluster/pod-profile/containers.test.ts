/** What a profile makes of the containers of a pod on real API servers. */
import { type BuildPodProfileOptions, PodSeccomp } from 'harness-constructs';
import { podOf } from '../../testkit/build-pods/fixture';
import { LINUX } from '../../testkit/build-pods/linux';
import { IMAGES, MIRRORS } from '../../testkit/build-pods/mirrored-images';
import { outcomeOf } from '../build-farm/outcome';
import { buildPod, CONTAINER } from '../build-farm/pods';
import { type Container, create, marked, mutatingClusters, type Pod, profiledNamespace, stored } from './profiled';

const PROXY = 'http://proxy.example.com:3128';
const FOLDER = '/etc/harness-build-certificates';
const OPTIONS: BuildPodProfileOptions = {
  proxy: { http: PROXY, noProxy: ['.corp.example.com'] },
  environment: { TEAM: 'payments' },
  certificates: { configMapName: 'corporate-ca', javaTrustStoreKey: 'ca.p12' },
  ephemeralStorage: { request: '1Gi', limit: '2Gi' },
};

/** The variables by which each tool finds the proxy. */
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

/** curl, git, Node.js, Python (requests and pip), OpenSSL and Go. */
const BUNDLE_VARIABLES = [
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'NODE_EXTRA_CA_CERTS',
  'REQUESTS_CA_BUNDLE',
  'PIP_CERT',
  'SSL_CERT_FILE',
];

function valuesOf({ env = [] }: Container, names: readonly string[]): (string | undefined)[] {
  return names.map((name) => {
    const found = env.filter((one) => one.name === name);
    return found.length === 1 ? found[0].value : undefined;
  });
}

const all = ({ spec: { initContainers, containers } }: Pod) => [...initContainers, ...containers];

describe.each(mutatingClusters())('on Kubernetes %s', (_version, cluster) => {
  let namespace: string;
  let mirrored: string;
  /** A namespace in which nothing changes pods, and a pod in it whose images come from mirrors. */
  let unchanged: string;
  let running: string;

  beforeAll(async () => {
    namespace = await profiledNamespace(cluster, 'profile-containers', OPTIONS);
    mirrored = await profiledNamespace(cluster, 'profile-mirrors', { imageMirrors: MIRRORS });
    const only = { seccomp: PodSeccomp.OFF, enableServiceLinks: true, preventEviction: false, imageMirrors: MIRRORS };
    unchanged = await profiledNamespace(cluster, 'evaded-mirrors', only, { unmutated: true });
    const pod = buildPod({ labels: marked({}, 'evaded-mirrors').labels }) as Pod;
    const fromMirror = ({ image }: Container) => ({ image: image.replace(/^harness/, 'mirror.example.com/harness') });
    const [containers, initContainers] = [pod.spec.containers, pod.spec.initContainers].map((list) =>
      list.map((one) => ({ ...one, ...fromMirror(one) })),
    );
    const answer = await cluster.admin.post(`/api/v1/namespaces/${unchanged}/pods`, {
      ...pod,
      spec: { ...pod.spec, containers, initContainers },
    });
    expect([answer.status, answer.body.message]).toEqual([201, undefined]);
    running = answer.body.metadata.name as string;
  });

  test('every step has the proxy, in upper and lower case, and nothing of Harness has', async () => {
    const { spec } = await stored(cluster, namespace, podOf(LINUX));
    const [engine, ...steps] = spec.containers;
    expect(steps.map((step) => valuesOf(step, PROXY_VARIABLES))).toEqual(
      steps.map(() => PROXY_VARIABLES.map(() => PROXY)),
    );
    const direct = 'localhost,127.0.0.1,::1,$(KUBERNETES_SERVICE_HOST),.svc,.svc.cluster.local,.corp.example.com';
    expect(steps.map((step) => valuesOf(step, ['NO_PROXY', 'no_proxy', 'TEAM']))).toEqual(
      steps.map(() => [direct, direct, 'payments']),
    );
    const ofHarness = [engine, ...spec.initContainers].map((one) => valuesOf(one, [...PROXY_VARIABLES, 'TEAM']));
    expect(ofHarness.flat().filter((value) => value !== undefined)).toEqual([]);
  });

  test('every container has the certificates, and the variables of each tool', async () => {
    const pod = await stored(cluster, namespace, podOf(LINUX));
    const bundle = BUNDLE_VARIABLES.map(() => `${FOLDER}/ca.crt`);
    expect(all(pod).map((one) => valuesOf(one, BUNDLE_VARIABLES))).toEqual(all(pod).map(() => bundle));
    const java = `-Djavax.net.ssl.trustStore=${FOLDER}/ca.p12 -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=changeit`;
    expect(all(pod).map((one) => valuesOf(one, ['JAVA_TOOL_OPTIONS']))).toEqual(all(pod).map(() => [java]));
    const mounts = all(pod).map(({ volumeMounts = [] }) =>
      volumeMounts.filter(({ mountPath }) => mountPath === FOLDER),
    );
    expect(mounts).toEqual(
      mounts.map(() => [{ name: 'harness-build-certificates', mountPath: FOLDER, readOnly: true }]),
    );
    const volumes = (pod.spec.volumes as { name: string }[]).filter(
      ({ name }) => name === 'harness-build-certificates',
    );
    expect(volumes).toMatchObject([{ projected: { sources: [{ configMap: { name: 'corporate-ca' } }] } }]);
  });

  test('a step with variables of its own gets those of the profile, once', async () => {
    const env = [
      { name: 'HTTP_PROXY', value: 'http://evil.example.org' },
      { name: 'OWN', value: 'kept' },
      { name: 'HTTP_PROXY', value: '' },
      { name: 'SSL_CERT_FILE', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } },
    ];
    const { status, body } = await create(cluster, namespace, buildPod({ container: { env } }));
    // Two variables of one name are both replaced.
    const [, step] = body.spec?.containers ?? [];
    expect([status, step?.env.filter(({ name }: { name: string }) => name === 'OWN')]).toEqual([201, [env[1]]]);
    const own = step.env.filter(({ name }: { name: string }) => ['HTTP_PROXY', 'SSL_CERT_FILE'].includes(name));
    expect(own).toEqual([
      { name: 'HTTP_PROXY', value: PROXY },
      { name: 'HTTP_PROXY', value: PROXY },
      { name: 'SSL_CERT_FILE', value: `${FOLDER}/ca.crt` },
    ]);
  });

  test('only containers that request and limit no ephemeral storage get the default', async () => {
    const amounts = (requests?: object, limits?: object) => ({
      resources: { ...(requests && { requests }), ...(limits && { limits }) },
    });
    const storage = async (container: object) => {
      const { spec } = await stored(cluster, namespace, buildPod({ container }));
      const { requests = {}, limits = {} } = spec.containers[1].resources ?? {};
      return [requests, limits].map((all) => (all as { [name: string]: string })['ephemeral-storage']);
    };
    expect(await storage({ resources: undefined })).toEqual(['1Gi', '2Gi']);
    expect(await storage(amounts({ cpu: '1' }))).toEqual(['1Gi', '2Gi']);
    expect(await storage(amounts({ 'ephemeral-storage': '5Gi' }))).toEqual(['5Gi', undefined]);
    // The API server takes a limit for the request, too.
    expect(await storage(amounts(undefined, { 'ephemeral-storage': '10Mi' }))).toEqual(['10Mi', '10Mi']);
  });

  test.each(IMAGES)('the image %s is pulled as %s, by each kind of container', async (image, pulled) => {
    const initContainers = [{ ...CONTAINER, name: 'first', image }];
    const { spec } = await stored(cluster, mirrored, buildPod({ container: { image }, spec: { initContainers } }));
    expect([spec.containers[1].image, spec.initContainers[1].image]).toEqual([pulled, pulled]);
  });

  test.each(IMAGES.filter(([image, pulled]) => image !== pulled))(
    'the image %s is refused where nothing has changed it, also in an ephemeral container',
    async (image) => {
      const pod = (change: object) => buildPod({ labels: marked({}, 'evaded-mirrors').labels, ...change });
      const answer = await create(cluster, unchanged, pod({ container: { image } }));
      const path = `/api/v1/namespaces/${unchanged}/pods/${running}/ephemeralcontainers?dryRun=All`;
      const body = { spec: { ephemeralContainers: [{ name: 'debugger', image }] } };
      const debugged = await cluster.admin.patch(path, body, 'application/strategic-merge-patch+json');
      expect([answer, debugged].map((one) => outcomeOf(one).message)).toEqual(
        Array(2).fill(expect.stringContaining('build pod profile of the namespace makes them (imageMirrors)')),
      );
    },
  );

  test('a hundred containers stay within the cost that the API server allows', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `step-${index}`);
    const env = Array.from({ length: 20 }, (_, index) => ({ name: `OWN_${index}`, value: 'x'.repeat(100) }));
    const containers = names.map((name) => ({ ...CONTAINER, name, image: 'example/tool:1', env }));
    for (const place of [namespace, mirrored]) {
      const pod = await stored(cluster, place, buildPod({ spec: { containers } }));
      expect(pod.spec.containers).toHaveLength(100);
    }
  });
});
