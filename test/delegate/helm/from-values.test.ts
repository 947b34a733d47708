import { FIXTURES, fixtureOf } from '../../testkit/helm-chart';
import { covers } from '../../testkit/covers';
import { parseQuantity } from '../../../lib/core';
import { adopted, named } from './releases';

/** An amount may be written as by the API server: `2Gi` for 2048Mi. */
function isSame(ours: unknown, theirs: unknown, path: string): boolean {
  const isAmount = path.includes('.resources.') && typeof ours === 'string' && typeof theirs === 'string';
  return isAmount ? parseQuantity(ours) === parseQuantity(theirs) : ours === theirs;
}

/** Fields that we render with another value than the release has. Fields that we omit stay as they are. */
function differences(ours: any, theirs: any, path: string): string[] {
  if (typeof ours !== 'object' || ours === null) {
    return isSame(ours, theirs, path) ? [] : [`${path}: ${JSON.stringify(theirs)} becomes ${JSON.stringify(ours)}`];
  }
  if (Array.isArray(ours) && ours.length !== theirs?.length) {
    return [`${path}: ${theirs?.length} elements become ${ours.length}`];
  }
  return Object.entries(ours).flatMap(([key, value]) => differences(value, theirs?.[key], `${path}.${key}`));
}

describe.each(FIXTURES.map((fixture) => [fixture.title, fixture] as const))(
  'adopting the release "%s"',
  (_title, fixture) => {
    test('keeps the Deployment and its pods', () => {
      covers('S003.chart.delegate-is-workload', 'S003.command.release-name');
      const theirs = named(fixture.objects, 'Deployment', fixture.fullname);
      const ours = named(adopted(fixture).manifests, 'Deployment', fixture.fullname);
      expect(differences(ours.spec, theirs.spec, 'spec')).toEqual([]);
      expect(ours.spec.selector.matchLabels).toEqual(theirs.spec.selector.matchLabels);
      expect(ours.spec.selector.matchLabels['app.kubernetes.io/instance']).toBe(fixture.options.release);
      expect(ours.metadata.namespace).toBe(fixture.options.namespace);
    });

    test('keeps settings, permissions and accounts', () => {
      const { manifests } = adopted(fixture);
      const stable = ['ConfigMap', 'ServiceAccount', 'ClusterRoleBinding', 'RoleBinding'];
      const ours = manifests.filter(
        ({ kind, metadata }) => stable.includes(kind) && !metadata.name.includes('upgrader'),
      );
      for (const object of ours) {
        const theirs = named(fixture.objects, object.kind, object.metadata.name);
        expect([object.kind, object.metadata.name, theirs === undefined]).toEqual([
          object.kind,
          object.metadata.name,
          false,
        ]);
        expect(differences(object, theirs, object.kind)).toEqual([]);
      }
      const settings: any = named(manifests, 'ConfigMap', fixture.fullname);
      expect(settings.data).toEqual(named(fixture.objects, 'ConfigMap', fixture.fullname).data);
    });

    test('renders no new names, and no Secret', () => {
      const theirs = fixture.objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      const made = adopted(fixture).manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      expect(made.filter((object) => !theirs.includes(object))).toEqual([]);
      expect(made.filter((object) => /^(Secret|Namespace)\//.test(object))).toEqual([]);
    });
  },
);

test('writes a token from the values into no manifest', () => {
  const { manifests } = adopted(fixtureOf('defaults'));
  expect(fixtureOf('defaults').values).toContain('aaaaaaaa');
  expect(JSON.stringify(manifests)).not.toContain('aaaaaaaa');
});

test('exposes the names of the release as outputs of the delegate', () => {
  const { delegate } = adopted(fixtureOf('fullnameOverride'));
  expect(delegate.delegateName).toBe('d1');
  expect(delegate.deploymentName).toBe('harness');
  expect(delegate.serviceAccount.name).toBe('harness');
  expect(delegate.tokenSecretName).toBe('harness');
  expect(delegate.podSelector).toHaveProperty(['app.kubernetes.io/instance'], 'my-release');
  expect(delegate.upgrader?.cronJobName).toBe('harness-upgrader-job');
});

test('turns an edited value into a changed object', () => {
  covers('S003.chart.values-persist');
  const fixture = fixtureOf('no upgrader');
  const { manifests } = adopted(fixture, {}, { set: ['replicas=3', 'tags=a\\,b'] });
  expect(named(manifests, 'Deployment', 'd1').spec.replicas).toBe(3);
  expect(named(manifests, 'ConfigMap', 'd1').data.DELEGATE_TAGS).toBe('a,b');
});
