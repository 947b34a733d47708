/** The images that the containers of build pods can have. */
import { JsonPatch } from 'cdk8s';
import { BuildFarmNamespace, BuildVolumeType, Istio, PolicyEnforcement } from '../../lib/build-namespace';
import { AllowedImages, BuildPodProfile, ProfileRollout } from '../../lib/build-pods';
import { ImportedDelegate } from '../../lib/reference';
import { every, type Manifest, newChart, only, synth } from '../testkit/synth';
import { synthFarm } from './farms';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const reason = 'The registry of the company has copies.';
const TOOLS = AllowedImages.of(['ghcr.io/example/*', 'docker.io/library/node']);

type Props = Parameters<typeof synthFarm>[0];

function specOf(manifests: readonly Manifest[]) {
  const [{ spec }] = every(manifests, 'ValidatingAdmissionPolicy').filter(
    ({ metadata }) => !/profile/.test(metadata.name),
  );
  return spec;
}

/** The rule about images. */
function ruleOf(props: Props): { expression: string; message: string } | undefined {
  const { validations } = specOf(synthFarm(props).manifests);
  return validations.find(({ message }: { message: string }) => message.startsWith('Build containers must use images'));
}

/** Of these images, those that a namespace admits. */
function admittedBy(allowedImages: AllowedImages, images: readonly string[], others: Props = {}): string[] {
  const { farm } = synthFarm({ allowedImages, ...others });
  return images.filter((image) => farm._lackOfImage(image) === undefined);
}

describe('a pattern admits', () => {
  /** Of images that differ in one thing each, those that the pattern admits. */
  const IMAGES = [
    'node',
    'node:24',
    'library/node',
    'docker.io/node',
    'index.docker.io/library/node:24',
    `docker.io/library/node:24@${DIGEST}`,
    'example/node',
    'ghcr.io/example',
    'ghcr.io/example:1',
    'ghcr.io/example/tool',
    `ghcr.io/example/tool@${DIGEST}`,
    'ghcr.io/example/tools/one:1',
    'ghcr.io/examples/tool',
    'ghcr.io:443/example/tool',
    'GHCR.io/example/tool',
    'localhost/example/tool',
    'registry.example.com:5000/tool:1',
  ];

  test.each<[string, string[]]>([
    ['docker.io/library/node', IMAGES.slice(0, 6)],
    ['docker.io/library/*', IMAGES.slice(0, 6)],
    ['docker.io/**', IMAGES.slice(0, 7)],
    ['ghcr.io/example', ['ghcr.io/example', 'ghcr.io/example:1']],
    ['ghcr.io/example/tool', ['ghcr.io/example/tool', `ghcr.io/example/tool@${DIGEST}`]],
    ['ghcr.io/example/*', ['ghcr.io/example/tool', `ghcr.io/example/tool@${DIGEST}`]],
    ['ghcr.io/example/**', ['ghcr.io/example/tool', `ghcr.io/example/tool@${DIGEST}`, 'ghcr.io/example/tools/one:1']],
    ['ghcr.io/*', ['ghcr.io/example', 'ghcr.io/example:1']],
    ['ghcr.io:443/**', ['ghcr.io:443/example/tool']],
    ['localhost/**', ['localhost/example/tool']],
    ['registry.example.com:5000/tool', ['registry.example.com:5000/tool:1']],
  ])('%s', (pattern, expected) => {
    expect(admittedBy(AllowedImages.of([pattern]), IMAGES)).toEqual(expected);
  });
});

describe('the images of Harness', () => {
  /** As the documentation names them, from its three registries. */
  const OF_HARNESS = [
    'harness/ci-addon:1.16.92',
    'harness/ci-lite-engine:rootless-1.16.92',
    'docker.io/harness/drone-git:1.6.9-rootless',
    'plugins/kaniko-ecr:1.11.0',
    'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/ci-addon:1.16.92',
    'public.ecr.aws/harness/harness/drone-git:1.7.16',
    'public.ecr.aws/harness/plugins/s3:1.5.3',
  ];
  const OTHERS = ['harness/other', 'plugins/slack', 'public.ecr.aws/harness/ci-addon', 'ghcr.io/harness/ci-addon:1'];

  test('are admitted from every registry of Harness, also by tag where digests are demanded, and no others', () => {
    for (const digests of [false, true]) {
      const allowed = AllowedImages.of(['ghcr.io/example/*'], { digests });
      expect(admittedBy(allowed, [...OF_HARNESS, ...OTHERS])).toEqual(OF_HARNESS);
    }
  });

  test('are admitted from registries with copies', () => {
    const allowed = AllowedImages.of(['ghcr.io/example/*'], { harnessRegistries: ['registry.example.com/copies'] });
    const copies = ['registry.example.com/copies/harness/ci-addon:1', 'registry.example.com/copies/plugins/kaniko'];
    expect(admittedBy(allowed, [...copies, 'registry.example.com/harness/ci-addon', ...OF_HARNESS])).toEqual([
      ...copies,
      ...OF_HARNESS,
    ]);
  });

  test('are left out with a reason, which is in the policy and the summary', () => {
    const allowedImages = AllowedImages.withoutHarness(['registry.example.com/**'], { reason });
    expect(admittedBy(allowedImages, OF_HARNESS)).toEqual([]);
    const { farm, manifests } = synthFarm({ allowedImages });
    expect(only(manifests, 'ValidatingAdmissionPolicy').metadata.annotations).toEqual({
      'kubernetes.io/description': `No images of Harness. Reason: ${reason}`,
    });
    expect(ruleOf({ allowedImages })?.expression).not.toContain('ci-lite-engine');
    expect(ruleOf({ allowedImages })?.message).not.toContain('Harness itself');
    expect(farm.summary()).toContain(
      `  Admits images of registry.example.com/**.\n  NOTE: no images of Harness but these. Reason: ${reason}`,
    );
  });
});

describe('with mirrors of the profile', () => {
  const profile = (imageMirrors: { [prefix: string]: string }): Props => ({
    kubernetesVersion: '1.36',
    podProfile: BuildPodProfile.of({ imageMirrors }),
  });

  test.each<[string, { [prefix: string]: string }, string[], string[]]>([
    [
      'docker.io/library/*',
      { 'docker.io': 'm.example.com/hub' },
      ['node', 'm.example.com/hub/library/node:24'],
      ['m.example.com/hub/other/node', 'm.example.com/node'],
    ],
    ['docker.io/**', { 'docker.io/library': 'm.example.com' }, ['node', 'm.example.com/node'], ['ghcr.io/node']],
    [
      'docker.io/library/*',
      { 'docker.io/library/node': 'm.example.com/js' },
      ['node', 'm.example.com/js:24'],
      ['m.example.com/js/other', 'm.example.com/node'],
    ],
    ['m.example.com/hub/**', { 'docker.io': 'm.example.com/hub' }, ['node', 'example/tool'], ['ghcr.io/node']],
  ])('%s and %p', (pattern, mirrors, admitted, refused) => {
    const allowed = AllowedImages.of([pattern]);
    expect(admittedBy(allowed, [...admitted, ...refused], profile(mirrors))).toEqual(admitted);
  });

  test('a profile that is off moves no image', () => {
    const off = BuildPodProfile.of({
      imageMirrors: { 'docker.io': 'm.example.com/hub' },
      rollout: ProfileRollout.off({ reason }),
    });
    const allowed = AllowedImages.of(['m.example.com/**']);
    expect(admittedBy(allowed, ['node'], { kubernetesVersion: '1.36', podProfile: off })).toEqual([]);
  });

  test.each([
    ['of a registry', { 'docker.io': 'm.example.com/hub' }, 'm.example.com/hub/harness/ci-addon:1'],
    ['of a namespace', { 'docker.io/harness': 'm.example.com/h' }, 'm.example.com/h/ci-addon:1'],
  ])('the images of Harness are admitted: %s', (_what, mirrors, mirrored) => {
    const images = [mirrored, 'plugins/kaniko:1', 'harness/ci-addon:1'];
    expect(admittedBy(TOOLS, [...images, 'm.example.com/ci-addon'], profile(mirrors))).toEqual(images);
    expect(ruleOf({ allowedImages: TOOLS, ...profile(mirrors) })?.expression).toContain(
      mirrored.split('/harness/')[0].split(':')[0],
    );
  });
});

describe('digests', () => {
  test('are demanded of images that a pattern admits', () => {
    const allowed = AllowedImages.of(['docker.io/library/node'], { digests: true });
    expect(admittedBy(allowed, ['node', 'node:24', `node@${DIGEST}`, `node:24@${DIGEST}`])).toEqual([
      `node@${DIGEST}`,
      `node:24@${DIGEST}`,
    ]);
    expect(ruleOf({ allowedImages: allowed })?.message).toContain('docker.io/library/node, with a digest (@sha256:…)');
    expect(ruleOf({ allowedImages: allowed })?.message).toContain('add its digest');
  });
});

describe('the policy', () => {
  test('says what to change in the pipeline, and shows the first patterns of a long list', () => {
    expect(ruleOf({ allowedImages: TOOLS })?.message).toBe(
      'Build containers must use images that the namespace allows: ghcr.io/example/*, docker.io/library/node, and those that Harness itself uses. Change the image of the step, or ask the owner of the farm to add it to allowedImages.',
    );
    const many = AllowedImages.of(Array.from({ length: 40 }, (_, index) => `ghcr.io/example/tool${index}`));
    expect(ruleOf({ allowedImages: many })?.message).toMatch(/tool11 and 28 others, and those/);
  });

  test('has no such rule by default, and applies to no updates', () => {
    const { farm, manifests } = synthFarm();
    expect(ruleOf({})).toBeUndefined();
    expect(specOf(manifests).matchConditions).toBeUndefined();
    expect(JSON.stringify(specOf(manifests).matchConstraints)).not.toMatch(/"UPDATE"\],"resources":\["pods"\]/);
    expect(farm.allowedImages).toBeUndefined();
    expect(farm._lackOfImage('any')).toBeUndefined();
  });

  test('applies to updates that change an image, and to no others', () => {
    const { matchConditions, matchConstraints } = specOf(synthFarm({ allowedImages: TOOLS }).manifests);
    expect(
      matchConstraints.resourceRules.map(({ operations, resources }: any) => `${operations} ${resources}`),
    ).toEqual(['CREATE pods', 'UPDATE pods/ephemeralcontainers', 'UPDATE pods']);
    expect(matchConditions).toEqual([
      { name: 'is-new-or-changes-images', expression: expect.stringContaining('oldObject.spec.containers.map') },
    ]);
  });

  test('does not concern the delegate beside the builds, but every change of an image of a build', () => {
    const chart = newChart();
    const delegate = new ImportedDelegate(chart, 'Delegate', { delegateName: 'ci', namespace: 'ci' });
    const shared = { namespace: 'ci', sharedWith: delegate };
    const farm = new BuildFarmNamespace(chart, 'Builds', { ...shared, allowedImages: TOOLS });
    const { matchConditions } = only(synth(chart), 'ValidatingAdmissionPolicy').spec;
    expect(matchConditions.map(({ name }: { name: string }) => name)).toEqual([
      'is-no-delegate',
      'is-new-or-becomes-delegate',
    ]);
    expect(matchConditions[1].expression).toMatch(/ \|\| \(object\.spec\.containers\.map.* != oldObject.*\)$/);
    expect(farm.summary()).toContain('Admits images of ghcr.io/example/* and docker.io/library/node; and those');
  });

  test('reads the images of volumes where they are opened', () => {
    const opened = { additionalVolumeTypes: [BuildVolumeType.image({ reason })] };
    expect(ruleOf({ allowedImages: TOOLS })?.expression).not.toContain('v.image');
    expect(ruleOf({ allowedImages: TOOLS, ...opened })?.expression).toContain('v.image.?reference');
  });
});

describe('the summary', () => {
  test('says what the rendered policy admits', () => {
    expect(synthFarm().farm.summary()).not.toContain('Admits images');
    const { farm } = synthFarm({ allowedImages: AllowedImages.of(['ghcr.io/example/*'], { digests: true }) });
    expect(farm.summary()).toContain(
      '  Admits images of ghcr.io/example/*, with a digest; and those that Harness itself uses.\n',
    );
  });

  test('does not say so if a patch removes the rule, or while the policy refuses nothing', () => {
    const { chart, farm } = synthFarm({ allowedImages: TOOLS });
    const policy = farm.node.findAll().find((one) => one.node.id === 'ValidatingAdmissionPolicy') as never as {
      toJson(): { spec: { validations: { expression: string }[] } };
      addJsonPatch(...ops: JsonPatch[]): void;
    };
    const kept = policy.toJson().spec.validations.filter(({ expression }) => !expression.includes('ghcr.io'));
    policy.addJsonPatch(JsonPatch.replace('/spec/validations', kept));
    synth(chart);
    expect(farm.summary()).not.toContain('Admits images');
    expect(farm.summary()).toContain('NOTE: no admission policy has this rule: Build containers must use images that');
    const audited = synthFarm({
      allowedImages: TOOLS,
      enforcement: PolicyEnforcement.audit({ reason }),
    }).farm.summary();
    expect(audited).not.toContain('Admits images');
    expect(audited).toContain('Pods can have any image, and use any ServiceAccount of the namespace');
  });

  test('reminds of the proxy of a mesh', () => {
    const words = 'NOTE: the proxy that the mesh adds to build pods must be among them.';
    expect(synthFarm({ allowedImages: TOOLS, istio: Istio.cni() }).farm.summary()).toContain(words);
    expect(synthFarm({ allowedImages: TOOLS, istio: Istio.ambient() }).farm.summary()).not.toContain(words);
    expect(synthFarm({ allowedImages: TOOLS }).farm.summary()).not.toContain(words);
  });
});
