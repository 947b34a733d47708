import { basename } from 'node:path';
import type { Manifest } from '../testkit/synth';
import { Cluster } from './client/cluster';
import { outputOf } from './fixtures';
import { inNamespacesOf, installCustomKinds } from './prepare';
import { type Announced, announcedSince, COMPARED, comparedReleases, fixtureOf, programsOf } from './releases';
import { changedFields, CLIENT_SIDE, SERVER_SIDE, upgraded, type Upgraded, type Way } from './upgrade';

const WAYS = [
  ['on the side of the server', SERVER_SIDE],
  ['on the side of the client', CLIENT_SIDE],
] as const;
const PROGRAMS = COMPARED.flatMap((release) => programsOf(release).map((program) => [release, program] as const));

let runs = 0;

/** From one to the other in namespaces that no other test has. */
function upgradedAlone(cluster: Cluster, way: Way, earlier: Manifest[], now: Manifest[]): Promise<Upgraded> {
  const own = (manifests: Manifest[]) => inNamespacesOf(`up${index}`, manifests);
  const index = runs++;
  return upgraded(cluster, way, own(earlier), own(now));
}

/** Fields that restart a delegate, and objects that are left behind, without a word in CHANGELOG. */
function unannounced({ restarted, gone }: Upgraded, announced: Announced): string[] {
  const restarts = Object.entries(restarted).flatMap(([deployment, fields]) =>
    fields.filter((field) => !announced.restarts.includes(field)).map((field) => `${deployment}: ${field}`),
  );
  // The names in the cluster are prefixed by that of the test.
  const left = gone.filter((object) => !announced.gone.includes(object.replace(/\/up[0-9]+-/, '/')));
  return [...restarts, ...left];
}

describe.each(Cluster.all().map((cluster) => [cluster.version, cluster] as const))(
  'on Kubernetes %s',
  (_version, cluster) => {
    beforeAll(() => installCustomKinds(cluster));

    describe.each(WAYS)('applied %s', (_way, way) => {
      test.each(PROGRAMS)(
        'the objects of release %s for %s can be upgraded to the current ones, and back',
        async (release, program) => {
          const [fixture, today] = [fixtureOf(release, program), outputOf(program)];
          expect(Object.keys(fixture)).not.toEqual([]);
          for (const [file, earlier] of Object.entries(fixture)) {
            const result = await upgradedAlone(cluster, way, earlier, today[file] ?? []);
            expect(unannounced(result, announcedSince(release))).toEqual([]);
            expect([result.notRestored, result.replaced]).toEqual([{}, []]);
            const { made } = result.builds;
            expect(result.builds).toEqual({ made, kept: made, keptOnTheWayBack: made });
          }
        },
      );
    });
  },
);

test('the examples of a release have namespaces for builds, and delegates', () => {
  for (const release of COMPARED) {
    const objects = programsOf(release).flatMap((program) => Object.values(fixtureOf(release, program)).flat());
    const named = (kind: string, name: RegExp) =>
      objects.filter((object) => object.kind === kind && name.test(object.metadata.name)).length;
    expect(named('ServiceAccount', /^harness-build$/)).toBeGreaterThan(5);
    expect(named('Deployment', /./)).toBeGreaterThan(5);
  }
});

describe('a change would be seen:', () => {
  const farm = () => {
    const [program] = programsOf(COMPARED[0]).filter((path) => basename(path) === 'minimal-farm.ts');
    return Object.values(fixtureOf(COMPARED[0], program)).flat();
  };
  const changed = (kind: string, change: (object: any) => unknown) => {
    const copies = structuredClone(farm());
    change(copies.find((object) => object.kind === kind));
    return copies;
  };
  const [cluster] = Cluster.all();
  const NOTHING = { restarts: [], refuses: [], gone: [] };
  const ADDED = { name: 'ADDED', value: 'yes' };

  describe.each(WAYS)('applied %s', (_way, way) => {
    test('a delegate restart that CHANGELOG does not announce', async () => {
      const now = changed('Deployment', ({ spec }) => spec.template.spec.containers[0].env.push(ADDED));
      const result = await upgradedAlone(cluster, way, farm(), now);
      const field = 'spec.containers.delegate.env.ADDED';
      expect(unannounced(result, NOTHING)).toEqual([
        expect.stringMatching(new RegExp(`^Deployment up.*/ci: ${field}$`)),
      ]);
      expect(unannounced(result, { ...NOTHING, restarts: [field] })).toEqual([]);
      expect(result.notRestored).toEqual({});
    });

    test('a field that is removed and comes back', async () => {
      const now = changed('Deployment', ({ spec }) => delete spec.template.spec.terminationGracePeriodSeconds);
      const { restarted, notRestored } = await upgradedAlone(cluster, way, farm(), now);
      expect(Object.values(restarted)).toEqual([['spec.terminationGracePeriodSeconds']]);
      expect(notRestored).toEqual({});
    });

    test('a field that cannot be changed', async () => {
      const selector = changed('Deployment', ({ spec }) => {
        spec.selector.matchLabels.other = 'label';
        spec.template.metadata.labels.other = 'label';
      });
      await expect(upgradedAlone(cluster, way, farm(), selector)).rejects.toThrow(/field is immutable/);
      const role = changed('RoleBinding', (binding) => (binding.roleRef.name = 'other'));
      await expect(upgradedAlone(cluster, way, farm(), role)).rejects.toThrow(/roleRef: .*field is immutable/);
    });

    test('an object under another name', async () => {
      const now = changed('Deployment', ({ metadata }) => (metadata.name = 'other'));
      const { name } = farm().find(({ kind }) => kind === 'Deployment')!.metadata;
      const result = await upgradedAlone(cluster, way, farm(), now);
      expect(unannounced(result, NOTHING)).toEqual([`Deployment/${name}`]);
      expect(unannounced(result, { ...NOTHING, gone: [`Deployment/${name}`] })).toEqual([]);
    });
  });

  test('by the name of the differing field', () => {
    const before = { a: [{ name: 'x', b: 1 }], c: [1], d: 1 };
    const after = { a: [{ name: 'y' }, { name: 'x', b: 2 }], c: [2], d: 1 };
    expect(changedFields(before, after)).toEqual(['a.x.b', 'a.y', 'c']);
  });
});

describe('releases', () => {
  test('are compared if they are the two before the current version, or that version once it is released', () => {
    const all = ['0.9.0', '0.10.0', '0.2.0', '0.10.1'];
    expect(comparedReleases(all, '0.11.0')).toEqual(['0.10.1', '0.10.0']);
    expect(comparedReleases(all, '0.10.1')).toEqual(['0.10.1', '0.10.0', '0.9.0']);
    expect(comparedReleases(all, '0.2.0')).toEqual(['0.2.0']);
  });

  test('may differ by the restarts and removed objects that later sections of CHANGELOG announce', () => {
    const changelog = [
      '# Changelog\n',
      '## 0.3.0\n',
      '- **Restarts** each delegate once: `spec.containers.delegate.readinessProbe` is\n  new, as is `spec.priorityClassName`.',
      '- **Refuses new pods:** `Build pods must\n  not a`.',
      '- `spec.other` is told. `Role/one` is now `Role/two`: delete the first.\n',
      '## 0.2.0\n',
      '- **Restarts** by `spec.old`.\n',
    ].join('\n');
    expect(announcedSince('0.2.0', changelog)).toEqual({
      restarts: ['spec.containers.delegate.readinessProbe', 'spec.priorityClassName'],
      refuses: ['Build pods must not a'],
      gone: ['Role/one', 'Role/two'],
    });
    expect(() => announcedSince('0.1.0', changelog)).toThrow('no heading "## 0.1.0"');
  });
});
