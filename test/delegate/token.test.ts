import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { DelegateToken, type ExternalSecretTokenOptions, SecretStoreKind } from '../../lib/delegate';
import { covers } from '../testkit/covers';
import { kindsOf, newChart, objectOf, synth, yamlOf } from '../testkit/synth';
import { addDelegate, DOCUMENTED, synthDelegate } from './delegates';

const UI_TOKEN = 'YmFzZTY0LWxvb2tpbmctdG9rZW4tb2YtdGhlLVVJ';

/** The source of the token in the delegate's container. */
function referenceOf(token: DelegateToken) {
  const { container } = synthDelegate({ token });
  return container.env.find(({ name }) => name === 'HARNESS_DELEGATE_TOKEN')?.valueFrom.secretKeyRef;
}

describe('a token in a Secret that exists already', () => {
  test('is referred to, under the key that Harness uses', () => {
    covers('S003.token.named-token', 'S003.token.authenticates', 'S003.token.stored-aside');
    expect(referenceOf(DelegateToken.fromSecretName('mine'))).toEqual({ name: 'mine', key: 'HARNESS_DELEGATE_TOKEN' });
  });

  test('can have any key', () => {
    const token = DelegateToken.fromSecretName('mine', { key: 'delegate.token' });
    expect(referenceOf(token)).toEqual({ name: 'mine', key: 'delegate.token' });
  });

  test('is not created, nor any other object', () => {
    const kinds = kindsOf(synthDelegate({ token: DelegateToken.fromSecretName('mine') }).manifests);
    expect(kinds).toEqual(['Namespace', 'ServiceAccount', 'Deployment']);
  });

  test('may be a Secret of cdk8s-plus, under the name that cdk8s gives it', () => {
    const chart = newChart({ namespace: 'harness-delegate' });
    const secret = new kplus.Secret(chart, 'Token', { stringData: { key: 'of somebody else' } });
    const delegate = addDelegate(chart, 'Delegate', { token: DelegateToken.fromSecret(secret, { key: 'key' }) });
    const manifests = synth(chart);
    const { name } = objectOf(manifests, 'Secret').metadata;
    expect([delegate.tokenSecretName, delegate.tokenSecretKey]).toEqual([name, 'key']);
    const { env } = objectOf(manifests, 'Deployment').spec.template.spec.containers[0];
    expect(env).toContainEqual({ name: 'HARNESS_DELEGATE_TOKEN', valueFrom: { secretKeyRef: { name, key: 'key' } } });
  });

  test('may be an imported Secret of cdk8s-plus', () => {
    const secret = kplus.Secret.fromSecretName(newChart(), 'Token', 'imported');
    expect(referenceOf(DelegateToken.fromSecret(secret))).toEqual({ name: 'imported', key: 'HARNESS_DELEGATE_TOKEN' });
  });
});

describe('a token in a secret manager', () => {
  const external = (options: Partial<ExternalSecretTokenOptions> = {}) =>
    DelegateToken.fromExternalSecret({ storeName: 'vault', remoteKey: 'ci/delegate', ...options });

  test('is fetched into a Secret with the name of the delegate, which reads it from there', () => {
    covers('S003.token.named-token', 'S003.token.stored-aside');
    const { manifests } = synthDelegate({ token: external() });
    const { metadata, spec } = objectOf(manifests, 'ExternalSecret');
    expect(metadata).toMatchObject({ name: 'ci', namespace: 'harness-delegate' });
    expect(spec.target.name).toBe('ci');
    expect(spec.data[0].secretKey).toBe('HARNESS_DELEGATE_TOKEN');
    expect(referenceOf(external())).toEqual({ name: 'ci', key: 'HARNESS_DELEGATE_TOKEN' });
  });

  test('has every default written out, so that GitOps tools see no difference', () => {
    const externalSecret = objectOf(synthDelegate({ token: external() }).manifests, 'ExternalSecret');
    expect(externalSecret.spec).toEqual({
      refreshPolicy: 'Periodic',
      refreshInterval: '1h0m0s',
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
      target: { name: 'ci', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data: [
        {
          secretKey: 'HARNESS_DELEGATE_TOKEN',
          remoteRef: {
            key: 'ci/delegate',
            conversionStrategy: 'Default',
            decodingStrategy: 'None',
            metadataPolicy: 'None',
          },
        },
      ],
    });
    expect(yamlOf(externalSecret)).toMatchSnapshot();
  });

  const WAVE = 'argocd.argoproj.io/sync-wave';
  const waves = (annotations?: { [key: string]: string }) => {
    const { manifests } = synthDelegate({ token: external(), annotations });
    const waveOf = (kind: 'Namespace' | 'ExternalSecret' | 'Deployment') =>
      Number(objectOf(manifests, kind).metadata.annotations?.[WAVE] ?? 0);
    return [waveOf('Namespace'), waveOf('ExternalSecret'), waveOf('Deployment')];
  };

  test('is applied by Argo CD one wave before the delegate', () => {
    const { metadata } = objectOf(synthDelegate({ token: external() }).manifests, 'ExternalSecret');
    expect(metadata.annotations).toEqual({ [WAVE]: '-1' });
    expect(waves({ [WAVE]: '5' }).slice(1)).toEqual([4, 5]);
  });

  // Argo CD applies wave by wave: in a namespace of a later wave an ExternalSecret fails, and no later wave is reached.
  test.each([undefined, { [WAVE]: '5' }])('is applied by Argo CD no sooner than its namespace: %j', (annotations) => {
    const [namespace, externalSecret] = waves(annotations);
    expect(namespace).toBeLessThanOrEqual(externalSecret);
  });

  test('may be one property of a secret, in one version, of a store in the namespace', () => {
    const token = external({
      storeKind: SecretStoreKind.SECRET_STORE,
      remoteProperty: 'token',
      remoteVersion: '7',
      refreshInterval: Duration.minutes(5),
    });
    const { spec } = objectOf(synthDelegate({ token }).manifests, 'ExternalSecret');
    expect(spec.secretStoreRef).toEqual({ name: 'vault', kind: 'SecretStore' });
    expect(spec.data[0].remoteRef).toMatchObject({ key: 'ci/delegate', property: 'token', version: '7' });
    expect(spec.refreshInterval).toBe('5m0s');
  });

  // As Go writes a duration, which is how the operator stores it.
  test.each([
    [Duration.seconds(1), '1s'],
    [Duration.seconds(59), '59s'],
    [Duration.seconds(60), '1m0s'],
    [Duration.seconds(3599), '59m59s'],
    [Duration.hours(1), '1h0m0s'],
    [Duration.seconds(3601), '1h0m1s'],
    [Duration.days(2), '48h0m0s'],
  ])('is refreshed each %s, written as the operator writes it', (refreshInterval, written) => {
    const { manifests } = synthDelegate({ token: external({ refreshInterval }) });
    expect(objectOf(manifests, 'ExternalSecret').spec.refreshInterval).toBe(written);
  });
});

describe('a token in clear text', () => {
  const plain = (token: string) => synthDelegate({ token: DelegateToken.unsafePlainText(token) });
  const checksumOf = (token: string) => plain(token).podMetadata.annotations['checksum/token'];

  test('is in a Secret of the delegate exactly as the Harness UI shows it', () => {
    covers('S001.credentials.token', 'S001.placeholders.token', 'S001.placeholders.token-encoding');
    covers('S001.manifest.secret-key', 'S003.command.delegate-token');
    const secret = objectOf(plain(UI_TOKEN).manifests, 'Secret');
    expect(secret.metadata).toMatchObject({ name: 'ci', namespace: 'harness-delegate' });
    expect(secret.type).toBe('Opaque');
    expect(secret.stringData).toEqual({ HARNESS_DELEGATE_TOKEN: UI_TOKEN });
    expect(secret).not.toHaveProperty('data');
  });

  test('is read by the delegate from that Secret', () => {
    covers('S003.token.authenticates');
    const token = DelegateToken.unsafePlainText(UI_TOKEN);
    expect(referenceOf(token)).toEqual({ name: 'ci', key: 'HARNESS_DELEGATE_TOKEN' });
  });

  test('starts new pods when it changes, and only then', () => {
    expect(checksumOf('one')).toBe(checksumOf('one'));
    expect(checksumOf('one')).not.toBe(checksumOf('two'));
    expect(checksumOf(UI_TOKEN)).toMatch(/^[0-9a-f]{16}$/);
  });

  test('is only in that Secret', () => {
    covers('S001.deploy.secret-stores-token');
    const others = plain(UI_TOKEN).manifests.filter(({ kind }) => kind !== 'Secret');
    expect(JSON.stringify(others)).not.toContain(UI_TOKEN);
    expect(JSON.stringify(others)).not.toContain(Buffer.from(UI_TOKEN).toString('base64'));
  });

  test('leaves no checksum in profile DOCUMENTED, which adds nothing to what is documented', () => {
    const { podMetadata } = synthDelegate({ ...DOCUMENTED, token: DelegateToken.unsafePlainText(UI_TOKEN) });
    expect(Object.keys(podMetadata.annotations)).not.toContain('checksum/token');
  });

  test('does not show where the reference is printed', () => {
    expect(String(DelegateToken.unsafePlainText(UI_TOKEN))).toBe('DelegateToken(plain)');
  });
});

describe('a token that is changed elsewhere', () => {
  const external = { storeName: 'vault', remoteKey: 'ci/delegate' };

  test.each([
    ['in a Secret', DelegateToken.fromSecretName('mine', { revision: '2026-01' })],
    ['in a secret manager', DelegateToken.fromExternalSecret({ ...external, revision: '2026-01' })],
  ])('%s: starts new pods when its revision is counted up', (_where, token) => {
    const { podMetadata, deployment } = synthDelegate({ token, unsafeAllowPruning: true });
    expect(podMetadata.annotations).toMatchObject({ 'harness.io/token-revision': '2026-01' });
    expect(deployment.metadata.annotations).toBeUndefined();
  });

  test.each([
    ['in a Secret', DelegateToken.fromSecretName('mine', { reloader: true }), 'mine'],
    ['in a secret manager', DelegateToken.fromExternalSecret({ ...external, reloader: true }), 'ci'],
  ])('%s: starts new pods by Reloader, with an annotation of the Deployment', (_where, token, secretName) => {
    const { podMetadata, deployment } = synthDelegate({ token, unsafeAllowPruning: true });
    expect(deployment.metadata.annotations).toEqual({ 'secret.reloader.stakater.com/reload': secretName });
    expect(Object.keys(podMetadata.annotations).sort()).toEqual([
      'prometheus.io/path',
      'prometheus.io/port',
      'prometheus.io/scrape',
    ]);
  });

  test('starts no new pods by default', () => {
    const { podMetadata, deployment } = synthDelegate({ unsafeAllowPruning: true });
    expect(podMetadata.annotations).not.toHaveProperty(['harness.io/token-revision']);
    expect(deployment.metadata.annotations).toBeUndefined();
  });
});
