/** The ExternalSecret from which an operator creates the Secret of the token. */
import { NOT_EMPTY, type PropertyChecks, type Rule, SECRET_NAME, wholeSeconds } from '../core';
import { type ExternalSecretTokenOptions, SecretStoreKind } from './delegate-token';
import { annotationsOfEarlierWave, objectMetadata, type ObjectOwner, SYNC_WAVE } from './metadata';

const WAVE: Rule = {
  allowed: 'a whole number, because the ExternalSecret is applied one wave earlier',
  remedy: 'Correct the sync wave.',
  holds: (value) => /^-?[0-9]{1,9}$/.test(value),
};

const STORE_NAME: Rule = {
  ...SECRET_NAME,
  allowed: 'the name of a SecretStore or ClusterSecretStore (a DNS subdomain)',
  remedy: 'Pass the name of the store, and not the secret itself.',
};

/** The ExternalSecret, with every default. */
export interface ExternalToken {
  readonly storeName: string;
  readonly storeKind: SecretStoreKind;
  readonly remoteKey: string;
  readonly remoteProperty?: string;
  readonly remoteVersion?: string;
  readonly refreshSeconds: number;
}

export function resolveExternal(checks: PropertyChecks, options: ExternalSecretTokenOptions): ExternalToken {
  const remote = (name: string, value?: string) =>
    value === undefined || checks.text(`token.${name}`, value, NOT_EMPTY);
  checks.apart(
    () => checks.secretText('token.storeName', options.storeName, STORE_NAME),
    ...(['remoteKey', 'remoteProperty', 'remoteVersion'] as const).map((name) => () => remote(name, options[name])),
  );
  const refreshSeconds = checks.part(() =>
    options.refreshInterval ? wholeSeconds(checks, 'token.refreshInterval', options.refreshInterval, 1) : 3600,
  );
  const { storeName, storeKind = SecretStoreKind.CLUSTER_SECRET_STORE } = options;
  const { remoteKey, remoteProperty, remoteVersion } = options;
  return { storeName, storeKind, remoteKey, remoteProperty, remoteVersion, refreshSeconds: refreshSeconds.value };
}

/** Checks the annotation of the delegate that decides the wave of the ExternalSecret. */
export function checkWave(checks: PropertyChecks, annotations: { readonly [key: string]: string } = {}): void {
  checks.text(`annotations["${SYNC_WAVE}"]`, annotations[SYNC_WAVE] ?? '0', WAVE);
}

/**
 * Writes every field that the operator would default, so that GitOps tools see no difference. Argo CD applies custom
 * resources last unless they are in an earlier wave.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function renderExternalSecret(
  delegate: ObjectOwner,
  token: { readonly secretName: string; readonly key: string },
  external: ExternalToken,
): object {
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

/** Formats a duration as the operator does: `1h0m0s`, `5m0s`, `30s`. */
function goDuration(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return `${hours > 0 ? `${hours}h` : ''}${hours + minutes > 0 ? `${minutes}m` : ''}${rest}s`;
}
