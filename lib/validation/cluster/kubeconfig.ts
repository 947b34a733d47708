/**
 * Assembles the kubeconfig as one document for the client library. Unlike kubectl, the library does not support
 * `tokenFile`, the proxy variables, or files in `KUBECONFIG` that are missing or repeat a name.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { getProxyForUrl } from 'proxy-from-env';
import { readYamlText, YamlProblem } from '../../core';
import type { KubeconfigSource } from '../props';
import { ClusterFailure, messageOf, type Surroundings } from './cluster-failure';

type Fields = { readonly [field: string]: unknown };

/** A named entry of one of the lists. */
type Entry = { readonly name?: unknown; readonly [kind: string]: unknown };

/** A kubeconfig whose entries are not validated. */
export interface KubeconfigDocument {
  readonly clusters: readonly Entry[];
  readonly users: readonly Entry[];
  readonly contexts: readonly Entry[];
  readonly 'current-context'?: unknown;
}

/** Reads the kubeconfig of a source and makes its paths absolute. Throws a `ClusterFailure` if it cannot be read. */
export function readKubeconfig(source: KubeconfigSource, surroundings: Surroundings): KubeconfigDocument {
  if ('content' in source) {
    return parsed(source.content, process.cwd(), 'the content');
  }
  if ('file' in source) {
    return readFile(source.file);
  }
  return 'inCluster' in source ? ofThePod(surroundings) : ambient(surroundings);
}

/** Finds the kubeconfig as kubectl does. */
function ambient(surroundings: Surroundings): KubeconfigDocument {
  const { KUBECONFIG = '', HOME, USERPROFILE } = surroundings.environment;
  const listed = KUBECONFIG.split(delimiter).filter((file) => file !== '');
  const files = listed.length > 0 ? listed : [join(HOME ?? USERPROFILE ?? homedir(), '.kube', 'config')];
  const documents = files.filter((file) => existsSync(file)).map(readFile);
  if (documents.length > 0) {
    return merged(documents);
  }
  if (surroundings.environment.KUBERNETES_SERVICE_HOST === undefined) {
    throw new ClusterFailure(
      'KUBECONFIG_UNUSABLE',
      `${files.join(' and ')} not found, and this process does not run in a pod`,
    );
  }
  return ofThePod(surroundings);
}

/** Merges documents. The first entry with a name wins. */
function merged(documents: readonly KubeconfigDocument[]): KubeconfigDocument {
  const firsts = (list: 'clusters' | 'users' | 'contexts') => {
    const entries = documents.flatMap((document) => document[list]);
    return entries.filter(({ name }, index) => entries.findIndex((entry) => entry.name === name) === index);
  };
  return {
    clusters: firsts('clusters'),
    users: firsts('users'),
    contexts: firsts('contexts'),
    'current-context': documents.map((document) => document['current-context']).find(Boolean),
  };
}

function ofThePod({ environment, serviceAccountFolder }: Surroundings): KubeconfigDocument {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = environment;
  if (host === undefined) {
    throw new ClusterFailure(
      'KUBECONFIG_UNUSABLE',
      'this process does not run in a pod: KUBERNETES_SERVICE_HOST is not set',
    );
  }
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return completed(
    {
      clusters: [{ name: 'pod', cluster: { server, 'certificate-authority': 'ca.crt' } }],
      users: [{ name: 'pod', user: { tokenFile: 'token' } }],
      contexts: [{ name: 'pod', context: { cluster: 'pod', user: 'pod' } }],
      'current-context': 'pod',
    },
    serviceAccountFolder,
  );
}

function readFile(file: string): KubeconfigDocument {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ClusterFailure('KUBECONFIG_UNUSABLE', `cannot read ${file}`, { evidence: messageOf(error) });
  }
  return parsed(text, dirname(resolve(file)), file);
}

function parsed(text: string, folder: string, what: string): KubeconfigDocument {
  let document: unknown;
  try {
    document = readYamlText(text);
  } catch (error) {
    // The message of the problem quotes nothing of the file.
    const evidence = error instanceof YamlProblem ? error.message : undefined;
    throw new ClusterFailure('KUBECONFIG_UNUSABLE', `${what} is not valid YAML`, { evidence });
  }
  const lists = ['clusters', 'users', 'contexts'] as const;
  if (typeof document !== 'object' || document === null || !('clusters' in document)) {
    throw new ClusterFailure('KUBECONFIG_UNUSABLE', `${what} has no clusters`);
  }
  const fields = document as Fields;
  const entries = (list: string) => ((Array.isArray(fields[list]) ? fields[list] : []) as Entry[]).filter(Boolean);
  const [clusters, users, contexts] = lists.map(entries);
  return completed({ clusters, users, contexts, 'current-context': fields['current-context'] }, folder);
}

/** Resolves paths, which are relative to the folder of the file, and adds what the library does not support. */
function completed(document: KubeconfigDocument, folder: string): KubeconfigDocument {
  const absolute = (fields: Fields, ...names: string[]) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        names.includes(name) && typeof value === 'string' && value !== '' ? resolve(folder, value) : value,
      ]),
    );
  const cluster = (fields: Fields) => ({
    'proxy-url': proxyFor(String(fields.server)),
    ...absolute(fields, 'certificate-authority'),
  });
  const user = (fields: Fields) => {
    const { exec, tokenFile, token, ...rest } = absolute(fields, 'client-certificate', 'client-key', 'tokenFile');
    return {
      ...rest,
      ...(exec ? { exec: isPath((exec as Fields).command) ? absolute(exec as Fields, 'command') : exec } : {}),
      // A token file takes precedence over a token.
      ...(tokenFile ? { 'auth-provider': { name: 'tokenFile', config: { tokenFile } } } : { token }),
    };
  };
  return {
    ...document,
    clusters: document.clusters.map((entry) => ({ ...entry, cluster: cluster((entry.cluster ?? {}) as Fields) })),
    users: document.users.map((entry) => ({ ...entry, user: user((entry.user ?? {}) as Fields) })),
  };
}

/** Returns the proxy for a server. Like other Kubernetes clients, never uses one for localhost. */
function proxyFor(server: string): string | undefined {
  const isHere = /^https?:\/\/(localhost|127\.[0-9.]+|\[::1\])(:|\/|$)/.test(server);
  return isHere ? undefined : getProxyForUrl(server) || undefined;
}

/** Whether a command is a path. Any other command is looked up in `PATH`. */
function isPath(command: unknown): boolean {
  return typeof command === 'string' && /[\\/]/.test(command);
}
