import { createHash } from 'node:crypto';
import { DATA_KEY, derived, NOT_EMPTY, type PropertyChecks, type Rule, SECRET_NAME, wholeSeconds } from '../../values';
import { type ExternalSecretTokenOptions, SecretStoreKind, type TokenRotationOptions } from '../props';
import type { ResolveContext } from './context';
import { replaceableName } from './names';

const TOKEN: Rule = {
  allowed: 'a token exactly as the Harness UI shows it, without blanks',
  remedy: 'Copy it again, or better refer to a Secret.',
  holds: (value) => /^[\x21-\x7e]+$/.test(value),
};

/** Order in which Argo CD applies objects. @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/ */
export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';
const WAVE: Rule = {
  allowed: 'a whole number',
  remedy: 'The ExternalSecret is put one wave earlier.',
  holds: (value) => /^-?[0-9]{1,9}$/.test(value),
};

const REVISION: Rule = {
  allowed: "at most 253 letters, digits, '-', '_', '.' and ':'",
  remedy: 'Use a short text such as a date or a number.',
  holds: (value) => /^[-_.:A-Za-z0-9]{1,253}$/.test(value),
};

const STORE_NAME: Rule = {
  ...SECRET_NAME,
  allowed: 'the name of a SecretStore or ClusterSecretStore (a DNS subdomain)',
  remedy: 'Pass the name of the store.',
};

/** The token, and what makes the pods follow it. */
export interface ResolvedToken {
  readonly secretName: string;
  readonly key: string;
  /** The Secret that the library makes. */
  readonly plain?: { readonly token: string };
  /** The ExternalSecret that the library makes. */
  readonly external?: ExternalToken;
  /** Annotations of the pods. */
  readonly podAnnotations: { [key: string]: string };
  /** Annotations of the Deployment. */
  readonly deploymentAnnotations: { [key: string]: string };
}

/** What External Secrets fetches, with every default. */
export interface ExternalToken {
  readonly storeName: string;
  readonly storeKind: SecretStoreKind;
  readonly remoteKey: string;
  readonly remoteProperty?: string;
  readonly remoteVersion?: string;
  readonly refreshSeconds: number;
}

export function resolveToken(context: ResolveContext, namespace: string): ResolvedToken {
  const { checks, props, profile, generation } = context;
  const source = props.token._source;
  const defaultKey = generation.variables.token;
  if (source.kind === 'plain') {
    checks.secretText('token', source.token, TOKEN);
    const podAnnotations: { [key: string]: string } =
      profile.tokenChecksum === undefined
        ? {}
        : { [profile.tokenChecksum]: checksum(props.delegateName, source.token) };
    return {
      secretName: replaceableName(context, context.names.resource),
      key: defaultKey,
      plain: { token: source.token },
      podAnnotations,
      deploymentAnnotations: {},
    };
  }
  if (source.kind === 'external') {
    const external = resolveExternal(checks, source.options);
    checks.text(`annotations["${SYNC_WAVE}"]`, props.annotations?.[SYNC_WAVE] ?? '0', WAVE);
    return {
      secretName: context.names.resource,
      key: defaultKey,
      external,
      ...rotation(checks, source.options, context.names.resource),
    };
  }
  const key = source.options.key ?? defaultKey;
  checks.secretText('token', source.secretName, SECRET_NAME);
  checks.later('token', [source.secretNamespace ?? namespace, namespace], (known, own) => {
    if (known !== own) {
      checks.refuse(
        'token',
        `a Secret in namespace "${known}"`,
        `a Secret in the delegate's namespace, "${own}"`,
        'Set metadata.namespace of the Secret: a pod reads Secrets of its own namespace only.',
      );
    }
  });
  checks.secretText('token.key', key, DATA_KEY);
  return { secretName: source.secretName, key, ...rotation(checks, source.options, source.secretName) };
}

/** Changes with the token, and does not give it away. */
function checksum(delegateName: string, token: string): string {
  return derived([delegateName, token], (...known) =>
    createHash('sha256').update(known.join('\n')).digest('hex').slice(0, 16),
  );
}

function rotation(
  checks: PropertyChecks,
  { revision, reloader }: TokenRotationOptions,
  secretName: string,
): Pick<ResolvedToken, 'podAnnotations' | 'deploymentAnnotations'> {
  if (revision !== undefined) {
    checks.secretText('token.revision', revision, REVISION);
  }
  return {
    podAnnotations: revision === undefined ? {} : { 'harness.io/token-revision': revision },
    deploymentAnnotations: reloader ? { 'secret.reloader.stakater.com/reload': secretName } : {},
  };
}

function resolveExternal(checks: PropertyChecks, options: ExternalSecretTokenOptions): ExternalToken {
  const { storeName, remoteKey, remoteProperty, remoteVersion } = options;
  checks.secretText('token.storeName', storeName, STORE_NAME);
  checks.text('token.remoteKey', remoteKey, NOT_EMPTY);
  for (const [property, value] of Object.entries({ remoteProperty, remoteVersion })) {
    if (value !== undefined) {
      checks.text(`token.${property}`, value, NOT_EMPTY);
    }
  }
  const refreshSeconds = options.refreshInterval
    ? wholeSeconds(checks, 'token.refreshInterval', options.refreshInterval, 1)
    : 3600;
  const storeKind = options.storeKind ?? SecretStoreKind.CLUSTER_SECRET_STORE;
  return { storeName, storeKind, remoteKey, remoteProperty, remoteVersion, refreshSeconds };
}
