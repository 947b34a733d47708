/** Requests to an API server, with what kubectl and client libraries keep to themselves: its warnings. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

/** Where an API server listens, and who its administrator is. */
export interface ApiServer {
  /** Minor version of Kubernetes, for example `1.36`. */
  readonly version: string;
  readonly url: string;
  /** File with the certificate of the authority that signed the server's. */
  readonly certificate: string;
  /** Token of a member of `system:masters`. */
  readonly token: string;
}

/** What the server says. */
export interface Answer {
  readonly status: number;
  /** JSON, or the text where it is none. */
  readonly body: any;
  readonly warnings: readonly string[];
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Speaks to an API server as its administrator, or as whoever has the token. */
export class ApiClient {
  private authority?: Buffer;

  constructor(
    public readonly server: ApiServer,
    private readonly token = server.token,
    private readonly headers: { readonly [name: string]: string } = {},
  ) {}

  /** Speaks as somebody else, whom the headers name, if that is allowed. */
  public impersonating(headers: { readonly [name: string]: string }): ApiClient {
    return new ApiClient(this.server, this.token, headers);
  }

  public get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  /** Begins a watch, and ends it once the server has agreed. */
  public watch(path: string): Promise<Answer> {
    return this.send('GET', `${path}?watch=true&resourceVersion=0`);
  }

  public post(path: string, body: object): Promise<Answer> {
    return this.send('POST', path, body);
  }

  /** Sends a text that is no JSON. */
  public sendText(method: 'POST' | 'PATCH', path: string, body: string, type: string): Promise<Answer> {
    return this.send(method, path, body, type);
  }

  public put(path: string, body: object): Promise<Answer> {
    return this.send('PUT', path, body);
  }

  public delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  /** @param type what kind of patch the body is, for example `application/merge-patch+json`. */
  public patch(path: string, body: object, type: string): Promise<Answer> {
    return this.send('PATCH', path, body, type);
  }

  private send(method: string, path: string, body?: object | string, type = 'application/json'): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.token}`, ...this.headers, ...(body && { 'content-type': type }) };
    const ca = (this.authority ??= readFileSync(this.server.certificate));
    return new Promise((resolve, reject) => {
      const outgoing = request(`${this.server.url}${path}`, { method, headers, agent, ca }, (response) => {
        const { statusCode: status = 0 } = response;
        const warnings = response.headersDistinct.warning ?? [];
        if (status === 200 && path.includes('?watch=true')) {
          response.destroy();
          return resolve({ status, body: undefined, warnings });
        }
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status, body: parsed(Buffer.concat(chunks).toString('utf8')), warnings }));
      });
      outgoing.on('error', reject);
      outgoing.end(typeof body === 'object' ? JSON.stringify(body) : body);
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
