/** The connector of a farm on the platform of Harness, and the proof that it works: after the farm, in this order. */
import * as pulumi from '@pulumi/pulumi';
import type { CiBuildInfra as FarmConstruct, CiBuildInfraProps } from '../../ci-build-infra';
import { definedOf, HarnessConstructsError } from '../../values';
import type { Bridged, Document } from '../bridge';
import { ConnectorValidation } from '../resources/connector-validation';
import { type ConnectorResourceArgs, KubernetesClusterConnector } from '../resources/kubernetes-cluster-connector';
import type { PlatformArgs } from '../resources/platform-args';
import type { ClusterArgs, ValidationArgs } from '../resources/validation-args';

/**
 * How a farm makes its connector in Harness. The document is the farm's. Unless `endpoint` is given, it is the gateway of the
 * platform that the delegate dials.
 */
export type FarmConnectorArgs = Omit<ConnectorResourceArgs, 'accountId'>;

/**
 * How a farm proves its connector. Connector, tags, generation of the delegate, its ServiceAccount, and the namespaces of
 * builds are the farm's; the platform and its key are those of `connector` unless they are given.
 */
export interface FarmValidationArgs
  extends
    Omit<PlatformArgs, 'accountId'>,
    Pick<ValidationArgs, 'delegateGeneration' | 'plUseRunner' | 'policies' | 'timeoutSeconds' | 'pollIntervalSeconds'> {
  /**
   * Credentials for the cluster, which is then asked whether builds can run in it.
   *
   * @default - the cluster is not asked
   */
  readonly cluster?: ClusterArgs;
  /**
   * Whatever shall make it validate again when it changes, beside the connector and every object of the farm.
   *
   * @default - none
   */
  readonly triggers?: pulumi.Input<unknown[]>;
}

/** What of a farm's arguments concerns the two. */
interface ConnectionArgs extends Pick<CiBuildInfraProps, 'connectionTest' | 'platform'> {
  readonly delegateOptions?: { readonly mutualTls?: unknown; readonly unsafePlainHttp?: boolean };
  readonly accountId: pulumi.Input<string>;
  readonly connector?: FarmConnectorArgs;
  readonly validation?: FarmValidationArgs;
}

/** A farm that is registered. */
interface RegisteredFarm {
  readonly component: pulumi.ComponentResource & {
    readonly delegateSelectors: pulumi.Output<string>[];
    readonly managerEndpoint?: pulumi.Output<string>;
  };
  readonly name: string;
  readonly args: ConnectionArgs;
  readonly farm: Bridged<FarmConstruct>;
  /** Of the farm's connector, with Outputs in it. */
  readonly document: Document;
}

/** What there is of the two. */
export interface FarmConnection {
  readonly connector?: KubernetesClusterConnector;
  readonly validation?: ConnectorValidation;
}

/** The arguments that are the construct's. */
export function withoutConnection<T extends ConnectionArgs>(args: T): Omit<T, 'connector' | 'validation'> {
  const { connector, validation, ...others } = args;
  return others;
}

/** Makes what is asked for. */
export function farmConnection(registered: RegisteredFarm): FarmConnection {
  const { component: parent, farm, args } = registered;
  const dependsOn = [...farm.resources.values()];
  const connector = args.connector && makeConnector(registered, args.connector, { parent, dependsOn });
  const after = connector ? [...dependsOn, connector] : dependsOn;
  const validation = args.validation && validate(registered, args.validation, { parent, dependsOn: after }, connector);
  return { connector, validation };
}

function makeConnector(
  registered: RegisteredFarm,
  given: FarmConnectorArgs,
  options: pulumi.CustomResourceOptions,
): KubernetesClusterConnector {
  const { name, args, document } = registered;
  const { endpoint = gatewayOf(registered, 'connector') } = given;
  return new KubernetesClusterConnector(
    `${name}/Connector`,
    { ...given, accountId: args.accountId, endpoint, document },
    options,
  );
}

function validate(
  registered: RegisteredFarm,
  { triggers = [], cluster, ...own }: FarmValidationArgs,
  options: pulumi.CustomResourceOptions,
  connector?: KubernetesClusterConnector,
): ConnectorValidation {
  const { name, args, farm, component, document } = registered;
  const given = definedOf(own);
  const {
    endpoint = gatewayOf(registered, 'validation'),
    certificateAuthority,
    apiKey,
  } = {
    ...definedOf(args.connector ?? {}),
    ...given,
  };
  const changes = pulumi.all([farm.fingerprint(), connector?.lastModifiedAt, triggers]);
  return new ConnectorValidation(
    `${name}/Validation`,
    {
      ...given,
      accountId: args.accountId,
      endpoint,
      certificateAuthority,
      apiKey,
      connector: addressIn(document),
      delegateSelectors: component.delegateSelectors,
      delegateGeneration: given.delegateGeneration ?? farm.result.delegate.generation,
      cluster: cluster && { ...clusterOf(registered), ...definedOf(cluster), kubeconfig: cluster.kubeconfig },
      triggers: changes.apply(([objects, modified, more]) => [objects, modified ?? null, ...more]),
    },
    options,
  );
}

/** What a farm knows of its cluster. */
function clusterOf({ farm, args }: RegisteredFarm): Omit<ClusterArgs, 'kubeconfig'> {
  const { delegate, buildNamespaces } = farm.result;
  const { connectionTest = true, platform } = args;
  return {
    serviceAccount: { namespace: farm.output(delegate.namespace), name: farm.output(delegate.serviceAccount.name) },
    buildNamespaces: buildNamespaces.map(({ namespace }) => farm.output(namespace)),
    features: platform?._record.isOpenShift ? ['ci-builds', 'ci-builds-openshift'] : ['ci-builds'],
    skipDefaultNamespaceValidation: !connectionTest,
  };
}

/**
 * The gateway beside the manager that the delegate dials. Agents with certificates of their own dial another host, and the
 * key of the platform goes over TLS alone: then the endpoint has to be said.
 */
function gatewayOf({ component, name, args }: RegisteredFarm, property: string): pulumi.Output<string> {
  const { mutualTls, unsafePlainHttp } = args.delegateOptions ?? {};
  if (component.managerEndpoint === undefined || mutualTls !== undefined || unsafePlainHttp === true) {
    throw new HarnessConstructsError({
      constructPath: name,
      property: `${property}.endpoint`,
      allowed: 'the URL of the gateway of Harness, since the delegate does not tell it',
      remedy: 'Set it, for example to https://app.harness.io/gateway.',
    });
  }
  return component.managerEndpoint.apply((endpoint) => `${endpoint}/gateway`);
}

function addressIn(document: Document): ValidationArgs['connector'] {
  const { identifier, orgIdentifier, projectIdentifier } = document.connector as ValidationArgs['connector'];
  return { identifier, orgIdentifier, projectIdentifier };
}
