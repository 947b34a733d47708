import * as pulumi from '@pulumi/pulumi';
import {
  KubernetesClusterConnector as ConnectorConstruct,
  type KubernetesClusterConnectorProps,
} from '../../connector';
import { isPlainObject, ownClass, type StructName } from '../../core';
import type { ConnectorAddress, ConnectorBody } from '../../harness-api';
import { type InputsOf, knownArguments, propsOf, refuseKind } from '../arguments';
import { bridgedDocument, type Document } from '../bridge';
import { struct, throwRefused } from '../dynamic/input-checks';
import { withoutMembers } from '../dynamic/provider-methods';
import {
  addressOf,
  apiKeyOfProject,
  type ApiKeySource,
  CONNECTOR_RESOURCE,
  DEFAULT_API_KEY,
  encrypted,
  referenceTo,
} from '../dynamic/resource-inputs';
import { serializedProvider } from '../dynamic/serialized-provider';
import { isLate } from '../late-outputs';
import { checkResourceOptions, type ResourceOptions } from '../options';
import { after } from '../program-resources';

/** Endpoint of the Harness platform and source of its API key. */
export interface PlatformArgs {
  /** Id of the Harness account. */
  readonly accountId: pulumi.Input<string>;
  /**
   * URL of the platform's gateway.
   *
   * @default https://app.harness.io/gateway
   */
  readonly endpoint?: pulumi.Input<string>;
  /**
   * Allow an `endpoint` with `http:`. The API key then crosses the network in cleartext.
   *
   * @default false
   */
  readonly unsafePlainHttp?: boolean;
  /**
   * PEM certificates of additional authorities to trust, next to those that Node.js trusts.
   *
   * @default - none
   */
  readonly certificateAuthority?: pulumi.Input<string>;
  /**
   * Source of the API key: `{ fromEnvironment: 'NAME' }`, or `{ fromConfiguration: 'key' }` for the stack
   * configuration. The key is read only when needed, which excludes previews. The state stores only the name of the
   * source.
   *
   * @default { fromEnvironment: 'HARNESS_PLATFORM_API_KEY' }
   */
  readonly apiKey?: ApiKeySource;
}

/** Converts the arguments to inputs of a resource. */
export function platformInputs(args: PlatformArgs): pulumi.Inputs {
  const { accountId, endpoint, unsafePlainHttp, certificateAuthority, apiKey } = args;
  const source = apiKeyOfProject(apiKey ?? DEFAULT_API_KEY, pulumi.getProject());
  return { accountId, endpoint, unsafePlainHttp, certificateAuthority, apiKey: source };
}

/** Arguments of the resource in addition to its connector. */
export interface ConnectorResourceArgs extends PlatformArgs {
  /**
   * Delete the connector even if other entities refer to it. The account must allow force deletion.
   *
   * @default false
   */
  readonly forceDelete?: boolean;
  /**
   * Id of an existing connector to adopt instead of creating one: `identifier`, `organization/identifier` or
   * `organization/project/identifier`. Fields on the platform that the arguments do not set are preserved. The argument
   * has no effect after the adoption and can stay in the program.
   *
   * @default - a new connector is created
   */
  readonly importId?: string;
}

/** Arguments for a connector with a given document. */
export interface ConnectorDocumentArgs extends ConnectorResourceArgs {
  /** Document of the connector, for example `farm.connectorDocument`. */
  readonly document: pulumi.Input<Document>;
}

/**
 * Arguments of `KubernetesClusterConnector`: the properties of the construct, with `pulumi.Input` for every string, or
 * a document.
 */
export type KubernetesClusterConnectorArgs =
  (ConnectorResourceArgs & InputsOf<KubernetesClusterConnectorProps>) | ConnectorDocumentArgs;

/** Shared by all resources, so that it is serialized only once. */
const PROVIDER = serializedProvider('connector', ['check', 'diff', 'create', 'update', 'read', 'delete']);

/**
 * A Kubernetes cluster connector in Harness, with the same document as the construct of this name.
 *
 * An update preserves fields on the platform that are not in the document. A change of scope, identifier, type or
 * account replaces the connector. To adopt an existing connector, set `importId`: the resource option `import` and the
 * command `pulumi import` do not work with dynamic providers.
 */
export class KubernetesClusterConnector extends pulumi.dynamic.Resource {
  /**
   * Reads an existing connector.
   *
   * @param id `identifier`, `organization/identifier` or `organization/project/identifier`
   * @throws an error for a plain id of another form
   */
  public static get(
    name: string,
    id: pulumi.Input<string>,
    args: PlatformArgs,
    opts?: ResourceOptions,
  ): KubernetesClusterConnector {
    checkId(name, id);
    return new KubernetesClusterConnector(name, args as KubernetesClusterConnectorArgs, { ...opts, id });
  }

  /** The document, without the member `connector` around it. */
  declare public readonly connector: pulumi.Output<ConnectorBody>;
  /** Time of the last change, in epoch milliseconds. */
  declare public readonly lastModifiedAt: pulumi.Output<number>;
  /** Scoped identifier, for stages: `account.identifier`, `org.identifier` or `identifier`. */
  public readonly reference: pulumi.Output<string>;

  /** @throws an error with the construct path, property, value, expected value and remedy, for invalid input */
  constructor(name: string, args: KubernetesClusterConnectorArgs, opts: ResourceOptions = {}) {
    const known = knownArguments({ type: new.target, name }, args, structOf(args));
    checkResourceOptions(name, opts);
    throwRefused(name, ARGUMENTS('', ofResource(known)));
    const { forceDelete, importId } = known;
    const { connector, checked } = opts.id === undefined ? connectorOf(name, known) : NOTHING;
    const inputs = { ...platformInputs(known), connector, forceDelete, importId, lastModifiedAt: undefined };
    const dependsOn = after(checked, opts.dependsOn) as Promise<pulumi.Resource[]>;
    super(PROVIDER, name, inputs, { ...opts, dependsOn }, 'harness-constructs', 'KubernetesClusterConnector');
    this.reference =
      opts.id === undefined
        ? referenceOf(this.connector)
        : pulumi.output(opts.id).apply((id) => referenceTo(addressOf(id)));
  }
}

ownClass(KubernetesClusterConnector);

/** Refuses a plain id of another form. That of an Output is checked when it is known. */
function checkId(name: string, id: unknown): void {
  if (isLate(id)) {
    return;
  }
  if (typeof id !== 'string') {
    refuseKind(name, 'id', id, 'a string or an Output', 'Pass the id of the connector in Harness.');
  }
  addressOf(id, 'id', name);
}

/** A document takes the place of the properties of the construct. */
function structOf(args: object): StructName {
  return 'document' in Object(args) ? 'ConnectorDocumentArgs' : 'KubernetesClusterConnectorArgs';
}

/** Combines the members individually, so that an unknown part of the document leaves the reference known. */
function referenceOf({ identifier, orgIdentifier, projectIdentifier }: pulumi.Output<ConnectorBody>) {
  return pulumi
    .all({ identifier, orgIdentifier, projectIdentifier })
    .apply((address) => referenceTo(address as unknown as ConnectorAddress));
}

interface Connector {
  readonly connector: pulumi.Input<unknown>;
  /** Rejects for invalid input, so that no resource is created. */
  readonly checked: Promise<unknown>;
}

const NOT_OF_THE_CONSTRUCT: readonly (keyof ConnectorResourceArgs)[] = [
  'accountId',
  'endpoint',
  'unsafePlainHttp',
  'certificateAuthority',
  'apiKey',
  'forceDelete',
  'importId',
];

const ARGUMENTS = encrypted(struct('ConnectorResourceArgs', CONNECTOR_RESOURCE));

/** The arguments without those of the construct, which checks its own. */
function ofResource(args: ConnectorResourceArgs): ConnectorResourceArgs {
  return Object.fromEntries(NOT_OF_THE_CONSTRUCT.map((name) => [name, args[name]])) as unknown as ConnectorResourceArgs;
}

const NOTHING: Connector = { connector: undefined, checked: Promise.resolve() };

function connectorOf(name: string, args: KubernetesClusterConnectorArgs): Connector {
  if ('document' in args) {
    const { document } = args;
    const connector = isPlainObject(document) ? bodyOf(document) : pulumi.output(document).apply(bodyOf);
    return { connector, checked: Promise.resolve() };
  }
  const props = withoutMembers(args, ...NOT_OF_THE_CONSTRUCT);
  const { document, checked } = bridgedDocument(
    name,
    (chart) => new ConnectorConstruct(chart, 'Connector', propsOf<KubernetesClusterConnectorProps>(props)),
  );
  return { connector: bodyOf(document), checked };
}

function bodyOf(document: Document): unknown {
  return document.connector;
}
