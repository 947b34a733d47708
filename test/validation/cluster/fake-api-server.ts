/** A fake API server, for responses that a real one cannot be made to give. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer, type Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { type Certificate, certificateForLoopback } from '../../testkit/harness-platform';

/** A received request. */
export interface Seen {
  readonly method?: string;
  readonly path: string;
  readonly authorization?: string;
  readonly impersonates?: string;
  /** Whether the client presented a certificate that the server trusts. */
  readonly hasCertificate: boolean;
}

/** Responds to a request. `undefined`: never responds. */
export type Reaction = (seen: Seen) => { status: number; body: unknown } | undefined;

/** Allows every request. */
export const WILLING: Reaction = ({ method }) =>
  method === 'GET'
    ? { status: 200, body: { kind: 'List', items: [] } }
    : { status: 201, body: { kind: 'SelfSubjectAccessReview', status: { allowed: true } } };

export function refusal(status: number, message: string): ReturnType<Reaction> {
  return { status, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code: status } };
}

export class FakeApiServer {
  public static async start(): Promise<FakeApiServer> {
    const server = new FakeApiServer();
    await new Promise<void>((done) => server.server.listen(0, '127.0.0.1', done));
    return server;
  }

  public readonly certificate = certificateForLoopback();
  /** A trusted client certificate. */
  public readonly clientCertificate: Certificate = certificateForLoopback();
  /** Requests since the last `reactAs`. */
  public seen: Seen[] = [];
  private reaction: Reaction = WILLING;
  private readonly server: Server;

  private constructor() {
    const { key, certificate: cert } = this.certificate;
    const ca = this.clientCertificate.certificate;
    this.server = createServer({ key, cert, ca, requestCert: true, rejectUnauthorized: false }, (request, response) => {
      const seen: Seen = {
        method: request.method,
        path: request.url ?? '',
        authorization: request.headers.authorization,
        impersonates: request.headers['impersonate-user'] as string | undefined,
        hasCertificate: (request.socket as TLSSocket).authorized,
      };
      this.seen.push(seen);
      const answer = this.reaction(seen);
      if (answer !== undefined) {
        response.statusCode = answer.status;
        response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
      }
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /** The cluster entry of a kubeconfig for this server. */
  public get cluster(): object {
    const authority = Buffer.from(this.certificate.certificate).toString('base64');
    return { server: this.url, 'certificate-authority-data': authority };
  }

  public reactAs(reaction: Reaction): void {
    this.reaction = reaction;
    this.seen = [];
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

/** Returns a kubeconfig with one context, called `it`. */
export function kubeconfig(cluster: object, user: object): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'it', cluster }],
    users: [{ name: 'it', user }],
    contexts: [{ name: 'it', context: { cluster: 'it', user: 'it' } }],
    'current-context': 'it',
  });
}

/** A proxy that connects every tunnel to one local port. */
export class FakeProxy {
  public static async start(port: number): Promise<FakeProxy> {
    const proxy = new FakeProxy(port);
    await new Promise<void>((done) => proxy.server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  /** Requested targets. */
  public readonly tunnels: string[] = [];
  private readonly server: HttpServer = createPlainServer();

  private constructor(port: number) {
    this.server.on('connect', ({ url = '' }, socket) => {
      this.tunnels.push(url);
      const there = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        there.pipe(socket).pipe(there);
      });
      [there, socket].forEach((end) => end.on('error', () => [there, socket].forEach((each) => each.destroy())));
    });
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

/** A temporary folder with files. */
export class Files {
  public readonly folder = mkdtempSync(join(tmpdir(), 'connector-test-'));

  public write(name: string, text: string, mode = 0o600): string {
    const file = join(this.folder, name);
    writeFileSync(file, text, { mode });
    return file;
  }

  /** Writes an executable Node.js program for `exec`. */
  public program(name: string, code: string): string {
    return this.write(name, `#!${process.execPath}\n${code}\n`, 0o700);
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
