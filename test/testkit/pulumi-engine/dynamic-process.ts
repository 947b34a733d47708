/** The real process of dynamic providers, which comes with the SDK, and its calls. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { ResourceProviderClient } from '@pulumi/pulumi/proto/provider_grpc_pb';
import * as messages from '@pulumi/pulumi/proto/provider_pb';
import { Status } from '@pulumi/pulumi/proto/status_pb';
import { bare, type Properties, propertiesOf, structOf } from './wire';

/** Where and how the process runs. */
export interface DynamicHost {
  /** Folder of the program. */
  readonly folder: string;
  /** Arguments of Node.js. */
  readonly node: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** The whole configuration of the stack, with the name of the project in its keys. */
  readonly config: { readonly [key: string]: string };
  /** Hears what the process prints. */
  readonly print: (output: string) => void;
}

/** A resource that is there, but did not come right. */
export class InitializationError extends Error {
  constructor(
    message: string,
    public readonly id: string,
    public readonly outputs: Properties,
  ) {
    super(message);
  }
}

/** It starts at the first call, and gets no secrets marked as such: it does not accept them. */
export class DynamicProcess {
  private client?: Promise<ResourceProviderClient>;
  private child?: ChildProcess;

  constructor(private readonly host: DynamicHost) {}

  public async check(urn: string, olds: Properties, news: Properties): Promise<messages.CheckResponse> {
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setOlds(structOf(bare(olds)));
    request.setNews(structOf(bare(news)));
    return this.call('check', request);
  }

  public async diff(urn: string, id: string, olds: Properties, news: Properties): Promise<messages.DiffResponse> {
    const request = new messages.DiffRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setOlds(structOf(bare(olds)));
    request.setNews(structOf(bare(news)));
    return this.call('diff', request);
  }

  public async create(urn: string, inputs: Properties): Promise<messages.CreateResponse> {
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(structOf(bare(inputs)));
    return this.call('create', request);
  }

  public async update(urn: string, id: string, olds: Properties, news: Properties): Promise<messages.UpdateResponse> {
    const request = new messages.UpdateRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setOlds(structOf(bare(olds)));
    request.setNews(structOf(bare(news)));
    return this.call('update', request);
  }

  public async read(urn: string, id: string, outputs: Properties): Promise<messages.ReadResponse> {
    const request = new messages.ReadRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setProperties(structOf(bare(outputs)));
    return this.call('read', request);
  }

  public async delete(urn: string, id: string, outputs: Properties): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setProperties(structOf(bare(outputs)));
    await this.call('delete', request);
  }

  public async stop(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    (client as Client | undefined)?.close();
    if (this.child === undefined || this.child.exitCode !== null) return;
    const closed = new Promise((done) => this.child?.once('close', done));
    this.child.kill();
    await closed;
  }

  private async call<T>(method: string, request: object): Promise<T> {
    this.client ??= this.start();
    return called<T>(await this.client, method, request);
  }

  private async start(): Promise<ResourceProviderClient> {
    const { folder, node, environment, config, print } = this.host;
    const script = createRequire(join(folder, 'index.js')).resolve('@pulumi/pulumi/cmd/dynamic-provider');
    const child = spawn(process.execPath, [...node, script, '127.0.0.1:1'], { cwd: folder, env: environment });
    this.child = child;
    child.stderr.on('data', (data: Buffer) => print(String(data)));
    const port = await new Promise<string>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => reject(new Error(`the process of dynamic providers ended with ${code}`)));
      // The first line is the port, all others are for people.
      let first = '';
      child.stdout.on('data', (data: Buffer) => {
        if (first.includes('\n')) return print(String(data));
        first += String(data);
        const [line, ...others] = first.split('\n');
        if (others.length > 0) resolve(line.trim());
        print(others.join('\n'));
      });
    });
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const request = new messages.ConfigureRequest();
    request.setArgs(structOf(config));
    await called(client, 'configure', request);
    return client;
  }
}

function called<T>(client: ResourceProviderClient, method: string, request: object): Promise<T> {
  return new Promise((resolve, reject) =>
    (client as any)[method](request, (error: ServiceError | null, response: T) =>
      error ? reject(explained(error)) : resolve(response),
    ),
  );
}

/** What the process says of a resource that is there in spite of the error comes in the trailer. */
function explained({ details, metadata }: ServiceError): Error {
  const [trailer] = metadata.get('grpc-status-details-bin');
  if (trailer === undefined) return new Error(details);
  const [any] = Status.deserializeBinary(trailer as Buffer).getDetailsList();
  const failed = messages.ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
  const message = [details, ...failed.getReasonsList()].join('\n');
  return new InitializationError(message, failed.getId(), propertiesOf(failed.getProperties()));
}
