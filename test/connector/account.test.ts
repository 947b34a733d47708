import { ApiObject, Chart } from 'cdk8s';
import { Role } from 'cdk8s-plus-28';
import { ConnectorAccount } from '../../lib/connector';
import { DelegateAccess, rulesOf } from '../../lib/access';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { kindsOf, newChart, objectOf, objectsOf, synth } from '../testkit/synth';
import { ACCESS, accountWith, synthAccount } from './accounts';

const SUBJECT = { kind: 'ServiceAccount', name: 'harness-connector', namespace: 'harness-connector' };

describe('an account for a connector', () => {
  test('is a ServiceAccount, a token that the cluster fills in, and its roles', () => {
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

  test('is bound only in the namespaces of its access', () => {
    covers('S000.roles.every-authentication');
    const { manifests } = synthAccount();
    const rules = Object.fromEntries(objectsOf(manifests, 'Role').map((role) => [role.metadata.namespace, role.rules]));
    expect(rules).toEqual({ builds: rulesOf('ci-builds'), default: rulesOf('connection-test') });
    expect(objectsOf(manifests, 'RoleBinding').map(({ subjects }) => subjects)).toEqual([[SUBJECT], [SUBJECT]]);
    expect(objectsOf(manifests, 'ClusterRoleBinding')).toEqual([]);
  });

  test('mounts its token into no pod, and allows only restricted pods in its namespace', () => {
    const { manifests } = synthAccount();
    expect(objectOf(manifests, 'ServiceAccount').automountServiceAccountToken).toBe(false);
    const { labels } = objectOf(manifests, 'Namespace').metadata;
    expect(labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  });

  test('contains no secret values', () => {
    const { data, stringData } = objectOf(synthAccount().manifests, 'Secret');
    expect([data, stringData]).toEqual([undefined, undefined]);
  });

  test('can have another name, namespace, labels and annotations', () => {
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

  test('can have a name that gives its Secret the longest possible name', () => {
    expect(accountWith({ serviceAccountName: 'a'.repeat(247) }).tokenSecretName).toHaveLength(253);
  });

  test('uses the namespace of its chart, and does not create it', () => {
    const { manifests, account } = synthAccount({}, { namespace: 'platform' });
    expect(kindsOf(manifests)).not.toContain('Namespace');
    expect(account.namespace).toBe('platform');
    expect(objectOf(manifests, 'ServiceAccount').metadata.namespace).toBe('platform');
  });

  test('can leave out its namespace', () => {
    expect(kindsOf(synthAccount({ createNamespace: false }).manifests)).not.toContain('Namespace');
  });

  test('is its ServiceAccount to cdk8s, and a subject for cdk8s-plus roles', () => {
    const chart = newChart();
    const account = new ConnectorAccount(chart, 'Account', { access: DelegateAccess.none() });
    expect(ApiObject.of(account).kind).toBe('ServiceAccount');
    new Role(chart, 'Role', { metadata: { namespace: 'builds' } }).bind(account.serviceAccount);
    expect(objectOf(synth(chart), 'RoleBinding').subjects).toEqual([SUBJECT]);
  });

  test('can share a cluster with another one under another name', () => {
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
    ['without access', { access: undefined }, 'access', /^a DelegateAccess$/],
    ['with builds in its own namespace', { access: ACCESS, namespace: 'builds' }, 'access', /account of the connector/],
    [
      'with builds in its usual namespace',
      { access: DelegateAccess.ciBuilds(['harness-connector']) },
      'access',
      /account/,
    ],
    ['with an invalid name', { serviceAccountName: 'A' }, 'serviceAccountName', /DNS subdomain/],
    [
      'with a name too long for its token',
      { serviceAccountName: 'a'.repeat(248) },
      'serviceAccountName',
      /at most 247 /,
    ],
    ['with an invalid namespace', { namespace: 'a.b' }, 'namespace', /DNS label/],
    [
      'with a system namespace that it would create',
      { namespace: 'kube-system' },
      'namespace',
      /other than default and kube-/,
    ],
    ['with invalid labels', { labels: { a: ' ' } }, 'labels', /letters/],
    ['with invalid annotations', { annotations: { 'a b': '' } }, 'annotations', /a key/],
  ])('%s', (_what, props, property, allowed) => {
    const details = refused(() => accountWith(props));
    expect(details.property).toMatch(new RegExp(`^${property}`));
    expect(details.constructPath).toBe('test/Account');
    expect(details.allowed).toMatch(allowed);
  });

  test('with builds in its own namespace, unless sharedNamespace is set', () => {
    const shared = DelegateAccess.ciBuilds(['builds'], { sharedNamespace: true });
    expect(() => accountWith({ access: shared, namespace: 'builds' })).not.toThrow();
  });
});
