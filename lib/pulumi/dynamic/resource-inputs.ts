/** Inputs that the resources have in common: the connector, the platform, and the sources of secrets. */
import {
  ACCOUNT_ID,
  FLAG,
  HarnessConstructsError,
  hasToken,
  isSecret,
  NOT_EMPTY,
  pathOf,
  PropertyChecks,
  type Rule,
} from '../../core';
import {
  type ConnectorAddress,
  ENDPOINT,
  EXISTING_IDENTIFIER,
  isPlainHttp,
  NO_PLAIN_HTTP,
  type PlatformOptions,
} from '../../harness-api';
import type { KubeconfigSource } from '../../validation';
import { type Check, closed, known, oneOf, required, shaped, text } from './input-checks';

/* Connector ids: `identifier`, `organization/identifier` or `organization/project/identifier`. */

/** Members that identify a connector. */
export const ADDRESS_MEMBERS = {
  identifier: required(text(EXISTING_IDENTIFIER)),
  orgIdentifier: text(EXISTING_IDENTIFIER),
  projectIdentifier: text(EXISTING_IDENTIFIER),
};

export const ADDRESS = closed(ADDRESS_MEMBERS);

/** Returns the id of a connector. */
export function idOf({ orgIdentifier, projectIdentifier, identifier }: ConnectorAddress): string {
  return [orgIdentifier, projectIdentifier, identifier].filter((part) => part !== undefined && part !== null).join('/');
}

/**
 * Parses the id of a connector.
 *
 * @param property where the id comes from, for errors
 * @param constructPath the resource that it belongs to, for errors
 * @throws for an invalid id
 */
export function addressOf(id: string, property = 'id', constructPath = ''): ConnectorAddress {
  const parts = id.split('/');
  if (parts.length > 3 || parts.includes('')) {
    throw new HarnessConstructsError({
      constructPath,
      property,
      given: JSON.stringify(id),
      allowed: 'identifier, organization/identifier or organization/project/identifier',
      remedy: 'Copy the parts from Harness.',
    });
  }
  const [identifier, ...scope] = [parts[parts.length - 1], ...parts.slice(0, -1)];
  const [orgIdentifier, projectIdentifier] = scope;
  return {
    ...(orgIdentifier === undefined ? {} : { orgIdentifier }),
    ...(projectIdentifier === undefined ? {} : { projectIdentifier }),
    identifier,
  };
}

/** Returns the scoped identifier with which stages refer to a connector. */
export function referenceTo({ orgIdentifier, projectIdentifier, identifier }: ConnectorAddress): string {
  if (projectIdentifier !== undefined) {
    return identifier;
  }
  return orgIdentifier === undefined ? `account.${identifier}` : `org.${identifier}`;
}

/* References to secrets: the state stores the name of the source, and the provider process reads the value. */

/** Source of the API key. */
export type ApiKeySource =
  /** Environment variable of the `pulumi` process. */
  | { readonly fromEnvironment: string }
  /** Key in the stack configuration: `harnessApiKey` for the project itself, or `project:key`. */
  | { readonly fromConfiguration: string };

/** Source of the kubeconfig. */
export type KubeconfigInput =
  /** Path of a file on the machine where `pulumi` runs. */
  | { readonly file: string }
  /** Environment variable that contains the kubeconfig. */
  | { readonly contentFromEnvironment: string }
  /** Key in the stack configuration: `kubeconfig` for the project itself, or `project:key`. */
  | { readonly contentFromConfiguration: string }
  /** ServiceAccount of the pod in which `pulumi` runs. */
  | { readonly inCluster: true }
  /** Lookup as in kubectl: `KUBECONFIG`, `~/.kube/config`, then the pod. */
  | { readonly ambient: true };

/** The stack configuration, with decrypted secrets. */
export interface StackConfiguration {
  /** Returns the value of `project:key`. */
  get(key: string): string | undefined;
}

export const DEFAULT_API_KEY: ApiKeySource = { fromEnvironment: 'HARNESS_PLATFORM_API_KEY' };

/** What only names a secret: a token there would be stored in the state. */
const NAME = text({
  allowed: 'the name of what contains the secret, and not the secret itself',
  remedy: 'Put the secret there, and pass the name. Revoke a token that was written here.',
  holds: (value) => value.trim() !== '' && !isSecret(value) && !hasToken(value),
});

const PEM_BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** The letters of a certificate are random, so that a part of them can look like a token. */
const CERTIFICATES: Rule = {
  allowed: 'one or more PEM certificates, and not a token',
  remedy: 'Pass the content of the file with the certificates. Revoke a token that was written here.',
  holds: (value) => value.trim() !== '' && !isSecret(value) && !hasToken(value.replace(PEM_BLOCK, '')),
};

const ON = shaped((checks, property, value) => {
  FLAG(checks, property, value);
  if (value !== true) {
    checks.refuse(property, value, 'true', 'Set it to true, or use another source.');
  }
});

const API_KEY = known(oneOf({ fromEnvironment: NAME, fromConfiguration: NAME }));

export const KUBECONFIG = known(
  oneOf({
    file: NAME,
    contentFromEnvironment: NAME,
    contentFromConfiguration: NAME,
    inCluster: ON,
    ambient: ON,
  }),
);

/** Adds the project to the configuration key, because the provider process does not know the project. */
export function apiKeyOfProject(source: ApiKeySource, project: string): ApiKeySource {
  return 'fromConfiguration' in source ? { fromConfiguration: keyOf(source.fromConfiguration, project) } : source;
}

/** Adds the project to the configuration key. */
export function kubeconfigOfProject(source: KubeconfigInput, project: string): KubeconfigInput {
  return 'contentFromConfiguration' in source
    ? { contentFromConfiguration: keyOf(source.contentFromConfiguration, project) }
    : source;
}

/** @throws if the API key is missing; the error says where to set it */
function readApiKey(source: ApiKeySource, configuration: StackConfiguration): string {
  return 'fromEnvironment' in source
    ? fromEnvironment('apiKey.fromEnvironment', source.fromEnvironment, 'the Harness API key')
    : fromConfiguration('apiKey.fromConfiguration', source.fromConfiguration, 'the Harness API key', configuration);
}

/** @throws if the kubeconfig is missing; the error says where to set it */
export function readKubeconfig(source: KubeconfigInput, configuration: StackConfiguration): KubeconfigSource {
  if ('contentFromEnvironment' in source) {
    const property = 'cluster.kubeconfig.contentFromEnvironment';
    return { content: fromEnvironment(property, source.contentFromEnvironment, 'a kubeconfig') };
  }
  if ('contentFromConfiguration' in source) {
    const property = 'cluster.kubeconfig.contentFromConfiguration';
    return { content: fromConfiguration(property, source.contentFromConfiguration, 'a kubeconfig', configuration) };
  }
  return source;
}

function fromEnvironment(property: string, name: string, what: string): string {
  return (
    process.env[name] ||
    refuse(property, what, 'Set it where pulumi runs.', `the environment variable ${name} is not set`)
  );
}

function fromConfiguration(property: string, key: string, what: string, configuration: StackConfiguration): string {
  return (
    configuration.get(key) ||
    refuse(property, what, `Run: pulumi config set --secret ${key}`, `the stack configuration has no ${key}`)
  );
}

function refuse(property: string, what: string, remedy: string, problem: string): never {
  return PropertyChecks.withoutConstruct().refuse(property, undefined, what, remedy, problem);
}

function keyOf(key: string, project: string): string {
  return key.includes(':') ? key : `${project}:${key}`;
}

/** Inputs of a resource that describe the platform. */
export interface PlatformInputs {
  readonly accountId: string;
  readonly endpoint?: string;
  readonly unsafePlainHttp?: boolean;
  readonly certificateAuthority?: string;
  readonly apiKey: ApiKeySource;
}

export const PLATFORM = {
  accountId: text(ACCOUNT_ID),
  endpoint: text(ENDPOINT),
  certificateAuthority: text(CERTIFICATES),
  apiKey: API_KEY,
};

/** Members of a resource that creates a connector. */
export const CONNECTOR_RESOURCE = {
  ...PLATFORM,
  importId: known(text({ ...NOT_EMPTY, isName: true, isPublic: true })),
};

/** Checks that the API key is sent in cleartext only on request, in inputs whose members are checked. */
const ENCRYPTED = shaped((checks, property, value) => {
  const { endpoint, unsafePlainHttp } = value as Partial<PlatformInputs>;
  if (typeof endpoint === 'string' && isPlainHttp(endpoint) && unsafePlainHttp !== true) {
    checks.refuse(pathOf(property, 'endpoint'), undefined, ENDPOINT.allowed, NO_PLAIN_HTTP);
  }
});

/** The check of a struct that describes the platform, and of its endpoint. */
export function encrypted(shape: Check): Check {
  return (property, value) => {
    const refused = shape(property, value);
    return refused.length > 0 ? refused : ENCRYPTED(property, value);
  };
}

/** @throws if the API key is missing */
export function platformOptions(inputs: PlatformInputs, configuration: StackConfiguration): PlatformOptions {
  const { accountId, endpoint, unsafePlainHttp, certificateAuthority, apiKey } = inputs;
  return { accountId, endpoint, unsafePlainHttp, certificateAuthority, apiKey: readApiKey(apiKey, configuration) };
}
