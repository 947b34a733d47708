import * as pulumi from '@pulumi/pulumi';
import {
  KubernetesClusterConnector as ConnectorConstruct,
  type KubernetesClusterConnectorProps,
} from '../../connector';
import { isPlainObject } from '../../values';
import type { ConnectorAddress, ConnectorBody } from '../../harness-api';
import { after } from '../after';
import { bridgedDocument, type Document } from '../bridge';
import { addressOf, referenceTo } from '../dynamic/connector-id';
import { withoutMembers } from '../dynamic/provider-methods';
import { serializedProvider } from '../dynamic/serialized-provider';
import type { InputsOf } from '../inputs';
import { propsOf } from '../props-of';
import { platformInputs, type PlatformArgs } from './platform-args';

/** What the resource has beside its connector. */
export interface ConnectorResourceArgs extends PlatformArgs {
  /**
   * Whether the connector is deleted although others refer to it. The account must allow that.
   *
   * @default false
   */
  readonly forceDelete?: boolean;
  /**
   * Adopts the connector that is there, in place of creating one: `identifier`, `organization/identifier` or
   * `organization/project/identifier`. What the platform has beside the arguments stays. It may stay in the program.
   *
   * @default - a new connector is made
   */
  readonly importId?: string;
}

/** A connector by its document. */
export interface ConnectorDocumentArgs extends ConnectorResourceArgs {
  /** The document, for example `farm.connectorDocument`. */
  readonly document: pulumi.Input<Document>;
}

/**
 * Arguments of `KubernetesClusterConnector`: the properties of the construct, with `pulumi.Input` on every text, or a
 * document.
 */
export type KubernetesClusterConnectorArgs =
  (ConnectorResourceArgs & InputsOf<KubernetesClusterConnectorProps>) | ConnectorDocumentArgs;

/** One for all, so that it is made to a text once. */
const PROVIDER = serializedProvider('connector', ['check', 'diff', 'create', 'update', 'read', 'delete']);

/**
 * A Kubernetes cluster connector in Harness, with the document of the construct of this name.
 *
 * An update keeps what the platform has beside the document. Another scope, identifier, type or account is another
 * connector. One that is there already is adopted by `importId`: Pulumi's own option `import`, and `pulumi import`, work
 * with no dynamic provider.
 */
export class KubernetesClusterConnector extends pulumi.dynamic.Resource {
  /**
   * A connector that is made elsewhere.
   *
   * @param id `identifier`, `organization/identifier` or `organization/project/identifier`
   */
  public static get(
    name: string,
    id: pulumi.Input<string>,
    args: PlatformArgs,
    opts?: pulumi.CustomResourceOptions,
  ): KubernetesClusterConnector {
    return new KubernetesClusterConnector(name, args as KubernetesClusterConnectorArgs, { ...opts, id });
  }

  /** The document, without the member `connector` around it. */
  declare public readonly connector: pulumi.Output<ConnectorBody>;
  /** When it was changed last, in epoch milliseconds. */
  declare public readonly lastModifiedAt: pulumi.Output<number>;
  /** How stages refer to it: `account.identifier`, `org.identifier` or `identifier`. */
  public readonly reference: pulumi.Output<string>;

  /** @throws an error with construct path, property, value, what is allowed and what to do, for bad input. */
  constructor(name: string, args: KubernetesClusterConnectorArgs, opts: pulumi.CustomResourceOptions = {}) {
    const { forceDelete, importId } = args;
    const { connector, checked } = opts.id === undefined ? connectorOf(name, args) : NOTHING;
    const inputs = { ...platformInputs(args), connector, forceDelete, importId, lastModifiedAt: undefined };
    const dependsOn = after(checked, opts.dependsOn) as Promise<pulumi.Resource[]>;
    super(PROVIDER, name, inputs, { ...opts, dependsOn }, 'harness-constructs', 'KubernetesClusterConnector');
    this.reference =
      opts.id === undefined
        ? referenceOf(this.connector)
        : pulumi.output(opts.id).apply((id) => referenceTo(addressOf(id)));
  }
}

/** Member by member: what of the document is not known yet leaves the rest known. */
function referenceOf({ identifier, orgIdentifier, projectIdentifier }: pulumi.Output<ConnectorBody>) {
  return pulumi
    .all({ identifier, orgIdentifier, projectIdentifier })
    .apply((address) => referenceTo(address as unknown as ConnectorAddress));
}

interface Connector {
  readonly connector: pulumi.Input<unknown>;
  /** Nothing is made of bad input. */
  readonly checked: Promise<unknown>;
}

const NOT_OF_THE_CONSTRUCT: readonly (keyof ConnectorResourceArgs)[] = [
  'accountId',
  'endpoint',
  'certificateAuthority',
  'apiKey',
  'forceDelete',
  'importId',
];
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
