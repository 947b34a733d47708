import { DelegateAccess } from '../../lib/access';
import { DelegateImage, DelegateToken } from '../../lib/delegate';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { kindsOf, newChart, objectOf, synth } from '../testkit/synth';
import { addDelegate, environmentOf, synthDelegate } from './delegates';

describe('the name of the delegate', () => {
  test('is that of its objects, and the name it registers with', () => {
    covers('S001.placeholders.delegate-name', 'S001.manifest.env-delegate-name', 'S003.command.delegate-name');
    const { manifests, container } = synthDelegate({ delegateName: 'firstk8sdel' });
    expect(objectOf(manifests, 'Deployment').metadata.name).toBe('firstk8sdel');
    expect(objectOf(manifests, 'ServiceAccount').metadata.name).toBe('firstk8sdel');
    expect(environmentOf(container).HARNESS_DELEGATE_NAME).toBe('firstk8sdel');
  });

  test('is that of the ServiceAccount of its pods, which is never default', () => {
    covers('S001.manifest.pod-service-account', 'S001.deploy.service-account-for-pod', 'S003.role.subject');
    expect(synthDelegate({ delegateName: 'firstk8sdel' }).pod.serviceAccountName).toBe('firstk8sdel');
  });

  test('may be as long as a label, and all names that follow from it are valid', () => {
    const delegateName = 'a'.repeat(63);
    const namespace = 'b'.repeat(63);
    const access = DelegateAccess.ciBuilds(['c'.repeat(63)]);
    const { manifests } = synthDelegate({ delegateName, namespace, access });
    for (const { metadata } of manifests) {
      expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/);
    }
  });

  test.each(['a'.repeat(64), 'A', 'a.b', 'a_b', '-a', 'a-', ''])(
    'is refused where it is no DNS label: "%s"',
    (name) => {
      expect(refused(() => synthDelegate({ delegateName: name })).property).toBe('delegateName');
    },
  );
});

describe('the account', () => {
  test.each(['6_vVHzo9Qeu9fXvj-AcQCb', 'AQ8xhfNCRtGIUjq5bSM8Fg', '1e5'])('is as given: %s', (accountId) => {
    covers('S001.placeholders.account-id', 'S001.credentials.account-id', 'S001.manifest.env-account-id');
    covers('S003.account-id.example');
    const { container, delegate } = synthDelegate({ accountId });
    expect(environmentOf(container).HARNESS_ACCOUNT_ID).toBe(accountId);
    expect(delegate.accountId).toBe(accountId);
  });
});

describe('a placeholder that was left over', () => {
  test.each([
    ['namespace', { namespace: 'PUT_YOUR_DELEGATE_NAMESPACE' }],
    ['delegateName', { delegateName: 'PUT_YOUR_DELEGATE_NAME' }],
    ['token', { token: DelegateToken.unsafePlainText('PUT_YOUR_DELEGATE_TOKEN_HERE') }],
    ['token', { token: DelegateToken.unsafePlainText('PUT_YOUR_DELEGATE_TOKEN') }],
    ['image', { image: DelegateImage.of('PUT_YOUR_DELEGATE_IMAGE') }],
    ['accountId', { accountId: 'PUT_YOUR_ACCOUNT_ID' }],
    ['managerEndpoint', { managerEndpoint: 'PUT_YOUR_MANAGER_ENDPOINT' }],
    ['managerEndpoint', { managerEndpoint: 'PUT_YOUR_MANAGER_HOST_AND_PORT_HERE' }],
    ['managerEndpoint', { managerEndpoint: 'https://PUT_YOUR_MANAGER_HOST_AND_PORT_HERE' }],
    ['tags[0]', { tags: ['PUT_YOUR_DELEGATE_TAGS'] }],
  ])('is refused by name: %s', (property, props) => {
    covers('S001.placeholders.left-over', 'S003.command.placeholders');
    const details = refused(() => synthDelegate(props));
    expect(details).toMatchObject({ property, remedy: expect.stringContaining('placeholder') });
  });
});

describe('the namespace of the delegate', () => {
  test('is harness-delegate, and is created', () => {
    covers('S001.manifest.namespace', 'S001.deploy.namespace-isolates', 'S003.command.create-namespace');
    const { manifests, delegate } = synthDelegate();
    expect(objectOf(manifests, 'Namespace').metadata.name).toBe('harness-delegate');
    expect(delegate.namespace).toBe('harness-delegate');
  });

  test('is as given, for every object in it', () => {
    covers('S001.placeholders.namespace', 'S003.command.namespace');
    const { manifests } = synthDelegate({ namespace: 'harness-delegate-ng', podDisruptionBudget: {}, replicas: 2 });
    expect(objectOf(manifests, 'Namespace').metadata.name).toBe('harness-delegate-ng');
    const others = manifests.filter(({ kind }) => kind !== 'Namespace');
    expect(new Set(others.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['harness-delegate-ng']));
  });

  test('is created first', () => {
    covers('S003.command.create-namespace');
    const access = DelegateAccess.clusterAdmin();
    expect(kindsOf(synthDelegate({ access }).manifests)[0]).toBe('Namespace');
  });

  test('is that of the chart, and is not created', () => {
    const { manifests, delegate } = synthDelegate({}, { namespace: 'of-chart' });
    expect(delegate.namespace).toBe('of-chart');
    expect(kindsOf(manifests)).not.toContain('Namespace');
    expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['of-chart']));
  });

  test('is that of the chart, and is created with createNamespace', () => {
    const { manifests } = synthDelegate({ createNamespace: true }, { namespace: 'of-chart' });
    expect(objectOf(manifests, 'Namespace').metadata).toMatchObject({ name: 'of-chart' });
    expect(objectOf(manifests, 'Namespace').metadata).not.toHaveProperty('namespace');
  });

  test('is as given, even if the chart has another', () => {
    const { manifests } = synthDelegate({ namespace: 'mine' }, { namespace: 'of-chart' });
    expect(objectOf(manifests, 'Namespace').metadata.name).toBe('mine');
    expect(objectOf(manifests, 'Deployment').metadata.namespace).toBe('mine');
  });

  test('need not be created', () => {
    covers('S003.command.create-namespace');
    expect(kindsOf(synthDelegate({ createNamespace: false }).manifests)).not.toContain('Namespace');
  });

  test('can be shared by several delegates, one of which creates it', () => {
    const chart = newChart();
    addDelegate(chart, 'One', { delegateName: 'one' });
    addDelegate(chart, 'Two', { delegateName: 'two', createNamespace: false });
    expect(kindsOf(synth(chart))).toEqual([
      'Namespace',
      ...['ServiceAccount', 'Deployment', 'ServiceAccount', 'Deployment'],
    ]);
  });

  test.each(['default', 'kube-system', 'kube-public'])(
    'is not made where it belongs to the cluster: %s',
    (namespace) => {
      expect(refused(() => synthDelegate({ namespace })).property).toBe('namespace');
      expect(kindsOf(synthDelegate({ namespace, createNamespace: false }).manifests)).not.toContain('Namespace');
    },
  );
});
