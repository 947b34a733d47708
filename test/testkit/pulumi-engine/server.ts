/** The two services that a program talks to. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { EngineService } from '@pulumi/pulumi/proto/engine_grpc_pb';
import {
  GetRootResourceResponse,
  type LogRequest,
  type SetRootResourceRequest,
  SetRootResourceResponse,
} from '@pulumi/pulumi/proto/engine_pb';
import type { Callback } from '@pulumi/pulumi/proto/callback_pb';
import { ResourceMonitorService } from '@pulumi/pulumi/proto/resource_grpc_pb';
import {
  type ReadResourceRequest,
  ReadResourceResponse,
  type RegisterResourceHookRequest,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type SupportsFeatureRequest,
  SupportsFeatureResponse,
} from '@pulumi/pulumi/proto/resource_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import type { Deployment } from './deployment';
import { isDynamic } from './dynamic-provider';
import type { ResourceState } from './provider';
import { type Registration, registrationOf } from './registration';
import { aliasesOf, urnOf } from './urns';
import { type Properties, propertiesOf, structOf } from './wire';

/** Transforms of invokes are not there. */
const FEATURES = [
  'secrets',
  'resourceReferences',
  'outputValues',
  'aliasSpecs',
  'deletedWith',
  'transforms',
  'resourceHooks',
];

/** What a program has said and asked. */
export interface Transcript {
  readonly registered: Array<Registration & { readonly urn: string; readonly aliases: readonly string[] }>;
  /** What components, and the stack, have registered as their outputs. */
  readonly outputs: Map<string, Properties>;
  readonly logs: Array<{ readonly severity: number; readonly message: string }>;
}

/** Outputs of other stacks, by the name of the stack. */
export interface OtherStacks {
  readonly [name: string]: Properties;
}

export class EngineServer {
  public readonly transcript: Transcript = { registered: [], outputs: new Map(), logs: [] };
  private readonly server = new Server();
  private readonly transforms = new Map<string, readonly Callback[]>();
  private readonly stackTransforms: Callback[] = [];
  private root = '';
  private registrations = 0;

  constructor(
    private readonly deployment: Deployment,
    private readonly otherStacks: OtherStacks,
  ) {
    // Whatever is left out is answered as unimplemented.
    this.server.addService(ResourceMonitorService, {
      supportsFeature: unary((request: SupportsFeatureRequest) => {
        const response = new SupportsFeatureResponse();
        response.setHassupport(FEATURES.includes(request.getId()));
        return response;
      }),
      registerResource: unary((request: RegisterResourceRequest) => this.register(request)),
      readResource: unary((request: ReadResourceRequest) => this.read(request)),
      registerResourceOutputs: unary((request: RegisterResourceOutputsRequest) => {
        this.transcript.outputs.set(request.getUrn(), propertiesOf(request.getOutputs()));
        return new Empty();
      }),
      registerStackTransform: unary((transform: Callback) => {
        this.stackTransforms.push(transform);
        return new Empty();
      }),
      registerResourceHook: unary((request: RegisterResourceHookRequest) => {
        this.deployment.hooks.set(request.getName(), request.getCallback() as Callback);
        return new Empty();
      }),
      signalAndWaitForShutdown: unary(() => new Empty()),
    });
    this.server.addService(EngineService, {
      log: unary((request: LogRequest) => {
        this.transcript.logs.push({ severity: request.getSeverity(), message: request.getMessage() });
        return new Empty();
      }),
      getRootResource: unary(() => {
        const response = new GetRootResourceResponse();
        response.setUrn(this.root);
        return response;
      }),
      setRootResource: unary((request: SetRootResourceRequest) => {
        this.root = request.getUrn();
        return new SetRootResourceResponse();
      }),
    });
  }

  /** Starts to answer. Gives the address. */
  public start(): Promise<string> {
    return new Promise((resolve, reject) =>
      this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(`127.0.0.1:${port}`),
      ),
    );
  }

  public stop(): void {
    this.server.forceShutdown();
  }

  /** Waits until no registration came in for some turns: what waits for no resource comes before what waits for this one. */
  private async untilQuiet(): Promise<void> {
    for (let count = -1; count !== this.registrations;) {
      count = this.registrations;
      for (let turn = 0; turn < 10; turn++) await nextTurn();
    }
  }

  private async register(request: RegisterResourceRequest): Promise<RegisterResourceResponse> {
    this.registrations++;
    const parent = request.getParent();
    const urn = urnOf({ type: request.getType(), name: request.getName(), parent });
    // A child is changed by the transforms of the resources above it as well, the nearest first.
    const transforms = [...request.getTransformsList(), ...(this.transforms.get(parent) ?? [])];
    this.transforms.set(urn, transforms);
    const registration = await registrationOf(request, [...transforms, ...this.stackTransforms]);
    const ofParent = this.transcript.registered.find((registered) => registered.urn === parent)?.aliases ?? [];
    const aliases = aliasesOf(registration, registration.options.getAliasesList(), ofParent);
    this.transcript.registered.push({ ...registration, urn, aliases });
    const state = await this.deployment.register(urn, registration, aliases);
    await this.untilQuiet();
    return responseOf(state, registration);
  }

  /** Dynamic resources are read by their provider, and stack references from a table. */
  private async read(request: ReadResourceRequest): Promise<ReadResourceResponse> {
    const [type, name, id] = [request.getType(), request.getName(), request.getId()];
    const urn = urnOf({ type, name, parent: request.getParent() });
    const response = new ReadResourceResponse();
    response.setUrn(urn);
    if (isDynamic({ type })) {
      const inputs = propertiesOf(request.getProperties());
      const { outputs } = await this.deployment.read({ urn, type, name, id, inputs });
      response.setProperties(structOf(outputs));
      return response;
    }
    const outputs = this.otherStacks[id];
    if (outputs === undefined) throw new Error(`${type} "${id}" not found`);
    response.setProperties(structOf({ name: id, outputs, secretOutputNames: [] }));
    return response;
  }
}

function responseOf(state: ResourceState, { propertyDependencies }: Registration): RegisterResourceResponse {
  const response = new RegisterResourceResponse();
  response.setUrn(state.urn);
  response.setId(state.id);
  response.setObject(structOf(state.outputs));
  for (const [property, urns] of Object.entries(propertyDependencies)) {
    const dependencies = new RegisterResourceResponse.PropertyDependencies();
    dependencies.setUrnsList([...urns]);
    response.getPropertydependenciesMap().set(property, dependencies);
  }
  return response;
}

function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): UntypedServiceImplementation[string] {
  return (call: ServerUnaryCall<Request, Response>, callback: (error: object | null, response?: Response) => void) => {
    Promise.resolve(call.request)
      .then(answer)
      .then(
        (response) => callback(null, response),
        (error: Error) => callback({ code: status.UNKNOWN, details: error.message }),
      );
  };
}
