/** Secrets by the name of where they are: the state holds the name, and the process of the provider reads the value. */
import type { KubeconfigSource } from '../../connector-test';
import { NOT_EMPTY } from '../../values';
import { type Check, oneOf, text } from './input-checks';

/** Where the API key is. */
export type ApiKeySource =
  /** In an environment variable of this name, where `pulumi` runs. */
  | { readonly fromEnvironment: string }
  /** In the configuration of the stack, under this key: `harnessApiKey` of the project itself, or `project:key`. */
  | { readonly fromConfiguration: string };

/** Where the kubeconfig is. */
export type KubeconfigInput =
  /** In a file, where `pulumi` runs. */
  | { readonly file: string }
  /** In an environment variable of this name. */
  | { readonly contentFromEnvironment: string }
  /** In the configuration of the stack, under this key: `kubeconfig` of the project itself, or `project:key`. */
  | { readonly contentFromConfiguration: string }
  /** The pod that `pulumi` runs in. */
  | { readonly inCluster: true }
  /** As kubectl finds it: `KUBECONFIG`, `~/.kube/config`, then the pod. */
  | { readonly ambient: true };

/** The configuration of the stack: its secrets are plain in it. */
export interface StackConfiguration {
  /** The value, by `project:key`. */
  get(key: string): string | undefined;
}

export const DEFAULT_API_KEY: ApiKeySource = { fromEnvironment: 'HARNESS_PLATFORM_API_KEY' };

const NAME = text(NOT_EMPTY);
const ON: Check = (property, value) => (value === true ? [] : [{ property, reason: 'it must be true. Set it.' }]);

export const API_KEY = oneOf({ fromEnvironment: NAME, fromConfiguration: NAME });
export const KUBECONFIG = oneOf({
  file: NAME,
  contentFromEnvironment: NAME,
  contentFromConfiguration: NAME,
  inCluster: ON,
  ambient: ON,
});

/** The source, with the project in the key: the process of the provider does not know it. */
export function apiKeyOfProject(source: ApiKeySource, project: string): ApiKeySource {
  return 'fromConfiguration' in source ? { fromConfiguration: keyOf(source.fromConfiguration, project) } : source;
}

/** The source, with the project in the key. */
export function kubeconfigOfProject(source: KubeconfigInput, project: string): KubeconfigInput {
  return 'contentFromConfiguration' in source
    ? { contentFromConfiguration: keyOf(source.contentFromConfiguration, project) }
    : source;
}

/** @throws when there is none, with where it would have to be */
export function readApiKey(source: ApiKeySource, configuration: StackConfiguration): string {
  return 'fromEnvironment' in source
    ? fromEnvironment(source.fromEnvironment, 'the API key of Harness')
    : fromConfiguration(source.fromConfiguration, 'the API key of Harness', configuration);
}

/** @throws when there is none, with where it would have to be */
export function readKubeconfig(source: KubeconfigInput, configuration: StackConfiguration): KubeconfigSource {
  if ('contentFromEnvironment' in source) {
    return { content: fromEnvironment(source.contentFromEnvironment, 'the kubeconfig') };
  }
  if ('contentFromConfiguration' in source) {
    return { content: fromConfiguration(source.contentFromConfiguration, 'the kubeconfig', configuration) };
  }
  return source;
}

function fromEnvironment(name: string, what: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(
      `The environment variable ${name} is not set: it is where ${what} is read from. Set it where pulumi runs.`,
    );
  }
  return value;
}

function fromConfiguration(key: string, what: string, configuration: StackConfiguration): string {
  const value = configuration.get(key);
  if (value === undefined || value === '') {
    throw new Error(
      `The stack has no configuration ${key}: it is where ${what} is read from. Run: pulumi config set --secret ${key}`,
    );
  }
  return value;
}

function keyOf(key: string, project: string): string {
  return key.includes(':') ? key : `${project}:${key}`;
}
