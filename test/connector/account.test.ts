import { ApiObject, Chart } from 'cdk8s';
import { Role } from 'cdk8s-plus-28';
import { ConnectorAccount, DelegateAccess } from 'harness-constructs';
import { rulesOf } from '../../lib/access';
import { covers } from '../support/covers';
import { refused } from '../support/refused';
import { kindsOf, newChart, objectOf, objectsOf, synth } from '../support/synth';
import { ACCESS, accountWith, synthAccount } from './accounts';

const SUBJECT = { kind: 'ServiceAccount', name: 'harness-connector', namespace: 'harness-connector' };

describe('an account for a connector', () => {
  test('is a ServiceAccount, a token that the cluster fills, and the roles behind it', () => {
    covers('S000.roles.every-authentication', 'S000.connector.delegate-elsewhere');
    const { manifests, account } = synthAccount();
    expect(kindsOf(manifests)).toEqual([
      'Namespace',
      'ServiceAccount',
      'Secret',
      'Role',
      'RoleBinding',
      'Role',
      'RoleBinding',
    ]);
    expect(objectOf(manifests, 'Secret')).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'harness-connector-token',
        namespace: 'harness-connector',
        labels: { 'app.kubernetes.io/name': 'harness-connector' },
        annotations: { 'kubernetes.io/service-account.name': 'harness-connector' },
      },
      type: 'kubernetes.io/service-account-token',
    });
    expect(account).toMatchObject({
      serviceAccountName: 'harness-connector',
      namespace: 'harness-connector',
      tokenSecretName: 'harness-connector-token',
    });
  });

  test('is bound in the namespaces of its access and nowhere else', () => {
    covers('S000.roles.every-authentication');
    const { manifests } = synthAccount();
    const rules = Object.fromEntries(objectsOf(manifests, 'Role').map((role) => [role.metadata.namespace, role.rules]));
    expect(rules).toEqual({ builds: rulesOf('ci-builds'), default: rulesOf('connection-test') });
    expect(objectsOf(manifests, 'RoleBinding').map(({ subjects }) => subjects)).toEqual([[SUBJECT], [SUBJECT]]);
    expect(objectsOf(manifests, 'ClusterRoleBinding')).toEqual([]);
  });

  test('gives its token to no pod, and its namespace takes none that is not restricted', () => {
    const { manifests } = synthAccount();
    expect(objectOf(manifests, 'ServiceAccount').automountServiceAccountToken).toBe(false);
    const { labels } = objectOf(manifests, 'Namespace').metadata;
    expect(labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  });

  test('has no text of a secret in it', () => {
    const { data, stringData } = objectOf(synthAccount().manifests, 'Secret');
    expect([data, stringData]).toEqual([undefined, undefined]);
  });

  test('may have another name, namespace, labels and annotations', () => {
    const { manifests, account } = synthAccount({
      serviceAccountName: 'ci.connector',
      namespace: 'accounts',
      labels: { team: 'ci' },
      annotations: { 'example.com/owner': 'ci' },
    });
    expect(account).toMatchObject({ serviceAccountName: 'ci.connector', namespace: 'accounts' });
    expect(account.tokenSecretName).toBe('ci.connector-token');
    for (const { kind, metadata } of manifests) {
      expect([kind, metadata.labels]).toEqual([kind, expect.objectContaining({ team: 'ci' })]);
      expect([kind, metadata.annotations]).toEqual([kind, expect.objectContaining({ 'example.com/owner': 'ci' })]);
    }
    expect(objectsOf(manifests, 'RoleBinding')[0].subjects[0]).toMatchObject({
      name: 'ci.connector',
      namespace: 'accounts',
    });
  });

  test('may have a name that leaves its Secret the longest one that there is', () => {
    expect(accountWith({ serviceAccountName: 'a'.repeat(247) }).tokenSecretName).toHaveLength(253);
  });

  test('goes to the namespace of its chart, which is not made', () => {
    const { manifests, account } = synthAccount({}, { namespace: 'platform' });
    expect(kindsOf(manifests)).not.toContain('Namespace');
    expect(account.namespace).toBe('platform');
    expect(objectOf(manifests, 'ServiceAccount').metadata.namespace).toBe('platform');
  });

  test('can do without a namespace of its own', () => {
    expect(kindsOf(synthAccount({ createNamespace: false }).manifests)).not.toContain('Namespace');
  });

  test('is its ServiceAccount for cdk8s, and a subject for roles of cdk8s-plus', () => {
    const chart = newChart();
    const account = new ConnectorAccount(chart, 'Account', { access: DelegateAccess.none() });
    expect(ApiObject.of(account).kind).toBe('ServiceAccount');
    new Role(chart, 'Role', { metadata: { namespace: 'builds' } }).bind(account.serviceAccount);
    expect(objectOf(synth(chart), 'RoleBinding').subjects).toEqual([SUBJECT]);
  });

  test('may stand beside another one in a cluster', () => {
    const chart = newChart();
    new ConnectorAccount(chart, 'One', { access: ACCESS });
    const same = refused(() => new ConnectorAccount(chart, 'Two', { access: ACCESS }));
    expect(same).toMatchObject({ property: 'createNamespace', constructPath: 'test/Two' });
    const beside = { access: ACCESS, createNamespace: false };
    expect(refused(() => new ConnectorAccount(chart, 'Three', beside)).property).toBe('serviceAccountName');
    new ConnectorAccount(chart, 'Four', { ...beside, serviceAccountName: 'other' });
    expect(objectsOf(synth(Chart.of(chart)), 'ServiceAccount')).toHaveLength(2);
  });
});

describe('an account for a connector is refused', () => {
  test.each<[string, object, string, RegExp]>([
    ['without access', { access: undefined }, 'access', /choice of DelegateAccess/],
    ['with builds in its own namespace', { access: ACCESS, namespace: 'builds' }, 'access', /account of the connector/],
    [
      'with builds in its usual namespace',
      { access: DelegateAccess.ciBuilds(['harness-connector']) },
      'access',
      /account/,
    ],
    ['with a name that is none', { serviceAccountName: 'A' }, 'serviceAccountName', /DNS subdomain/],
    [
      'with a name too long for its token',
      { serviceAccountName: 'a'.repeat(248) },
      'serviceAccountName',
      /6 characters fewer/,
    ],
    ['with a namespace that is none', { namespace: 'a.b' }, 'namespace', /DNS label/],
    [
      'with a namespace of the cluster itself that it would make',
      { namespace: 'kube-system' },
      'createNamespace',
      /other than default and kube-/,
    ],
    ['with labels that are none', { labels: { a: ' ' } }, 'labels', /letters/],
    ['with annotations that are none', { annotations: { 'a b': '' } }, 'annotations', /a key/],
  ])('%s', (_what, props, property, allowed) => {
    const details = refused(() => accountWith(props));
    expect(details.property).toMatch(new RegExp(`^${property}`));
    expect(details.constructPath).toBe('test/Account');
    expect(details.allowed).toMatch(allowed);
  });

  test('with builds in its own namespace, unless that is accepted by name', () => {
    const shared = DelegateAccess.ciBuilds(['builds'], { sharedNamespace: true });
    expect(() => accountWith({ access: shared, namespace: 'builds' })).not.toThrow();
  });
});
