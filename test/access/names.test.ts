import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { DelegateAccess } from 'harness-constructs';
import { renderBindings } from '../../lib/access';
import { addDelegate } from '../delegate/delegates';
import { covers } from '../support/covers';
import { newApp, newChart, synth } from '../support/synth';
import { type AccessObject, objectsFor } from './delegates';

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
  test('are those of no other object of the delegate', () => {
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

  test('tell delegate, namespace and choice', () => {
    covers('S003.role.binding-name');
    expect(objectsFor(DelegateAccess.clusterViewer())[0].metadata.name).toBe('ci.harness-delegate.cluster-viewer');
  });

  test('let two delegates of one cluster build in one namespace', () => {
    const app = newApp();
    const charts = ['a', 'b'].map((namespace) => new Chart(app, namespace, { namespace }));
    charts.forEach((chart) => addDelegate(chart, 'Delegate', { access: EVERY_CHOICE }));
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

  test('writes out the API group of its role, which GitOps tools would else see changed', () => {
    covers('S001.manifest.binding-role', 'S003.role.role-ref');
    for (const { kind, roleRef } of bindings) {
      expect([kind, roleRef]).toEqual([kind, expect.objectContaining({ apiGroup: 'rbac.authorization.k8s.io' })]);
    }
  });

  test('refers to a role that is made beside it, where one is made', () => {
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

  test('objects of the cluster have none', () => {
    const ofCluster = objects.filter(({ kind }) => kind.startsWith('Cluster'));
    expect(ofCluster).toHaveLength(7);
    for (const { kind, metadata } of ofCluster) expect([kind, 'namespace' in metadata]).toEqual([kind, false]);
  });

  test('the others are where they are granted, not where the chart is', () => {
    const others = objects.filter(({ kind }) => !kind.startsWith('Cluster'));
    expect(new Set(others.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['builds', 'default']));
  });

  test('rules and roles without namespaces are granted where the delegate is', () => {
    const own = DelegateAccess.role('edit').plus(DelegateAccess.rules([RULE]));
    const places = objectsFor(own, { namespace: 'of-chart' }).map(({ metadata }) => metadata.namespace);
    expect(new Set(places)).toEqual(new Set(['of-chart']));
  });
});

test('labels and annotations of the delegate stand on every role and binding', () => {
  const chart = newChart();
  const marks = { labels: { team: 'a' }, annotations: { note: 'b' } };
  addDelegate(chart, 'Delegate', { access: EVERY_CHOICE, ...marks });
  const objects = synth(chart).filter(({ kind }) => kind.includes('Role'));
  expect(objects).toHaveLength(18);
  for (const { kind, metadata } of objects)
    expect([kind, metadata]).toEqual([
      kind,
      expect.objectContaining({
        labels: expect.objectContaining(marks.labels),
        annotations: marks.annotations,
      }),
    ]);
});
