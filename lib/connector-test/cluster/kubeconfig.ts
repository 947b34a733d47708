/**
 * The kubeconfig as one document. The client library reads it from there; it does not know `tokenFile`, the proxy
 * variables, and files in `KUBECONFIG` that are not there or repeat a name, all of which kubectl knows.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { getProxyForUrl } from 'proxy-from-env';
import { yamlLibrary } from '../../values';
import type { KubeconfigSource } from '../types';
import { ClusterFailure, messageOf } from './cluster-failure';
import type { Surroundings } from './surroundings';

type Fields = { readonly [field: string]: unknown };
/** A named entry of one of the lists. */
type Entry = { readonly name?: unknown; readonly [kind: string]: unknown };

/** A kubeconfig, of which nothing is known but that it is one. */
export interface KubeconfigDocument {
  readonly clusters: readonly Entry[];
  readonly users: readonly Entry[];
  readonly contexts: readonly Entry[];
  readonly 'current-context'?: unknown;
}

/** The kubeconfig that the source leads to, its paths absolute. Throws a `ClusterFailure` where there is none. */
export function readKubeconfig(source: KubeconfigSource, surroundings: Surroundings): KubeconfigDocument {
  if ('content' in source) {
    return parsed(source.content, process.cwd(), 'the content');
  }
  if ('file' in source) {
    return readFile(source.file);
  }
  return 'inCluster' in source ? ofThePod(surroundings) : ambient(surroundings);
}

/** As kubectl looks for it. */
function ambient(surroundings: Surroundings): KubeconfigDocument {
  const { KUBECONFIG = '', HOME, USERPROFILE } = surroundings.environment;
  const listed = KUBECONFIG.split(delimiter).filter((file) => file !== '');
  const files = listed.length > 0 ? listed : [join(HOME ?? USERPROFILE ?? homedir(), '.kube', 'config')];
  const documents = files.filter((file) => existsSync(file)).map(readFile);
  if (documents.length > 0) {
    return merged(documents);
  }
  if (surroundings.environment.KUBERNETES_SERVICE_HOST === undefined) {
    throw new ClusterFailure('KUBECONFIG_UNUSABLE', `there is no file ${files.join(' or ')}, and this is no pod`);
  }
  return ofThePod(surroundings);
}

/** The first of a name wins. */
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
    throw new ClusterFailure('KUBECONFIG_UNUSABLE', 'this is no pod: KUBERNETES_SERVICE_HOST is not set');
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
  const { parse, YAMLParseError } = yamlLibrary();
  let document: unknown;
  try {
    document = parse(text, { logLevel: 'error' });
  } catch (error) {
    // The message would repeat lines of the file.
    const evidence = error instanceof YAMLParseError ? `${error.code} in line ${error.linePos?.[0].line}` : undefined;
    throw new ClusterFailure('KUBECONFIG_UNUSABLE', `${what} is no YAML`, { evidence });
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

/** Paths are relative to the folder of the file. */
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
      // A file goes before a token beside it.
      ...(tokenFile ? { 'auth-provider': { name: 'tokenFile', config: { tokenFile } } } : { token }),
    };
  };
  return {
    ...document,
    clusters: document.clusters.map((entry) => ({ ...entry, cluster: cluster((entry.cluster ?? {}) as Fields) })),
    users: document.users.map((entry) => ({ ...entry, user: user((entry.user ?? {}) as Fields) })),
  };
}

/** As other clients have it, never for this machine itself. */
function proxyFor(server: string): string | undefined {
  const isHere = /^https?:\/\/(localhost|127\.[0-9.]+|\[::1\])(:|\/|$)/.test(server);
  return isHere ? undefined : getProxyForUrl(server) || undefined;
}

/** Any other program is looked for in `PATH`. */
function isPath(command: unknown): boolean {
  return typeof command === 'string' && /[\\/]/.test(command);
}
