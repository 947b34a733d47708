/** The images that a namespace admits: every place of a pod, every shape of a reference, updates, mirrors, and large pods. */
import * as fc from 'fast-check';
import { AllowedImages, type BuildFarmNamespace, BuildPodProfile, BuildVolumeType } from 'harness-constructs';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { SEED } from '../../testkit/arbitraries/seed';
import { installFarm, type InstalledFarm, synthFarm } from './farm';
import { type Outcome, outcomeOf, post } from './outcome';
import { buildPod, type Change, CONTAINER } from './pods';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const reason = 'A test.';
const PATTERNS = [
  'registry.example.com/*',
  'docker.io/library/node',
  'ghcr.io/example/**',
  'registry.example.com:5000/a/b',
];
const WORDS = 'Build containers must use images that the namespace allows';

const IMAGES: [image: string, isAdmitted: boolean][] = [
  ['registry.example.com/step:1', true],
  ['node', true],
  ['node:24', true],
  ['library/node:24', true],
  ['docker.io/node', true],
  ['index.docker.io/node:24', true],
  ['docker.io/library/node:24', true],
  [`node@${DIGEST}`, true],
  [`docker.io/library/node:24@${DIGEST}`, true],
  ['ghcr.io/example/a', true],
  ['ghcr.io/example/a/b/c:1', true],
  ['registry.example.com:5000/a/b', true],
  [`registry.example.com:5000/a/b:1@${DIGEST}`, true],
  ['harness/ci-addon:1.16.92', true],
  ['us-docker.pkg.dev/gar-prod-setup/harness-public/plugins/kaniko:1.10.6', true],
  ['public.ecr.aws/harness/harness/drone-git:1.7.16-rootless', true],
  ['nodes', false],
  ['example/node', false],
  ['docker.io/example/node', false],
  ['docker.io/library/node/node', false],
  ['localhost/node', false],
  ['localhost/library/node', false],
  ['Docker.io/library/node', false],
  ['registry.example.com', false],
  ['registry.example.com/a/b', false],
  ['registry.example.com:5000/a/c', false],
  ['registry.example.com:5001/a/b', false],
  ['GHCR.IO/example/a', false],
  ['ghcr.io/example', false],
  ['ghcr.io/examples/a', false],
  ['ghcr.io/other/example/a', false],
  ['[fd00::1]:5000/node', false],
  ['public.ecr.aws/harness/drone-git', false],
  ['plugins/kaniko-other:1', false],
  ['docker.io/ghcr.io/example/a', false],
  ['node@registry.example.com/step', false],
];

/** Parts of references, also of those that no runtime accepts. */
const odd = fc
  .tuple(
    fc.constantFrom(
      '',
      'docker.io/',
      'index.docker.io/',
      'DOCKER.io/',
      'ghcr.io/',
      'ghcr.io:443/',
      'localhost/',
      'Team/',
    ),
    fc.constantFrom(
      '',
      'library/',
      'example/',
      'example/a/',
      'harness/',
      'registry.example.com/',
      'a:5000/',
      '/',
      '../',
    ),
    fc.constantFrom('node', 'ci-addon', 'a', 'node:24', 'example', '', '..'),
    fc.constantFrom('', ':1', ':a:b', ':', ':5000/b'),
    fc.constantFrom('', `@${DIGEST}`, '@', '@a@b', '@ghcr.io/example/a'),
  )
  .map((parts) => parts.join(''))
  .filter((image) => image !== '');
const ODD = fc.sample(odd, { seed: SEED, numRuns: 250 });

const [FARM] = synthFarm('any', { props: { allowedImages: AllowedImages.of(PATTERNS) } });

/** Whether a stage of such a farm can name the image. */
function isStageAdmitted(image: string): boolean {
  return (FARM.buildNamespaces[0] as BuildFarmNamespace)._lackOfImage(image) === undefined;
}

test.each(IMAGES)('a stage with the image %s is accepted: %p', (image, isAdmitted) => {
  expect(isStageAdmitted(image)).toBe(isAdmitted);
});

const REFUSED = { layer: 'admission policy', message: expect.stringContaining(WORDS) };
const ADMITTED = { layer: 'admitted', message: '' };

describe.each(Cluster.all().map((cluster) => [cluster.version, cluster] as const))(
  'on Kubernetes %s',
  (_version, cluster) => {
    const farms = new Map<string, Promise<InstalledFarm>>();

    /** A farm, installed once. Its pods have this image, which it admits. */
    function farmOf(name: string, allowedImages: AllowedImages, props = {}, image = CONTAINER.image) {
      const options = { props: { allowedImages, ...props }, webhook: { container: { image } } };
      const farm = farms.get(name) ?? installFarm(cluster, `images-${name}`, options);
      farms.set(name, farm);
      return farm;
    }

    const listed = () => farmOf('listed', AllowedImages.of(PATTERNS));

    /** What becomes of a pod of an administrator, whom RBAC never refuses. Nothing is kept. */
    async function tried(farm: Promise<InstalledFarm>, change: Change): Promise<Outcome> {
      const { namespaces } = await farm;
      return post(cluster.admin, namespaces[0], buildPod(change), { dryRun: true });
    }

    test.each(IMAGES)('of the image %s, admitted: %p', async (image, isAdmitted) => {
      expect(await tried(listed(), { container: { image } })).toEqual(isAdmitted ? ADMITTED : REFUSED);
    });

    test(`images of odd shapes are admitted where stages with them are (seed ${SEED})`, async () => {
      const admitted: string[] = [];
      for (const image of ODD) {
        admitted.push((await tried(listed(), { container: { image } })).layer);
      }
      const expected = ODD.map((image) => (isStageAdmitted(image) ? 'admitted' : 'admission policy'));
      expect(ODD.map((image, at) => [image, admitted[at]])).toEqual(ODD.map((image, at) => [image, expected[at]]));
      expect(new Set(expected).size).toBe(2);
    });

    test('an ephemeral container has an allowed image', async () => {
      const path = `/api/v1/namespaces/${(await listed()).namespaces[0]}/pods`;
      const { body } = await cluster.admin.post(path, buildPod());
      const debugWith = async (name: string, image: string) => {
        const spec = { ephemeralContainers: [{ ...CONTAINER, name, image }] };
        const type = 'application/strategic-merge-patch+json';
        return outcomeOf(
          await cluster.admin.patch(`${path}/${body.metadata.name}/ephemeralcontainers`, { spec }, type),
        );
      };
      expect(await debugWith('one', 'busybox')).toEqual(REFUSED);
      expect(await debugWith('other', 'registry.example.com/debug')).toEqual(ADMITTED);
    });

    test('an update by the author of a pipeline gives a pod no other image, and other updates are left alone', async () => {
      const { namespaces, author } = await listed();
      const path = `/api/v1/namespaces/${namespaces[0]}/pods`;
      const { body } = await cluster.admin.post(path, buildPod());
      const change = async (changed: (pod: any) => void) => {
        const { body: pod } = await author.get(`${path}/${body.metadata.name}`);
        changed(pod);
        return author.put(`${path}/${body.metadata.name}`, pod);
      };
      // The scheduler may have written to the pod in between.
      const update = async (changed: (pod: any) => void) =>
        outcomeOf(
          await eventually(
            () => change(changed),
            ({ status }) => status !== 409,
          ),
        );
      expect(await update(({ spec }) => (spec.containers[1].image = 'busybox'))).toEqual(REFUSED);
      expect(await update(({ spec }) => (spec.initContainers[0].image = 'busybox'))).toEqual(REFUSED);
      expect(await update(({ spec }) => (spec.containers[1].image = 'node:24'))).toEqual(ADMITTED);
      expect(await update(({ metadata }) => (metadata.labels.any = 'other'))).toEqual(ADMITTED);
    });

    test('digests are demanded of patterns, and not of Harness', async () => {
      const image = `registry.example.com/step@${DIGEST}`;
      const farm = farmOf('digests', AllowedImages.of(['registry.example.com/*'], { digests: true }), {}, image);
      for (const name of [image, `registry.example.com/step:1@${DIGEST}`, 'harness/drone-git:1.7.16']) {
        expect(await tried(farm, { container: { image: name } })).toEqual(ADMITTED);
      }
      for (const name of ['registry.example.com/step', 'registry.example.com/step:1', `quay.io/step@${DIGEST}`]) {
        expect(await tried(farm, { container: { image: name } })).toEqual(REFUSED);
      }
    });

    test('without the images of Harness, its pods are refused', async () => {
      const only = AllowedImages.withoutHarness(['registry.example.com/*', 'docker.io/harness/*'], { reason });
      const farm = farmOf('without', only);
      expect(await tried(farm, {})).toEqual(ADMITTED);
      expect(await tried(farm, { container: { image: 'plugins/kaniko:1' } })).toEqual(REFUSED);
      const { namespaces } = await farm;
      const { spec } = buildPod() as any;
      expect(spec.initContainers[0].image).toMatch(/^harness\/ci-addon:/);
      expect(namespaces).toHaveLength(1);
    });

    test('the images of volumes count where they are opened', async () => {
      const props = { additionalVolumeTypes: [BuildVolumeType.image({ reason })] };
      const farm = farmOf('volumes', AllowedImages.of(PATTERNS), props);
      const withFiles = (reference: string) => ({ spec: { volumes: [{ name: 'files', image: { reference } }] } });
      expect(await tried(farm, withFiles('registry.example.com/files:1'))).toEqual(ADMITTED);
      // Kubernetes 1.33 drops the member, unless a feature gate is on: what is left is an emptyDir.
      expect(await tried(farm, withFiles('busybox'))).toEqual(cluster.version === '1.33' ? ADMITTED : REFUSED);
    });

    test('a pod with 100 containers is within the budget of CEL for a long list of patterns', async () => {
      const endings = ['', '/*', '/**'];
      const many = Array.from({ length: 60 }, (_, at) => `registry-${at}.example.com/team/builds${endings[at % 3]}`);
      const farm = farmOf('many', AllowedImages.of([...many, 'registry.example.com/*'], { digests: false }));
      const { spec } = buildPod() as any;
      const long = `registry.example.com/${'a'.repeat(120)}:${'b'.repeat(100)}@${DIGEST}`;
      const containers = Array.from({ length: 100 }, (_, at) => ({
        ...spec.containers[1],
        name: `step-${at}`,
        image: long,
      }));
      expect(await tried(farm, { spec: { containers } })).toEqual(ADMITTED);
      const last = { ...containers[99], image: 'quay.io/harness/slsa-plugin' };
      expect(await tried(farm, { spec: { containers: [...containers.slice(0, 99), last] } })).toEqual(REFUSED);
    });
  },
);

/** The API server changes pods from this version on. */
const MUTATING = Cluster.all().filter(({ version }) => Number(version.split('.')[1]) >= 36);

describe.each(MUTATING.map((cluster) => [cluster.version, cluster] as const))(
  'where the API server changes pods, on Kubernetes %s',
  (version, cluster) => {
    test('images are compared as mirrors name them, and cost labels are set', async () => {
      const podProfile = BuildPodProfile.of({ imageMirrors: { 'docker.io': 'mirror.example.com/hub' } });
      const { namespaces } = await installFarm(cluster, 'images-mirrored', {
        props: {
          kubernetesVersion: version,
          podProfile,
          allowedImages: AllowedImages.of(['docker.io/library/node', 'registry.example.com/*']),
          costLabels: { team: 'payments' },
        },
      });
      const path = `/api/v1/namespaces/${namespaces[0]}/pods?dryRun=All`;
      const stored = async (change: Change) => cluster.admin.post(path, buildPod(change));
      // Each policy takes effect on its own.
      const { status, body } = await eventually(
        () => stored({ container: { image: 'node:24' }, labels: { team: 'search' } }),
        (answer) => answer.status === 201,
      );
      expect([status, body.message]).toEqual([201, undefined]);
      expect(body.metadata.labels.team).toBe('payments');
      expect(
        [...body.spec.initContainers, ...body.spec.containers].map(({ image }: { image: string }) => image),
      ).toEqual([
        expect.stringMatching(/^mirror\.example\.com\/hub\/harness\/ci-addon:/),
        expect.stringMatching(/^mirror\.example\.com\/hub\/harness\/ci-lite-engine:/),
        'mirror.example.com/hub/library/node:24',
      ]);
      const images = ['mirror.example.com/hub/library/node', 'python:3', 'mirror.example.com/hub/library/python'];
      const outcomes = await Promise.all(images.map((image) => stored({ container: { image } })));
      expect(outcomes.map((answer) => outcomeOf(answer))).toEqual([ADMITTED, REFUSED, REFUSED]);
    });
  },
);
