/** Credentials, checked and as Harness writes them: one table of the members that each kind of credentials has. */
import { checkSecretReference, type HarnessScope } from '../document';
import {
  checkOnly,
  choice,
  derived,
  FLAG,
  instance,
  listOf,
  NOT_EMPTY,
  type PropertyChecks,
  required,
  type Rule,
  type Shape,
  type Spellings,
  TEXT,
} from '../values';
import { ClientKeyAlgorithm, type CredentialType, type KubernetesCredentials } from './kubernetes-credentials';

/** One option of credentials. */
interface Member {
  readonly option: string;
  /** What Harness calls it. */
  readonly name: string;
  /** A reference to a secret of Harness, a text, a list that Harness wants as one text, or the algorithm of a key. */
  readonly kind: 'secret' | 'text' | 'url' | 'list' | 'algorithm';
  readonly isRequired?: boolean;
}

const SHAPES: { readonly [kind in Member['kind']]: Shape } = {
  secret: TEXT,
  text: TEXT,
  url: TEXT,
  list: listOf(TEXT),
  algorithm: choice(ClientKeyAlgorithm),
};

const CA_CERT: Member = { option: 'caCertRef', name: 'caCertRef', kind: 'secret' };

/** @see https://developer.harness.io/docs/platform/connectors/cloud-providers/ref-cloud-providers/kubernetes-cluster-connector-settings-reference */
const MEMBERS: { readonly [type in CredentialType]: readonly Member[] } = {
  InheritFromDelegate: [],
  ServiceAccount: [{ option: 'tokenRef', name: 'serviceAccountTokenRef', kind: 'secret', isRequired: true }, CA_CERT],
  ClientKeyCert: [
    { option: 'clientCertRef', name: 'clientCertRef', kind: 'secret', isRequired: true },
    { option: 'clientKeyRef', name: 'clientKeyRef', kind: 'secret', isRequired: true },
    { option: 'clientKeyPassphraseRef', name: 'clientKeyPassphraseRef', kind: 'secret' },
    { option: 'clientKeyAlgorithm', name: 'clientKeyAlgo', kind: 'algorithm' },
    CA_CERT,
  ],
  OpenIdConnect: [
    { option: 'issuerUrl', name: 'oidcIssuerUrl', kind: 'url', isRequired: true },
    { option: 'username', name: 'oidcUsername', kind: 'text' },
    { option: 'usernameRef', name: 'oidcUsernameRef', kind: 'secret' },
    { option: 'passwordRef', name: 'oidcPasswordRef', kind: 'secret', isRequired: true },
    { option: 'clientIdRef', name: 'oidcClientIdRef', kind: 'secret', isRequired: true },
    { option: 'clientSecretRef', name: 'oidcSecretRef', kind: 'secret' },
    { option: 'scopes', name: 'oidcScopes', kind: 'list' },
  ],
  UsernamePassword: [
    { option: 'username', name: 'username', kind: 'text' },
    { option: 'usernameRef', name: 'usernameRef', kind: 'secret' },
    { option: 'passwordRef', name: 'passwordRef', kind: 'secret', isRequired: true },
  ],
};

/** Credentials, of whichever copy of this package. */
export const CREDENTIALS: Shape = (checks, property, value) => {
  CHOICE(checks, property, value);
  const { _type, _masterUrl, _options } = value as KubernetesCredentials;
  if (_type === 'InheritFromDelegate') {
    return checkOnly(checks, property, { unsafeAnyDelegate: FLAG }, _options);
  }
  required(TEXT)(checks, `${property}.masterUrl`, _masterUrl);
  const shapes = MEMBERS[_type].map(({ option, kind, isRequired }) => [
    option,
    isRequired ? required(SHAPES[kind]) : SHAPES[kind],
  ]);
  const spellings = MEMBERS[_type].map(({ option, name }) => [name, [option]]);
  checkOnly(
    checks,
    property,
    Object.fromEntries(shapes) as { [option: string]: Shape },
    _options,
    Object.fromEntries(spellings) as Spellings,
  );
};
const CHOICE = instance(
  'a choice of KubernetesCredentials, for example KubernetesCredentials.inheritFromDelegate()',
  'isInherited',
);

/** Throws for credentials that no cluster or no scope can have. */
export function checkCredentials(
  checks: PropertyChecks,
  credentials: KubernetesCredentials,
  scope: HarnessScope,
): void {
  const { _type, _masterUrl, _options } = credentials;
  if (_masterUrl !== undefined) {
    checkServerUrl(checks, 'credentials.masterUrl', _masterUrl);
  }
  for (const { option, kind } of MEMBERS[_type]) {
    const value = _options[option];
    if (value !== undefined) {
      checkMember(checks, `credentials.${option}`, kind, value, scope);
    }
  }
  if ('username' in names(_type) && (_options.username === undefined) === (_options.usernameRef === undefined)) {
    checks.refuse('credentials.username', undefined, 'either username or usernameRef', 'Set one of the two.');
  }
}

function names(type: CredentialType): { readonly [option: string]: string } {
  return Object.fromEntries(MEMBERS[type].map(({ option, name }) => [option, name]));
}

function checkMember(
  checks: PropertyChecks,
  property: string,
  kind: Member['kind'],
  value: unknown,
  scope: HarnessScope,
): void {
  switch (kind) {
    case 'secret':
      return checkSecretReference(checks, property, value as string, scope);
    case 'text':
      return checks.text(property, value as string, NOT_EMPTY);
    case 'url':
      return checkServerUrl(checks, property, value as string);
    case 'list':
      return (value as string[]).forEach((element, index) => checks.text(`${property}[${index}]`, element, SCOPE_WORD));
  }
}

/** The document of the credentials. */
export function credentialDocument({ _type, _masterUrl, _options }: KubernetesCredentials): object {
  if (_type === 'InheritFromDelegate') {
    return { type: _type };
  }
  const spec = Object.fromEntries(
    MEMBERS[_type].map(({ option, name, kind }) => [name, wireValue(kind, _options[option])]),
  );
  return { type: 'ManualConfig', spec: { masterUrl: _masterUrl, auth: { type: _type, spec } } };
}

function wireValue(kind: Member['kind'], value: unknown): unknown {
  if (kind === 'algorithm') {
    return value ?? ClientKeyAlgorithm.RSA;
  }
  return kind === 'list' ? joined(value as string[] | undefined) : value;
}

/** One text with blanks in between, as documented. */
function joined(elements: string[] = []): string | undefined {
  return elements.length > 0 ? derived(elements, (...known) => known.join(' ')) : undefined;
}

/** User names and passwords do not belong there: the URL stands in documents and logs. */
const SERVER_URL: Rule = {
  allowed: 'a URL with https:// and a host, without user name, query and fragment',
  remedy: 'Pass the URL of the server, for example https://10.0.0.1:6443.',
  holds: (value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return url?.protocol === 'https:' && !/[@?#\s]/.test(value);
  },
};

/** An error shows a URL of scheme, host and port alone: what else is in one may be a password. */
function checkServerUrl(checks: PropertyChecks, property: string, value: string): void {
  checks.later(property, [value], (known) => checks.keeps(property, known, shownUrl(known), SERVER_URL));
}

function shownUrl(value: string): string | undefined {
  return /^[a-z]+:\/\/[\w.-]+(:\d+)?\/?$/i.test(value) ? value : undefined;
}

const SCOPE_WORD: Rule = {
  allowed: 'a scope of OpenID Connect, without blanks',
  remedy: 'Pass each scope as its own element.',
  holds: (value) => /^\S+$/.test(value),
};
