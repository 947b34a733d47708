import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { DelegateAccess, renderBindings } from '../../lib/access';
import { covers } from '../testkit/covers';
import { newApp, synth } from '../testkit/synth';
import { type AccessObject, grant, objectsFor } from './delegates';

const RULE = { apiGroups: [''], resources: ['nodes'], verbs: ['list'] };
const EVERY_CHOICE = DelegateAccess.ciBuilds(['builds'])
  .plus(DelegateAccess.clusterAdmin())
  .plus(DelegateAccess.clusterViewer())
  .plus(DelegateAccess.namespaceAdmin(['builds']))
  .plus(DelegateAccess.deployments(['builds']))
  .plus(DelegateAccess.connectionTest())
  .plus(DelegateAccess.costVisibility())
  .plus(DelegateAccess.clusterRole('edit'))
  .plus(DelegateAccess.clusterRoleInNamespaces('edit', ['builds']))
  .plus(DelegateAccess.role('edit', ['builds']))
  .plus(DelegateAccess.rules([RULE], ['builds']))
  .plus(DelegateAccess.clusterRules([RULE]));

/** Kind, namespace and name of each object for the access of a delegate. */
function namesFor(delegateName: string, namespace: string): string[] {
  const subject = { delegateName, namespace, serviceAccountName: delegateName };
  const objects = renderBindings(EVERY_CHOICE._grants, subject).map(({ manifest }) => manifest);
  return objects.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name].join(' '));
}

describe('the names of roles and bindings', () => {
  test('are unique among the objects of the delegate', () => {
    const names = namesFor('ci', 'harness-delegate');
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([
    ['a-b', 'c', 'b', 'c-a'],
    ['a-b', 'c', 'a', 'b-c'],
    ['a', 'b', 'b', 'a'],
    ['ci', 'one', 'ci', 'two'],
    ['one', 'ci', 'two', 'ci'],
  ])('do not collide between %s in %s and %s in %s', (name, namespace, otherName, otherNamespace) => {
    const names = [...namesFor(name, namespace), ...namesFor(otherName, otherNamespace)];
    expect(new Set(names).size).toBe(names.length);
  });

  test('do not collide between any two delegates', () => {
    const label = fc.stringMatching(/^[ab](-?[ab]){0,4}$/);
    const delegate = fc.tuple(label, label);
    fc.assert(
      fc.property(delegate, delegate, (one, other) => {
        fc.pre(one.join() !== other.join());
        const names = [...namesFor(...one), ...namesFor(...other)];
        return new Set(names).size === names.length;
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test('contain delegate, namespace and choice', () => {
    covers('S003.role.binding-name');
    expect(objectsFor(DelegateAccess.clusterViewer())[0].metadata.name).toBe('ci.harness-delegate.cluster-viewer');
  });

  test('allow two delegates of one cluster to build in one namespace', () => {
    const app = newApp();
    const charts = ['a', 'b'].map((namespace) => new Chart(app, namespace, { namespace }));
    charts.forEach((chart) => grant(EVERY_CHOICE, chart));
    const names = charts
      .flatMap(synth)
      .map(({ kind, metadata: { namespace, name } }) => `${kind} ${namespace} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('every binding', () => {
  const bindings = objectsFor(EVERY_CHOICE).filter(({ kind }) => kind.endsWith('Binding'));

  test('names its subject with the namespace', () => {
    covers('S001.manifest.binding-subject', 'S003.role.subject', 'S000.roles.deployments-account');
    expect(bindings).toHaveLength(12);
    for (const { kind, subjects } of bindings) {
      const subject = { kind: 'ServiceAccount', name: 'ci', namespace: 'harness-delegate' };
      expect([kind, subjects]).toEqual([kind, [subject]]);
    }
  });

  test('sets the API group of its role, without which GitOps tools would show a difference', () => {
    covers('S001.manifest.binding-role', 'S003.role.role-ref');
    for (const { kind, roleRef } of bindings) {
      expect([kind, roleRef]).toEqual([kind, expect.objectContaining({ apiGroup: 'rbac.authorization.k8s.io' })]);
    }
  });

  test('refers to the role that is rendered with it, if there is one', () => {
    const roles = objectsFor(EVERY_CHOICE).filter(({ kind }) => !kind.endsWith('Binding'));
    expect(roles).toHaveLength(6);
    for (const role of roles) {
      const isFor = ({ roleRef, metadata }: AccessObject) =>
        roleRef?.kind === role.kind &&
        roleRef?.name === role.metadata.name &&
        metadata.namespace === role.metadata.namespace;
      expect(bindings.filter(isFor)).toHaveLength(1);
    }
  });
});

describe('in a chart with a namespace', () => {
  const objects = objectsFor(EVERY_CHOICE, { namespace: 'of-chart' });

  test('cluster-scoped objects have none', () => {
    const ofCluster = objects.filter(({ kind }) => kind.startsWith('Cluster'));
    expect(ofCluster).toHaveLength(7);
    for (const { kind, metadata } of ofCluster) expect([kind, 'namespace' in metadata]).toEqual([kind, false]);
  });

  test('the others are in the granted namespaces, not in that of the chart', () => {
    const others = objects.filter(({ kind }) => !kind.startsWith('Cluster'));
    expect(new Set(others.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['builds', 'default']));
  });

  test("rules and roles without namespaces are granted in the delegate's namespace", () => {
    const own = DelegateAccess.role('edit').plus(DelegateAccess.rules([RULE]));
    const places = objectsFor(own, { namespace: 'of-chart' }).map(({ metadata }) => metadata.namespace);
    expect(new Set(places)).toEqual(new Set(['of-chart']));
  });
});
