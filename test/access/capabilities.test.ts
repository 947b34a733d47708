import { CAPABILITIES, DelegateAccess, type Feature, rulesOf } from '../../lib/access';
import { covers } from '../testkit/covers';
import { yamlOf } from '../testkit/synth';
import { objectsFor } from './delegates';

const FEATURES: [Feature, DelegateAccess][] = [
  ['ci-builds', DelegateAccess.ciBuilds(['builds'])],
  ['deployments', DelegateAccess.deployments(['shop'])],
  ['connection-test', DelegateAccess.connectionTest()],
  ['cost-visibility', DelegateAccess.costVisibility()],
];

function rulesFor(access: DelegateAccess) {
  const [role] = objectsFor(access);
  return role.rules as { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

/** The allowed verbs by resource. */
function verbsFor(access: DelegateAccess): { [resource: string]: string[] } {
  const pairs = rulesFor(access).flatMap(({ apiGroups, resources, verbs }) =>
    resources.map((resource) => [`${apiGroups[0]}/${resource}`.replace(/^\//, ''), [...verbs].sort()]),
  );
  return Object.fromEntries(pairs) as { [resource: string]: string[] };
}

describe('the capability table', () => {
  test('has a reason and a source for each permission', () => {
    for (const { id, reason, source } of CAPABILITIES) {
      expect([id, reason.length > 10, source]).toEqual([id, true, expect.stringMatching(/^https:\/\//)]);
    }
  });

  test('has a unique id for each permission', () => {
    const ids = CAPABILITIES.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('has no wildcards', () => {
    covers('S000.minimum.named-resources', 'S000.minimum.named-verbs');
    for (const { id, rule } of CAPABILITIES) {
      expect([id, JSON.stringify(rule).includes('*')]).toEqual([id, false]);
    }
  });

  test('covers the features that have a choice, and the additional needs of builds on OpenShift', () => {
    const features = [...FEATURES.map(([feature]) => feature), 'ci-builds-openshift'];
    expect(new Set(CAPABILITIES.map(({ feature }) => feature))).toEqual(new Set(features));
  });

  test('matches the reviewed version', () => {
    // Copied, because YAML would write lists that several rows share as references.
    const rows = JSON.parse(JSON.stringify(CAPABILITIES)) as object[];
    expect(yamlOf(rows)).toMatchSnapshot();
  });

  test.each(FEATURES)('is the source of the rules for %s', (feature, access) => {
    covers('S000.roles.by-purpose');
    const rows = CAPABILITIES.filter((row) => row.feature === feature);
    expect(rulesFor(access)).toEqual(rows.map(({ rule }) => rule));
  });
});

describe('no permission allows escalation', () => {
  const ESCALATIONS = ['nodes/proxy', 'pods/exec', 'pods/attach', 'serviceaccounts', 'serviceaccounts/token'];

  test.each(FEATURES)('of %s', (_feature, access) => {
    for (const { apiGroups, resources, verbs } of rulesFor(access)) {
      expect(resources.filter((resource) => ESCALATIONS.includes(resource))).toEqual([]);
      expect(verbs.filter((verb) => ['escalate', 'bind', 'impersonate'].includes(verb))).toEqual([]);
      expect(apiGroups).not.toContain('rbac.authorization.k8s.io');
    }
  });
});

describe('builds', () => {
  const all = ['create', 'delete', 'get', 'list', 'update', 'watch'];

  test('create, read, update and delete pods, Secrets, Services and claims, and see events', () => {
    covers('S000.roles.builds-pods', 'S000.roles.builds-secrets', 'S000.roles.builds-services');
    covers('S000.roles.builds-claims');
    expect(verbsFor(DelegateAccess.ciBuilds(['builds']))).toEqual({
      pods: all,
      secrets: all,
      services: all,
      persistentvolumeclaims: all,
      events: ['list', 'watch'],
    });
  });
});

test('builds on OpenShift get only the access to events that Harness requires there', () => {
  covers('S004.troubleshoot.openshift');
  expect(rulesOf('ci-builds-openshift')).toEqual([
    { apiGroups: [''], resources: ['events'], verbs: ['get', 'list', 'watch', 'create', 'update', 'delete'] },
  ]);
});

describe('deployments', () => {
  const verbs = verbsFor(DelegateAccess.deployments(['shop']));
  const all = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

  test('list, get, create, watch and delete what they deploy', () => {
    covers('S000.roles.deployments-verbs', 'S000.minimum.deployment-kinds', 'S000.minimum.named-verbs');
    expect(verbs).toMatchObject({ configmaps: all, secrets: all, pods: all, 'apps/deployments': all });
    expect(Object.keys(verbs)).toContain('events');
  });

  test('watch the events of the pods that they start', () => {
    covers('S000.roles.deployments-watch-events');
    expect(verbs.events).toContain('watch');
  });
});

test('the connection test lists controllers of the first kind that Harness requests, and does nothing else', () => {
  expect(verbsFor(DelegateAccess.connectionTest())).toEqual({ 'apps/replicasets': ['list'] });
});

test('cost visibility reads, and sees no Secret', () => {
  const verbs = verbsFor(DelegateAccess.costVisibility());
  expect(new Set(Object.values(verbs).flat())).toEqual(new Set(['get', 'list', 'watch']));
  expect(Object.keys(verbs)).not.toContain('secrets');
  expect(Object.keys(verbs)).toEqual(expect.arrayContaining(['nodes', 'pods', 'metrics.k8s.io/pods']));
});
