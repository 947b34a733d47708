import { rulesOf } from '../../lib/access';
import { BuildIsolation, ClusterPlatform } from '../../lib/build-namespace';
import { covers } from '../testkit/covers';
import { AUDITED, RESTRICTED } from '../testkit/isolations';
import { refused } from '../testkit/refused';
import { kindsOf, objectsOf, only } from '../testkit/synth';
import { servedFarm, synthFarm } from './farms';

const platform = ClusterPlatform.openShift();
const reason = 'Builds run docker.';

function constraintsOf(isolation?: BuildIsolation) {
  return objectsOf(synthFarm({ platform, isolation }).manifests, 'RoleBinding');
}

describe('on OpenShift', () => {
  test.each<[string, BuildIsolation | undefined, string[]]>([
    ['anyuid: builds run as the users of their images', undefined, ['anyuid']],
    ['nothing under restricted', RESTRICTED, []],
    ['nothing where restricted is audited, because builds have a user', AUDITED, []],
    ['also privileged for Docker-in-Docker', BuildIsolation.dockerInDocker({ reason }), ['anyuid', 'privileged']],
    ['also privileged for host paths', BuildIsolation.hostPaths(['/a'], { reason }), ['anyuid', 'privileged']],
  ])('the ServiceAccount of builds may use the SecurityContextConstraints %s', (_what, isolation, names) => {
    covers('S004.troubleshoot.openshift');
    const bindings = constraintsOf(isolation);
    expect(bindings.map(({ roleRef }) => roleRef)).toEqual(
      names.map((name) => ({
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: `system:openshift:scc:${name}`,
      })),
    );
    for (const { subjects, metadata } of bindings) {
      expect(metadata.namespace).toBe('harness-builds');
      expect(subjects).toEqual([{ kind: 'ServiceAccount', name: 'harness-build', namespace: 'harness-builds' }]);
    }
  });

  test('every ServiceAccount of builds can use them', () => {
    const { manifests } = synthFarm({ platform, additionalServiceAccounts: ['deployer'] });
    const [{ subjects }] = objectsOf(manifests, 'RoleBinding');
    expect(subjects.map(({ name }) => name)).toEqual(['harness-build', 'deployer']);
  });

  test('subjects that run builds have the rights on events that Harness requires', () => {
    covers('S004.troubleshoot.openshift');
    const { rules } = only(servedFarm({ platform }).manifests, 'Role');
    expect(rules).toEqual([...rulesOf('ci-builds'), ...rulesOf('ci-builds-openshift')]);
    expect(rules.at(-1)).toEqual({
      apiGroups: [''],
      resources: ['events'],
      verbs: ['get', 'list', 'watch', 'create', 'update', 'delete'],
    });
  });

  test('pull secrets are refused, because OpenShift writes to the same list', () => {
    expect(refused(() => synthFarm({ platform, imagePullSecrets: ['registry'] }))).toMatchObject({
      property: 'imagePullSecrets',
      remedy: expect.stringContaining('oc secrets link harness-build NAME --for=pull'),
    });
    expect(only(synthFarm({ platform }).manifests, 'ServiceAccount')).not.toHaveProperty('imagePullSecrets');
    expect(() => synthFarm({ imagePullSecrets: ['registry'] })).not.toThrow();
  });

  test('OpenShift does not overwrite the labels of Pod Security', () => {
    const { labels } = only(synthFarm({ platform }).manifests, 'Namespace').metadata;
    expect(labels['security.openshift.io/scc.podSecurityLabelSync']).toBe('false');
  });
});

test('other platforms have no objects of OpenShift', () => {
  const { manifests } = servedFarm();
  expect(JSON.stringify(manifests)).not.toMatch(/openshift/i);
  expect(kindsOf(synthFarm().manifests)).not.toContain('RoleBinding');
  expect(only(manifests, 'Role').rules).toEqual(rulesOf('ci-builds'));
});
