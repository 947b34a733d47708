/** A platform of Harness for tests: a real HTTP server with a memory, held to the contract. */
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectorAddress, ConnectorBody, ConnectorTest, PlatformOptions } from '../../../lib/harness-api';
import { type Certificate, certificateForLoopback } from './certificate';
import { answerProblems, type Match, matched, type Operation, type Request, requestProblems } from './contract';
import type { Fault } from './faults';
import { actOut, answer, bodyOf, close, listen, portOf } from './http';
import {
  ConnectorStore,
  delegateOnWire,
  failureBody,
  type FakeDelegate,
  isOfScope,
  isVisible,
  PlatformFailure,
  type StoredConnector,
} from './store';

export interface FakePlatformOptions {
  /** @default fake-account */
  readonly accountId?: string;
  /** @default - a key that is easy to find in an output */
  readonly apiKey?: string;
  /** Whether it speaks HTTPS, with a certificate that only `options` of the platform trust. @default false */
  readonly tls?: boolean;
}

/** A call that came in. */
export interface Call {
  /** `unknown` for one that the contract does not have. */
  readonly operation: Operation | 'unknown';
  readonly method: string;
  readonly path: string;
  readonly query: { readonly [name: string]: string };
  readonly body?: any;
}

/** Node.js reads it once, when a process starts. */
function fileOf({ certificate }: Certificate): string {
  const file = join(mkdtempSync(join(tmpdir(), 'fake-platform-')), 'ca.pem');
  writeFileSync(file, certificate);
  return file;
}

/** What a scripted test finds. */
export type TestOutcome = Pick<ConnectorTest, 'status'> & Partial<Omit<ConnectorTest, 'status'>>;

/** Tests a connector. May throw a `PlatformFailure`, to answer with another status than 200. */
export type ConnectionTest = (connector: ConnectorBody) => TestOutcome | Promise<TestOutcome>;

export class FakePlatform {
  public static async start(options: FakePlatformOptions = {}): Promise<FakePlatform> {
    const certificate = options.tls === true ? certificateForLoopback() : undefined;
    const platform = new FakePlatform(options, certificate);
    platform.server = await listen((request, response) => void platform.serve(request, response), certificate);
    return platform;
  }

  public readonly accountId: string;
  public readonly apiKey: string;
  /** Everything that came in, in order. */
  public readonly calls: Call[] = [];
  /** What broke the contract, on either side. A test ends with none. */
  public readonly offences: string[] = [];
  /** Tests connectors: unless told otherwise, by whether a connected delegate has all of the tags. */
  public connectionTest: ConnectionTest = (connector) => this.testByDelegates(connector);
  /** Epoch milliseconds. */
  public now: () => number = Date.now;

  private server!: Server;
  private readonly connectors = new ConnectorStore();
  private readonly delegates = new Map<string, FakeDelegate>();
  private readonly faults: { readonly operation: Operation; readonly fault: Fault }[] = [];
  private readonly received = new EventEmitter();
  private isStopping = false;

  private constructor(
    { accountId, apiKey }: FakePlatformOptions,
    private readonly certificate: Certificate | undefined,
  ) {
    this.accountId = accountId ?? 'fake-account';
    this.apiKey = apiKey ?? 'pat.fake-account.0123456789.sentinel-of-the-key';
  }

  public get endpoint(): string {
    return `${this.certificate ? 'https' : 'http'}://127.0.0.1:${portOf(this.server)}`;
  }

  /** What a client needs. */
  public get options(): PlatformOptions {
    const { accountId, apiKey, endpoint } = this;
    return {
      accountId,
      apiKey,
      endpoint,
      ...(this.certificate ? { certificateAuthority: this.certificate.certificate } : { unsafePlainHttp: true }),
    };
  }

  /** What a program of its own needs: the key, and with TLS, trust in the certificate. */
  public get environment(): { readonly [name: string]: string } {
    return {
      HARNESS_PLATFORM_API_KEY: this.apiKey,
      ...(this.certificate && { NODE_EXTRA_CA_CERTS: fileOf(this.certificate) }),
    };
  }

  /** Ends every connection. */
  public async stop(): Promise<void> {
    this.isStopping = true;
    await close(this.server);
  }

  /** Adds a delegate, or replaces the one of the name. */
  public addDelegate(delegate: FakeDelegate): void {
    this.delegates.set(delegate.name, delegate);
  }

  public setConnected(name: string, connected: boolean): void {
    this.addDelegate({ ...this.delegates.get(name), name, connected });
  }

  public removeDelegate(name: string): void {
    this.delegates.delete(name);
  }

  /** Puts a connector there, as others would; its last test gave `status`. */
  public addConnector(connector: ConnectorBody, status: StoredConnector['status'] = { status: 'PENDING' }): void {
    const now = this.now();
    this.connectors.put({ connector, createdAt: now, lastModifiedAt: now, status });
  }

  /** The connector as it is now. */
  public connector(address: ConnectorAddress): ConnectorBody | undefined {
    return this.connectors.find(address)?.connector;
  }

  /** Others refer to the connector: it goes by force only, if the account allows that. */
  public refer(address: ConnectorAddress, { allowsForceDelete = true } = {}): void {
    this.connectors.refer(address);
    this.connectors.allowsForceDelete = allowsForceDelete;
  }

  /** The next calls of the operation go wrong. Faults of one operation come in the order in which they were asked for. */
  public failNext(operation: Operation, fault: Fault, times = 1): void {
    this.faults.push(...Array.from({ length: times }, () => ({ operation, fault })));
  }

  /** Calls of one operation. */
  public callsOf(operation: Operation): Call[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  /** Waits until the next call of the operation comes in. */
  public async nextCallOf(operation: Operation): Promise<void> {
    await once(this.received, operation);
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = await this.requestOf(incoming);
      const match = matched(request);
      this.calls.push({ operation: match?.operation ?? 'unknown', ...request });
      this.received.emit(match?.operation ?? 'unknown');
      await (match ? this.obey(match, request, incoming, response) : this.refuse(request, response));
    } catch (error) {
      if (this.isStopping || incoming.destroyed) return;
      this.offences.push(`the fake platform itself: ${String(error)}`);
      response.destroy();
    }
  }

  private async requestOf(incoming: IncomingMessage): Promise<Request> {
    const { pathname, searchParams } = new URL(incoming.url ?? '', this.endpoint);
    const query = Object.fromEntries(searchParams);
    if ([...searchParams].length !== Object.keys(query).length) this.offences.push(`${pathname}: a parameter twice`);
    const text = await bodyOf(incoming);
    const body = text === '' ? {} : { body: JSON.parse(text) as unknown };
    return { method: incoming.method ?? '', path: pathname, query, ...body };
  }

  /** A path that the contract does not have. The server behind the real platform answers such, too. */
  private refuse({ method, path }: Request, response: ServerResponse): void {
    this.offences.push(`${method} ${path}: the contract has no such operation`);
    answer(response, 404, { code: 404, message: 'HTTP 404 Not Found' });
  }

  private async obey(match: Match, request: Request, incoming: IncomingMessage, response: ServerResponse) {
    const fault = this.takeFault(match.operation);
    if (fault && fault.afterEffect !== true && !(await actOut(fault, response))) return;
    const { status, body } = await this.answerTo(match, request, incoming.headers['x-api-key']);
    if (fault?.afterEffect === true && !(await actOut(fault, response))) return;
    this.offences.push(...answerProblems(match.operation, status, JSON.parse(JSON.stringify(body))));
    answer(response, status, body);
  }

  private takeFault(operation: Operation): Fault | undefined {
    const index = this.faults.findIndex((one) => one.operation === operation);
    return index < 0 ? undefined : this.faults.splice(index, 1)[0].fault;
  }

  private async answerTo(match: Match, request: Request, key: unknown): Promise<{ status: number; body: object }> {
    try {
      this.authenticate(request, key);
      const problems = requestProblems(match, request);
      this.offences.push(...problems);
      if (problems.length > 0) throw new PlatformFailure(400, failureBody('INVALID_REQUEST', problems.join('; ')));
      const result = await this.perform(match, request);
      return { status: 200, body: result };
    } catch (error) {
      if (error instanceof PlatformFailure) return { status: error.status, body: error.body };
      throw error;
    }
  }

  private authenticate({ query }: Request, key: unknown): void {
    if (key !== this.apiKey) throw new PlatformFailure(401, failureBody('INVALID_TOKEN', 'Token is not valid.'));
    if (query.accountIdentifier !== this.accountId) {
      throw new PlatformFailure(403, failureBody('ACCESS_DENIED', 'The API key is of another account.'));
    }
  }

  private async perform({ operation, identifier }: Match, { query, body }: Request): Promise<object> {
    const { orgIdentifier, projectIdentifier } = query;
    const address = { orgIdentifier, projectIdentifier, identifier };
    const sent = (body as { connector: ConnectorBody } | undefined)?.connector as ConnectorBody;
    switch (operation) {
      case 'getConnector':
        return dto(this.connectors.get(address));
      case 'createConnector':
        return dto(this.connectors.create(sent, this.now()));
      case 'updateConnector':
        return dto(this.connectors.update(sent, this.now()));
      case 'deleteConnector':
        return dto(this.connectors.delete(address, query.forceDelete === 'true'));
      case 'testConnection':
        return dto(await this.test(address));
      case 'listDelegates':
        return { metaData: {}, resource: this.delegatesOf(address), responseMessages: [] };
    }
  }

  private delegatesOf(scope: { orgIdentifier?: string; projectIdentifier?: string }): object[] {
    return [...this.delegates.values()]
      .filter((delegate) => isOfScope(delegate, scope))
      .map((delegate) => delegateOnWire({ connected: true, replicas: 1, ...delegate }, this.now()));
  }

  /** Tests, and remembers the outcome. */
  private async test(address: ConnectorAddress): Promise<object> {
    const found = this.connectors.find(address);
    if (!found) {
      const message = `No connector exists with the  Identifier ${address.identifier}`;
      throw new PlatformFailure(400, failureBody('INVALID_REQUEST', message));
    }
    const outcome = await this.connectionTest(found.connector);
    const testedAt = outcome.testedAt ?? this.now();
    const { status, errorSummary = null, errors = [], delegateId = null } = outcome;
    const { lastConnectedAt } = (found.status ?? {}) as { lastConnectedAt?: number };
    const details = { status, errorSummary, errors, testedAt, lastTestedAt: testedAt };
    const connected = status === 'SUCCESS' ? testedAt : lastConnectedAt;
    this.connectors.put({ ...found, status: { ...details, ...(connected && { lastConnectedAt: connected }) } });
    return { status, errors, errorSummary, testedAt, delegateId };
  }

  private testByDelegates({ spec, orgIdentifier, projectIdentifier }: ConnectorBody): TestOutcome {
    const wanted = (spec.delegateSelectors ?? []) as readonly string[];
    const fits = [...this.delegates.values()].find(
      ({ name, tags = [], connected = true, ...scope }) =>
        connected &&
        isVisible(scope, { orgIdentifier, projectIdentifier }) &&
        wanted.every((tag) => tag === name || tags.includes(tag)),
    );
    if (fits) return { status: 'SUCCESS', delegateId: `${fits.name}-replica-0` };
    const message = `No eligible delegates could perform the required capabilities for this task: [ delegate selectors: ${wanted.join(', ')} ]`;
    return {
      status: 'FAILURE',
      errorSummary: message,
      errors: [{ reason: 'NO_ELIGIBLE_DELEGATES', message, code: 400 }],
    };
  }
}

function dto(data: unknown): object {
  return { status: 'SUCCESS', data, metaData: null, correlationId: 'correlation-of-answer' };
}
