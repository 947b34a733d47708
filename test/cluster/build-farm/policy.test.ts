/** Each row of the admission policy: it refuses, and without it nothing else does. */
import { AllowedImages, BuildIsolation, BuildVolumeType, HarnessScope, Istio } from 'harness-constructs';
import { Cluster } from '../client/cluster';
import { isBefore } from '../versions';
import { outcomeOf } from './outcome';
import { PolicyNamespaces, rowsOf, type Variant } from './policy/namespaces';
import { COST_ROW, HOST_PATH_ROW, IMAGE_ROW, PROJECT_ROW, ROWS, type Row, SHARED_ROWS } from './policy/rows';
import {
  MESH_CAPABILITIES,
  MESH_ROWS,
  NO_MESH_ROW,
  OPENED_ROW,
  RESTRICTED_CAPABILITIES_ROW,
  RESTRICTED_ROWS,
} from './policy/restricted-rows';
import { ALLOWED, volumesOf, withVolume } from './policy/volumes';
import { asInitContainer, buildPod, type Change, CONTAINER } from './pods';

const reason = 'A test.';
const DEFAULT: Variant = { name: 'default', props: {} };
const PATHS: Variant = {
  name: 'paths',
  props: { isolation: BuildIsolation.hostPaths(['/var/cache/builds'], { reason }) },
};
const AUDITED: Variant = {
  name: 'audited',
  props: { isolation: BuildIsolation.baseline({ auditRestricted: true }) },
};
const MESH: Variant = { name: 'mesh', props: { ...PATHS.props, istio: Istio.initContainer() } };
const SHARED: Variant = { name: 'shared', props: { sharedNamespace: true } };
const ALLOWED_PROJECTS = [HarnessScope.project('default', 'payments'), HarnessScope.organization('eng')];
const PROJECTS: Variant = { name: 'projects', props: { allowedProjects: ALLOWED_PROJECTS } };
const SHARED_PROJECTS: Variant = {
  name: 'shared-projects',
  props: { allowedProjects: ALLOWED_PROJECTS, sharedNamespace: true },
};
const ALLOWED_IMAGES = AllowedImages.of(['registry.example.com/*', 'ghcr.io/example/**']);
const IMAGES: Variant = { name: 'images', props: { allowedImages: ALLOWED_IMAGES } };
const SHARED_IMAGES: Variant = {
  name: 'shared-images',
  props: { allowedImages: ALLOWED_IMAGES, sharedNamespace: true },
};
const COSTS: Variant = { name: 'costs', props: { costLabels: { team: 'payments' } } };
const OPENED: Variant = {
  name: 'opened',
  props: {
    additionalVolumeTypes: [
      BuildVolumeType.csi('csi.example.com', { reason }),
      BuildVolumeType.nfs('10.0.0.1', { reason }),
      BuildVolumeType.ephemeral({ reason }),
      BuildVolumeType.other('iscsi', { reason }),
    ],
  },
};

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
const SAFE_SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
];
/** Those of which Kubernetes says so from 1.37 on. */
const NEWER_SYSCTLS = ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'];

const ATTEMPTS = [
  ...ROWS.map((row): [Variant, Row] => [DEFAULT, row]),
  ...SHARED_ROWS.map((row): [Variant, Row] => [SHARED, row]),
  [PATHS, HOST_PATH_ROW] as [Variant, Row],
  [PROJECTS, PROJECT_ROW] as [Variant, Row],
  [SHARED_PROJECTS, PROJECT_ROW] as [Variant, Row],
  ...[...RESTRICTED_ROWS, RESTRICTED_CAPABILITIES_ROW].map((row): [Variant, Row] => [AUDITED, row]),
  ...MESH_ROWS.map((row): [Variant, Row] => [MESH, row]),
  [DEFAULT, NO_MESH_ROW] as [Variant, Row],
  [OPENED, OPENED_ROW] as [Variant, Row],
  [IMAGES, IMAGE_ROW] as [Variant, Row],
  [SHARED_IMAGES, IMAGE_ROW] as [Variant, Row],
  [COSTS, COST_ROW] as [Variant, Row],
].flatMap(([variant, row]) => row.attempts.map((attempt) => ({ ...attempt, variant, words: row.words })));

test('there is a test for each row', () => {
  const words = (rows: readonly Row[]) => rows.map((row) => expect.stringMatching(`^${row.words}`) as string);
  expect(rowsOf(DEFAULT)).toEqual(words(ROWS));
  expect(rowsOf(SHARED)).toEqual(words([...ROWS, ...SHARED_ROWS]));
  expect(rowsOf(AUDITED)).toEqual(words([...ROWS, ...RESTRICTED_ROWS]));
});

test.each([DEFAULT, PATHS, AUDITED, MESH, SHARED, PROJECTS, SHARED_PROJECTS, OPENED])(
  'each row of the namespace $name refuses pods of these tests, as it stands there or in another one',
  (variant) => {
    const tried = ATTEMPTS.flatMap(({ variant: other, words }) =>
      rowsOf(other).filter((message) => message.startsWith(words)),
    );
    expect(rowsOf(variant).filter((message) => !tried.includes(message))).toEqual([]);
  },
);

describe.each(Cluster.all().map((cluster) => [cluster.version, cluster] as const))(
  'on Kubernetes %s',
  (version, cluster) => {
    const namespaces = new PolicyNamespaces(cluster);
    /** Before 1.35, Kubernetes drops image volumes, unless a feature gate is on. */
    const dropsImages = isBefore(version, '1.35');
    const dropped = (what: string) => dropsImages && what === 'a volume of the type image';
    const attempts = ATTEMPTS.filter(({ what }) => !dropped(what));

    test.each(attempts)(
      '$what: "$words" refuses it, and only that',
      async ({ change, words, variant, needs: others = [] }) => {
        const pod = buildPod(change, variant.props.isolation);
        const { layer, message } = await namespaces.try(await namespaces.without(variant, others), pod);
        expect([layer, message]).toEqual(['admission policy', expect.stringContaining(words)]);
        const without = await namespaces.without(variant, [...others, words]);
        expect(await namespaces.try(without, pod)).toEqual({ layer: 'admitted', message: '' });
      },
    );

    const alone = attempts.map(({ also = 'admitted', alsoFrom = '1.0', alsoBefore = '2.0', ...attempt }) => ({
      ...attempt,
      layer: isBefore(version, alsoFrom) || !isBefore(version, alsoBefore) ? 'admitted' : also,
    }));
    test.each(alone)('$what: at the level baseline without a policy, $layer', async ({ change, variant, layer }) => {
      const pod = buildPod(change, variant.props.isolation);
      expect(await namespaces.try(await namespaces.withoutPolicy(), pod)).toMatchObject({ layer });
    });

    test('no image volume is left in a pod: the policy refuses it, or the server drops it', async () => {
      const path = `/api/v1/namespaces/${await namespaces.without(DEFAULT, [])}/pods?dryRun=All`;
      const answer = await cluster.admin.post(path, buildPod(withVolume('image', volumesOf('any').image)));
      const isDropped =
        outcomeOf(answer).layer === 'admitted' && !JSON.stringify(answer.body.spec.volumes).includes('"image"');
      expect(isDropped ? 'dropped' : outcomeOf(answer).layer).toBe(dropsImages ? 'dropped' : 'admission policy');
    });

    test('every type of volume that the server knows is allowed or refused here', async () => {
      const { body } = await cluster.admin.get('/openapi/v3/api/v1');
      const { name, ...types } = body.components.schemas['io.k8s.api.core.v1.Volume'].properties as object & {
        name: object;
      };
      expect(name).toBeDefined();
      expect(Object.keys(types).sort()).toEqual([...ALLOWED, 'hostPath', ...Object.keys(volumesOf('any'))].sort());
    });

    test.each<[string, Change]>([
      ['emptyDir', withVolume('emptyDir', {})],
      ['a volume without a type, which is emptyDir', { spec: { volumes: [{ name: 'volume' }] } }],
      ['secret', withVolume('secret', { secretName: 'a' })],
      ['configMap', withVolume('configMap', { name: 'a' })],
      ['projected', withVolume('projected', { sources: [{ serviceAccountToken: { path: 'a' } }] })],
      ['downwardAPI', withVolume('downwardAPI', { items: [] })],
      ['persistentVolumeClaim', withVolume('persistentVolumeClaim', { claimName: 'a' })],
    ])('a volume of the type %s is admitted', async (_type, change) => {
      const place = await namespaces.without(DEFAULT, []);
      expect(await namespaces.try(place, buildPod(change))).toEqual({ layer: 'admitted', message: '' });
    });

    test.each(['csi', 'nfs', 'ephemeral', 'iscsi'])('the type %s that is opened by name is admitted', async (type) => {
      const pod = buildPod(withVolume(type, volumesOf('any')[type]));
      const place = await namespaces.without(OPENED, []);
      expect(await namespaces.try(place, pod)).toEqual({ layer: 'admitted', message: '' });
    });

    test.each<[string, Change]>([
      ['another driver', withVolume('csi', { driver: 'csi.example.org' })],
      ['another server', withVolume('nfs', { server: '10.0.0.2', path: '/' })],
      ['another type', withVolume('fc', volumesOf('any').fc)],
    ])('with types that are opened by name, %s is refused', async (_what, change) => {
      const { layer, message } = await namespaces.try(await namespaces.without(OPENED, []), buildPod(change));
      expect([layer, message]).toEqual([
        'admission policy',
        expect.stringContaining('csi volumes with the driver csi.example.com, nfs volumes with the server 10.0.0.1'),
      ]);
    });

    test.each<[string, object]>([
      ['the project', {}],
      ['any project of the organization, whoever set the labels', { orgID: 'eng', projectID: 'anything' }],
    ])('with allowedProjects, a pod of %s is admitted', async (_what, labels) => {
      const place = await namespaces.without(PROJECTS, []);
      expect(await namespaces.try(place, buildPod({ labels }))).toEqual({ layer: 'admitted', message: '' });
    });

    test('the capabilities of the init container of a mesh are admitted where there is one', async () => {
      for (const change of MESH_CAPABILITIES) {
        const pod = buildPod(change, MESH.props.isolation);
        const place = await namespaces.without(MESH, []);
        expect(await namespaces.try(place, pod)).toEqual({ layer: 'admitted', message: '' });
      }
    });

    test('the pods of a stage are admitted where restricted is audited', async () => {
      const place = await namespaces.without(AUDITED, []);
      expect(await namespaces.try(place, buildPod({}, AUDITED.props.isolation))).toEqual({
        layer: 'admitted',
        message: '',
      });
    });

    test('probes and hooks without a host are admitted, for containers and sidecars', async () => {
      const httpGet = { port: 80, httpHeaders: [{ name: 'Host', value: 'example.com' }] };
      const container = { livenessProbe: { httpGet }, lifecycle: { preStop: { httpGet: { ...httpGet, host: '' } } } };
      const sidecar = asInitContainer({ container: { ...container, restartPolicy: 'Always' } });
      const place = await namespaces.without(DEFAULT, []);
      for (const change of [{ container }, sidecar]) {
        expect(await namespaces.try(place, buildPod(change))).toEqual({ layer: 'admitted', message: '' });
      }
    });

    test('validation refuses probes and hooks of ephemeral containers, before the policy', async () => {
      const place = await namespaces.without(DEFAULT, []);
      const path = `/api/v1/namespaces/${place}/pods`;
      const { body } = await cluster.admin.post(path, buildPod());
      const debuggers = [
        { ...CONTAINER, name: 'debugger', livenessProbe: { httpGet: { host: '10.0.0.1', port: 80 } } },
      ];
      const answer = await cluster.admin.patch(
        `${path}/${body.metadata.name}/ephemeralcontainers`,
        { spec: { ephemeralContainers: debuggers } },
        'application/strategic-merge-patch+json',
      );
      expect(outcomeOf(answer)).toMatchObject({ layer: 'validation' });
    });

    test.each([...SAFE_SYSCTLS, ...NEWER_SYSCTLS])(
      'the sysctl %s is admitted where Pod Security admits it',
      async (name) => {
        const pod = buildPod({ spec: { securityContext: { sysctls: [{ name, value: '1' }] } } });
        const byPolicy = await namespaces.try(await namespaces.without(DEFAULT, []), pod);
        expect(byPolicy).toEqual({ layer: 'admitted', message: '' });
        const isRefused = NEWER_SYSCTLS.includes(name) && isBefore(version, '1.37');
        const byLevel = await namespaces.try(await namespaces.withoutPolicy(), pod);
        expect(byLevel.layer).toBe(isRefused ? 'Pod Security' : 'admitted');
      },
    );
  },
);
