/** Sends requests to the API server. */
import * as http from 'node:http';
import * as https from 'node:https';
import type { ClusterProbeOptions } from '../types';
import { ClusterFailure, connectionFailure } from './cluster-failure';
import type { Credentials } from './credentials';

/** A response of the API server. */
export interface Answer {
  readonly status: number;
  readonly body: ApiObject;
  /** Message of the `Status` object, or the beginning of the body. */
  readonly message: string;
}

interface ApiObject {
  readonly kind: string;
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

/** Parses an object of the Kubernetes API. All of them have a `kind`. */
function parsed(text: string): ApiObject | undefined {
  try {
    const value = JSON.parse(text) as ApiObject | null;
    return typeof value?.kind === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
