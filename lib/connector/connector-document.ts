/** The document of a connector: the properties that all connectors have, and credentials. */
import type { Construct } from 'constructs';
import {
  checkOnly,
  derived,
  instance,
  inWords,
  NOT_EMPTY,
  type PropertyChecks,
  PUBLIC_TEXT,
  type Rule,
  type Shape,
  shapesOf,
  type Spellings,
  type StructName,
  TEXT,
  Together,
} from '../core';
import {
  checkDescription,
  checkScope,
  checkSecretReference,
  claimDocument,
  copied,
  folderOf,
  HarnessScope,
  resolveNames,
} from '../document';
import { ClientKeyAlgorithm, type CredentialType, type KubernetesCredentials } from './kubernetes-credentials';

/** Common properties of connectors. */
export interface ConnectorProps {
  /** Name of the connector. Like identifier and scope, it must be known at construction. */
  readonly name: string;
  /**
   * Identifier for references to the connector. It cannot be changed later.
   *
   * @see https://developer.harness.io/docs/platform/references/entity-identifier-reference
   * @default - derived from the name as in Harness: spaces become `_`; other characters and leading digits are dropped
   */
  readonly identifier?: string;
  /**
   * Description of the connector.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Tags of the connector; a tag without a value has an empty one. They are unrelated to delegate tags.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
  /**
   * Scope of the connector.
   *
   * @default HarnessScope.account()
   */
  readonly scope?: HarnessScope;
}

/** Resolved common properties of a connector. */
export interface ConnectorHead {
  readonly name: string;
  readonly identifier: string;
  readonly scope: HarnessScope;
  readonly description?: string;
  readonly tags?: { readonly [key: string]: string };
}

/** Resolves the common properties. Throws for invalid input. */
export function resolveConnectorHead(checks: PropertyChecks, props: ConnectorProps): ConnectorHead {
  const names = checks.part(() => resolveNames(checks, props));
  checks.part(() => checkDescription(checks, 'description', props.description));
  checks.part(() => checkScope(checks, 'scope', props.scope ?? HarnessScope.account()));
  checks.part(() => checkTags(checks, props.tags));
  const { description, tags, scope = HarnessScope.account() } = props;
  return { ...names.value, scope, description, tags: copied(tags) };
}

const TAG: Rule = { ...NOT_EMPTY, isName: true, isPublic: true };

function checkTags(checks: PropertyChecks, tags: ConnectorProps['tags'] = {}): void {
  for (const [key, value] of Object.entries(tags)) {
    checks.key('tags', key, TAG);
    checks.text(`tags["${key}"]`, value, PUBLIC_TEXT);
  }
}

/** Throws if another connector of the scope has the identifier: Harness would take the two as one. */
export function claimConnector(construct: Construct, { scope, identifier }: ConnectorHead): string {
  return claimDocument(construct, {
    kind: 'connector',
    path: `connectors/${folderOf(scope)}/${identifier}.yaml`,
    property: 'identifier',
    allowed: 'an identifier that no other connector of the scope has',
    remedy: 'Change the identifier of one of the two connectors.',
  });
}

/** The document of a connector. */
export function connectorDocument(head: ConnectorHead, type: string, spec: object): { [key: string]: unknown } {
  const { name, identifier, description, tags, scope } = head;
  const { orgIdentifier, projectIdentifier } = scope;
  return { connector: { name, identifier, description, orgIdentifier, projectIdentifier, tags, type, spec } };
}

/* Credentials: a table of the members of each kind, their checks, and their document. */

/** One option of credentials. */
interface Member {
  readonly option: string;
  /** Its name in Harness. */
  readonly name: string;
  /** A reference to a Harness secret, a string, a URL, a list that Harness takes as one string, or a key algorithm. */
  readonly kind: 'secret' | 'text' | 'url' | 'list' | 'algorithm';
}

const CA_CERT: Member = { option: 'caCertRef', name: 'caCertRef', kind: 'secret' };

/** @see https://developer.harness.io/docs/platform/connectors/cloud-providers/ref-cloud-providers/kubernetes-cluster-connector-settings-reference */
const MEMBERS: { readonly [type in CredentialType]: readonly Member[] } = {
  InheritFromDelegate: [],
  ServiceAccount: [{ option: 'tokenRef', name: 'serviceAccountTokenRef', kind: 'secret' }, CA_CERT],
  ClientKeyCert: [
    { option: 'clientCertRef', name: 'clientCertRef', kind: 'secret' },
    { option: 'clientKeyRef', name: 'clientKeyRef', kind: 'secret' },
    { option: 'clientKeyPassphraseRef', name: 'clientKeyPassphraseRef', kind: 'secret' },
    { option: 'clientKeyAlgorithm', name: 'clientKeyAlgo', kind: 'algorithm' },
    CA_CERT,
  ],
  OpenIdConnect: [
    { option: 'issuerUrl', name: 'oidcIssuerUrl', kind: 'url' },
    { option: 'username', name: 'oidcUsername', kind: 'text' },
    { option: 'usernameRef', name: 'oidcUsernameRef', kind: 'secret' },
    { option: 'passwordRef', name: 'oidcPasswordRef', kind: 'secret' },
    { option: 'clientIdRef', name: 'oidcClientIdRef', kind: 'secret' },
    { option: 'clientSecretRef', name: 'oidcSecretRef', kind: 'secret' },
    { option: 'scopes', name: 'oidcScopes', kind: 'list' },
  ],
  UsernamePassword: [
    { option: 'username', name: 'username', kind: 'text' },
    { option: 'usernameRef', name: 'usernameRef', kind: 'secret' },
    { option: 'passwordRef', name: 'passwordRef', kind: 'secret' },
  ],
};

/** Credentials, from any copy of this package. */
export const CREDENTIALS: Shape = (checks, property, value) => {
  CHOICE(checks, property, value);
  const { _type, _masterUrl, _options } = value as KubernetesCredentials;
  const together = new Together();
  if (_type !== 'InheritFromDelegate') {
    together.run(() => TEXT(checks, `${property}.masterUrl`, _masterUrl));
  }
  const spellings = MEMBERS[_type].map(({ option, name }) => [name, [option]]);
  together.run(() =>
    checkOnly(checks, property, shapesOf(OPTIONS[_type]), _options, Object.fromEntries(spellings) as Spellings),
  );
  together.end();
};

/** The options of each kind. */
const OPTIONS: { readonly [type in CredentialType]: StructName } = {
  InheritFromDelegate: 'InheritFromDelegateOptions',
  ServiceAccount: 'ServiceAccountCredentialsOptions',
  ClientKeyCert: 'ClientKeyCredentialsOptions',
  OpenIdConnect: 'OpenIdConnectCredentialsOptions',
  UsernamePassword: 'UsernamePasswordCredentialsOptions',
};

const CHOICE = instance(
  'KubernetesCredentials',
  'Use a factory such as KubernetesCredentials.inheritFromDelegate().',
  'isInherited',
);

/** Refuses invalid credentials, and references that the scope cannot see. */
export function checkCredentials(
  checks: PropertyChecks,
  credentials: KubernetesCredentials,
  scope: HarnessScope,
): void {
  const { _type, _options } = credentials;
  checks.part(() => {
    if (credentials._masterUrl !== undefined) {
      checkServerUrl(checks, 'credentials.masterUrl', credentials._masterUrl);
    }
  });
  checks.each(MEMBERS[_type], ({ option, kind }) => {
    const value = _options[option];
    if (value !== undefined) {
      checkMember(checks, `credentials.${option}`, kind, value, scope);
    }
  });
  if ('username' in names(_type) && (_options.username === undefined) === (_options.usernameRef === undefined)) {
    refuseUnlessOne(checks, 'credentials.username', _options.username !== undefined, 'username', 'usernameRef');
  }
}

/** Refuses two ways to set the same, or none of them. Neither value is shown. */
export function refuseUnlessOne(
  checks: PropertyChecks,
  property: string,
  hasBoth: boolean,
  ...ways: readonly [string, string]
): never {
  return hasBoth
    ? checks.refuse(property, inWords(ways.join(' and ')), 'one of the two', 'Remove the other.')
    : checks.refuse(property, undefined, ways.join(' or '), 'Set one of the two.', 'missing');
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
      checks.each(value as string[], (element, index) => checks.text(`${property}[${index}]`, element, SCOPE_WORD));
  }
}

/** Renders the document of the credentials. */
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

/** One string separated by spaces, as documented. */
function joined(elements: string[] = []): string | undefined {
  return elements.length > 0 ? derived(elements, (...known) => known.join(' ')) : undefined;
}

/** The URL must not contain user names and passwords: it appears in documents and logs. */
const SERVER_URL: Rule = {
  allowed: 'an https URL with a host, without user name, query and fragment',
  remedy: 'Pass the URL of the server, for example https://10.0.0.1:6443.',
  holds: (value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return url?.protocol === 'https:' && !/[@?#\s]/.test(value);
  },
};

/** An error shows a URL only if it consists of scheme, host and port: anything else may be a password. */
function checkServerUrl(checks: PropertyChecks, property: string, value: string): void {
  checks.later(property, [value], (known) => checks.keeps(property, known, shownUrl(known), SERVER_URL));
}

function shownUrl(value: string): string | undefined {
  return /^[a-z]+:\/\/[\w.-]+(:\d+)?\/?$/i.test(value) ? value : undefined;
}

const SCOPE_WORD: Rule = {
  allowed: 'an OpenID Connect scope without white space',
  remedy: 'Pass each scope as a separate element.',
  holds: (value) => /^\S+$/.test(value),
};
