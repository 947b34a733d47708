import { createHash } from 'node:crypto';
import type { Secret } from 'kubernetes-types/core/v1';
import {
  DATA_KEY,
  derived,
  inWords,
  type PropertyChecks,
  rendered,
  type RenderedObject,
  type Rule,
  SECRET_NAME,
} from '../core';
import type { ResolveContext } from './context';
import type { TokenRotationOptions } from './delegate-token';
import { checkWave, type ExternalToken, renderExternalSecret, resolveExternal } from './external-token';
import type { DelegateIdentityProps } from './identity';
import { type DelegateMetadataProps, objectMetadata, type ObjectOwner } from './metadata';
import { type DelegateAdoptionProps, replaceableName } from './names';

type Context = ResolveContext<DelegateAdoptionProps & DelegateIdentityProps & DelegateMetadataProps>;

const TOKEN: Rule = {
  allowed: 'a token exactly as the Harness UI shows it, without spaces',
  remedy: 'Copy the token again, or refer to a Secret with DelegateToken.fromSecretName.',
  holds: (value) => /^[\x21-\x7e]+$/.test(value),
};

const REVISION: Rule = {
  allowed: "at most 253 letters, digits, '-', '_', '.' and ':'",
  remedy: 'Use a short string such as a date or a number.',
  holds: (value) => /^[-_.:A-Za-z0-9]{1,253}$/.test(value),
};

/** The token, and the annotations that replace the pods when it changes. */
export interface ResolvedToken {
  readonly secretName: string;
  readonly key: string;
  /** The Secret to create. */
  readonly plain?: { readonly token: string };
  /** The ExternalSecret to create. */
  readonly external?: ExternalToken;
  /** Annotations of the pods. */
  readonly podAnnotations: { [key: string]: string };
  /** Annotations of the Deployment. */
  readonly deploymentAnnotations: { [key: string]: string };
}

/** `namespaceOf` returns that of the delegate. */
export function resolveToken(context: Context, namespaceOf: () => string): ResolvedToken {
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
    const external = checks.part(() => resolveExternal(checks, source.options));
    checks.part(() => checkWave(checks, props.annotations));
    const secretName = context.names.resource;
    const rotated = checks.part(() => rotation(checks, source.options, secretName));
    return { secretName, key: defaultKey, external: external.value, ...rotated.value };
  }
  checks.apart(
    () => checks.secretText('token', source.secretName, SECRET_NAME),
    () => checkSecretNamespace(checks, source.secretNamespace, namespaceOf()),
    () => checks.secretText('token.key', source.options.key ?? defaultKey, DATA_KEY),
  );
  const rotated = checks.part(() => rotation(checks, source.options, source.secretName));
  return { secretName: source.secretName, key: source.options.key ?? defaultKey, ...rotated.value };
}

function checkSecretNamespace(checks: PropertyChecks, given: string | undefined, namespace: string): void {
  checks.later('token', [given ?? namespace, namespace], (known, own) => {
    if (known !== own) {
      checks.refuse(
        'token',
        inWords(`a Secret in namespace "${known}"`),
        `a Secret in the namespace of the delegate, "${own}"`,
        'Set metadata.namespace of the Secret: a pod can only use Secrets in its own namespace.',
      );
    }
  });
}

/** A hash that changes with the token and does not reveal it. */
function checksum(delegateName: string, token: string): string {
  return derived([delegateName, token], (...known) =>
    createHash('sha256').update(known.join('\n')).digest('hex').slice(0, 16),
  );
}

function rotation(
  checks: PropertyChecks,
  options: TokenRotationOptions,
  secretName: string,
): Pick<ResolvedToken, 'podAnnotations' | 'deploymentAnnotations'> {
  if (options.revision !== undefined) {
    checks.secretText('token.revision', options.revision, REVISION);
  }
  const { revision, reloader } = options;
  return {
    podAnnotations: revision === undefined ? {} : { 'harness.io/token-revision': revision },
    deploymentAnnotations: reloader ? { 'secret.reloader.stakater.com/reload': secretName } : {},
  };
}

interface TokenOwner extends ObjectOwner {
  readonly token: ResolvedToken;
}

/** Renders the Secret or ExternalSecret of the token, if one must be created. */
export function renderToken(delegate: TokenOwner): RenderedObject[] {
  const { plain, external } = delegate.token;
  if (plain) {
    return [rendered('Secret', renderSecret(delegate, plain.token), 'delegateName')];
  }
  return external
    ? [rendered('ExternalSecret', renderExternalSecret(delegate, delegate.token, external), 'delegateName')]
    : [];
}

/** `stringData` contains the token exactly as the Harness UI shows it, without Base64 encoding. */
function renderSecret(delegate: TokenOwner, value: string): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...objectMetadata(delegate), name: delegate.token.secretName },
    type: 'Opaque',
    stringData: { [delegate.token.key]: value },
  };
}
