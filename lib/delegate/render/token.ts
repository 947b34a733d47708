import type { Secret } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject } from '../../values';
import type { ExternalToken, ResolvedDelegate } from '../resolve';
import { annotationsOfEarlierWave, objectMetadata } from './object-metadata';

/** The Secret or the ExternalSecret of the token, where the library is to make one. */
export function renderToken(delegate: ResolvedDelegate): RenderedObject[] {
  const { plain, external } = delegate.token;
  if (plain) {
    return [rendered('Secret', renderSecret(delegate, plain.token), 'delegateName')];
  }
  return external ? [rendered('ExternalSecret', renderExternalSecret(delegate, external), 'delegateName')] : [];
}

/** The token stands in `stringData` exactly as the Harness UI shows it: nobody encodes it by hand. */
function renderSecret(delegate: ResolvedDelegate, value: string): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...objectMetadata(delegate), name: delegate.token.secretName },
    type: 'Opaque',
    stringData: { [delegate.token.key]: value },
  };
}

/**
 * Every field that the operator would default is written out, so that GitOps tools see no difference. Argo CD applies
 * custom resources last unless they are in an earlier wave.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
function renderExternalSecret(delegate: ResolvedDelegate, external: ExternalToken) {
  const { token } = delegate;
  const defaults = { conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' };
  const remoteRef = {
    key: external.remoteKey,
    property: external.remoteProperty,
    version: external.remoteVersion,
    ...defaults,
  };
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: {
      ...objectMetadata(delegate),
      name: token.secretName,
      annotations: annotationsOfEarlierWave(delegate),
    },
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval: goDuration(external.refreshSeconds),
      secretStoreRef: { name: external.storeName, kind: external.storeKind },
      target: { name: token.secretName, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data: [{ secretKey: token.key, remoteRef }],
    },
  };
}

/** As the operator itself writes a duration: `1h0m0s`, `5m0s`, `30s`. */
function goDuration(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return `${hours > 0 ? `${hours}h` : ''}${hours + minutes > 0 ? `${minutes}m` : ''}${rest}s`;
}
