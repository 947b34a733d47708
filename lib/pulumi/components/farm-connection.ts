/** The connector of a farm on the platform of Harness, and the proof that it works: after the farm, in this order. */
import * as pulumi from '@pulumi/pulumi';
import type { CiBuildInfra as FarmConstruct, CiBuildInfraProps } from '../../ci-build-infra';
import { HarnessDelegate } from '../../delegate';
import type { Bridged, Document } from '../bridge';
import { ConnectorValidation } from '../resources/connector-validation';
import { type ConnectorResourceArgs, KubernetesClusterConnector } from '../resources/kubernetes-cluster-connector';
import type { PlatformArgs } from '../resources/platform-args';
import type { ClusterArgs, ValidationArgs } from '../resources/validation-args';

/** How a farm makes its connector in Harness. The document is the farm's. */
export type FarmConnectorArgs = Omit<ConnectorResourceArgs, 'accountId'>;

/**
 * How a farm proves its connector. Connector, tags, generation of the delegate, its ServiceAccount, and the namespaces of
 * builds are the farm's; the platform and its key are those of `connector` unless they are given.
 */
export interface FarmValidationArgs
  extends
    Omit<PlatformArgs, 'accountId'>,
    Pick<ValidationArgs, 'plUseRunner' | 'policies' | 'timeoutSeconds' | 'pollIntervalSeconds'> {
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
  readonly accountId: pulumi.Input<string>;
  readonly connector?: FarmConnectorArgs;
  readonly validation?: FarmValidationArgs;
}

/** A farm that is registered. */
interface RegisteredFarm {
  readonly component: pulumi.ComponentResource & {
    readonly connectorDocument?: pulumi.Output<Document>;
    readonly delegateSelectors: pulumi.Output<string>[];
  };
  readonly name: string;
  readonly args: ConnectionArgs;
  readonly farm: Bridged<FarmConstruct>;
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
  { name, args: { accountId }, farm, component }: RegisteredFarm,
  given: FarmConnectorArgs,
  options: pulumi.CustomResourceOptions,
): KubernetesClusterConnector {
  const { endpoint = gatewayOf(farm) } = given;
  return new KubernetesClusterConnector(
    `${name}/Connector`,
    { ...given, accountId, endpoint, document: documentOf(component) },
    options,
  );
}

function validate(
  registered: RegisteredFarm,
  { triggers = [], cluster, ...given }: FarmValidationArgs,
  options: pulumi.CustomResourceOptions,
  connector?: KubernetesClusterConnector,
): ConnectorValidation {
  const { name, args, farm, component } = registered;
  const { endpoint = gatewayOf(farm), certificateAuthority, apiKey } = { ...args.connector, ...given };
  const changes = pulumi.all([farm.fingerprint(), connector?.lastModifiedAt, triggers]);
  return new ConnectorValidation(
    `${name}/Validation`,
    {
      ...given,
      accountId: args.accountId,
      endpoint,
      certificateAuthority,
      apiKey,
      connector: addressIn(documentOf(component)),
      delegateSelectors: component.delegateSelectors,
      delegateGeneration: farm.result.delegate.generation,
      cluster: cluster && { ...clusterOf(registered), ...cluster },
      triggers: changes.apply(([objects, modified, more]) => [objects, modified ?? null, ...more]),
    },
    options,
  );
}

/** A farm of Pulumi makes its connector always. */
function documentOf({ connectorDocument }: RegisteredFarm['component']): pulumi.Output<Document> {
  return connectorDocument as pulumi.Output<Document>;
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

/** The gateway beside the manager that the delegate dials; `undefined` where that is not known. */
function gatewayOf({ result, output }: Bridged<FarmConstruct>): pulumi.Output<string> | undefined {
  const { delegate } = result;
  return HarnessDelegate.isHarnessDelegate(delegate)
    ? output((delegate as HarnessDelegate).managerEndpoint).apply((endpoint) => `${endpoint}/gateway`)
    : undefined;
}

function addressIn(document: pulumi.Output<Document>): ValidationArgs['connector'] {
  const part = (name: string) => document.apply((whole) => (whole.connector as { [part: string]: string })[name]);
  return {
    identifier: part('identifier'),
    orgIdentifier: part('orgIdentifier'),
    projectIdentifier: part('projectIdentifier'),
  };
}
