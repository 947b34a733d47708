/** What a program asks of the engine for one resource, after transforms. */
import { credentials } from '@grpc/grpc-js';
import { CallbacksClient } from '@pulumi/pulumi/proto/callback_grpc_pb';
import { type Callback, CallbackInvokeRequest } from '@pulumi/pulumi/proto/callback_pb';
import {
  type RegisterResourceRequest,
  ResourceHookRequest,
  ResourceHookResponse,
  TransformRequest,
  TransformResourceOptions,
  TransformResponse,
} from '@pulumi/pulumi/proto/resource_pb';
import { type Properties, propertiesOf, structOf } from './wire';

export interface Registration {
  readonly type: string;
  readonly name: string;
  /** URN; empty for the stack itself. */
  readonly parent: string;
  readonly custom: boolean;
  readonly inputs: Properties;
  readonly propertyDependencies: { readonly [property: string]: readonly string[] };
  readonly options: TransformResourceOptions;
  /** Hooks by name, for each time that they run at. */
  readonly hooks: { readonly [time in HookTime]: readonly string[] };
}

export type HookTime = 'beforeCreate' | 'afterCreate' | 'beforeUpdate' | 'afterUpdate';

/** The request, changed by the transforms in turn. */
export async function registrationOf(
  request: RegisterResourceRequest,
  transforms: readonly Callback[],
): Promise<Registration> {
  const dependencies = request.getPropertydependenciesMap();
  let registration: Registration = {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    custom: request.getCustom(),
    inputs: propertiesOf(request.getObject()),
    propertyDependencies: Object.fromEntries(
      dependencies.getEntryList().map(([property]) => [property, dependencies.get(property)?.getUrnsList() ?? []]),
    ),
    options: optionsOf(request),
    hooks: {
      beforeCreate: request.getHooks()?.getBeforeCreateList() ?? [],
      afterCreate: request.getHooks()?.getAfterCreateList() ?? [],
      beforeUpdate: request.getHooks()?.getBeforeUpdateList() ?? [],
      afterUpdate: request.getHooks()?.getAfterUpdateList() ?? [],
    },
  };
  for (const transform of transforms) registration = await transformed(registration, transform);
  return registration;
}

function optionsOf(request: RegisterResourceRequest): TransformResourceOptions {
  const options = new TransformResourceOptions();
  options.setDependsOnList(request.getDependenciesList());
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setReplaceOnChangesList(request.getReplaceonchangesList());
  options.setVersion(request.getVersion());
  options.setAliasesList(request.getAliasesList());
  options.setProvider(request.getProvider());
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  request.getProvidersMap().forEach((provider, name) => options.getProvidersMap().set(name, provider));
  options.setCustomTimeouts(request.getCustomtimeouts());
  options.setPluginDownloadUrl(request.getPlugindownloadurl());
  options.setDeletedWith(request.getDeletedwith());
  if (request.hasRetainondelete()) options.setRetainOnDelete(request.getRetainondelete() as boolean);
  if (request.hasProtect()) options.setProtect(request.getProtect() as boolean);
  if (request.getDeletebeforereplacedefined()) options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  return options;
}

/** The transform runs in the program, which serves it. */
async function transformed(registration: Registration, transform: Callback): Promise<Registration> {
  const { type, name, parent, custom, inputs, options } = registration;
  const request = new TransformRequest();
  request.setType(type);
  request.setName(name);
  request.setParent(parent);
  request.setCustom(custom);
  request.setProperties(structOf(inputs));
  request.setOptions(options);
  const response = TransformResponse.deserializeBinary(await called(transform, request.serializeBinary()));
  return {
    ...registration,
    inputs: propertiesOf(response.getProperties()),
    options: response.getOptions() ?? options,
  };
}

/** Runs hooks of the program one after the other. The first that throws ends it. */
export async function runHooks(urn: string, { type, name }: Registration, hooks: readonly Callback[]): Promise<void> {
  for (const hook of hooks) {
    const request = new ResourceHookRequest();
    request.setUrn(urn);
    request.setType(type);
    request.setName(name);
    const response = ResourceHookResponse.deserializeBinary(await called(hook, request.serializeBinary()));
    if (response.getError() !== '') throw new Error(response.getError());
  }
}

function called(callback: Callback, argument: Uint8Array): Promise<Uint8Array> {
  const request = new CallbackInvokeRequest();
  request.setToken(callback.getToken());
  request.setRequest(argument);
  const client = new CallbacksClient(callback.getTarget(), credentials.createInsecure());
  return new Promise<Uint8Array>((resolve, reject) =>
    client.invoke(request, (error, response) => (error ? reject(error) : resolve(response.getResponse_asU8()))),
  ).finally(() => client.close());
}
