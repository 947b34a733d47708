/** The connection to the API server: the credentials of a kubeconfig, and requests with them. */
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import type { Agent, RequestOptions } from 'node:https';
import type { ClusterProbeOptions } from '../props';
import { ClusterFailure, codeOf, connectionFailure, messageOf, type Surroundings } from './cluster-failure';
import { type KubeconfigDocument, readKubeconfig } from './kubeconfig';

type Library = Awaited<ReturnType<typeof load>>;

type KubeConfig = InstanceType<Library['KubeConfig']>;

type Cluster = NonNullable<ReturnType<KubeConfig['getCurrentCluster']>>;

type User = NonNullable<ReturnType<KubeConfig['getCurrentUser']>>;

/** URL and request options of the API server. */
interface Credentials {
  /** URL of the API server. */
  readonly server: string;
  readonly options: RequestOptions & { readonly agent: Agent };
}

/**
 * Loads the library, reads the kubeconfig and runs its credential plugin. Adds values that must not be shown to
 * `secrets`. Throws a `ClusterFailure` if the kubeconfig cannot be used.
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
    // A token file can end with a line break.
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

/** Loads the library on demand, because it is large and optional. It consists of ES modules. */
async function load() {
  try {
    return await import('@kubernetes/client-node');
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') {
      throw error;
    }
    const evidence = messageOf(error);
    throw new ClusterFailure('KUBERNETES_CLIENT_MISSING', 'the cluster probe needs it', { evidence });
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
    throw new ClusterFailure(
      'KUBECONFIG_UNUSABLE',
      `the context "${context}" refers to a ${missing} that does not exist`,
    );
  }
  return { cluster, user };
}

/** Sets KUBERNETES_EXEC_INFO for the credential plugin, as its protocol requires. The library does not. */
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

/** Adds the credentials to the options. Throws a `ClusterFailure` that says why they cannot be obtained. */
async function applied(
  config: KubeConfig,
  user: User,
  request: RequestOptions,
  { patienceMilliseconds }: Surroundings,
): Promise<void> {
  const program = (user.exec as { command?: string } | undefined)?.command;
  const what =
    program === undefined ? 'the credentials cannot be read' : `the program ${program} returned no credentials`;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`no response within ${patienceMilliseconds / 1000} seconds`);
    timer = setTimeout(() => reject(error), patienceMilliseconds);
  });
  try {
    await Promise.race([config.applyToHTTPSOptions(request), late]);
  } catch (error) {
    // Output that does not follow the protocol can be a token, so it is not quoted.
    const isGarbage = ['SyntaxError', 'TypeError'].includes((error as Error).name) && codeOf(error) === '';
    const evidence = isGarbage ? 'its output is not an ExecCredential' : messageOf(error);
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

/* Requests. */

/** A response of the API server. */
export interface Answer {
  readonly status: number;
  readonly body: ApiObject;
  /** Message of the `Status` object, or the beginning of the body. */
  readonly message: string;
}

interface ApiObject {
  /** All have one except for the answer of `/version`. */
  readonly kind?: string;
  readonly gitVersion?: string;
  readonly metadata?: { readonly labels?: { readonly [key: string]: string } };
  readonly message?: string;
  readonly status?: unknown;
}

/** Who sends a request: the account under test, by impersonation, or the credentials themselves. */
export type Asker = 'account' | 'credentials';

/** A connection to the API server. */
export class Connection {
  constructor(
    private readonly credentials: Credentials,
    private readonly account: ClusterProbeOptions['serviceAccount'],
    private readonly limits: { readonly signal: AbortSignal; readonly patienceMilliseconds: number },
  ) {}

  /** Sends a request. Throws a `ClusterFailure` if the response does not answer it. */
  public async ask(method: 'GET' | 'POST', path: string, body?: object, asker: Asker = 'account'): Promise<Answer> {
    const { status, text } = await this.send(method, path, body, asker);
    const answer = parsed(text);
    const message = answer?.message ?? text.slice(0, 200);
    const evidence = `${status}: ${message}`;
    // A request without credentials gets a 403 for the anonymous user, not a 401.
    if (status === 401 || (status === 403 && message.includes('User "system:anonymous"'))) {
      throw new ClusterFailure('CREDENTIALS_REJECTED', this.credentials.server, { evidence });
    }
    if (status === 403 && this.account && /\bcannot impersonate\b/.test(message)) {
      throw impersonationForbidden(this.account, evidence);
    }
    if (answer === undefined) {
      throw new ClusterFailure('UNKNOWN_FAILURE', `${this.credentials.server} is not an API server`, { evidence });
    }
    return { status, body: answer, message };
  }

  /** Closes all connections. */
  public close(): void {
    this.credentials.options.agent.destroy();
  }

  private send(method: string, path: string, body: object | undefined, asker: Asker) {
    const { server, options } = this.credentials;
    const { signal, patienceMilliseconds } = this.limits;
    const headers = {
      ...options.headers,
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
      // The server adds the groups of the ServiceAccount itself. Impersonating them needs no further permission.
      ...(asker === 'account' && this.account && { 'Impersonate-User': userOf(this.account) }),
    };
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const fail = (error: unknown) =>
        reject(signal.aborted ? (signal.reason as Error) : connectionFailure(error, server));
      try {
        const { request } = server.startsWith('http:') ? http : https;
        const outgoing = request(`${server}${path}`, { ...options, method, headers, signal }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', fail);
          response.on('end', () => {
            clearTimeout(timer);
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
          });
        });
        const late = Object.assign(new Error(`no response within ${patienceMilliseconds / 1000} seconds`), {
          code: 'ETIMEDOUT',
        });
        const timer = setTimeout(() => outgoing.destroy(late), patienceMilliseconds);
        outgoing.on('close', () => clearTimeout(timer));
        outgoing.on('error', fail);
        outgoing.end(body && JSON.stringify(body));
      } catch (error) {
        fail(error);
      }
    });
  }
}

function userOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** Names the rule that permits impersonation. */
function impersonationForbidden(account: NonNullable<ClusterProbeOptions['serviceAccount']>, evidence: string) {
  const { namespace, name } = account;
  const rule = { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'], resourceNames: [name] };
  const missingRules = [{ namespace, rules: [rule] }];
  return new ClusterFailure('IMPERSONATION_FORBIDDEN', `${namespace}/${name}`, { evidence, missingRules });
}

/** Parses an object of the Kubernetes API. All of them have a `kind`, or are the answer of `/version`. */
function parsed(text: string): ApiObject | undefined {
  try {
    const value = JSON.parse(text) as ApiObject | null;
    return typeof (value?.kind ?? value?.gitVersion) === 'string' ? value! : undefined;
  } catch {
    return undefined;
  }
}
