/** The credentials of a kubeconfig, as options of requests: this is where the client library of Kubernetes comes in. */
import { readFileSync } from 'node:fs';
import type { Agent, RequestOptions } from 'node:https';
import type { ClusterProbeOptions } from '../types';
import { ClusterFailure, codeOf, messageOf } from './cluster-failure';
import { type KubeconfigDocument, readKubeconfig } from './kubeconfig';
import type { Surroundings } from './surroundings';

type Library = Awaited<ReturnType<typeof load>>;
type KubeConfig = InstanceType<Library['KubeConfig']>;
type Cluster = NonNullable<ReturnType<KubeConfig['getCurrentCluster']>>;
type User = NonNullable<ReturnType<KubeConfig['getCurrentUser']>>;

/** Where the cluster is, and how requests to it begin. */
export interface Credentials {
  /** URL of the API server. */
  readonly server: string;
  readonly options: RequestOptions & { readonly agent: Agent };
}

/**
 * Loads the library, reads the kubeconfig and runs the program that it names. Adds what must not be told to `secrets`.
 * Throws a `ClusterFailure`.
 */
export async function credentialsOf(
  options: ClusterProbeOptions,
  surroundings: Surroundings,
  secrets: string[],
): Promise<Credentials> {
  const document = readKubeconfig(options.kubeconfig, surroundings);
  secrets.push(...secretsOf(document));
  const { KubeConfig } = await load();
  const config = new KubeConfig();
  usable('it cannot be read', () => config.loadFromString(JSON.stringify(document)));
  const { cluster, user } = chosen(config, options.context, document);
  usable('the certificate authority cannot be read', () => informProgram(user, cluster));

  const request: RequestOptions = {};
  await applied(config, user, request, surroundings);
  const headers = request.headers as { Authorization?: string };
  if (headers?.Authorization !== undefined) {
    // A file may end with a line break.
    headers.Authorization = headers.Authorization.trim();
    secrets.push(headers.Authorization.replace(/^\w+ /, ''));
  }
  const agent = Object.assign(request.agent as Agent, { keepAlive: true });
  return { server: cluster.server, options: { ...request, agent } };
}

function secretsOf({ users }: KubeconfigDocument): string[] {
  const values = users.flatMap(({ user }) => {
    const { token, password, 'client-key-data': key } = user as { [field: string]: unknown };
    return [token, password, key];
  });
  return values.filter((value) => typeof value === 'string');
}

/** The library is large and optional: it is loaded only here. It consists of ES modules. */
async function load() {
  try {
    return await import('@kubernetes/client-node');
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') {
      throw error;
    }
    const evidence = messageOf(error);
    throw new ClusterFailure('KUBERNETES_CLIENT_MISSING', 'without it the cluster cannot be asked', { evidence });
  }
}

function chosen(config: KubeConfig, name: string | undefined, { contexts }: KubeconfigDocument) {
  const context = name ?? config.getCurrentContext();
  const known = contexts.map((entry) => `"${String(entry.name)}"`).join(', ') || 'none';
  if (!context) {
    throw new ClusterFailure('KUBECONFIG_UNUSABLE', `it has no current context; its contexts are ${known}`);
  }
  if (!config.getContextObject(context)) {
    throw new ClusterFailure('KUBECONFIG_UNUSABLE', `it has no context "${context}"; its contexts are ${known}`);
  }
  config.setCurrentContext(context);
  const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
  if (!cluster || !user) {
    const missing = cluster ? 'user' : 'cluster';
    throw new ClusterFailure('KUBECONFIG_UNUSABLE', `the context "${context}" names a ${missing} that is not there`);
  }
  return { cluster, user };
}

/** What a program that gives credentials is told, by the protocol. The library does not do it. */
function informProgram(user: User, cluster: Cluster): void {
  const exec = user.exec as { apiVersion?: string; provideClusterInfo?: boolean; env?: object[] | null } | undefined;
  if (!exec) {
    return;
  }
  const { server, caFile, caData = caFile && readFileSync(caFile, 'base64'), tlsServerName, skipTLSVerify } = cluster;
  const info = {
    server,
    'certificate-authority-data': caData,
    'tls-server-name': tlsServerName,
    'insecure-skip-tls-verify': skipTLSVerify,
    'proxy-url': cluster.proxyUrl,
  };
  const spec = { interactive: false, ...(exec.provideClusterInfo ? { cluster: info } : {}) };
  const value = JSON.stringify({ apiVersion: exec.apiVersion, kind: 'ExecCredential', spec });
  exec.env = [...(exec.env ?? []), { name: 'KUBERNETES_EXEC_INFO', value }];
}

/** Puts the credentials into the options, and tells why they cannot be had. */
async function applied(
  config: KubeConfig,
  user: User,
  request: RequestOptions,
  { patienceMilliseconds }: Surroundings,
): Promise<void> {
  const program = (user.exec as { command?: string } | undefined)?.command;
  const what = program === undefined ? 'the credentials cannot be read' : `the program ${program} gives no credentials`;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`no answer within ${patienceMilliseconds / 1000} seconds`);
    timer = setTimeout(() => reject(error), patienceMilliseconds);
  });
  try {
    await Promise.race([config.applyToHTTPSOptions(request), late]);
  } catch (error) {
    // What is not of the protocol may be a token: it is not repeated.
    const isGarbage = ['SyntaxError', 'TypeError'].includes((error as Error).name) && codeOf(error) === '';
    const evidence = isGarbage ? 'it prints no ExecCredential' : messageOf(error);
    throw new ClusterFailure('KUBECONFIG_UNUSABLE', what, { evidence });
  } finally {
    clearTimeout(timer);
  }
}

function usable(what: string, attempt: () => void): void {
  try {
    attempt();
  } catch (error) {
    throw new ClusterFailure('KUBECONFIG_UNUSABLE', what, { evidence: messageOf(error) });
  }
}
